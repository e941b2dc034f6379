package dev.backlight.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;
import java.util.function.Function;

/// The name of a key in L2, and the key of a name that another node sends.
record KeyText<K>(Function<K, String> write, Function<String, K> read) {

  /// Text for strings, numbers and UUIDs; JSON for everything else, usually records.
  @SuppressWarnings("unchecked")
  static <K> KeyText<K> of(Class<K> type) {
    KeyText<?> known =
        switch (type.getName()) {
          case "java.lang.String" -> new KeyText<>(Function.<String>identity(), text -> text);
          case "java.lang.Long" -> new KeyText<Long>(Object::toString, Long::valueOf);
          case "java.lang.Integer" -> new KeyText<Integer>(Object::toString, Integer::valueOf);
          case "java.util.UUID" -> new KeyText<UUID>(Object::toString, UUID::fromString);
          default -> json(new JsonCodec<>(type));
        };
    return (KeyText<K>) known;
  }

  private static <K> KeyText<K> json(JsonCodec<K> json) {
    return new KeyText<>(
        key -> new String(json.encode(key), UTF_8), text -> json.decode(text.getBytes(UTF_8)));
  }
}
