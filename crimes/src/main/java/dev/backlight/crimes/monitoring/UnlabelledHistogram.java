package dev.backlight.crimes.monitoring;

import static dev.backlight.model.Category.MONITORING_COVERAGE;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Language;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A histogram of request latency that cannot answer for a route, or whose buckets all lie on one
/// side of the objective.
public final class UnlabelledHistogram {

  private static final Pattern REQUESTS =
      Pattern.compile(
          "(?i).*(http|request|response|api).*(duration|latency|time|seconds|millis|ms).*");

  /// The objective in seconds that holds where none is configured.
  private static final double OBJECTIVE_SECONDS = 0.3;

  public static final Crime CRIME =
      Crime.named("unlabelled-histogram")
          .title("Latency histogram that cannot answer")
          .theme("monitoring")
          .category(MONITORING_COVERAGE)
          .why(
              """
              One histogram for all routes mixes health checks with reports, so its percentile is
              that of no route. Buckets that end below the objective, or begin above it, cannot tell
              how many requests meet it.
              """)
          .remedy(
              PYTHON, "Give it labels for method, route and status, and a bucket at the objective.")
          .remedy(
              JAVASCRIPT,
              "Give it `labelNames: ['method', 'route', 'status']` and a bucket at the objective.")
          .graded(Severity.LOW)
          .seenBy(UnlabelledHistogram::judge)
          .example(
              PYTHON,
              """
              from prometheus_client import Histogram

              request_duration = Histogram("http_request_duration_seconds", "Duration")  # guilty
              """,
              """
              from prometheus_client import Histogram

              request_duration = Histogram(
                  "http_request_duration_seconds", "Duration", ["method", "route", "status"])
              """)
          .example(
              JAVASCRIPT,
              """
              import client from 'prom-client';

              export const duration = new client.Histogram({ // guilty
                name: 'http_request_duration_seconds',
                help: 'Duration',
                labelNames: ['method', 'route'],
                buckets: [0.5, 1, 5, 10],
              });
              """,
              """
              import client from 'prom-client';

              export const duration = new client.Histogram({
                name: 'http_request_duration_seconds',
                help: 'Duration',
                labelNames: ['method', 'route'],
                buckets: [0.01, 0.05, 0.1, 0.3, 0.5, 1, 5],
              });
              """)
          .declare();

  private UnlabelledHistogram() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .units()
        .filter(HighCardinalityLabel::measures)
        .flatMap(Dotted::calls)
        .filter(call -> call.name().equals("Histogram") && call.optionsInSight())
        .filter(call -> REQUESTS.matcher(name(call)).matches())
        .flatMap(call ->
            wrong(call).stream()
                .map(what ->
                    scene.at(CRIME, call.fn(), call.expr().start(), call.expr().end()).says(what)));
  }

  private static String name(Dotted.Call call) {
    Optional<Expr> name = call.option("name");
    Expr first =
        name.orElse(
            call.expr().arguments().isEmpty()
                ? Expr.NONE
                : call.expr().arguments().getFirst().value());
    return first instanceof Expr.Literal literal ? literal.text() : "";
  }

  private static Optional<String> wrong(Dotted.Call call) {
    boolean python = call.fn().unit().language() == Language.PYTHON;
    boolean labelled =
        python
            ? call.option("labelnames").isPresent()
                || call.expr().arguments().stream().filter(a -> a.name().isEmpty()).count() > 2
            : call.option("labelNames").isPresent();
    if (!labelled) {
      return Optional.of("one histogram for all routes: its percentile is that of none");
    }
    List<Double> buckets =
        call.option("buckets")
            .filter(Expr.Collection.class::isInstance)
            .map(c -> numbers((Expr.Collection) c))
            .orElse(List.of());
    if (buckets.isEmpty() || !name(call).endsWith("_seconds")) {
      return Optional.empty();
    }
    OptionalDouble least = buckets.stream().mapToDouble(b -> b).min();
    OptionalDouble most = buckets.stream().mapToDouble(b -> b).max();
    if (least.orElse(0) > OBJECTIVE_SECONDS) {
      return Optional.of("the first bucket ends above 300 ms: it cannot tell who meets that");
    }
    return most.orElse(1) < OBJECTIVE_SECONDS
        ? Optional.of("the last bucket ends below 300 ms: it cannot tell who misses that")
        : Optional.empty();
  }

  private static List<Double> numbers(Expr.Collection collection) {
    return collection.entries().stream()
        .map(Expr.Collection.Entry::value)
        .filter(v -> v instanceof Expr.Literal l && l.text().matches("\\d*\\.?\\d+"))
        .map(v -> Double.valueOf(((Expr.Literal) v).text()))
        .toList();
  }
}
