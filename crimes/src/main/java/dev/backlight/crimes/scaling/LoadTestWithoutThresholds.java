package dev.backlight.crimes.scaling;

import static dev.backlight.model.Category.SCALABILITY;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Location;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Span;
import dev.backlight.source.code.Expr;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A load test that passes whatever it measures.
public final class LoadTestWithoutThresholds {

  private static final List<String> VERDICTS =
      List.of(
          "process_exit_code",
          "quitting",
          "fail_ratio",
          "get_response_time_percentile",
          "current_response_time_percentiles");

  public static final Crime CRIME =
      Crime.named("load-test-without-thresholds")
          .title("Load test without thresholds")
          .theme("scaling")
          .category(SCALABILITY)
          .why(
              """
              The run ends green at any latency and any error rate, so a release that halves the
              capacity is noticed only by whoever reads the numbers.
              """)
          .remedy(
              PYTHON,
              "Set `environment.process_exit_code` in a `quitting` listener from the failure ratio"
                  + " and the 95th percentile.")
          .remedy(
              JAVASCRIPT,
              "Add `thresholds: { http_req_duration: ['p(95)<300'], http_req_failed: ['rate<0.01']"
                  + " }`.")
          .graded(Severity.MEDIUM)
          .seenBy(LoadTestWithoutThresholds::judge)
          .example(
              PYTHON,
              "locustfile.py",
              """
              from locust import HttpUser, task, constant_throughput

              class Visitor(HttpUser):  # guilty
                  wait_time = constant_throughput(1)

                  @task
                  def orders(self):
                      self.client.get("/orders")
              """,
              """
              from locust import HttpUser, task, constant_throughput, events

              @events.quitting.add_listener
              def verdict(environment, **kwargs):
                  if environment.stats.total.get_response_time_percentile(0.95) > 300:
                      environment.process_exit_code = 1

              class Visitor(HttpUser):
                  wait_time = constant_throughput(1)

                  @task
                  def orders(self):
                      self.client.get("/orders")
              """)
          .example(
              JAVASCRIPT,
              "load/orders.js",
              """
              import http from 'k6/http';

              export const options = { vus: 10, duration: '30s' }; // guilty

              export default function () {
                http.get('http://localhost:8000/orders');
              }
              """,
              """
              import http from 'k6/http';

              export const options = {
                vus: 10,
                duration: '30s',
                thresholds: { http_req_duration: ['p(95)<300'] },
              };

              export default function () {
                http.get('http://localhost:8000/orders');
              }
              """)
          .declare();

  private LoadTestWithoutThresholds() {}

  /// A benchmark tells how much, and judges nothing.
  private static final Pattern MEASURES = Pattern.compile("(?i)benchmark");

  private static Stream<Sighting> judge(Scene scene) {
    boolean judged =
        scene.program().units().stream()
            .filter(unit -> Dotted.imports(unit, "locust"))
            .anyMatch(unit -> LoadTests.judges(unit, VERDICTS));
    Stream<Sighting> locust =
        judged
            ? Stream.empty()
            : LoadTests.locust(scene)
                .filter(users -> !MEASURES.matcher(users.unit().path()).find())
                .limit(1)
                .map(users -> {
                  var decl = users.type().decl();
                  Location place =
                      users.unit().location(decl.nameStart(), decl.nameEnd(), decl.name());
                  return scene
                      .at(CRIME, place)
                      .sure(Confidence.MEDIUM)
                      .says("this load test passes whatever it measures: no threshold ends it red");
                });
    boolean others =
        LoadTests.k6(scene)
            .anyMatch(script ->
                script
                    .options()
                    .filter(o -> Dotted.entry(o, "thresholds").isPresent())
                    .isPresent());
    boolean tests = LoadTests.k6(scene).anyMatch(script -> script.options().isPresent());
    Stream<Sighting> k6 =
        LoadTests.k6(scene)
            // A script without options beside tests that judge is a probe or a part of them.
            .filter(script -> !others && !tests || script.options().isPresent())
            .filter(script -> !script.computed() && !MEASURES.matcher(script.unit().path()).find())
            .filter(script ->
                script
                    .options()
                    .filter(o -> Dotted.entry(o, "thresholds").isPresent() || once(o))
                    .isEmpty())
            .limit(1)
            .map(script ->
                scene
                    .at(CRIME, new Location(script.unit().path(), Span.line(script.line()), ""))
                    .says("this load test passes whatever it measures: it has no `thresholds`"));
    return Stream.concat(locust, k6);
  }

  /// `{ vus: 1, iterations: 1 }`: a script that tries something out, and loads nothing.
  private static boolean once(Expr.Collection options) {
    return Stream.of("vus", "iterations")
        .allMatch(key ->
            Dotted.entry(options, key)
                .filter(value -> value instanceof Expr.Literal one && one.text().equals("1"))
                .isPresent());
  }
}
