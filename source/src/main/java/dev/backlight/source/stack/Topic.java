package dev.backlight.source.stack;

/// What a configuration fact is about. The id is the one in `facts.txt`.
public enum Topic {
  REPLICAS("replicas"),
  AUTOSCALING("autoscaling"),
  POOL("pool"),
  DATABASE("database"),
  DATABASE_LIMIT("database-limit"),
  REDIS("redis"),
  CACHE("cache"),
  TIMEOUT("timeout"),
  PROXY("proxy"),
  JPA("jpa"),
  KESTREL("kestrel"),
  SERVER_LIMIT("server-limit"),
  CONTAINER_LIMIT("container-limit"),
  PROBE("probe"),
  DRAIN("drain"),
  ALERT("alert"),
  RECORDING("recording"),
  SCRAPE("scrape"),
  DASHBOARD("dashboard"),
  HISTOGRAM("histogram"),
  TRACING("tracing"),
  LOAD_TEST("load-test"),
  CI("ci");

  private final String id;

  Topic(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }

  static Topic of(String id) {
    for (Topic topic : values()) {
      if (topic.id.equals(id)) {
        return topic;
      }
    }
    throw new IllegalArgumentException("no topic " + id);
  }
}
