package dev.backlight.cache;

import java.lang.reflect.Type;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/// JSON of one declared type.
///
/// A mapper of our own: nothing that an application switches on in its mapper can make a payload
/// choose classes. The validator allows no type id at all, so even a class that asks for type ids
/// by class name with an annotation is refused.
final class JsonCodec<V> implements ValueCodec<V> {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .polymorphicTypeValidator(BasicPolymorphicTypeValidator.builder().build())
          .build();

  private final String schema;
  private final ObjectReader reader;
  private final ObjectWriter writer;

  JsonCodec(Type type) {
    JavaType known = MAPPER.constructType(type);
    this.schema = "json:" + known.toCanonical();
    this.reader = MAPPER.readerFor(known);
    this.writer = MAPPER.writerFor(known);
  }

  @Override
  public String schema() {
    return schema;
  }

  @Override
  public byte[] encode(V value) {
    return writer.writeValueAsBytes(value);
  }

  @Override
  public V decode(byte[] bytes) {
    return reader.readValue(bytes);
  }
}
