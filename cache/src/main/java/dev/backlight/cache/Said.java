package dev.backlight.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What one node tells the others, as words that `SUBSCRIBE` shows to a human.
///
/// @param node who speaks
/// @param sequence number of the last thing it said, including this one unless it is a heartbeat
/// @param names slots and counters that have ended; empty for a heartbeat
record Said(String node, long sequence, List<String> names) {

  private static final String LAYOUT = "1";

  Said {
    names = List.copyOf(names);
  }

  boolean heartbeat() {
    return names.isEmpty();
  }

  String text() {
    return LAYOUT
        + ' '
        + node
        + ' '
        + sequence
        + names.stream()
            .map(name -> ' ' + URLEncoder.encode(name, UTF_8))
            .collect(Collectors.joining());
  }

  /// Empty for what this version does not understand.
  static Optional<Said> read(String text) {
    String[] words = text.split(" ", -1);
    if (words.length < 3 || !words[0].equals(LAYOUT)) {
      return Optional.empty();
    }
    try {
      List<String> names =
          Arrays.stream(words).skip(3).map(word -> URLDecoder.decode(word, UTF_8)).toList();
      return Optional.of(new Said(words[1], Long.parseLong(words[2]), names));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
