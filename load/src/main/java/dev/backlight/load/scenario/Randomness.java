package dev.backlight.load.scenario;

import static dev.backlight.load.scenario.Values.number;
import static dev.backlight.load.scenario.Values.text;
import static dev.backlight.load.scenario.Values.whole;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/// The functions that draw lots.
final class Randomness {

  private static final String ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final int MAX_DRAWS = 1_000_000;

  private Randomness() {}

  static Value call(Function function, List<Value> in, SplittableRandom random)
      throws EvaluationException {
    return switch (function) {
      case RANDOM_INT -> {
        long from = whole(in.get(0));
        long to = whole(in.get(1));
        if (to < from) {
          throw new EvaluationException("no whole number from " + from + " to " + to);
        }
        yield Value.of(random.nextLong(from, to + 1));
      }
      case RANDOM_DECIMAL -> {
        double from = number(in.get(0));
        yield Value.of(from + (number(in.get(1)) - from) * random.nextDouble());
      }
      case RANDOM_CHOICE -> {
        List<Value> items = nonEmpty(in.getFirst());
        yield in.size() == 1
            ? items.get(random.nextInt(items.size()))
            : items.get(weighted(Evaluator.items(in.get(1)), items.size(), random));
      }
      case RANDOM_TEXT -> {
        String alphabet = in.size() > 1 ? text(in.get(1)) : ALPHABET;
        StringBuilder text = new StringBuilder();
        for (long i = count(in.getFirst()); i > 0; i--) {
          text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        yield Value.of(text.toString());
      }
      case SAMPLE -> {
        List<Value> items = new ArrayList<>(Evaluator.items(in.get(0)));
        int count = Math.min((int) count(in.get(1)), items.size());
        for (int i = 0; i < count; i++) {
          Collections.swap(items, i, random.nextInt(i, items.size()));
        }
        yield new Value.Items(List.copyOf(items.subList(0, count)));
      }
      case CHOICES -> {
        List<Value> items = nonEmpty(in.get(0));
        List<Value> drawn = new ArrayList<>();
        for (long i = count(in.get(1)); i > 0; i--) {
          drawn.add(
              items.get(
                  in.size() > 2
                      ? weighted(Evaluator.items(in.get(2)), items.size(), random)
                      : random.nextInt(items.size())));
        }
        yield new Value.Items(drawn);
      }
      case UUID -> Value.of(uuid(random).toString());
      default -> throw new IllegalArgumentException(function.word());
    };
  }

  private static long count(Value value) throws EvaluationException {
    long count = whole(value);
    if (count < 0 || count > MAX_DRAWS) {
      throw new EvaluationException("cannot draw " + count + " times");
    }
    return count;
  }

  private static List<Value> nonEmpty(Value value) throws EvaluationException {
    List<Value> items = Evaluator.items(value);
    if (items.isEmpty()) {
      throw new EvaluationException("nothing to choose from: the list is empty");
    }
    return items;
  }

  private static int weighted(List<Value> weights, int size, SplittableRandom random)
      throws EvaluationException {
    double total = 0;
    for (Value weight : weights) {
      total += number(weight);
    }
    if (weights.size() != size || !(total > 0)) {
      throw new EvaluationException("the weights do not fit the " + size + " elements");
    }
    double drawn = random.nextDouble() * total;
    int at = 0;
    while (at < size - 1 && (drawn -= number(weights.get(at))) >= 0) {
      at++;
    }
    return at;
  }

  /// Version 4, of the user's own randomness, so that the same seed gives the same journey.
  private static UUID uuid(SplittableRandom random) {
    long high = random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x4000L;
    long low = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
