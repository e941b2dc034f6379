package dev.backlight.audits.cost;

import dev.backlight.model.Quantity;
import dev.backlight.model.Quantity.Provenance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The quantities of the cost formulas that a place in the source does not tell. They are orders of
/// magnitude (Dean's and Norvig's latency numbers, vendors' guidance), each with a low end that
/// severities are graded with.
public final class Defaults {

  private static final Map<String, Quantity> BY_NAME = table();

  private Defaults() {}

  /// Every default, by name.
  public static List<Quantity> all() {
    return List.copyOf(BY_NAME.values());
  }

  static Optional<Quantity> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  private static Map<String, Quantity> table() {
    Map<String, Quantity> table = new TreeMap<>();
    for (Quantity quantity :
        List.of(
            // Time of one step.
            of("t_db", 2, 1, "ms", "one indexed query, same datacentre"),
            of("t_http", 20, 10, "ms", "one call of another service behind a load balancer"),
            of("t_cache", 0.5, 0.3, "ms", "one Redis or Memcached command, same datacentre"),
            of("rtt", 0.5, 0.3, "ms", "one round trip in a datacentre"),
            of("t_tls", 20, 10, "ms", "one TLS handshake, 10 to 30 ms"),
            of("t_disk", 1, 0.1, "ms", "one small file read or written, SSD to network disk"),
            of("t_row", 0.01, 0.002, "ms", "one row scanned, sent and mapped"),
            of("t_ser", 0.02, 0.005, "ms", "one object serialized"),
            of("t_page", 0.1, 0.02, "ms", "one index page, cached to SSD"),
            of("t_op", 0.0001, 0.00005, "ms", "one step of a loop"),
            of("t_block", 20, 5, "ms", "one blocking call"),
            of("t_block_db", 2, 1, "ms", "one blocking query"),
            of("t_block_http", 20, 10, "ms", "one blocking call of another service"),
            of("t_block_cache", 0.5, 0.3, "ms", "one blocking cache command"),
            of("t_block_file", 1, 0.1, "ms", "one blocking file operation"),
            of("t_block_process", 50, 5, "ms", "one child process started and awaited"),
            of("t_block_sleep", 1000, 100, "ms", "one sleep"),
            of("t_block_cpu", 60, 40, "ms", "one bcrypt of cost 10 or PBKDF2 of 100,000 rounds"),
            of("t_step", 20, 10, "ms", "one awaited call"),
            of("t_work", 500, 100, "ms", "one mail, PDF, image or archive"),
            of("t_enqueue", 0.5, 0.3, "ms", "one message queued: a round trip"),
            of(
                "t_tail",
                30_000,
                10_000,
                "ms",
                "a dependency that hangs: operating system and proxy limits"),
            of("timeout", 1000, 1000, "ms", "a timeout of one second"),
            of("t_gc", 50, 10, "ms", "one full collection of a small heap"),
            of("t_lock", 0.001, 0.0005, "ms", "one uncontended lock"),
            of("t_connect", 20, 5, "ms", "one database connection: TCP, TLS, authentication, fork"),
            of("t_init", 1, 0.1, "ms", "one mapper, schema or template built"),
            // Counts.
            of("N", 50, 50, "", "elements of a list with no known size: a usual page"),
            of("n", 50, 50, "", "elements of a list with no known size: a usual page"),
            of("k", 20, 20, "", "calls in flight"),
            of("rows", 10_000, 1_000, "rows", "a table that has been in production for a while"),
            of("matched", 20, 20, "rows", "rows that the answer needs"),
            of("limit", 50, 20, "rows", "rows of a page"),
            of("offset", 5_000, 500, "rows", "rows skipped in the middle of the table"),
            of("batch", 1_000, 1_000, "rows", "rows of a batch"),
            of("columns", 20, 10, "", "columns of a table"),
            of("needed", 5, 5, "", "columns that the answer needs"),
            of("d", 20, 5, "", "concurrent readers of a hot key"),
            of("keys", 1_000_000, 10_000, "", "keys of a cache in production"),
            of("lambda", 20, 5, "", "requests per second"),
            of("workers", 4, 2, "", "worker processes"),
            of("threads", 40, 8, "", "threads of a worker"),
            of("replicas", 2, 1, "", "replicas of the service"),
            of("cores", 4, 2, "", "cores of a host"),
            of("max_connections", 100, 100, "connections", "PostgreSQL's max_connections"),
            of("reserve", 3, 3, "connections", "PostgreSQL's superuser_reserved_connections"),
            // Ratios.
            of("rho", 0.5, 0.5, "", "utilization of the event loop"),
            of("h", 0.8, 0.5, "", "share of reads that repeat within the time to live"),
            of("r", 0.25, 0.4, "", "compressed size of JSON or HTML over its plain size"),
            // Sizes and bandwidth.
            of("bytes", 50_000, 10_000, "bytes", "a JSON answer of a list"),
            of("row_bytes", 1_000, 200, "bytes", "one row as objects of the language"),
            of("file_bytes", 10e6, 1e6, "bytes", "an uploaded or exported file"),
            of("entry_bytes", 1_000, 200, "bytes", "one cache entry"),
            of("entries", 100_000, 10_000, "", "distinct keys in a day"),
            of("bw", 2_500, 12_500, "", "bytes per ms: 20 Mbit/s to the client, at best 100"))) {
      table.put(quantity.name(), quantity);
    }
    return table;
  }

  private static Quantity of(String name, double value, double low, String unit, String source) {
    return new Quantity(name, value, low, unit, Provenance.DEFAULT, "default: " + source);
  }
}
