package dev.backlight.load.measure;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/// A run's result as JSON, and back without loss. The fields are those of [RunResult]; what readers
/// want at once (`total`, `ratePerSecond`) is written too and ignored when reading.
public final class ResultJson {

  private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9};

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Distribution.class, new Writer())
                  .addDeserializer(Distribution.class, new Reader()))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final JsonMapper ONE_LINE =
      MAPPER.rebuild().disable(SerializationFeature.INDENT_OUTPUT).build();

  private ResultJson() {}

  public static String write(RunResult result) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("schemaVersion", RunResult.SCHEMA_VERSION);
    root.put("ratePerSecond", result.ratePerSecond());
    root.set("total", MAPPER.valueToTree(result.total()));
    JsonNode whole = MAPPER.valueToTree(result);
    whole.properties().forEach(entry -> root.set(entry.getKey(), entry.getValue()));
    return MAPPER.writeValueAsString(root) + "\n";
  }

  /// Throws IllegalArgumentException for what is no result, or one of another major version.
  public static RunResult read(String json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      String version = root.path("schemaVersion").asString("");
      if (!version.startsWith("1.")) {
        throw new IllegalArgumentException(
            version.isEmpty() ? "not a load result" : "a load result of version " + version);
      }
      root.path("tasks").forEach(ResultJson::complete);
      return MAPPER.treeToValue(root, RunResult.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a load result: " + e.getOriginalMessage(), e);
    }
  }

  /// Version 1.0 did not keep the times of failures and the requests.
  private static void complete(JsonNode task) {
    if (task instanceof ObjectNode known) {
      known.putIfAbsent("failedResponse", MAPPER.createObjectNode());
      known.putIfAbsent("requests", MAPPER.createArrayNode());
    }
  }

  /// One line, as a case folder's log of windows has them.
  static String line(Window window) {
    return ONE_LINE.writeValueAsString(window);
  }

  private static final class Writer extends ValueSerializer<Distribution> {

    @Override
    public void serialize(Distribution value, JsonGenerator to, SerializationContext context) {
      to.writeStartObject();
      to.writeNumberProperty("count", value.count());
      if (!value.isEmpty()) {
        to.writeNumberProperty("meanMs", value.meanNanos() / 1e6);
        to.writeNumberProperty("minMs", value.minNanos() / 1e6);
        for (double percentile : PERCENTILES) {
          String name = "p" + (percentile % 1 == 0 ? "" + (int) percentile : "" + percentile);
          to.writeNumberProperty(name + "Ms", value.percentileMillis(percentile));
        }
        to.writeNumberProperty("maxMs", value.maxNanos() / 1e6);
        to.writeStringProperty("hdr", value.encoded());
      }
      to.writeEndObject();
    }
  }

  private static final class Reader extends ValueDeserializer<Distribution> {

    @Override
    public Distribution deserialize(JsonParser parser, DeserializationContext context) {
      JsonNode node = context.readTree(parser);
      return Distribution.decode(node.path("hdr").asString(""));
    }
  }
}
