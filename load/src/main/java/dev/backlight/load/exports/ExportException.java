package dev.backlight.load.exports;

import dev.backlight.load.scenario.Place;
import java.util.List;
import java.util.stream.Collectors;

/// What of a scenario another tool cannot say: each step and why.
public final class ExportException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Refusal> refusals;

  /// A step, and why it cannot be written.
  public record Refusal(Place place, String reason) {
    @Override
    public String toString() {
      return place.equals(Place.NOWHERE) ? reason : place + ": " + reason;
    }
  }

  ExportException(List<Refusal> refusals) {
    super(refusals.stream().map(Refusal::toString).collect(Collectors.joining("\n")));
    this.refusals = List.copyOf(refusals);
  }

  public List<Refusal> refusals() {
    return refusals;
  }
}
