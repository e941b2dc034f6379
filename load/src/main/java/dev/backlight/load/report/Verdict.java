package dev.backlight.load.report;

import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import java.util.List;

/// A run in one sentence, made from its data.
final class Verdict {

  private Verdict() {}

  static String of(RunResult result, List<Judgement> judgements) {
    TaskResult total = result.total();
    if (total.count() == 0) {
      return "Nothing was measured.";
    }
    Distribution times = total.response();
    String failed =
        total.failed() == 0 ? "none failed" : Figures.share(total.errorShare()) + " failed";
    String speed =
        times.isEmpty()
            ? "no request was answered"
            : "%s within %s, 99 %% within %s"
                .formatted(
                    times.count() < total.count() ? "half of those timed" : "half",
                    Figures.time(times, 50),
                    Figures.time(times, 99));
    long broken = judgements.stream().filter(judgement -> !judgement.passed()).count();
    String gate =
        judgements.isEmpty()
            ? ""
            : broken == 0
                ? " All thresholds hold."
                : " %d of %d thresholds %s not hold."
                    .formatted(broken, judgements.size(), broken == 1 ? "does" : "do");
    return "%s requests/s over %s: %s, %s.%s"
        .formatted(
            Figures.rate(result.ratePerSecond()),
            Figures.seconds(result.countedSeconds()),
            speed,
            failed,
            gate);
  }
}
