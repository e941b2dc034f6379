package dev.backlight.crimes.monitoring;

import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Language;
import dev.backlight.model.StackEntry;
import dev.backlight.source.code.Import;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.Syntax;
import dev.backlight.source.stack.Topic;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a tree shows of its own measurement.
final class Telemetry {

  private static final int MAX_DEPTH = 20;
  private static final Pattern AGENT =
      Pattern.compile(
          "(?i)javaagent|opentelemetry|\\botel|newrelic|new_relic|datadog|\\bdd_|dd-trace|ddtrace"
              + "|appinsights|applicationinsights|instana|skywalking|pinpoint|dynatrace|istio"
              + "|linkerd|elastic_apm");
  private static final Pattern METERS =
      Pattern.compile("(?i)prom|metrics|micrometer|opentelemetry|statsd|diagnostics");
  private static final Set<Syntax> DEPLOYED =
      EnumSet.of(
          Syntax.DOCKERFILE,
          Syntax.SHELL,
          Syntax.YAML,
          Syntax.PROCFILE,
          Syntax.ENVIRONMENT,
          Syntax.PROPERTIES,
          Syntax.HCL);
  private static final Set<String> MEASURING_METRICS =
      Set.of(
          "Micrometer",
          "Spring Boot Actuator",
          "StatsD",
          "Dropwizard Metrics",
          "System.Diagnostics.Metrics",
          "CloudWatch");
  private static final Set<String> HISTOGRAMS =
      Set.of(
          "Histogram",
          "Summary",
          "CreateHistogram",
          "CreateSummary",
          "createHistogram",
          "createValueRecorder",
          "UseHttpMetrics",
          "UseMetricServer",
          "Instrumentator",
          "PrometheusMetrics",
          "PrometheusMiddleware",
          "promBundle",
          "makeHistogramProvider");
  private static final Set<String> GAUGES =
      Set.of(
          "Gauge",
          "CreateGauge",
          "createGauge",
          "collectDefaultMetrics",
          "promBundle",
          "createObservableGauge",
          "createUpDownCounter",
          "makeGaugeProvider");
  private static final Pattern AUTOMATIC =
      Pattern.compile(
          "django[-_]prometheus|prometheus[-_]fastapi[-_]instrumentator|starlette[-_]exporter"
              + "|prometheus[-_]flask[-_]exporter|express-prom-bundle|fastify-metrics"
              + "|prometheus-net\\.AspNetCore");

  private final Scene scene;
  private final boolean traces;

  private Telemetry(Scene scene) {
    this.scene = scene;
    this.traces = findTraces();
  }

  static Telemetry of(Scene scene) {
    return scene.insight(Telemetry.class, Telemetry::new);
  }

  /// Whether an agent or tracing library sees every request.
  boolean traces() {
    return traces;
  }

  private boolean findTraces() {
    return scene.stack().stream().anyMatch(this::tracing)
        || !scene.deployment().facts(Topic.TRACING).isEmpty()
        || agent();
  }

  private boolean tracing(StackEntry entry) {
    return entry.kind() == StackEntry.Kind.APM
        && runs(entry)
        && (!entry.name().equals("Sentry") || sentryTraces());
  }

  private static boolean runs(StackEntry entry) {
    return !entry.detail().startsWith("development");
  }

  /// Sentry records errors only, unless it is given a rate.
  private boolean sentryTraces() {
    return scene
            .units()
            .filter(unit ->
                unit.file().imports().stream()
                    .anyMatch(i -> i.module().toLowerCase(Locale.ROOT).contains("sentry")))
            .flatMap(Dotted::calls)
            .anyMatch(call ->
                call.option("traces_sample_rate").isPresent()
                    || call.option("traces_sampler").isPresent()
                    || call.option("tracesSampleRate").isPresent()
                    || call.option("tracesSampler").isPresent()
                    || !call.optionsInSight())
        || scene.settings().all().stream()
            .anyMatch(s ->
                s.key()
                    .replaceAll("[^A-Za-z]", "")
                    .toLowerCase(Locale.ROOT)
                    .contains("tracessample"));
  }

