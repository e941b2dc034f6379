/// Spring's `CacheManager` and `Cache` on two-level caches: one bean, and `@Cacheable(sync = true)`
/// means one load, in this process and in all others.
@NullMarked
package dev.backlight.cache.spring;

import org.jspecify.annotations.NullMarked;
