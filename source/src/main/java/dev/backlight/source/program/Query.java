package dev.backlight.source.program;

import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.ArrayList;
import java.util.List;

/// A query under construction: the words its calls have added, the relations it loads eagerly, and
/// its limit in rows if that is a literal, otherwise 0.
public record Query(Words words, List<String> eager, double limit) {

  public static final Query NONE = new Query(Words.NONE, List.of(), 0);

  Query plus(Words more, List<String> relations, double rows) {
    if (more.isEmpty() && relations.isEmpty() && rows == 0) {
      return this;
    }
    List<String> both = eager;
    if (!relations.isEmpty()) {
      both = new ArrayList<>(eager);
      both.addAll(relations);
    }
    return new Query(words.plus(more), List.copyOf(both), rows > 0 ? rows : limit);
  }

  public boolean has(Word word) {
    return words.has(word);
  }

  /// Whether the number of rows has a bound.
  public boolean bounded() {
    return words.hasAny(Word.LIMITS, Word.PAGINATES, Word.ONE, Word.SCALAR, Word.STREAMS);
  }
}
