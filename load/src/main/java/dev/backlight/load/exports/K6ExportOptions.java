package dev.backlight.load.exports;

import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Users;
import dev.backlight.load.scenario.Durations;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.Threshold;
import dev.backlight.load.scenario.UserKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes phases and thresholds as `options` of k6.
final class K6ExportOptions {

  private static final int VUS_PER_RATE = 2;

  private final Scenario scenario;
  private final Lines lines;
  private final StringBuilder out = new StringBuilder();

  K6ExportOptions(Scenario scenario, Lines lines) {
    this.scenario = scenario;
    this.lines = lines;
  }

  String text() {
    List<Phase> phases = scenario.phases();
    boolean several = scenario.users().size() > 1;
    boolean keeps = scenario.users().stream().noneMatch(K6Export::forgetsCookies);
    if (phases.isEmpty() && scenario.thresholds().isEmpty() && !several && !keeps) {
      return "";
    }
    out.append("export const options = {\n");
    if (keeps) {
      // k6 forgets cookies after each iteration.
      out.append("  noCookiesReset: true,\n");
    }
    if (several) {
      scenarios();
    } else if (!phases.isEmpty()) {
      phases(phases);
    }
    thresholds();
    return out.append("};\n\n").toString();
  }

  private void phases(List<Phase> phases) {
    boolean closed = phases.stream().allMatch(Phase.Closed.class::isInstance);
    boolean open = phases.stream().allMatch(Phase.Open.class::isInstance);
    if (phases.size() == 1
        && phases.getFirst() instanceof Phase.Closed only
        && only.users() instanceof Users.Constant(int users)) {
      out.append(
          "  vus: %d,\n  duration: '%s',\n".formatted(users, Durations.text(only.duration())));
    } else if (closed) {
      closed(phases);
    } else if (open) {
      open(phases);
    } else {
      lines.refuse(Place.NOWHERE, "phases of both models, one after the other");
    }
  }

  private void closed(List<Phase> phases) {
    int before = -1;
    int first = 0;
    List<String> stages = new ArrayList<>();
    for (Phase phase : phases) {
      Users users = ((Phase.Closed) phase).users();
      int from;
      int to;
      switch (users) {
        case Users.Constant(int count) -> {
          from = count;
          to = count;
        }
        case Users.Ramp(int start, int end) -> {
          from = start;
          to = end;
        }
        case Users.Steps _ -> {
          lines.refuse(Place.NOWHERE, "steps of users in '" + phase.name() + "'");
          return;
        }
      }
      if (before < 0) {
        first = from;
      } else if (before != from) {
        lines.refuse(Place.NOWHERE, "a jump from " + before + " to " + from + " users");
      }
      stages.add(stage(phase, to));
      before = to;
    }
    out.append(
        "  scenarios: {\n    main: {\n      executor: 'ramping-vus',\n      startVUs: %d,\n"
            .formatted(first));
    out.append("      stages: [").append(String.join(", ", stages)).append("],\n    },\n  },\n");
  }

  private static String stage(Phase phase, Number target) {
    return "{ duration: '%s', target: %s }"
        .formatted(Durations.text(phase.duration()), Durations.plain(target.doubleValue()));
  }

