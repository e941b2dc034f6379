package dev.backlight.cache;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What one node tells the others, as an array of words that `SUBSCRIBE` shows to a human.
///
/// @param node who speaks
/// @param sequence number of the last thing it said, including this one unless it is a heartbeat
/// @param names slots and counters that have ended; empty for a heartbeat
record Said(String node, long sequence, List<String> names) {

  private static final KeyText<String[]> WORDS = KeyText.of(String[].class);

  Said {
    names = List.copyOf(names);
  }

  boolean heartbeat() {
    return names.isEmpty();
  }

  String text() {
    Stream<String> words = Stream.concat(Stream.of(node, Long.toString(sequence)), names.stream());
    return WORDS.write().apply(words.toArray(String[]::new));
  }

  /// Empty for what this version does not understand.
  static Optional<Said> read(String text) {
    try {
      List<String> words = List.of(WORDS.read().apply(text));
      long sequence = Long.parseLong(words.get(1));
      return Optional.of(new Said(words.getFirst(), sequence, words.subList(2, words.size())));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}
