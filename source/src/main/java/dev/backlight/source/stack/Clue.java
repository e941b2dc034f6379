package dev.backlight.source.stack;

import dev.backlight.model.Confidence;
import dev.backlight.model.Location;

/// Something read that may point to a technology. `signal` is `source:what` as in the data files
/// (`npm:express`, `image:bitnami/redis`); `version` empty if unknown; `development` if only tests,
/// tools or the build use it; `note` says what was read; `versioned` if a lock's version of what
/// was read is the technology's.
record Clue(
    String signal,
    String version,
    boolean development,
    Confidence confidence,
    Location place,
    String note,
    boolean versioned) {

  /// The same clue to a technology that has a version of its own.
  Clue unversioned() {
    return new Clue(signal, "", development, confidence, place, note, false);
  }

  Clue hinted() {
    return new Clue(signal, version, development, Confidence.LOW, place, note, versioned);
  }

  String source() {
    return signal.substring(0, signal.indexOf(':'));
  }

  String what() {
    return signal.substring(signal.indexOf(':') + 1);
  }
}
