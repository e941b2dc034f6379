package dev.backlight.source.stack;

import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.Syntax;
import java.util.Locale;

/// What a YAML, JSON or sections file describes, told by its keys.
enum Shape {
  COMPOSE("compose"),
  KUBERNETES("kubernetes"),
  WORKFLOW("workflow"),
  PROMETHEUS("prometheus"),
  PROMETHEUS_RULES("prometheus-rules"),
  ALERTMANAGER("alertmanager"),
  GRAFANA_DASHBOARD("grafana-dashboard"),
  GRAFANA_PROVISIONING("grafana-provisioning"),
  CLOUDFORMATION("cloudformation"),
  SERVERLESS("serverless"),
  ARTILLERY("artillery"),
  SYSTEMD("systemd"),
  SUPERVISORD("supervisord"),
  UWSGI("uwsgi"),
  NONE("");

  private final String id;

  Shape(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  static Shape of(ConfigFile file) {
    return switch (file.syntax()) {
      case YAML -> yaml(file);
      case JSON -> json(file);
      case SECTIONS -> sections(file);
      default -> NONE;
    };
  }

  private static Shape yaml(ConfigFile file) {
    ConfigValue root = file.root();
    if (!root.get("apiVersion").isAbsent() && !root.get("kind").isAbsent()) {
      return KUBERNETES;
    }
    if (file.path().contains(".github/workflows/")) {
      return WORKFLOW;
    }
    if (!root.get("scrape_configs").isAbsent()) {
      return PROMETHEUS;
    }
    if (root.get("groups").items().stream().anyMatch(group -> !group.get("rules").isAbsent())) {
      return PROMETHEUS_RULES;
    }
    if (!root.get("route").isAbsent() && !root.get("receivers").isAbsent()) {
      return ALERTMANAGER;
    }
    if (!root.get("services").entries().isEmpty() && composes(file, root)) {
      return COMPOSE;
    }
    boolean load =
        !root.get("config", "phases").isAbsent() || !root.get("config", "target").isAbsent();
    if (load && !root.get("scenarios").isAbsent()) {
      return ARTILLERY;
    }
    if (file.name().startsWith("serverless.")) {
      return SERVERLESS;
    }
    boolean provisions = !root.get("datasources").isAbsent() || !root.get("providers").isAbsent();
    if (provisions && file.path().toLowerCase(Locale.ROOT).contains("grafana")) {
      return GRAFANA_PROVISIONING;
    }
    return cloudformation(root);
  }

  private static boolean composes(ConfigFile file, ConfigValue root) {
    return file.name().contains("compose")
        || root.get("services").entries().stream()
            .anyMatch(entry ->
                !entry.value().get("image").isAbsent() || !entry.value().get("build").isAbsent());
  }

  private static Shape cloudformation(ConfigValue root) {
    boolean resources =
        root.get("Resources").entries().stream()
            .anyMatch(entry -> entry.value().text("Type").startsWith("AWS::"));
    return resources ? CLOUDFORMATION : NONE;
  }

  private static Shape json(ConfigFile file) {
    ConfigValue root = file.root();
    ConfigValue dashboard = root.get("dashboard").isAbsent() ? root : root.get("dashboard");
    boolean panels = !dashboard.get("panels").isAbsent() || !dashboard.get("rows").isAbsent();
    if (panels && !dashboard.get("title").isAbsent()) {
      return GRAFANA_DASHBOARD;
    }
    if (!root.get("apiVersion").isAbsent() && !root.get("kind").isAbsent()) {
      return KUBERNETES;
    }
    return cloudformation(root);
  }

  private static Shape sections(ConfigFile file) {
    if (file.syntax() == Syntax.SECTIONS && !file.root().get("Service").isAbsent()) {
      return SYSTEMD;
    }
    if (!file.root().get("uwsgi").isAbsent()) {
      return UWSGI;
    }
    boolean programs =
        file.root().entries().stream().anyMatch(entry -> entry.key().startsWith("program:"));
    return programs ? SUPERVISORD : NONE;
  }
}
