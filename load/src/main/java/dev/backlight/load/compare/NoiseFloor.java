package dev.backlight.load.compare;

import java.util.List;
import java.util.Optional;

/// What a version differs from itself by: the control experiment. A difference within it is noise.
public record NoiseFloor(List<Judged> control) {

  public static final NoiseFloor NOT_MEASURED = new NoiseFloor(List.of());

  public NoiseFloor {
    control = List.copyOf(control);
  }

  /// The end of the control's interval that is further from no change, as a share; empty where it
  /// was not measured.
  public Optional<Double> of(Metric metric) {
    return find(metric)
        .flatMap(Judged::estimate)
        .map(e -> Math.expm1(Math.max(Math.abs(e.low()), Math.abs(e.high()))));
  }

  /// The control claims a difference where there is none, so this experiment cannot be believed.
  public boolean isBroken(Metric metric) {
    return find(metric)
        .map(Judged::verdict)
        .filter(v -> v instanceof Verdict.Better || v instanceof Verdict.Worse)
        .isPresent();
  }

  private Optional<Judged> find(Metric metric) {
    return control.stream().filter(judged -> judged.metric().equals(metric)).findFirst();
  }
}
