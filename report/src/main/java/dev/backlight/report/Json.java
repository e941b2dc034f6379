package dev.backlight.report;

import java.io.Writer;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/// Writes JSON as a stream, two spaces per level. A number that is not finite becomes null.
final class Json {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
  private static final double EXACT = 1e15;

  private final JsonGenerator out;

  Json(Writer writer) {
    this.out = FACTORY.createGenerator(new Pretty(), writer);
  }

  private static final class Pretty extends ObjectWriteContext.Base {
    @Override
    public PrettyPrinter getPrettyPrinter() {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      return new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    }

    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }
  }

  /// Ends the document with a line break.
  void finish() {
    out.writeRaw("\n");
    out.close();
  }

  Json put(String name, String value) {
    out.writeStringProperty(name, Text.encodable(value));
    return this;
  }

  Json put(String name, boolean value) {
    out.writeBooleanProperty(name, value);
    return this;
  }

  Json put(String name, long value) {
    out.writeNumberProperty(name, value);
    return this;
  }

  Json put(String name, double value) {
    if (!Double.isFinite(value)) {
      return putNull(name);
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < EXACT;
    if (whole && Double.doubleToRawLongBits(value) != Double.doubleToRawLongBits(-0.0)) {
      return put(name, (long) value);
    }
    out.writeNumberProperty(name, value);
    return this;
  }

  Json putNull(String name) {
    out.writeNullProperty(name);
    return this;
  }

  Json object(String name, Runnable body) {
    out.writeName(name);
    return object(body);
  }

  Json object(Runnable body) {
    out.writeStartObject();
    body.run();
    out.writeEndObject();
    return this;
  }

  <T> Json objects(String name, Iterable<T> items, Consumer<T> each) {
    out.writeArrayPropertyStart(name);
    return items(items, each);
  }

  <T> Json objects(Iterable<T> items, Consumer<T> each) {
    out.writeStartArray();
    return items(items, each);
  }

  private <T> Json items(Iterable<T> items, Consumer<T> each) {
    items.forEach(item -> object(() -> each.accept(item)));
    out.writeEndArray();
    return this;
  }

  Json strings(String name, Iterable<String> items) {
    out.writeArrayPropertyStart(name);
    items.forEach(item -> out.writeString(Text.encodable(item)));
    out.writeEndArray();
    return this;
  }
}
