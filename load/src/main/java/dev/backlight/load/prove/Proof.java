package dev.backlight.load.prove;

import dev.backlight.load.compare.Comparison;
import dev.backlight.load.compare.Judged;
import dev.backlight.load.compare.Metric;
import dev.backlight.load.compare.NoiseFloor;
import dev.backlight.load.compare.Verdict;
import java.util.List;

/// The outcome of an experiment. `notes` say in whole sentences what limits it; `ended` why it was
/// not finished, empty where it was.
public record Proof(
    String before,
    String after,
    Experiment.Design design,
    NoiseFloor floor,
    List<Judged> metrics,
    List<String> notes,
    String ended) {

  /// What the user demands.
  public enum Requirement {
    NONE,
    /// No metric may be worse, none may be unproven, and times must be among them.
    NO_WORSE,
    /// At least one metric is better and none is worse.
    BETTER
  }

  public Proof {
    metrics = List.copyOf(metrics);
    notes = List.copyOf(notes);
  }

  public boolean meets(Requirement requirement) {
    boolean worse = metrics.stream().anyMatch(m -> m.verdict() instanceof Verdict.Worse);
    boolean better = metrics.stream().anyMatch(m -> m.verdict() instanceof Verdict.Better);
    boolean open = metrics.stream().anyMatch(m -> m.verdict() instanceof Verdict.NotProven);
    boolean judged = metrics.stream().anyMatch(m -> m.estimate().isPresent());
    boolean timed =
        metrics.stream()
            .filter(m -> m.metric().equals(Metric.P50))
            .anyMatch(m -> m.runs().pairs().size() >= Comparison.LEAST_PAIRS);
    return switch (requirement) {
      case NONE -> true;
      case NO_WORSE -> judged && timed && !worse && !open;
      case BETTER -> better && !worse;
    };
  }
}
