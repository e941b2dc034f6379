package dev.backlight.source.stack;

import dev.backlight.model.Location;
import dev.backlight.model.Quantity.Provenance;
import dev.backlight.model.Span;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.ConfigValue.Entry;
import java.util.List;
import java.util.Locale;

/// Alerts, recorded series, scrapes, dashboards, load tests and CI workflows.
final class MonitoringReading {

  private static final int MAX_DEPTH = 12;

  private final ConfigFile file;
  private final List<Fact> facts;

  private MonitoringReading(ConfigFile file, List<Fact> facts) {
    this.file = file;
    this.facts = facts;
  }

  static void read(List<ConfigFile> configs, List<SourceFile> sources, List<Fact> facts) {
    configs.forEach(file -> new MonitoringReading(file, facts).read());
    sources.forEach(source -> loadTest(source, facts));
  }

  private void read() {
    switch (Shape.of(file)) {
      case PROMETHEUS -> {
        for (ConfigValue job : file.root().get("scrape_configs").items()) {
          add(Topic.SCRAPE, "job", job.text("job_name"), targets(job), job.line());
        }
        for (ConfigValue rules : file.root().get("rule_files").items()) {
          add(Topic.ALERT, "rule_files", "", rules.text(), rules.line());
        }
      }
      case PROMETHEUS_RULES -> rules(file.root());
      case KUBERNETES -> {
        for (ConfigValue document : file.documents()) {
          switch (document.text("kind")) {
            case "PrometheusRule" -> rules(document.get("spec"));
            case "ServiceMonitor", "PodMonitor" ->
                add(
                    Topic.SCRAPE,
                    "job",
                    document.text("metadata", "name"),
                    document.text("kind"),
                    document.line());
            default -> {
              // Workloads are read elsewhere.
            }
          }
        }
      }
      case GRAFANA_DASHBOARD -> {
        ConfigValue root = file.root();
        ConfigValue dashboard = root.get("dashboard").isAbsent() ? root : root.get("dashboard");
        add(Topic.DASHBOARD, "title", "", dashboard.text("title"), 1);
        expressions(dashboard, dashboard.text("title"), 0);
      }
      case WORKFLOW -> add(Topic.CI, "workflow", file.path(), file.root().text("name"), 1);
      case ARTILLERY -> {
        ConfigValue ensure = file.root().get("config", "ensure");
        String text = ensure.isAbsent() ? "no thresholds" : "thresholds";
        add(Topic.LOAD_TEST, "Artillery", file.path(), text, Math.max(1, ensure.line()));
      }
      default -> {
        if (file.name().toLowerCase(Locale.ROOT).endsWith(".jmx")) {
          add(Topic.LOAD_TEST, "JMeter", file.path(), "test plan", 1);
        }
      }
    }
  }

  private void add(Topic topic, String name, String subject, String value, int line) {
    facts.add(new Fact(topic, name, subject, value, Provenance.CONFIG, file.at(line)));
  }

  private static String targets(ConfigValue job) {
    StringBuilder text = new StringBuilder();
    for (ConfigValue config : job.get("static_configs").items()) {
      text.append(text.isEmpty() ? "" : " ").append(config.text("targets"));
    }
    return text.isEmpty() ? "discovered" : text.toString();
  }

  private void rules(ConfigValue root) {
    for (ConfigValue group : root.get("groups").items()) {
      for (ConfigValue rule : group.get("rules").items()) {
        boolean alert = !rule.get("alert").isAbsent();
        String name = alert ? rule.text("alert") : rule.text("record");
        add(
            alert ? Topic.ALERT : Topic.RECORDING,
            "expr",
            name,
            rule.text("expr").strip(),
            rule.line());
      }
    }
  }

  private void expressions(ConfigValue value, String title, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    for (Entry entry : value.entries()) {
      if (entry.key().equals("expr")) {
        add(Topic.DASHBOARD, "expr", title, entry.value().text(), entry.line());
      } else {
        expressions(entry.value(), title, depth + 1);
      }
    }
    if (value instanceof ConfigValue.Sequence sequence) {
      sequence.items().forEach(item -> expressions(item, title, depth + 1));
    }
  }

  /// Load tests written as programs, by what they import. `k6` of `k6/http`.
  private static String root(String module) {
    int end = 0;
    while (end < module.length() && module.charAt(end) != '/' && module.charAt(end) != '.') {
      end++;
    }
    return module.substring(0, end);
  }

  private static void loadTest(SourceFile source, List<Fact> facts) {
    for (var imported : source.imports()) {
      String tool =
          switch (root(imported.module())) {
            case "locust" -> "Locust";
            case "k6" -> "k6";
            case "autocannon" -> "autocannon";
            case "NBomber" -> "NBomber";
            default -> imported.module().startsWith("io.gatling") ? "Gatling" : "";
          };
      if (!tool.isEmpty()) {
        boolean thresholds =
            source.exports().stream().anyMatch(export -> export.name().equals("options"));
        int line = source.span(imported.start(), imported.end()).startLine();
        String text = tool.equals("k6") ? thresholds ? "options" : "no options" : "script";
        facts.add(
            new Fact(
                Topic.LOAD_TEST,
                tool,
                source.path(),
                text,
                Provenance.CONFIG,
                new Location(source.path(), Span.line(line), "")));
        return;
      }
    }
  }
}
