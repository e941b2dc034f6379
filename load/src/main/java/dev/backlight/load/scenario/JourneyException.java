package dev.backlight.load.scenario;

/// An iteration that cannot go on.
final class JourneyException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Place place;

  JourneyException(Place place, String message) {
    super(message, null, false, false);
    this.place = place;
  }

  Place place() {
    return place;
  }
}
