package dev.backlight.load.compare;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Holm's step-down procedure: who looks at many metrics finds one that differs by chance. It keeps
/// the probability of any false claim at α whatever the dependence between metrics, and never
/// claims less than Bonferroni (Holm, "A simple sequentially rejective multiple test procedure",
/// Scandinavian Journal of Statistics 6, 1979).
final class Holm {

  private Holm() {}

  /// The adjusted p-values, in the order given: a claim holds where its value is at most α.
  static List<Double> adjusted(List<Double> pValues) {
    int m = pValues.size();
    List<Integer> ascending =
        IntStream.range(0, m).boxed().sorted(Comparator.comparing(pValues::get)).toList();
    Double[] adjusted = new Double[m];
    double highest = 0;
    for (int rank = 0; rank < m; rank++) {
      int index = ascending.get(rank);
      highest = Math.max(highest, Math.min(1, (m - rank) * pValues.get(index)));
      adjusted[index] = highest;
    }
    return List.of(adjusted);
  }
}
