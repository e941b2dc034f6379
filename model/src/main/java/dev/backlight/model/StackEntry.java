package dev.backlight.model;

import java.util.List;

/// One technology of the stack. `version` is empty when unknown. `detail` is a short addition (`4
/// workers`). `evidence` says where it was seen, with what was read there.
public record StackEntry(
    Kind kind,
    String name,
    String version,
    String detail,
    Confidence confidence,
    List<Sighting.Step> evidence) {

  /// In the order of the report.
  public enum Kind {
    LANGUAGE("language", "Language"),
    FRAMEWORK("framework", "Framework"),
    SERVER("server", "Application server"),
    LOAD_BALANCER("load-balancer", "Load balancer"),
    DATABASE("database", "Database"),
    ORM("orm", "Data access"),
    CACHE("cache", "Cache"),
    QUEUE("queue", "Queue"),
    HTTP_CLIENT("http-client", "HTTP client"),
    APM("apm", "APM"),
    METRICS("metrics", "Metrics"),
    PROFILER("profiler", "Profiling"),
    LOAD_TEST("load-test", "Load testing"),
    PLATFORM("platform", "Platform");

    private final String id;
    private final String title;

    Kind(String id, String title) {
      this.id = id;
      this.title = title;
    }

    public String id() {
      return id;
    }

    public String title() {
      return title;
    }
  }
}
