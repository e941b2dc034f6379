package dev.backlight.source.knowledge;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/// A set of words, some with an argument (`needs-timeout(timeout)`). Immutable.
public final class Words {

  public static final Words NONE = new Words(0L, Map.of());
  private static final long WAITS =
      bits(
          Word.DATABASE,
          Word.HTTP,
          Word.CACHE,
          Word.DISK,
          Word.SLEEP,
          Word.SUBPROCESS,
          Word.LOCK,
          Word.CPU,
          Word.MAIL,
          Word.QUEUE,
          Word.NETWORK,
          Word.SLOW);

  private final long bits;
  private final Map<Word, String> arguments;

  private Words(long bits, Map<Word, String> arguments) {
    this.bits = bits;
    this.arguments = arguments;
  }

  public static Words of(Word... words) {
    return new Words(bits(words), Map.of());
  }

  static Words of(Map<Word, String> words) {
    if (words.isEmpty()) {
      return NONE;
    }
    Map<Word, String> arguments = new EnumMap<>(Word.class);
    words.forEach((word, argument) -> {
      if (!argument.isEmpty()) {
        arguments.put(word, argument);
      }
    });
    return new Words(bits(words.keySet().toArray(Word[]::new)), Map.copyOf(arguments));
  }

  private static long bits(Word... words) {
    long bits = 0;
    for (Word word : words) {
      bits |= bit(word);
    }
    return bits;
  }

  @SuppressWarnings("EnumOrdinal") // A set of at most 64 words in memory, never stored.
  private static long bit(Word word) {
    return 1L << word.ordinal();
  }

  public boolean has(Word word) {
    return (bits & bit(word)) != 0;
  }

  public boolean hasAny(Word first, Word second) {
    return (bits & (bit(first) | bit(second))) != 0;
  }

  public boolean hasAny(Word... words) {
    return (bits & bits(words)) != 0;
  }

  /// The word's argument, empty if it has none.
  public String argument(Word word) {
    return arguments.getOrDefault(word, "");
  }

  public boolean isEmpty() {
    return bits == 0;
  }

  /// Whether it waits for anything.
  public boolean waits() {
    return (bits & WAITS) != 0;
  }

  /// Whether it waits and its thread waits with it.
  public boolean blocks() {
    return waits() && !has(Word.ASYNC);
  }

  public Words plus(Words other) {
    if (other.bits == 0 || other == this) {
      return this;
    }
    if (bits == 0) {
      return other;
    }
    if ((bits | other.bits) == bits && other.arguments.isEmpty()) {
      return this;
    }
    Map<Word, String> both = new EnumMap<>(Word.class);
    both.putAll(arguments);
    both.putAll(other.arguments);
    return new Words(bits | other.bits, Map.copyOf(both));
  }

  public Words plus(Word... words) {
    return plus(of(words));
  }

  public Words minus(Word... words) {
    long left = bits & ~bits(words);
    return left == bits ? this : new Words(left, arguments);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Words words && words.bits == bits && words.arguments.equals(arguments);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bits);
  }

  @Override
  public String toString() {
    return Arrays.stream(Word.values())
        .filter(this::has)
        .map(w -> argument(w).isEmpty() ? w.id() : w.id() + "(" + argument(w) + ")")
        .collect(Collectors.joining(" "));
  }
}