  /// Whether the latency of requests is measured as a distribution.
  boolean latency() {
    return traces()
        || metrics().anyMatch(entry -> MEASURING_METRICS.contains(entry.name()))
        || automatic()
        || !scene.deployment().facts(Topic.HISTOGRAM).isEmpty()
        || calls(HISTOGRAMS);
  }

  /// Whether pools, loops or queues have a gauge.
  boolean saturation() {
    return traces()
        || metrics().anyMatch(entry -> MEASURING_METRICS.contains(entry.name()))
        || metrics().anyMatch(entry -> entry.name().endsWith("_exporter"))
        || calls(GAUGES);
  }

  private Stream<StackEntry> metrics() {
    return scene.stack().stream()
        .filter(entry -> entry.kind() == StackEntry.Kind.METRICS && runs(entry));
  }

  /// Whether the code keeps metrics of its own, or the tree holds how it is run and watched.
  boolean watched() {
    boolean client =
        metrics()
            .anyMatch(entry ->
                entry.name().equals("Prometheus client")
                    || entry.name().equals("Micrometer")
                    || entry.name().equals("Prometheus")
                    || entry.name().equals("Grafana"));
    return client
        || !scene.deployment().facts(Topic.SCRAPE).isEmpty()
        || !scene.deployment().facts(Topic.DASHBOARD).isEmpty()
        || scene.deployment().facts(Topic.REPLICAS).stream()
            .anyMatch(fact -> fact.subject().contains(" "));
  }

  /// Whether anyone is called: a rule in the tree, or a hosted product that keeps its rules itself.
  boolean alerts() {
    boolean hosted =
        scene.stack().stream()
            .anyMatch(entry ->
                entry.kind() == StackEntry.Kind.APM
                    && runs(entry)
                    && !entry.name().equals("OpenTelemetry")
                    && !entry.name().equals("Jaeger")
                    && !entry.name().equals("Zipkin")
                    && !entry.name().equals("Grafana Tempo"));
    return hosted
        || !scene.deployment().facts(Topic.ALERT).isEmpty()
        || scene.stack().stream().anyMatch(entry -> entry.name().equals("Alertmanager"));
  }

  private boolean calls(Set<String> names) {
    return scene
        .units()
        .filter(unit ->
            unit.file().imports().stream().anyMatch(i -> METERS.matcher(i.module()).find())
                || unit.language() == Language.CSHARP)
        .flatMap(Dotted::calls)
        .anyMatch(call -> names.contains(call.name()));
  }

  private boolean automatic() {
    return scene
            .units()
            .flatMap(unit -> unit.file().imports().stream())
            .map(Import::module)
            .distinct()
            .anyMatch(module -> AUTOMATIC.matcher(module).find())
        || scene.configuration().stream()
            .anyMatch(file -> mentions(file.root(), AUTOMATIC, 0) && !locked(file));
  }

  private static boolean locked(ConfigFile file) {
    return file.syntax().name().endsWith("_LOCK");
  }

  /// An agent attached from outside: `-javaagent`, an environment variable, a mesh.
  private boolean agent() {
    return scene.configuration().stream()
        .filter(file -> DEPLOYED.contains(file.syntax()))
        .flatMap(file -> file.documents().stream())
        .anyMatch(document -> mentions(document, AGENT, 0));
  }

  private static boolean mentions(ConfigValue value, Pattern what, int depth) {
    if (depth > MAX_DEPTH) {
      return false;
    }
    return switch (value) {
      case ConfigValue.Scalar scalar -> what.matcher(scalar.text()).find();
      case ConfigValue.Sequence sequence ->
          sequence.items().stream().anyMatch(item -> mentions(item, what, depth + 1));
      case ConfigValue.Mapping mapping ->
          mapping.entries().stream()
              .anyMatch(entry ->
                  what.matcher(entry.key()).find() || mentions(entry.value(), what, depth + 1));
    };
  }
}
