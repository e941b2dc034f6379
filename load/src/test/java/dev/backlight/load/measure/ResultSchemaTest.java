package dev.backlight.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.sun.net.httpserver.HttpServer;
import dev.backlight.load.engine.Engine;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.RunListener;
import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.pace.Phase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is written is what the published schema says, and the schema leaves nothing out.
@Timeout(60)
class ResultSchemaTest {

  private static void check(RunResult result) {
    assertThat(schema(ResultSchema.text()).validate(ResultJson.write(result), InputFormat.JSON))
        .isEmpty();
    assertThat(schema(closed()).validate(ResultJson.write(result), InputFormat.JSON)).isEmpty();
  }

  private static Schema schema(String text) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text);
  }

  /// The schema with every object closed to members that it does not name.
  private static String closed() {
    JsonNode root = JsonMapper.shared().readTree(ResultSchema.text());
    close(root);
    return root.toString();
  }

  private static void close(JsonNode node) {
    node.forEach(ResultSchemaTest::close);
    if (node instanceof ObjectNode object
        && object.path("type").asString("").equals("object")
        && object.has("properties")) {
      object.put("additionalProperties", false);
    }
  }

  @Test
  void everyMemberIsDescribed() {
    check(ResultJsonTest.example());
  }

  @Test
  void aRunOfNothingIsAResultToo() {
    check(
        new RunResult(
            new RunResult.Meta("0.1.0", "http://127.0.0.1/", Instant.EPOCH, 0, 1, "", true),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            GeneratorHealth.NONE,
            List.of()));
  }

  @Test
  void realRunsOfBothModelsAndOfAServerThatFails() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(
              exchange.getRequestURI().getPath().length() > 1 ? 503 : 204, -1);
          exchange.close();
        });
    server.start();
    Duration second = Duration.ofSeconds(1);
    try (Engine engine = Engine.start(HttpPolicy.USUAL.loops(1))) {
      String target = "http://127.0.0.1:" + server.getAddress().getPort();
      check(
          engine.run(Plan.get(URI.create(target + "/"), Phase.users("users", 2, second)), quiet()));
      RunResult bad =
          engine.run(
              Plan.get(URI.create(target + "/bad"), Phase.rate("rate", 40, second)), quiet());
      check(bad);
      assertThat(bad.total().failedResponse().count()).isEqualTo(bad.total().failed()).isPositive();
      assertThat(bad.total().succeeded()).isEqualTo(Distribution.EMPTY);
      assertThat(bad.total().requests()).containsExactly("GET /bad");
    } finally {
      server.stop(0);
    }
  }

  private static RunListener quiet() {
    return new RunListener() {};
  }

  @Test
  void whatIsNoResultDoesNotSatisfyTheSchema() {
    Schema schema = schema(ResultSchema.text());
    assertThat(schema.validate("{}", InputFormat.JSON)).isNotEmpty();
    String json = ResultJson.write(ResultJsonTest.example());
    assertThat(schema.validate(json.replace("1.1.0", "2.0.0"), InputFormat.JSON)).isNotEmpty();
    assertThat(schema.validate(json.replace("\"OPEN\"", "\"AJAR\""), InputFormat.JSON))
        .isNotEmpty();
  }
}
