package dev.backlight.source.program;

import java.util.List;
import java.util.Map;

/// Finds the relations of entity classes.
final class Entities {

  private Entities() {}

  static Map<Cls, Map<String, Relation>> of(List<Cls> classes, Names names) {
    return Map.of();
  }
}
