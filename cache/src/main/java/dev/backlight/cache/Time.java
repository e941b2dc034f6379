package dev.backlight.cache;

import java.util.function.LongSupplier;

/// Where time comes from: `nanos` for how long, `millis` for what other nodes have to understand.
record Time(LongSupplier nanos, LongSupplier millis) {

  static final Time SYSTEM = new Time(System::nanoTime, System::currentTimeMillis);

  long now() {
    return nanos.getAsLong();
  }

  long epochMillis() {
    return millis.getAsLong();
  }
}
