/// Two levels of cache, Caffeine and Redis, with a stated bound on staleness.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.backlight.cache {
  requires com.github.benmanes.caffeine;
  requires io.netty.common;
  requires lettuce.core;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires static micrometer.core;
  requires static transitive org.jspecify;

  exports dev.backlight.cache;
}
