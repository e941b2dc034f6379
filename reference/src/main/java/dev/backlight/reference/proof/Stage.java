package dev.backlight.reference.proof;

import dev.backlight.reference.Edition;
import dev.backlight.reference.backing.BackingProcess;
import dev.backlight.reference.backing.Redis;
import dev.backlight.reference.backing.Stock;
import java.io.IOException;
import java.util.List;

/// What is measured on: a database with this stock, and how thoroughly.
record Stage(BackingProcess backing, Stock stock, boolean quick) {

  ShopProcess open(Edition edition, long roundTripMillis, long profileMillis, String... options)
      throws IOException, InterruptedException {
    Redis.empty(backing.redis());
    return ShopProcess.open(
        edition, stock, backing, roundTripMillis, profileMillis, List.of(options), List.of());
  }

  /// With nothing cached.
  ShopProcess openCold(Edition edition) throws IOException, InterruptedException {
    Redis.empty(backing.redis());
    return ShopProcess.open(edition, stock, backing, 0, 50, List.of(), List.of("--cold"));
  }
}
