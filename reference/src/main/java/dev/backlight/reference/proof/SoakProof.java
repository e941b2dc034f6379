package dev.backlight.reference.proof;

import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import dev.backlight.reference.Edition;
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
  private static final int CUSTOMERS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(5);

  /// Out of a thousand calls. The seed's load test gives the first four their weights; exports and
  /// logins are as rare as they are in life, and together they still are most of the work.
  private static final int[] SHARES = {300, 200, 100, 100, 100, 70, 60, 40, 14, 10, 4, 2};

  private SoakProof() {}

  static String measure(Stage stage, Path plot) throws Exception {
    Duration duration = stage.quick() ? Duration.ofMinutes(1) : Duration.ofMinutes(10);
    try (ShopProcess shop = stage.open(Edition.REDEEMED, 0, 50, "-Xmx256m");
        Visitor visitor = new Visitor(shop.port(), PATIENCE);
        Generator generator = Generator.at(shop.port(), logIn(visitor), PATIENCE)) {
      generator.rate(i -> mixed(i, stage), CALLS_PER_SECOND / 2.0, Duration.ofSeconds(10));
      Sampler sampler = new Sampler(shop, visitor);
      Thread sampling = Thread.ofVirtual().start(sampler);
      Duration cpu = shop.cpu();
      RunResult result = generator.rate(i -> mixed(i, stage), CALLS_PER_SECOND, duration);
      cpu = shop.cpu().minus(cpu);
      sampling.interrupt();
      sampling.join();
      Files.writeString(plot, Plot.of(sampler.samples, duration));
      shop.log().stream().distinct().limit(20).forEach(IO::println);
      return page(result, cpu, duration, sampler.samples, plot) + byEndpoint(result);
    }
  }

  /// Not one customer who places all orders: what is theirs would grow without end.
  private static List<String> logIn(Visitor visitor) throws IOException, InterruptedException {
    List<String> tokens = new ArrayList<>();
    for (int user = 1; user <= CUSTOMERS; user++) {
      tokens.add(visitor.tokenOf(user));
    }
    return tokens;
  }

  private static String byEndpoint(RunResult result) {
    StringBuilder table =
        new StringBuilder(
            "\n| endpoint | calls | failed | p50 | p99 |\n|---|---:|---|---:|---:|\n");
    for (TaskResult task : result.byTask()) {
      table.append(
          "| `%s` | %,d | %s | %s | %s |%n"
              .formatted(
                  task.task(),
                  task.count(),
                  task.failed() == 0 ? "0" : task.failed() + ": " + task.errors(),
                  Numbers.nanos(task.response().percentileNanos(50)),
                  Numbers.nanos(task.response().percentileNanos(99))));
    }
    return table.toString();
  }

  private static String page(
      RunResult result, Duration cpu, Duration duration, List<Sample> samples, Path plot) {
    int third = samples.size() / 3;
    TaskResult total = result.total();
    return """
    %d calls per second over every endpoint, for %s, with `-Xmx256m`: %,d calls, %d of them \
    failed; p50 %s, p95 %s, p99 %s; %.2f processors busy.

    | mean of | heap left by collections | resident | connections held |
    |---|---:|---:|---:|
    %s%s
    ![Memory over the run](%s)
    """
        .formatted(
            CALLS_PER_SECOND,
            Numbers.time(duration),
            total.count(),
            total.failed(),
            Numbers.nanos(total.response().percentileNanos(50)),
            Numbers.nanos(total.response().percentileNanos(95)),
            Numbers.nanos(total.response().percentileNanos(99)),
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
