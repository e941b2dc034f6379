package dev.backlight.reference.proof;

import dev.backlight.load.measure.TaskResult;
import dev.backlight.reference.Edition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The seed's third claim: a slow aggregate "max once every 15 minutes", also when the entry is not
/// there and everybody comes at once.
final class StampedeProof {

  private static final int AT_ONCE = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
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
        Generator generator = Generator.at(shop.port(), List.of(), PATIENCE);
        Visitor visitor = new Visitor(shop.port(), PATIENCE)) {
      generator.rate(Pair::search, 100, Duration.ofSeconds(3));
      statements.reset();
      TaskResult crowd = generator.atOnce(POPULAR, AT_ONCE).total();
      long aggregates = statements.executed("count(oi.id)");
      return "| %s | %d | %d | %s | %s | %s |%n"
          .formatted(
              edition,
              aggregates,
              crowd.ok(),
              Numbers.nanos(crowd.response().percentileNanos(50)),
              Numbers.nanos(crowd.response().percentileNanos(99)),
              Numbers.time(alone(visitor, stage.quick() ? 20 : 100)));
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
