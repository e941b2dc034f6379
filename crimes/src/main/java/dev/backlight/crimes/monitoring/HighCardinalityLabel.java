package dev.backlight.crimes.monitoring;

import static dev.backlight.model.Category.MONITORING_COVERAGE;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.program.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A metric's label whose values the callers decide: a raw path, a user, a query.
public final class HighCardinalityLabel {

  private static final Set<String> LABELLED =
      Set.of(
          "labels",
          "inc",
          "observe",
          "set",
          "dec",
          "startTimer",
          "WithLabels",
          "tag",
          "tags",
          "labelValues",
          "add",
          "record",
          "counter",
          "timer",
          "of");
  private static final Pattern UNBOUNDED =
      Pattern.compile(
          "(.*\\.)?(req|request|Request|ctx|context|scope|exchange)(\\(\\))?"
              + "(\\.(path|url|originalUrl|Path|url\\.path|full_path|URL|ip|query|query_string"
              + "|nextUrl\\.pathname|remote_addr|META\\[\\]|getRequestURI\\(\\)|getRequestURL\\(\\)"
              + "|getServletPath\\(\\)|getPathInfo\\(\\)|getRemoteAddr\\(\\)|getURI\\(\\)|Path\\.Value"
              + "|get_full_path\\(\\)|path_info|client\\.host)|\\.path\\.toString\\(\\)"
              + "|\\[\\])"
              + "|(.*\\.)?(user_id|userId|UserId|user\\.id|user\\.Id|user\\.email|user\\.username"
              + "|current_user\\.id|session_id|sessionId|SessionId|request_id|requestId"
              + "|trace_id|traceId|email)"
              + "|(.*\\.)?(getUserId|getEmail|getSessionId|getRequestURI)\\(\\)");

  private static final Pattern METERS =
      Pattern.compile(
          "prometheus_client|prom-client|Prometheus|io\\.micrometer\\.core.*|io\\.prometheus.*"
              + "|@willsoto/nestjs-prometheus|datadog|statsd|hot-shots");

  public static final Crime CRIME =
      Crime.named("high-cardinality-label")
          .title("Label with values without end")
          .theme("monitoring")
          .category(MONITORING_COVERAGE)
          .why(
              """
              Every new value of a label is a new time series in the process and in the database of
              metrics. A raw path holds ids, and anybody can ask for paths that do not exist: memory
              grows until one of both dies.
              """)
          .remedy(
              PYTHON, "Label with the route's template: `request.url_rule`, `scope['route'].path`.")
          .remedy(
              JAVASCRIPT, "Label with the route's template: `req.route.path`, `routeOptions.url`.")
          .remedy(CSHARP, "Label with the endpoint's route pattern, not with `Request.Path`.")
          .remedy(JAVA, "Label with `HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE`.")
          .unbounded(Severity.HIGH, Severity.MEDIUM)
          .seenBy(HighCardinalityLabel::judge)
          .example(
              PYTHON,
              """
              from prometheus_client import Counter

              REQUESTS = Counter("http_requests_total", "Requests", ["path"])

              def after(request, response):
                  REQUESTS.labels(path=request.path).inc()  # guilty
                  return response
              """,
              """
              from prometheus_client import Counter

              REQUESTS = Counter("http_requests_total", "Requests", ["endpoint"])

              def after(request, response):
                  REQUESTS.labels(endpoint=request.endpoint).inc()
                  return response
              """)
          .example(
              JAVASCRIPT,
              """
              import client from 'prom-client';
              const seconds = new client.Histogram({ name: 's', help: 's', labelNames: ['path'] });

              export function measure(req, res, next) {
                const end = seconds.startTimer();
                res.on('finish', () => seconds.observe({ path: req.originalUrl }, end())); // guilty
                next();
              }
              """,
              """
              import client from 'prom-client';
              const seconds = new client.Histogram({ name: 's', help: 's', labelNames: ['route'] });

              export function measure(req, res, next) {
                const end = seconds.startTimer();
                res.on('finish', () => seconds.observe({ route: req.route.path }, end()));
                next();
              }
              """)
          .example(
              CSHARP,
              """
              using Prometheus;

              public class Measure
              {
                  private static readonly Counter Requests =
                      Metrics.CreateCounter("http_requests_total", "Requests", "path");

                  public async Task InvokeAsync(HttpContext context, RequestDelegate next)
                  {
                      await next(context);
                      Requests.WithLabels(context.Request.Path).Inc(); // guilty
                  }
              }
              """,
              """
              using Prometheus;

              public class Measure
              {
                  private static readonly Counter Requests =
                      Metrics.CreateCounter("http_requests_total", "Requests", "status");

                  public async Task InvokeAsync(HttpContext context, RequestDelegate next)
                  {
                      await next(context);
                      Requests.WithLabels(context.Response.StatusCode.ToString()).Inc();
                  }
              }
              """)
          .example(
              JAVA,
              """
              import io.micrometer.core.instrument.Counter;
              import io.micrometer.core.instrument.MeterRegistry;
              import jakarta.servlet.http.HttpServletRequest;

              class Requests {
                private final MeterRegistry registry;

                void count(HttpServletRequest request) {
                  Counter.builder("requests").tag("uri", request.getRequestURI()).register(registry).increment(); // guilty
                }
              }
              """,
              """
              import io.micrometer.core.instrument.Counter;
              import io.micrometer.core.instrument.MeterRegistry;
              import jakarta.servlet.http.HttpServletRequest;

              class Requests {
                private final MeterRegistry registry;

                void count(HttpServletRequest request) {
                  Counter.builder("requests").tag("method", request.getMethod()).register(registry).increment();
                }
              }
              """)
          .declare();

  private HighCardinalityLabel() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .units()
        .filter(HighCardinalityLabel::measures)
        .flatMap(unit -> unit.functions().stream())
        .filter(scene::matters)
        .flatMap(Dotted::calls)
        .filter(call -> LABELLED.contains(call.name()) && !keyed(call))
        .flatMap(call ->
            values(call).stream()
                .filter(value -> UNBOUNDED.matcher(Dotted.of(value)).matches())
                .limit(1)
                .map(value ->
                    scene
                        .at(CRIME, call.fn(), value.start(), value.end())
                        .says(
                            "`"
                                + Dotted.of(value)
                                + "` as a label: one time series for each value")));
  }

  /// `context.add("session", id)`: an entry under a key, not an amount with its labels.
  private static boolean keyed(Dotted.Call call) {
    return AMOUNTS.contains(call.name())
        && !call.expr().arguments().isEmpty()
        && call.expr().arguments().getFirst().value() instanceof Expr.Literal key
        && key.kind() == Expr.Literal.Kind.STRING;
  }

  private static final Set<String> AMOUNTS = Set.of("add", "set", "record", "observe");

  /// Libraries whose labels are series; attributes of spans may have any value.
  static boolean measures(Unit unit) {
    return unit.file().imports().stream().anyMatch(i -> METERS.matcher(i.module()).matches());
  }

  /// `gauge.set({ path }, 1)`: where amounts are given too, labels stand in a collection, and
  /// `map.set(userId, client)` has none.
  private static List<Expr> values(Dotted.Call call) {
    List<Expr> found = new ArrayList<>();
    for (var argument : call.expr().arguments()) {
      switch (argument.value()) {
        case Expr.Collection c -> c.entries().forEach(e -> found.add(e.value()));
        case Expr value when !AMOUNTS.contains(call.name()) -> found.add(value);
        default -> {}
      }
    }
    return found;
  }
}
