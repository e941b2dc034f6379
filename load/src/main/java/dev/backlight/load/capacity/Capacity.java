package dev.backlight.load.capacity;

import dev.backlight.load.report.Figures;
import java.util.List;
import java.util.Locale;

/// The answer of a search, with every step that led to it.
public sealed interface Capacity {

  List<JudgedStep> steps();

  /// One line for people.
  String words();

  /// The rate per second up to which the objective is kept; `low` to `high` is the 90 % interval.
  /// `passed` of `confirmations` repetitions below it kept the objective; `failsAbove` says that a
  /// tenth more broke it, `recovers` that the service was itself again after that.
  record Found(
      double rate,
      double low,
      double high,
      int passed,
      int confirmations,
      boolean failsAbove,
      boolean recovers,
      List<JudgedStep> steps)
      implements Capacity {

    public Found {
      steps = List.copyOf(steps);
    }

    @Override
    public String words() {
      StringBuilder text =
          new StringBuilder(
              "%s/s, 90 %% sure of %s to %s/s"
                  .formatted(Figures.rate(rate), Figures.rate(low), Figures.rate(high)));
      if (confirmations == 0) {
        return text.append(", not confirmed").toString();
      }
      text.append(String.format(Locale.ROOT, ", confirmed %d/%d", passed, confirmations));
      if (!failsAbove) {
        text.append("; a tenth more was kept too, so it may be higher");
      }
      if (!recovers) {
        text.append("; after overload it did not recover within a step");
      }
      return text.toString();
    }
  }

  /// The objective held at the highest rate that could be tried.
  record AtLeast(double rate, String why, List<JudgedStep> steps) implements Capacity {

    public AtLeast {
      steps = List.copyOf(steps);
    }

    @Override
    public String words() {
      return rate > 0 ? "at least %s/s: %s".formatted(Figures.rate(rate), why) : "unknown: " + why;
    }
  }

  /// The objective broke at every rate that was tried.
  record Below(double rate, String why, List<JudgedStep> steps) implements Capacity {

    public Below {
      steps = List.copyOf(steps);
    }

    @Override
    public String words() {
      return "below %s/s: %s".formatted(Figures.rate(rate), why);
    }
  }

  /// The search was ended before its answer: the objective was kept at `passed` and broke at
  /// `failed` (0 and infinite where nothing did).
  record Unfinished(double passed, double failed, List<JudgedStep> steps) implements Capacity {

    public Unfinished {
      steps = List.copyOf(steps);
    }

    @Override
    public String words() {
      StringBuilder text = new StringBuilder("ended before there was an answer: ");
      if (passed == 0 && Double.isInfinite(failed)) {
        return text.append("no rate was judged").toString();
      }
      if (passed > 0) {
        text.append("kept at ").append(Figures.rate(passed)).append("/s");
      }
      if (Double.isFinite(failed)) {
        text.append(passed > 0 ? ", " : "").append("broken at ").append(Figures.rate(failed));
        text.append("/s");
      }
      return text.toString();
    }
  }
}