  private void open(List<Phase> phases) {
    if (phases.size() == 1
        && ((Phase.Open) phases.getFirst()).arrivals() instanceof Arrivals.Constant(double rate)) {
      out.append(
          ("  scenarios: {\n    main: {\n      executor: 'constant-arrival-rate',\n      rate: %s,\n"
                  + "      timeUnit: '1s',\n      duration: '%s',\n      preAllocatedVUs: %d,\n"
                  + "    },\n  },\n")
              .formatted(
                  Durations.plain(rate), Durations.text(phases.getFirst().duration()), vus(rate)));
      return;
    }
    double before = -1;
    double first = 0;
    double most = 1;
    List<String> stages = new ArrayList<>();
    for (Phase phase : phases) {
      double from;
      double to;
      switch (((Phase.Open) phase).arrivals()) {
        case Arrivals.Constant(double rate) -> {
          from = rate;
          to = rate;
        }
        case Arrivals.Ramp(double start, double end) -> {
          from = start;
          to = end;
        }
        case Arrivals.Steps _, Arrivals.Spike _, Arrivals.Replay _ -> {
          lines.refuse(Place.NOWHERE, "the arrivals of '" + phase.name() + "'");
          return;
        }
      }
      if (before < 0) {
        first = from;
      } else if (before != from) {
        lines.refuse(Place.NOWHERE, "a jump of the rate before '" + phase.name() + "'");
      }
      stages.add(stage(phase, to));
      most = Math.max(most, Math.max(from, to));
      before = to;
    }
    out.append(
        ("  scenarios: {\n    main: {\n      executor: 'ramping-arrival-rate',\n"
                + "      startRate: %s,\n      timeUnit: '1s',\n      preAllocatedVUs: %d,\n")
            .formatted(Durations.plain(first), vus(most)));
    out.append("      stages: [").append(String.join(", ", stages)).append("],\n    },\n  },\n");
  }

  private static long vus(double rate) {
    return Math.max(1, Math.round(rate * VUS_PER_RATE));
  }

  /// Several kinds of users are scenarios side by side, with users by their weights.
  private void scenarios() {
    if (scenario.phases().size() != 1
        || !(scenario.phases().getFirst() instanceof Phase.Closed closed)
        || !(closed.users() instanceof Users.Constant(int users))) {
      lines.refuse(
          Place.NOWHERE, "several kinds of users without one phase of a constant number of users");
      return;
    }
    int fixed = scenario.users().stream().mapToInt(UserKind::fixedCount).sum();
    double total =
        scenario.users().stream()
            .filter(kind -> kind.fixedCount() == 0)
            .mapToDouble(UserKind::weight)
            .sum();
    out.append("  scenarios: {\n");
    for (UserKind kind : scenario.users()) {
      long share =
          kind.fixedCount() > 0
              ? kind.fixedCount()
              : Math.max(1, Math.round((users - fixed) * kind.weight() / total));
      out.append(
          "    %s: { executor: 'constant-vus', exec: '%s', vus: %d, duration: '%s' },\n"
              .formatted(
                  K6Export.function(kind),
                  K6Export.function(kind),
                  share,
                  Durations.text(closed.duration())));
    }
    out.append("  },\n");
  }

  private void thresholds() {
    Map<String, List<String>> byMetric = new LinkedHashMap<>();
    for (Threshold threshold : scenario.thresholds()) {
      String sign = threshold.below() ? "<" : ">";
      String tag = threshold.task().isEmpty() ? "" : "{name:" + threshold.task() + "}";
      double bound = threshold.bound();
      String metric =
          switch (threshold.metric()) {
            case Threshold.Percentile _, Threshold.Mean _ -> "http_req_duration";
            case Threshold.Errors _ -> "http_req_failed";
            case Threshold.Rate _ -> "http_reqs";
            case Threshold.Checks _ -> "checks";
          };
      String what =
          switch (threshold.metric()) {
            case Threshold.Percentile(double percent) when percent == 100 -> "max";
            case Threshold.Percentile(double percent) -> "p(" + Durations.plain(percent) + ")";
            case Threshold.Mean _ -> "avg";
            case Threshold.Errors _, Threshold.Rate _, Threshold.Checks _ -> "rate";
          };
      byMetric
          .computeIfAbsent(metric + tag, _ -> new ArrayList<>())
          .add(JsText.quoted(what + sign + Durations.plain(bound)));
    }
    if (!byMetric.isEmpty()) {
      out.append("  thresholds: {\n");
      byMetric.forEach((metric, texts) ->
          out.append(
              "    %s: [%s],\n"
                  .formatted(
                      metric.contains("{") ? JsText.quoted(metric) : metric,
                      String.join(", ", texts))));
      out.append("  },\n");
    }
  }
}
