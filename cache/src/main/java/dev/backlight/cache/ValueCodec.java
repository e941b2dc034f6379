package dev.backlight.cache;

import java.lang.reflect.Type;

/// How values become bytes in L2. The type is fixed when the cache is made: what is read from L2
/// can never choose a class.
///
/// A value that cannot be read is a miss, so a service can be deployed with a new type while others
/// still run with the old one. Never called for `null`.
public interface ValueCodec<V> {

  /// What a reader has to agree with; an entry of another schema is a miss.
  String schema();

  byte[] encode(V value) throws Exception;

  V decode(byte[] bytes) throws Exception;

  /// JSON by Jackson 3, without type ids: a record or bean and nothing below it may be polymorphic.
  static <V> ValueCodec<V> json(Class<V> type) {
    return new JsonCodec<>(type);
  }

  /// As [#json(Class)], for generic types: the caller promises that `V` is what `type` says.
  static <V> ValueCodec<V> json(Type type) {
    return new JsonCodec<>(type);
  }
}
