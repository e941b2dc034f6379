package dev.backlight.load.compare;

import java.util.OptionalInt;

/// What the pairs say about one metric. Less is better.
public sealed interface Verdict {

  /// The whole interval is below the minimum worthwhile effect, after Holm.
  record Better() implements Verdict {}

  /// The whole interval is above the minimum worthwhile effect, after Holm.
  record Worse() implements Verdict {}

  /// Whatever the difference is, it is no worsening that matters. `faster` when the whole interval
  /// says less, though not by a proven worthwhile effect.
  record NoWorse(boolean faster) implements Verdict {}

  /// The interval allows a worthwhile worsening and does not prove one. `pairsNeeded` would suffice
  /// in four of five repetitions if the measured mean and scatter were the true ones; empty where
  /// no reachable number would.
  record NotProven(OptionalInt pairsNeeded, String why) implements Verdict {}

  /// There is nothing to judge, and why.
  record Refused(String why) implements Verdict {}

  /// One to three words.
  default String words() {
    return switch (this) {
      case Better _ -> "better";
      case Worse _ -> "worse";
      case NoWorse _ -> "no worse";
      case NotProven _ -> "not proven";
      case Refused _ -> "no verdict";
    };
  }

  /// What the words leave open; may be empty.
  default String remark() {
    return switch (this) {
      case Better _, Worse _ -> "";
      case NoWorse(boolean faster) -> faster ? "less, but maybe not by enough to matter" : "";
      case NotProven(OptionalInt needed, String why) ->
          needed.isPresent()
              ? why + "would need " + needed.getAsInt() + " pairs"
              : why + "the difference is too close to the limit for any number of pairs";
      case Refused(String why) -> why;
    };
  }
}
