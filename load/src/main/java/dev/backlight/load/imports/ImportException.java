package dev.backlight.load.imports;

import dev.backlight.load.scenario.Place;
import java.util.List;
import java.util.stream.Collectors;

/// What of a foreign file cannot be translated: each place and why.
public final class ImportException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Refusal> refusals;

  /// A place, and why what stands there cannot be translated.
  public record Refusal(Place place, String reason) {
    @Override
    public String toString() {
      return place + ": " + reason;
    }
  }

  ImportException(List<Refusal> refusals) {
    super(refusals.stream().map(Refusal::toString).collect(Collectors.joining("\n")));
    this.refusals = List.copyOf(refusals);
  }

  ImportException(Place place, String reason) {
    this(List.of(new Refusal(place, reason)));
  }

  public List<Refusal> refusals() {
    return refusals;
  }
}
