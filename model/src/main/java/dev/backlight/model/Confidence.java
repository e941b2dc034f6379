package dev.backlight.model;

/// How sure a sighting is.
public enum Confidence {
  /// Every callee and type on the way is resolved and a request reaches the place.
  HIGH("high"),
  /// One step rests on a convention (a receiver's name, a single candidate by method name).
  MEDIUM("medium"),
  /// No entry point is known to reach it, or several steps rest on conventions.
  LOW("low");

  private final String id;

  Confidence(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }

  public Confidence and(Confidence other) {
    return ordinal() >= other.ordinal() ? this : other;
  }

  public Confidence lower() {
    return this == HIGH ? MEDIUM : LOW;
  }
}
