package dev.backlight.source.program;

import java.util.List;

/// Finds the entry points.
final class Entries {

  private Entries() {}

  static List<EntryPoint> of(List<Unit> units, List<Fn> functions) {
    return List.of();
  }
}
