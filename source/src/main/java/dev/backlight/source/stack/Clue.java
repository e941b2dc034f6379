package dev.backlight.source.stack;

import dev.backlight.model.Confidence;
import dev.backlight.model.Location;

/// Something read that may point to a technology. `signal` is `source:what` as in the data files
/// (`npm:express`, `image:bitnami/redis`); `version` empty if unknown; `development` if only tests,
/// tools or the build use it; `note` says what was read.
record Clue(
    String signal,
    String version,
    boolean development,
    Confidence confidence,
    Location place,
    String note) {

  String source() {
    return signal.substring(0, signal.indexOf(':'));
  }

  String what() {
    return signal.substring(signal.indexOf(':') + 1);
  }
}
