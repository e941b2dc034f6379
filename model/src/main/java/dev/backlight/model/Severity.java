package dev.backlight.model;

/// How bad a finding is, worst first.
public enum Severity {
  CRITICAL("critical", "Critical"),
  HIGH("high", "High"),
  MEDIUM("medium", "Medium"),
  LOW("low", "Low");

  private final String id;
  private final String title;

  Severity(String id, String title) {
    this.id = id;
    this.title = title;
  }

  public String id() {
    return id;
  }

  public String title() {
    return title;
  }

  /// One step milder; LOW stays.
  public Severity milder() {
    return values()[Math.min(ordinal() + 1, values().length - 1)];
  }
}
