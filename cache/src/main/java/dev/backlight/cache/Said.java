package dev.backlight.cache;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one node tells the others, as lines of text that `SUBSCRIBE` shows to a human.
///
/// @param node who speaks
/// @param sequence number of the last thing it said, including this one unless it is a heartbeat
/// @param things empty for a heartbeat
record Said(String node, long sequence, List<Thing> things) {

  Said {
    things = List.copyOf(things);
  }

  /// What is no longer true.
  sealed interface Thing {
    /// An entry.
    record Key(String cache, String text) implements Thing {}

    /// A counter, and with it all entries that depend on it.
    record Counter(String name) implements Thing {}
  }

  boolean heartbeat() {
    return things.isEmpty();
  }

  String text() {
    StringBuilder text = new StringBuilder("1 ").append(node).append(' ').append(sequence);
    for (Thing thing : things) {
      text.append('\n');
      switch (thing) {
        case Thing.Key(String cache, String key) ->
            text.append("k ").append(encoded(cache)).append(' ').append(encoded(key));
        case Thing.Counter(String name) -> text.append("c ").append(encoded(name));
      }
    }
    return text.toString();
  }

  /// Empty for what this version does not understand.
  static Optional<Said> read(String text) {
    String[] lines = text.split("\n", -1);
    String[] head = lines[0].split(" ", -1);
    if (head.length != 3 || !head[0].equals("1")) {
      return Optional.empty();
    }
    try {
      List<Thing> things = new ArrayList<>();
      for (int i = 1; i < lines.length; i++) {
        things.add(thing(lines[i].split(" ", -1)));
      }
      return Optional.of(new Said(head[1], Long.parseLong(head[2]), things));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Thing thing(String[] words) {
    if (words.length == 3 && words[0].equals("k")) {
      return new Thing.Key(decoded(words[1]), decoded(words[2]));
    }
    if (words.length == 2 && words[0].equals("c")) {
      return new Thing.Counter(decoded(words[1]));
    }
    throw new IllegalArgumentException(String.join(" ", words));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
