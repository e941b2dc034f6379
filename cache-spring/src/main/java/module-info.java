/// Spring's cache abstraction on two-level caches.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.backlight.cache.spring {
  requires transitive dev.backlight.cache;
  requires transitive spring.context;
  requires spring.core;
  requires static transitive org.jspecify;

  exports dev.backlight.cache.spring;
}
