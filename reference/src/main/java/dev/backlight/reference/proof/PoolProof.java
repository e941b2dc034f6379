package dev.backlight.reference.proof;

import dev.backlight.load.measure.TaskResult;
import dev.backlight.reference.Edition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The seed's fifth claim: slow work that holds connections takes the shop away from everybody.
/// Twenty heavy operations run while searches, which need a connection for a millisecond, arrive.
final class PoolProof {

  private static final int HEAVY = 20;
  private static final int SEARCHES_PER_SECOND = 50;
  private static final long PROFILE_MILLIS = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private PoolProof() {}

  static String measure(Stage stage) throws Exception {
    Duration duration = Duration.ofSeconds(stage.quick() ? 5 : 20);
    return """
    | `/api/products/search` at %d/s for %d s, while %d `/heavy-operation` of 100 users run \
    | answered | failed | p50 | p99 | connections held, most |
    |---|---:|---:|---:|---:|---:|
    """
            .formatted(SEARCHES_PER_SECOND, duration.toSeconds(), HEAVY)
        + row(stage, Edition.GUILTY, duration)
        + row(stage, Edition.REDEEMED, duration);
  }

  private static String row(Stage stage, Edition edition, Duration duration) throws Exception {
    try (ShopProcess shop = stage.open(edition, 1, PROFILE_MILLIS);
        Generator generator = Generator.at(shop.port(), List.of(), PATIENCE);
        Visitor visitor = new Visitor(shop.port(), PATIENCE)) {
      generator.rate(Pair::search, SEARCHES_PER_SECOND, Duration.ofSeconds(2));
      List<CompletableFuture<Integer>> heavy = new ArrayList<>();
      for (int i = 0; i < HEAVY; i++) {
        heavy.add(visitor.sendAsync(Call.get("/heavy-operation?users=100")));
      }
      HeldSampler held = new HeldSampler(shop, visitor);
      Thread sampling = Thread.ofVirtual().start(held);
      TaskResult result = generator.rate(Pair::search, SEARCHES_PER_SECOND, duration).total();
      sampling.interrupt();
      sampling.join();
      heavy.forEach(CompletableFuture::join);
      return "| %s | %d | %d | %s | %s | %d |%n"
          .formatted(
              edition,
              result.ok(),
              result.failed(),
              Numbers.nanos(result.response().percentileNanos(50)),
              Numbers.nanos(result.response().percentileNanos(99)),
              held.most());
    }
  }

  /// Looks at the gauge until it is interrupted.
  private static final class HeldSampler implements Runnable {
    private final ShopProcess shop;
    private final Visitor visitor;
    private volatile int most;

    HeldSampler(ShopProcess shop, Visitor visitor) {
      this.shop = shop;
      this.visitor = visitor;
    }

    int most() {
      return most;
    }

    @Override
    public void run() {
      try {
        while (true) {
          int held = (int) shop.metric(visitor, "active_database_connections");
          most = Math.max(most, held);
          Thread.sleep(50);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
