package dev.backlight.load.prove;

import dev.backlight.load.compare.Comparison;
import dev.backlight.load.compare.Judged;
import dev.backlight.load.compare.Metric;
import dev.backlight.load.compare.PairedRuns;
import dev.backlight.load.compare.PairedRuns.Pair;
import dev.backlight.load.compare.Rules;
import dev.backlight.load.measure.PhaseResult;
import dev.backlight.load.measure.RunResult;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Compares runs that were made some time ago, if they are of the same experiment.
public final class StoredRuns {

  private static final double TOLERATED_RATE = 0.02;
  private static final double TOLERATED_SECONDS = 0.05;
  private static final double TOLERATED_VOID = 0.1;

  private StoredRuns() {}

  /// Text for people, and whether the runs could be compared at all.
  public record Outcome(boolean comparable, String text) {}

  public static Outcome compare(List<RunResult> before, List<RunResult> after) {
    List<String> reasons = reasons(before, after);
    if (!reasons.isEmpty()) {
      return new Outcome(
          false,
          "Not comparable:\n"
              + String.join("", reasons.stream().map(r -> "  - " + r + "\n").toList()));
    }
    List<PairedRuns> metrics =
        List.of(
            pairs(Metric.P50, before, after, r -> r.total().response().percentileMillis(50)),
            pairs(Metric.P99, before, after, r -> r.total().response().percentileMillis(99)));
    List<Judged> judged = new Comparison(Rules.USUAL).judge(metrics);
    StringBuilder text = new StringBuilder();
    for (Judged one : judged) {
      PairedRuns runs = one.runs();
      String remark = one.verdict().remark();
      text.append(
          String.format(
              Locale.ROOT,
              "  %-4s  %.3f ms -> %.3f ms  %+.1f %%  %s%s%n",
              one.metric().name(),
              runs.typicalBefore(),
              runs.typicalAfter(),
              100 * (runs.typicalAfter() / runs.typicalBefore() - 1),
              one.verdict().words(),
              remark.isEmpty() ? "" : ": " + remark));
    }
    text.append(
        before.size() < Comparison.LEAST_PAIRS
            ? "  So few runs cannot tell a change from noise, however large they are: the run is the"
                + " unit. Use backlight prove.\n"
            : "  Stored runs are paired in order; they were not made in random blocks, so a drift of"
                + " the machine between them looks like a change. Use backlight prove.\n");
    return new Outcome(true, text.toString());
  }

  private static PairedRuns pairs(
      Metric metric,
      List<RunResult> before,
      List<RunResult> after,
      ToDoubleFunction<RunResult> value) {
    return new PairedRuns(
        metric,
        IntStream.range(0, before.size())
            .mapToObj(i ->
                new Pair(value.applyAsDouble(before.get(i)), value.applyAsDouble(after.get(i))))
            .toList());
  }

  /// Why they are not of the same experiment; empty when they are.
  static List<String> reasons(List<RunResult> before, List<RunResult> after) {
    List<String> reasons = new ArrayList<>();
    if (before.size() != after.size()) {
      reasons.add("%d runs before, %d after: no pairs".formatted(before.size(), after.size()));
      return reasons;
    }
    RunResult first = before.getFirst();
    List<RunResult> all = new ArrayList<>(before);
    all.addAll(after);
    for (RunResult run : all) {
      differences(first, run).stream().filter(r -> !reasons.contains(r)).forEach(reasons::add);
    }
    return reasons;
  }

  private static List<String> differences(RunResult one, RunResult other) {
    List<String> found = new ArrayList<>();
    String started = " (run of " + other.meta().startedAt().truncatedTo(ChronoUnit.SECONDS) + ")";
    if (!one.meta().version().equals(other.meta().version())) {
      found.add("measured by version " + other.meta().version() + started);
    }
    if (!place(one).equals(place(other))) {
      found.add("other targets: " + place(one) + " and " + place(other) + started);
    }
    if (!journey(one).equals(journey(other))) {
      found.add("other journeys: " + journey(one) + " and " + journey(other) + started);
    }
    if (!tasks(one).equals(tasks(other))) {
      found.add("other requests: " + tasks(one) + " and " + tasks(other) + started);
    }
    if (!models(one).equals(models(other))) {
      found.add("other phases: " + models(one) + " and " + models(other) + started);
    }
    if (apart(one.countedSeconds(), other.countedSeconds(), TOLERATED_SECONDS)) {
      found.add(
          String.format(
              Locale.ROOT,
              "%.0f s and %.0f s of load%s",
              one.countedSeconds(),
              other.countedSeconds(),
              started));
    }
    if (apart(offered(one), offered(other), TOLERATED_RATE)) {
      found.add(
          String.format(
              Locale.ROOT, "offered %.1f/s and %.1f/s%s", offered(one), offered(other), started));
    }
    if (other.meta().interrupted()) {
      found.add("a run was interrupted" + started);
    }
    if (other.total().response().isEmpty()) {
      found.add("a run has no answers" + started);
    }
    int seconds = Math.max(1, other.windows().size());
    if (other.health().voidSeconds() > TOLERATED_VOID * seconds) {
      found.add(
          "the generator did not keep up in %d of %d seconds%s"
              .formatted(other.health().voidSeconds(), seconds, started));
    }
    return found;
  }

  /// Two editions may listen at different ports of a host.
  private static String place(RunResult run) {
    return run.meta().target().replaceFirst("(?<=[^/:]):\\d+(?=/|$)", "");
  }

  /// What the plan says, without where.
  private static String journey(RunResult run) {
    return run.meta().text().replace(run.meta().target(), "").strip();
  }

  private static List<String> tasks(RunResult run) {
    return run.byTask().stream().map(task -> task.task()).sorted().toList();
  }

  private static List<String> models(RunResult run) {
    return run.phases().stream()
        .filter(phase -> !phase.warmUp())
        .map(phase -> phase.name() + " (" + phase.model().name().toLowerCase(Locale.ROOT) + ")")
        .toList();
  }

  private static double offered(RunResult run) {
    return run.phases().stream()
        .filter(phase -> !phase.warmUp())
        .mapToDouble(PhaseResult::offeredPerSecond)
        .max()
        .orElse(0);
  }

  private static boolean apart(double one, double other, double share) {
    return Math.abs(one - other) > share * Math.max(one, other);
  }
}
