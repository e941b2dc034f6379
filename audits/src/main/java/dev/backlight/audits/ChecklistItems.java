package dev.backlight.audits;

import dev.backlight.audits.Checklist.Answer;
import dev.backlight.audits.Checklist.Item;
import dev.backlight.audits.Checklist.WhenClean;
import dev.backlight.model.Report.ChecklistItem.Mark;
import dev.backlight.model.StackEntry.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The checklist's items in their order and words, with the rules that speak about each.
final class ChecklistItems {

  /// A run that was given counts, whether or not the tree has the means to repeat it.
  static final String LOAD_TESTING = "load-testing-completed";

  private static final String RESPONSE = "Response Time Optimization";
  private static final String MEMORY = "Memory Management";
  private static final String SCALABILITY = "Scalability Preparation";
  private static final String CACHING = "Caching Strategy";

  private static final Set<Kind> DATABASE = Set.of(Kind.DATABASE, Kind.ORM);
  private static final Set<Kind> CACHE = Set.of(Kind.CACHE);

  private static final Set<String> DISTRIBUTED_CACHES =
      Set.of("redis", "valkey", "memcached", "hazelcast", "dragonfly", "keydb", "elasticache");

  static final List<Item> ALL =
      List.of(
          item(
              "database-queries-optimized",
              RESPONSE,
              "Database queries optimized - Proper indexing, query analysis",
              DATABASE,
              "query plans were not measured",
              "unindexed-lookup",
              "unsargable-filter",
              "over-fetching",
              "offset-pagination",
              "filter-in-memory",
              "unbounded-result"),
          item(
              "n-plus-one-eliminated",
              RESPONSE,
              "N+1 queries eliminated - Eager loading, batch operations",
              DATABASE,
              "",
              "n-plus-one-query",
              "n-plus-one-write",
              "open-session-in-view"),
          new Item(
              "caching-implemented",
              RESPONSE,
              "Caching implemented - Multi-level, appropriate TTL",
              Set.of(),
              List.of("uncached-hot-query", "cache-without-ttl", "n-plus-one-cache"),
              ChecklistItems::caching),
          item(
              "async-operations-used",
              RESPONSE,
              "Async operations used - Non-blocking I/O where possible",
              Set.of(),
              "",
              "blocking-call-on-event-loop",
              "sync-over-async",
              "sequential-awaits",
              "await-in-loop",
              "slow-work-in-request",
              "async-view-on-sync-server"),
          item(
              "connection-pooling-configured",
              RESPONSE,
              "Connection pooling configured - Optimal pool sizes",
              DATABASE,
              "waiting for a connection was not measured",
              "default-connection-pool",
              "pool-exceeds-database",
              "client-per-request",
              "connection-held-over-slow-work",
              "no-acquire-timeout"),
          new Item(
              "memory-leaks-identified",
              MEMORY,
              "Memory leaks identified - Profiling, monitoring",
              Set.of(),
              List.of("growing-collection", "unbounded-cache"),
              notMeasured("no heap profile and no memory metric over time")),
          item(
              "large-dataset-streaming",
              MEMORY,
              "Large dataset streaming - Pagination, chunked processing",
              Set.of(),
              "",
              "whole-dataset-in-memory",
              "unbounded-result",
              "stream-without-backpressure"),
          item(
              "efficient-serialization",
              MEMORY,
              "Efficient serialization - Minimal object creation",
              Set.of(),
              "",
              "whole-entity-serialization",
              "serializer-per-row",
              "unsafe-deserialization"),
          new Item(
              "garbage-collection-tuned",
              MEMORY,
              "Garbage collection tuned - Language-specific optimization",
              Set.of(),
              List.of("manual-garbage-collection"),
              notMeasured("no garbage collection metric")),
          item(
              "resource-cleanup-implemented",
              MEMORY,
              "Resource cleanup implemented - Context managers, using statements",
              Set.of(),
              "",
              "unclosed-resource"),
          new Item(
              LOAD_TESTING,
              SCALABILITY,
              "Load testing completed - Realistic traffic simulation",
              Set.of(),
              List.of("no-load-test"),
              ChecklistItems::loadTest),
          new Item(
              "bottlenecks-identified",
              SCALABILITY,
              "Bottlenecks identified - Performance profiling",
              Set.of(),
              List.of(),
              notMeasured("no profile and no trace")),
          item(
              "horizontal-scaling-ready",
              SCALABILITY,
              "Horizontal scaling ready - Stateless design, load balancing",
              Set.of(),
              "",
              "in-process-session",
              "local-file-state",
              "scheduler-on-every-replica",
              "single-worker-server",
              "proxy-without-keepalive",
              "no-resource-limits"),
          new Item(
              "database-scaling-planned",
              SCALABILITY,
              "Database scaling planned - Read replicas, sharding strategy",
              DATABASE,
              List.of("pool-exceeds-database"),
              notMeasured("a plan for the database does not show in the source")),
          new Item(
              "monitoring-comprehensive",
              SCALABILITY,
              "Monitoring comprehensive - APM, metrics, alerting",
              Set.of(),
              List.of(
                  "no-latency-histogram",
                  "no-tracing",
                  "no-saturation-metric",
                  "no-alerting",
                  "high-cardinality-label",
                  "misleading-timer"),
              ChecklistItems::monitoring),
          new Item(
              "cache-hit-rates-monitored",
              CACHING,
              "Cache hit rates monitored - Measure effectiveness",
              CACHE,
              List.of(),
              ChecklistItems::hitRates),
          item(
              "cache-invalidation-strategy",
              CACHING,
              "Cache invalidation strategy - Event-driven, appropriate TTL",
              CACHE,
              "",
              "stale-local-cache",
              "cache-without-ttl",
              "cache-key-collision",
              "redis-keys-command"),
          new Item(
              "cache-warming-implemented",
              CACHING,
              "Cache warming implemented - Pre-populate critical data",
              CACHE,
              List.of(),
              notMeasured("whether critical keys are warm is seen at start-up only")),
          item(
              "cache-stampede-prevention",
              CACHING,
              "Cache stampede prevention - Locking, staggered updates",
              CACHE,
              "",
              "cache-stampede",
              "uniform-ttl"),
          new Item(
              "multi-level-caching",
              CACHING,
              "Multi-level caching - Memory + distributed caching",
              CACHE,
              List.of("stale-local-cache"),
              ChecklistItems::levels));

