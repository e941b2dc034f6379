package dev.backlight.reference.proof;

import dev.backlight.reference.Edition;
import dev.backlight.reference.proof.Generator.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Every endpoint of the redeemed edition, mixed, for ten minutes: what leaks shows in the plot.
final class SoakProof {

  private static final int CALLS_PER_SECOND = 200;
  private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(5);

  /// Out of a thousand calls. The seed's load test gives the first four their weights; exports and
  /// logins are as rare as they are in life, and together they still are most of the work.
  private static final int[] SHARES = {300, 200, 100, 100, 100, 70, 60, 40, 14, 10, 4, 2};

  private SoakProof() {}

  static String measure(Stage stage, Path plot) throws Exception {
    Duration duration = stage.quick() ? Duration.ofSeconds(20) : Duration.ofMinutes(10);
    try (ShopProcess shop = stage.open(Edition.REDEEMED, 0, 50, "-Xmx256m");
        Visitor visitor = new Visitor(shop.port(), Duration.ofSeconds(30))) {
      visitor.logIn(7);
      OpenLoop generator = new OpenLoop(visitor);
      generator.run(i -> mixed(i, stage), CALLS_PER_SECOND / 2.0, Duration.ofSeconds(10));
      Sampler sampler = new Sampler(shop, visitor);
      Thread sampling = Thread.ofVirtual().start(sampler);
      Duration cpu = shop.cpu();
      Result result = generator.run(i -> mixed(i, stage), CALLS_PER_SECOND, duration);
      cpu = shop.cpu().minus(cpu);
      sampling.interrupt();
      sampling.join();
      Files.writeString(plot, Plot.of(sampler.samples, duration));
      return page(result, cpu, duration, sampler.samples, plot);
    }
  }

  private static String page(
      Result result, Duration cpu, Duration duration, List<Sample> samples, Path plot) {
    int third = samples.size() / 3;
    return """
    %d calls per second over every endpoint, for %s, with `-Xmx256m`: %,d calls, %d of them \
    failed (%s); p50 %s, p95 %s, p99 %s; %.2f processors busy.

    | mean of | heap left by collections | resident | connections held |
    |---|---:|---:|---:|
    %s%s
    ![Memory over the run](%s)
    """
        .formatted(
            CALLS_PER_SECOND,
            Numbers.time(duration),
            result.latencies().count(),
            result.failures(),
            result.statuses(),
            Numbers.time(result.latencies().percentile(0.5)),
            Numbers.time(result.latencies().percentile(0.95)),
            Numbers.time(result.latencies().percentile(0.99)),
            (double) cpu.toNanos() / duration.toNanos(),
            row("the first third", samples.subList(0, third)),
            row("the last third", samples.subList(samples.size() - third, samples.size())),
            plot.getFileName());
  }

  private static String row(String name, List<Sample> samples) {
    return "| %s | %s | %s | %s |%n"
        .formatted(
            name,
            Numbers.bytes(samples.stream().mapToLong(Sample::liveBytes).average().orElse(0)),
            Numbers.bytes(samples.stream().mapToLong(Sample::residentBytes).average().orElse(0)),
            Numbers.figures(samples.stream().mapToInt(Sample::held).average().orElse(0)));
  }

  private static Call mixed(int i, Stage stage) {
    long users = stage.stock().users();
    int ticket = (int) (i * 619L % 1_000);
    int kind = 0;
    while (ticket >= SHARES[kind]) {
      ticket -= SHARES[kind];
      kind++;
    }
    return switch (kind) {
      case 0 -> Call.own("/api/dashboard");
      case 1 -> Call.own("/api/orders");
      case 2 -> Pair.order(i);
      case 3 -> Pair.search(i);
      case 4 -> Call.get("/popular-products");
      case 5 -> Call.get("/users/" + Pair.user(i, users) + "/analytics");
      case 6 -> Call.get("/users?limit=20&after=" + Pair.user(i, users));
      case 7 -> Pair.bulk(i, users);
      case 8 -> Call.get("/heavy-operation?users=20");
      case 9 -> Pair.login(Pair.user(i, users));
      case 10 -> Call.get("/export/users");
      default -> Call.get("/export/orders/stream");
    };
  }

  /// What was seen at a moment.
  record Sample(long seconds, long liveBytes, long usedBytes, long residentBytes, int held) {}

  private record Sampler(ShopProcess shop, Visitor visitor, List<Sample> samples)
      implements Runnable {

    Sampler(ShopProcess shop, Visitor visitor) {
      this(shop, visitor, new ArrayList<>());
    }

    @Override
    public void run() {
      long start = System.nanoTime();
      try {
        while (true) {
          samples.add(
              new Sample(
                  (System.nanoTime() - start) / 1_000_000_000,
                  (long) shop.metric(visitor, "memory_live_bytes"),
                  (long) shop.metric(visitor, "memory_usage_bytes"),
                  shop.residentBytes(),
                  (int) shop.metric(visitor, "active_database_connections")));
          Thread.sleep(BETWEEN_SAMPLES);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
