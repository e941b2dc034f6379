package dev.backlight.reference.proof;

import dev.backlight.reference.Edition;
import dev.backlight.reference.proof.Visitor.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The seed's first claim, under its own conditions: 100 users, 50 ms to the database, 100 ms to
/// the other service; "15 seconds" become "200 ms (96 %)".
final class WaitingProof {

  private static final long ROUND_TRIP_MILLIS = 50;
  private static final long PROFILE_MILLIS = 100;

  private WaitingProof() {}

  static String measure(Stage stage) throws Exception {
    Duration guilty = median(stage, Edition.GUILTY);
    Duration redeemed = median(stage, Edition.REDEEMED);
    return """
    | claim | seed | guilty here | redeemed here | saved |
    |---|---|---:|---:|---:|
    | `/users`, N = 100, %d ms to the database, %d ms per profile | 15 s → 200 ms, "96 %%" \
    | %s | %s | %.1f %% |
    """
        .formatted(
            ROUND_TRIP_MILLIS,
            PROFILE_MILLIS,
            Numbers.time(guilty),
            Numbers.time(redeemed),
            100 - 100.0 * redeemed.toNanos() / guilty.toNanos());
  }

  private static Duration median(Stage stage, Edition edition) throws Exception {
    int times = stage.quick() || edition == Edition.GUILTY ? 3 : 20;
    try (ShopProcess shop = stage.open(edition, ROUND_TRIP_MILLIS, PROFILE_MILLIS);
        Visitor visitor = new Visitor(shop.port(), Duration.ofMinutes(2))) {
      Pair pair = Pair.users(100);
      List<Long> nanos = new ArrayList<>();
      visitor.send(pair.call().apply(0));
      for (int i = 0; i < times; i++) {
        Answer answer = visitor.send(pair.call().apply(i));
        nanos.add(answer.nanos());
      }
      return Latencies.of(nanos).percentile(0.5);
    }
  }
}
