package dev.backlight.reference.proof;

import dev.backlight.reference.Edition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The seed's third claim: a slow aggregate "max once every 15 minutes", also when the entry is not
/// there and everybody comes at once.
final class StampedeProof {

  private static final int AT_ONCE = 500;
  private static final Call POPULAR = Call.get("/popular-products");

  private StampedeProof() {}

  static String measure(Stage stage) throws Exception {
    return """
    %,d users, %,d orders, %,d of them in the last 30 days; no round trip added.

    | `/popular-products`, %d at once, nothing cached | aggregates run | answered | p50 | p99 \
    | then, one at a time: p50 |
    |---|---:|---:|---:|---:|---:|
    """
            .formatted(
                stage.stock().users(),
                stage.stock().orders(),
                stage.stock().orders() * 30 / 365,
                AT_ONCE)
        + row(stage, Edition.GUILTY)
        + row(stage, Edition.REDEEMED);
  }

  private static String row(Stage stage, Edition edition) throws Exception {
    try (Statements statements = Statements.of(stage.backing().postgres());
        ShopProcess shop = stage.openCold(edition);
        Visitor visitor = new Visitor(shop.port(), Duration.ofMinutes(5))) {
      warmUpWithoutCaching(visitor);
      statements.reset();
      List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
      List<CompletableFuture<Integer>> all = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < AT_ONCE; i++) {
        all.add(
            visitor
                .sendAsync(POPULAR)
                .whenComplete((_, _) -> nanos.add(System.nanoTime() - start)));
      }
      long answered = all.stream().filter(each -> each.join() == 200).count();
      long aggregates = statements.executed("count(oi.id)");
      Latencies crowd = Latencies.of(List.copyOf(nanos));
      return "| %s | %d | %d | %s | %s | %s |%n"
          .formatted(
              edition,
              aggregates,
              answered,
              Numbers.time(crowd.percentile(0.5)),
              Numbers.time(crowd.percentile(0.99)),
              Numbers.time(alone(visitor, stage.quick() ? 20 : 100)));
    }
  }

  private static void warmUpWithoutCaching(Visitor visitor) throws Exception {
    for (int i = 0; i < 200; i++) {
      visitor.send(Pair.search(i));
    }
  }

  private static Duration alone(Visitor visitor, int times) throws Exception {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      nanos.add(visitor.send(POPULAR).nanos());
    }
    return Latencies.of(nanos).percentile(0.5);
  }
}
