package dev.backlight.load.exports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.load.scenario.PhaseReader;
import dev.backlight.load.scenario.ScenarioReader;
import io.hyperfoil.api.config.Benchmark;
import io.hyperfoil.api.config.BenchmarkData;
import io.hyperfoil.api.config.Model;
import io.hyperfoil.api.config.Phase;
import io.hyperfoil.core.parser.BenchmarkParser;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is exported to Hyperfoil is read by Hyperfoil's own parser, which builds the benchmark of
/// it: all steps, handlers and phases with their properties.
class HyperfoilTest {

  private static Benchmark parsed(String yaml) throws Exception {
    String written =
        Target.HYPERFOIL.write(ScenarioReader.read("s.yaml", yaml, PhaseReader.Logs.NONE));
    return BenchmarkParser.instance()
        .buildBenchmark(
            new ByteArrayInputStream(written.getBytes(StandardCharsets.UTF_8)),
            BenchmarkData.EMPTY,
            Map.of());
  }

  private static List<String> phases(Benchmark benchmark) {
    return benchmark.phases().stream().map(Phase::name).sorted().toList();
  }

  @Test
  void everythingThatCanBeSaid() throws Exception {
    Benchmark benchmark =
        parsed(
            """
            name: shop at night
            target: http://127.0.0.1:8080
            users:
              web:
                think: 1s..3s
                tasks:
                  view:
                    weight: 3
                    steps:
                      - get: /items/${random_int(1, 9)}
                        extract: {id: json /items/0/id, name: json /items/0/name}
                      - post: /cart
                        name: add
                        headers: {X-A: "b c"}
                        timeout: 5s
                        json: {id: "n${id}", n: 2, k: "${random_int(3, 4)}", q: ["it's \\"q\\"", true]}
                      - put: /raw
                        body: "<a>${name}</a>"
                        type: text/xml
                      - set: {color: "${random_choice(['red', 'blue'])}", plain: "x${id}"}
                      - delete: /c/${color}/${plain}
                      - think: exponential 2s
                      - think: 500ms
                  home: [{get: /}]
              admin:
                weight: 2
                steps: [{get: /admin}]
            phases:
              - {rate: 10/s, for: 10s, name: warm, warm_up: true}
              - {rate: 100/s, for: 30s, rhythm: poisson, name: main}
              - {rate: 100/s..200/s, for: 30s, name: up}
              - {rate: 200/s..100/s, for: 30s, name: down}
              - {users: 10, for: 30s, name: closed}
            """);

    assertThat(benchmark.name()).isEqualTo("shop-at-night");
    assertThat(phases(benchmark))
        .contains("warm/web_view", "main/web_home", "up/admin_steps", "down/web_view")
        .contains("closed/web_view");
    Phase view =
        benchmark.phases().stream()
            .filter(phase -> phase.name().equals("main/web_view"))
            .findFirst()
            .orElseThrow();
    assertThat(view.duration()).isEqualTo(30_000);
    // One of three kinds' weights, three of four tasks': a quarter of 100 per second.
    assertThat(view.model)
        .isInstanceOfSatisfying(
            Model.ConstantRate.class, model -> assertThat(model.usersPerSec).isEqualTo(25));
    assertThat(view.startAfter()).containsExactly("warm");
    assertThat(view.scenario().initialSequences()).hasSize(1);
    assertThat(view.scenario().initialSequences()[0].steps()).hasSizeGreaterThan(7);
  }

  @Test
  void oneTaskIsNoFork() throws Exception {
    Benchmark benchmark =
        parsed(
            """
            target: http://127.0.0.1:8080
            steps: [{get: /page}]
            phases: [{users: 3, for: 5s}]
            """);

    assertThat(phases(benchmark)).containsExactly("phase_1");
  }

  @Test
  void tasksOfTheSameNameAreToldApart() throws Exception {
    Benchmark benchmark =
        parsed(
            """
            target: http://127.0.0.1:8080
            users:
              a: {steps: [{get: /a}]}
              b: {steps: [{get: /b}]}
            phases: [{users: 4, for: 5s, name: main}]
            """);

    assertThat(phases(benchmark)).contains("main/a_steps", "main/b_steps");
  }
}