  private ChecklistItems() {}

  private static Item item(
      String id, String group, String title, Set<Kind> needs, String limits, String... rules) {
    List<String> all = List.of(rules);
    return new Item(id, group, title, needs, all, checklist -> checklist.doneIfRan(all, limits));
  }

  private static WhenClean notMeasured(String why) {
    return _ -> new Answer(Mark.NOT_MEASURED, why);
  }

  private static Answer caching(Checklist checklist) {
    String caches = checklist.names(Kind.CACHE);
    return caches.isEmpty()
        ? new Answer(Mark.NOT_APPLICABLE, "no cache in the stack and no hot read found")
        : new Answer(Mark.DONE, caches + " in the stack, no finding against it");
  }

  private static Answer loadTest(Checklist checklist) {
    String tools = checklist.names(Kind.LOAD_TEST);
    if (!checklist.load().isNone()) {
      return new Answer(Mark.DONE, LoadFacts.coverage(checklist.load()));
    }
    return tools.isEmpty()
        ? new Answer(Mark.NOT_DONE, "no load test in the tree")
        : new Answer(Mark.NOT_MEASURED, tools + " in the tree; no result of a run was given");
  }

  private static Answer monitoring(Checklist checklist) {
    String tools = checklist.names(Kind.APM, Kind.METRICS);
    return tools.isEmpty()
        ? new Answer(Mark.NOT_DONE, "no tracer and no metrics library in the stack")
        : new Answer(Mark.DONE, tools + " in the stack, no finding against it");
  }

  private static Answer hitRates(Checklist checklist) {
    String tools = checklist.names(Kind.APM, Kind.METRICS);
    return tools.isEmpty()
        ? new Answer(Mark.NOT_DONE, "nothing in the stack could record them")
        : new Answer(Mark.NOT_MEASURED, "no cache counter was given");
  }

  private static Answer levels(Checklist checklist) {
    List<String> caches = List.of(checklist.names(Kind.CACHE).split(", ", -1));
    long distributed = caches.stream().filter(ChecklistItems::isDistributed).count();
    String names = String.join(" and ", caches);
    return distributed > 0 && distributed < caches.size()
        ? new Answer(Mark.DONE, names)
        : new Answer(
            Mark.NOT_DONE,
            names + (distributed > 0 ? ": no level in the process" : ": no distributed level"));
  }

  private static boolean isDistributed(String cache) {
    String name = cache.toLowerCase(Locale.ROOT);
    return DISTRIBUTED_CACHES.stream().anyMatch(name::contains);
  }
}
