package dev.backlight.audits.scoring;

import dev.backlight.model.Report.Value;

/// The sum of weighted scores: of audits in a category, or of categories in the total. `value`,
/// `lo` and `hi` are 0–10; `lo` and `hi` put what is missing at its worst and at its best.
/// `measuredShare` is 0–1 of the applicable weight; `measured` and `parts` count.
public record Tally(
    Value value, double lo, double hi, double measuredShare, int measured, int parts) {

  /// Adds up parts. Not thread-safe.
  static final class Sum {
    private final String whyEmpty;
    private double known;
    private double knownWeight;
    private double lo;
    private double hi;
    private double measuredWeight;
    private double weight;
    private int measured;
    private int parts;

    Sum(String whyEmpty) {
      this.whyEmpty = whyEmpty;
    }

    void measured(double partWeight, double score) {
      known += partWeight * score;
      knownWeight += partWeight;
      measuredWeight += partWeight;
      lo += partWeight * score;
      hi += partWeight * score;
      weight += partWeight;
      measured++;
      parts++;
    }

    void missing(double partWeight) {
      hi += partWeight;
      weight += partWeight;
      parts++;
    }

    void inapplicable() {
      parts++;
    }

    /// A category of the total; one with nothing applicable counts for nothing.
    void category(double categoryWeight, Tally category) {
      if (category.measuredShare() == 0 && category.hi() == 0) {
        return;
      }
      if (category.value() instanceof Value.Known(double value)) {
        known += categoryWeight * value / 10;
        knownWeight += categoryWeight;
      }
      lo += categoryWeight * category.lo() / 10;
      hi += categoryWeight * category.hi() / 10;
      measuredWeight += categoryWeight * category.measuredShare();
      weight += categoryWeight;
      measured += category.measured();
      parts += category.parts();
    }

    /// The mean of what was measured so far, 0–1; 1 if nothing was.
    double mean() {
      return knownWeight == 0 ? 1 : known / knownWeight;
    }

    Tally result() {
      Value value =
          knownWeight == 0
              ? new Value.NotMeasured(whyEmpty)
              : new Value.Known(10 * known / knownWeight);
      return weight == 0
          ? new Tally(value, 0, 0, 0, measured, parts)
          : new Tally(
              value, 10 * lo / weight, 10 * hi / weight, measuredWeight / weight, measured, parts);
    }
  }
}
