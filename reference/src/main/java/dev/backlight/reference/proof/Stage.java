package dev.backlight.reference.proof;

import dev.backlight.reference.Edition;
import dev.backlight.reference.backing.BackingProcess;
import dev.backlight.reference.backing.Stock;
import java.io.IOException;

/// What is measured on: a database with this stock, and how thoroughly.
record Stage(BackingProcess backing, Stock stock, boolean quick) {

  ShopProcess open(Edition edition, long roundTripMillis, long profileMillis, String... options)
      throws IOException, InterruptedException {
    return ShopProcess.open(edition, stock, backing, roundTripMillis, profileMillis, options);
  }
}
