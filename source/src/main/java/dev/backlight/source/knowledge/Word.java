package dev.backlight.source.knowledge;

import java.util.Map;
import java.util.TreeMap;

/// The vocabulary of the knowledge files: what a library's member does. `docs/knowledge.md`
/// explains each with an example.
public enum Word {
  // What it waits for.
  DATABASE("database"),
  HTTP("http"),
  CACHE("cache"),
  DISK("disk"),
  SLEEP("sleep"),
  SUBPROCESS("subprocess"),
  LOCK("lock"),
  CPU("cpu"),
  MAIL("mail"),
  QUEUE("queue"),
  NETWORK("network"),
  /// Long work: PDF, image, archive, report building.
  SLOW("slow"),

  // How it waits. A member that waits blocks its thread unless it is ASYNC.
  ASYNC("async"),
  /// Waits for an asynchronous result by blocking: `.Result`, `block()`, `asyncio.run()`.
  BLOCKS_ON("blocks-on"),
  /// Awaits many at once: `gather`, `Promise.all`, `Task.WhenAll`.
  GATHERS("gathers"),
  /// Like GATHERS, with a limit on how many are in flight.
  GATHERS_BOUNDED("gathers-bounded"),
  /// Starts work that runs beside: `create_task`, `Task.Run`, `submit`.
  STARTS("starts"),

  // What it does there. A member that waits reads unless it is WRITE.
  WRITE("write"),
  /// One call for many elements.
  BULK("bulk"),
  ONE("one"),
  MANY("many"),
  /// One number: count, exists, sum.
  SCALAR("scalar"),
  /// Gives its rows one by one without holding them all.
  STREAMS("streams"),
  /// On a type: the query runs when the value is iterated.
  LAZY("lazy"),

  // What it adds to a query under construction.
  BUILDS("builds"),
  LIMITS("limits"),
  FILTERS("filters"),
  OFFSETS("offsets"),
  ORDERS("orders"),
  PROJECTS("projects"),
  EAGER("eager"),
  AGGREGATES("aggregates"),
  JOINS("joins"),
  PAGINATES("paginates"),
  UNTRACKED("untracked"),
  RANDOM_ORDER("random-order"),

  // Resources.
  OPENS("opens"),
  CLOSES("closes"),
  /// Expensive to make, meant to live as long as the process.
  CLIENT("client"),
  POOL("pool"),
  /// Takes ownership of its arguments: closes them, or registers them for closing.
  OWNS("owns"),
  /// The option or argument that bounds the wait; `needs-timeout(timeout)`.
  NEEDS_TIMEOUT("needs-timeout"),
  /// Bounds the waits of what it builds: `client.setTimeout`.
  SETS_TIMEOUT("sets-timeout"),
  /// Holds a connection or transaction while its scope or callback runs.
  TRANSACTION("transaction"),

  // Caches.
  CACHE_GET("cache-get"),
  CACHE_SET("cache-set"),
  CACHE_DELETE("cache-delete"),
  /// Walks the whole key space: KEYS, FLUSHALL.
  CACHE_SCAN("cache-scan"),
  /// The argument or option that gives the time to live; `ttl(2)`, `ttl(ex)`. Without an argument:
  /// the member always sets one.
  TTL("ttl"),
  /// One loader per key at a time.
  SINGLE_FLIGHT("single-flight"),
  /// A decorator or annotation that keeps results.
  MEMOIZES("memoizes"),
  /// The argument that bounds a cache's or pool's size; `sized(maxsize)`. Without an argument:
  /// bounded.
  SIZED("sized"),

  // Where the functions it is given run.
  ITERATES("iterates"),
  ELSEWHERE("elsewhere"),
  LATER("later"),

  // In-memory collections.
  GROWS("grows"),
  SHRINKS("shrinks"),
  /// Filters, sorts, counts or slices in memory.
  SIFTS("sifts"),
  /// Reads everything into memory.
  COLLECTS("collects"),

  // Serialization.
  SERIALIZES("serializes"),
  UNSAFE("unsafe"),
  /// Expensive to build, reusable: a mapper, a schema, a compiled pattern.
  MAPPER("mapper"),

  // Monitoring.
  METRIC("metric");

  private static final Map<String, Word> BY_ID = new TreeMap<>();

  static {
    for (Word word : values()) {
      BY_ID.put(word.id, word);
    }
  }

  private final String id;

  Word(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }

  static Word of(String id) {
    Word word = BY_ID.get(id);
    if (word == null) {
      throw new IllegalArgumentException("unknown word '" + id + "'; known: " + BY_ID.keySet());
    }
    return word;
  }
}
