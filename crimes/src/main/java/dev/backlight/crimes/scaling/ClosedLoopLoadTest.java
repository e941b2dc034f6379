package dev.backlight.crimes.scaling;

import static dev.backlight.model.Category.SCALABILITY;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Location;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Span;
import dev.backlight.source.code.Expr;
import dev.backlight.source.program.Unit;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A load test whose users wait for the answer before they ask again.
public final class ClosedLoopLoadTest {

  private static final Set<String> CLOSED = Set.of("between", "constant");
  private static final List<String> OPEN = List.of("constant_throughput", "constant_pacing");

  public static final Crime CRIME =
      Crime.named("closed-loop-load-test")
          .title("Closed-loop load test")
          .theme("scaling")
          .category(SCALABILITY)
          .why(
              """
              A user who waits for the answer before asking again sends less as soon as the service
              slows down, so the test lightens the load at the moment it should show the queue, and
              its percentiles miss the requests that were never sent (coordinated omission).
              """)
          .remedy(PYTHON, "Use `wait_time = constant_throughput(n)` with enough users.")
          .remedy(
              JAVASCRIPT,
              "Use the `constant-arrival-rate` or `ramping-arrival-rate` executor in `scenarios`.")
          .graded(Severity.LOW)
          .seenBy(ClosedLoopLoadTest::judge)
          .example(
              PYTHON,
              "locustfile.py",
              """
              from locust import HttpUser, task, between

              class Visitor(HttpUser):
                  wait_time = between(1, 3)  # guilty

                  @task
                  def orders(self):
                      self.client.get("/orders")
              """,
              """
              from locust import HttpUser, task, constant_throughput

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
                scenarios: {
                  orders: { executor: 'constant-arrival-rate', rate: 50, preAllocatedVUs: 20 },
                },
              };

              export default function () {
                http.get('http://localhost:8000/orders');
              }
              """)
          .declare();

  private ClosedLoopLoadTest() {}

  private static Stream<Sighting> judge(Scene scene) {
    boolean open =
        scene.program().units().stream()
            .filter(unit -> Dotted.imports(unit, "locust"))
            .anyMatch(unit -> LoadTests.judges(unit, OPEN));
    Stream<Sighting> locust =
        open
            ? Stream.empty()
            : LoadTests.locust(scene)
                .flatMap(users ->
                    users.type().decl().fields().stream()
                        .filter(field -> field.name().equals("wait_time"))
                        .filter(field ->
                            field.initial() instanceof Expr.Call call
                                && CLOSED.contains(Dotted.last(call.callee())))
                        .map(field -> place(users.unit(), field.start(), field.end())))
                .limit(1)
                .map(place -> says(scene, place));
    Stream<Sighting> k6 =
        LoadTests.k6(scene)
            .filter(script -> script.options().isPresent() && !script.computed())
            .filter(script -> {
              Expr.Collection options = script.options().get();
              return Dotted.entry(options, "scenarios").isEmpty()
                  && (Dotted.entry(options, "vus").isPresent()
                      || Dotted.entry(options, "stages").isPresent());
            })
            .limit(1)
            .map(script ->
                says(scene, new Location(script.unit().path(), Span.line(script.line()), "")));
    return Stream.concat(locust, k6);
  }

  private static Location place(Unit unit, int start, int end) {
    return unit.location(start, end, "");
  }

  private static Sighting says(Scene scene, Location place) {
    return scene
        .at(CRIME, place)
        .says("each user waits for its answer before it asks again: a slow service gets less load");
  }
}
