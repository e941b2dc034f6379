package dev.backlight.model;

/// The five categories of the Performance Health Score, with their weights in percent (scoring
/// model 2026.1).
public enum Category {
  RESPONSE_TIMES("response", "Response times", 30),
  RESOURCE_UTILIZATION("resources", "Resource utilization", 20),
  SCALABILITY("scalability", "Scalability", 20),
  CACHING_STRATEGY("caching", "Caching strategy", 15),
  MONITORING_COVERAGE("monitoring", "Monitoring coverage", 15);

  private final String id;
  private final String title;
  private final int weight;

  Category(String id, String title, int weight) {
    this.id = id;
    this.title = title;
    this.weight = weight;
  }

  public String id() {
    return id;
  }

  public String title() {
    return title;
  }

  /// Percent of the total.
  public int weight() {
    return weight;
  }
}
