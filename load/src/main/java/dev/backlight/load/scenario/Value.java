package dev.backlight.load.scenario;

import java.util.List;
import java.util.Map;

/// What an expression gives. Values never change: who sets a part of a map sets a new map.
public sealed interface Value permits Value.Simple, Value.Items, Value.Fields, Answer {

  /// `null`: there is nothing.
  Simple NOTHING = new Nothing();

  /// What JSON would write without brackets.
  sealed interface Simple extends Value {}

  record Nothing() implements Simple {}

  record Truth(boolean value) implements Simple {}

  record Whole(long value) implements Simple {}

  record Decimal(double value) implements Simple {}

  record Text(String value) implements Simple {}

  record Items(List<Value> values) implements Value {}

  /// A map, in the order in which it was written.
  record Fields(Map<String, Value> values) implements Value {}

  static Value of(boolean value) {
    return new Truth(value);
  }

  static Value of(long value) {
    return new Whole(value);
  }

  static Value of(double value) {
    return new Decimal(value);
  }

  static Value of(String value) {
    return new Text(value);
  }
}
