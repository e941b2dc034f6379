package dev.backlight.load.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The order of runs: blocks of before-after-after-before or the mirror of it, chosen at random.
/// Within a block a steady drift of the machine (heat, a filling disk) cancels out; the choice
/// keeps anything periodic from siding with one version (Box, Hunter and Hunter, "Statistics for
/// Experimenters", randomised blocks).
public final class Blocks {

  /// The version that a run is of.
  public enum Side {
    BEFORE,
    AFTER;

    Side other() {
      return this == BEFORE ? AFTER : BEFORE;
    }
  }

  private Blocks() {}

  /// Two runs for each pair; runs 2i and 2i + 1 are pair i.
  public static List<Side> order(int pairs, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Side> order = new ArrayList<>(2 * pairs);
    while (order.size() < 2 * pairs) {
      Side first = random.nextBoolean() ? Side.BEFORE : Side.AFTER;
      order.addAll(List.of(first, first.other(), first.other(), first));
    }
    return List.copyOf(order.subList(0, 2 * pairs));
  }
}
