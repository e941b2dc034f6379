package dev.backlight.load.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.backlight.load.capacity.JudgedStep.Purpose;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a search writes is what the published schema says, and the schema leaves nothing out.
final class CapacityTextTest {

  private static final Objective OBJECTIVE = Objective.parse("p99<50ms");

  private static List<JudgedStep> steps() {
    Second second = new Second(1, 100, 100, List.of(2L), 4, 4, false, false);
    return List.of(
        new JudgedStep(
            Purpose.WARM_UP, new Step(100, Collections.nCopies(5, second)), "steady", ""),
        new JudgedStep(
            Purpose.NARROW, new Step(100, Collections.nCopies(5, second)), "fail", "2 % miss"),
        new JudgedStep(Purpose.BRACKET, new Step(50, List.of()), "void", "too late"));
  }

  private static JsonNode written(Capacity capacity, Usl usl) {
    String json =
        CapacityText.json(capacity, OBJECTIVE, usl, Bottleneck.of(capacity, List.of(), 2));
    JsonNode schema = JsonMapper.shared().readTree(CapacitySchema.text());
    assertThat(schema(schema.toString()).validate(json, InputFormat.JSON)).isEmpty();
    close(schema);
    assertThat(schema(schema.toString()).validate(json, InputFormat.JSON)).isEmpty();
    return JsonMapper.shared().readTree(json);
  }

  private static Schema schema(String text) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text);
  }

  private static void close(JsonNode node) {
    node.forEach(CapacityTextTest::close);
    if (node instanceof ObjectNode object
        && object.path("type").asString("").equals("object")
        && object.has("properties")) {
      object.put("additionalProperties", false);
    }
  }

  @Test
  void anAnswerWithItsLaw() {
    List<Usl.Point> points =
        IntStream.of(1, 2, 4, 8, 16, 32)
            .mapToObj(
                n -> new Usl.Point(n, 100.0 * n / (1 + 0.05 * (n - 1) + 0.002 * n * (n - 1)), 10))
            .toList();
    JsonNode json =
        written(new Capacity.Found(897, 880, 912, 3, 3, true, true, steps()), Usl.fit(points));

    assertThat(json.path("outcome").asString()).isEqualTo("FOUND");
    assertThat(json.path("ratePerSecond").asDouble()).isEqualTo(897);
    assertThat(json.path("usl").path("known").asBoolean()).isTrue();
    assertThat(json.path("usl").path("alpha").path("value").asDouble()).isBetween(0.04, 0.06);
    assertThat(json.path("bottleneck").path("words").asString())
        .startsWith("not enough evidence (");
    assertThat(json.path("steps")).hasSize(3);
  }

  @Test
  void searchesWithoutAnAnswer() {
    Usl none = Usl.fit(List.of());
    JsonNode kept = written(new Capacity.AtLeast(300, "as allowed", steps()), none);
    assertThat(kept.path("outcome").asString()).isEqualTo("AT_LEAST");
    assertThat(kept.path("low").asDouble()).isEqualTo(300);
    assertThat(written(new Capacity.Below(2, "misses", steps()), none).path("high").asDouble())
        .isEqualTo(2);
    JsonNode early = written(new Capacity.Unfinished(0, Double.POSITIVE_INFINITY, List.of()), none);
    assertThat(early.has("low") || early.has("high")).isFalse();
    assertThat(early.path("usl").path("words").asString()).startsWith("not enough evidence (");
  }
}
