package dev.backlight.cli.load;

import dev.backlight.cli.Trouble;
import dev.backlight.load.measure.CheckResult;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import dev.backlight.load.report.Figures;
import dev.backlight.load.report.Judgement;
import dev.backlight.load.scenario.Threshold;
import dev.backlight.load.scenario.ThresholdReader;
import java.util.ArrayList;
import java.util.List;

/// Holds a result against what the user demands of it.
record Thresholds(List<Threshold> thresholds) {

  static Thresholds parse(List<String> texts) throws Trouble {
    List<Threshold> thresholds = new ArrayList<>();
    for (String text : texts) {
      try {
        thresholds.add(ThresholdReader.parse("", text));
      } catch (IllegalArgumentException e) {
        throw new Trouble("--threshold: " + e.getMessage(), "");
      }
    }
    return new Thresholds(List.copyOf(thresholds));
  }

  Thresholds and(List<Threshold> more) {
    List<Threshold> all = new ArrayList<>(more);
    all.addAll(thresholds);
    return new Thresholds(List.copyOf(all));
  }

  List<Judgement> judge(RunResult result) {
    return thresholds.stream().map(threshold -> judge(threshold, result)).toList();
  }

  private static Judgement judge(Threshold threshold, RunResult result) {
    TaskResult task =
        threshold.task().isEmpty()
            ? result.total()
            : TaskResult.merge(threshold.task(), "", named(threshold.task(), result));
    String name =
        threshold.task().isEmpty() ? threshold.text() : threshold.task() + ": " + threshold.text();
    boolean measured = task.count() > 0;
    double actual = value(threshold.metric(), task, result);
    boolean passed =
        measured && (threshold.below() ? actual <= threshold.bound() : actual >= threshold.bound());
    return new Judgement(
        name, measured ? words(threshold.metric(), actual) : "nothing measured", passed);
  }

  /// The task of a name; without one, those of that name in groups.
  private static List<TaskResult> named(String name, RunResult result) {
    List<TaskResult> own = result.byTask().stream().filter(t -> t.task().equals(name)).toList();
    return own.isEmpty()
        ? result.byTask().stream().filter(t -> t.task().endsWith(" / " + name)).toList()
        : own;
  }

  private static double value(Threshold.Metric metric, TaskResult task, RunResult result) {
    return switch (metric) {
      case Threshold.Percentile(double percent) -> task.response().percentileMillis(percent);
      case Threshold.Mean() -> task.response().meanNanos() / 1e6;
      case Threshold.Errors() -> task.errorShare();
      case Threshold.Rate() -> task.ok() / Math.max(result.countedSeconds(), 1e-9);
      case Threshold.Checks() -> {
        long passed = result.checks().stream().mapToLong(CheckResult::passed).sum();
        long failed = result.checks().stream().mapToLong(CheckResult::failed).sum();
        yield passed + failed == 0 ? 1 : (double) passed / (passed + failed);
      }
    };
  }

  private static String words(Threshold.Metric metric, double actual) {
    return switch (metric) {
      case Threshold.Percentile _, Threshold.Mean _ -> Figures.time(actual * 1e6);
      case Threshold.Errors _, Threshold.Checks _ -> Figures.share(actual);
      case Threshold.Rate _ -> Figures.rate(actual) + "/s";
    };
  }
}
