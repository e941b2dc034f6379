package dev.backlight.load.capacity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.special.Gamma;

/// Where the share of bad requests meets what is allowed: the middle and the ends of a 90 %
/// interval, in requests per second, and how steeply the logarithm of the share rises with that of
/// the rate there.
///
/// Over a few percent of rate the logarithm of the share is nearly straight: the tail of a queue is
/// exponential, and its exponent falls with the rate (Kingman, "The single server queue in heavy
/// traffic", 1961). From that follows what steepness to expect, λL for exponential and 2λL for
/// fixed service times with a limit L, which is the prior. Bad requests come in bursts, so their
/// number in a stretch scatters more than independent events would: negative binomially, with the
/// mean number of bursts in it as size (Hilbe, "Negative Binomial Regression", 2011). A stretch
/// without a burst is evidence too, which a line through logarithms would have to leave out. The
/// posterior of the three unknowns is summed up on a grid.
record Crossing(double rate, double low, double high, double steepness) {

  private static final int RATES = 121;
  private static final double[] STEEPNESSES = geometric(5, 640, 13);
  private static final double[] BURSTS_PER_SECOND = geometric(0.05, 50, 7);

  /// Neighbouring seconds of a queue resemble each other; stretches like this hardly do.
  private static final int SECONDS_OF_STRETCH = 5;

  /// Rates further from the crossing than this factor do not lie on the line.
  private static final double NEAR = 1.4;

  private static final double USUAL_STEEPNESS = 1.5;
  private static final double SPREAD_OF_STEEPNESS = 0.7;
  private static final double TAIL = 0.05;

  /// The line is not quite straight and the stretches are not quite independent: an interval that
  /// takes them at their word holds the truth in 7 of 10 simulated searches; with each counted half
  /// it is 9.
  private static final double TRUST = 0.5;

  double relativeWidth() {
    return Math.max(high / rate, rate / low) - 1;
  }

  /// The bad requests of a few seconds at a rate.
  private record Stretch(double logRate, long completed, long bad, double seconds) {}

  /// A part of an objective, and the rates between which it is known to break.
  record Question(int part, double allowed, double limitSeconds, double lowest, double highest) {

    static Question about(Objective objective, int part, double lowest, double highest) {
      Objective.Part own = objective.parts().get(part);
      double limit = own.isAboutErrors() ? objective.longestSeconds() : own.limitNanos() / 1e9;
      return new Question(part, own.allowedShare(), limit, lowest, highest);
    }
  }

  /// From all steps near it.
  static Crossing of(List<Step> steps, Question question) {
    List<Stretch> all =
        steps.stream().flatMap(step -> stretches(step, question.part()).stream()).toList();
    double middle = Math.log(posterior(all, question).rate);
    List<Stretch> near =
        all.stream().filter(s -> Math.abs(s.logRate() - middle) < Math.log(NEAR)).toList();
    return posterior(near, question);
  }

  private static List<Stretch> stretches(Step step, int part) {
    List<Second> seconds = step.valid();
    List<Stretch> stretches = new ArrayList<>();
    for (int i = 0; i < seconds.size(); i += SECONDS_OF_STRETCH) {
      List<Second> own = seconds.subList(i, Math.min(i + SECONDS_OF_STRETCH, seconds.size()));
      stretches.add(
          new Stretch(
              Math.log(step.rate()),
              own.stream().mapToLong(Second::completed).sum(),
              own.stream().mapToLong(second -> second.bad().get(part)).sum(),
              own.stream().mapToDouble(Second::seconds).sum()));
    }
    return stretches;
  }

  private static Crossing posterior(List<Stretch> stretches, Question question) {
    double[] rates = geometric(question.lowest(), question.highest(), RATES);
    double[][] logs = new double[RATES][STEEPNESSES.length];
    double[][] constants =
        Arrays.stream(BURSTS_PER_SECOND)
            .mapToObj(bursts -> constants(stretches, bursts))
            .toArray(double[][]::new);
    double most = Double.NEGATIVE_INFINITY;
    for (int r = 0; r < RATES; r++) {
      for (int s = 0; s < STEEPNESSES.length; s++) {
        logs[r][s] =
            logLikelihood(stretches, question.allowed(), rates[r], STEEPNESSES[s], constants);
        most = Math.max(most, logs[r][s]);
      }
    }
    double[] full = new double[RATES];
    double[] halved = new double[RATES];
    double steepness = 0;
    for (int r = 0; r < RATES; r++) {
      for (int s = 0; s < STEEPNESSES.length; s++) {
        double prior = prior(STEEPNESSES[s], rates[r] * question.limitSeconds());
        double weight = prior * Math.exp(logs[r][s] - most);
        full[r] += weight;
        halved[r] += prior * Math.exp(TRUST * (logs[r][s] - most));
        steepness += weight * Math.log(STEEPNESSES[s]);
      }
    }
    return new Crossing(
        quantile(rates, full, 0.5),
        quantile(rates, halved, TAIL),
        quantile(rates, halved, 1 - TAIL),
        Math.exp(steepness / Arrays.stream(full).sum()));
  }

  private static double prior(double steepness, double rateTimesLimit) {
    double off =
        Math.log(steepness / Math.max(STEEPNESSES[0], USUAL_STEEPNESS * rateTimesLimit))
            / SPREAD_OF_STEEPNESS;
    return Math.exp(-off * off / 2);
  }

  /// What of the likelihood does not depend on the rate.
  private static double[] constants(List<Stretch> stretches, double burstsPerSecond) {
    return stretches.stream()
        .mapToDouble(stretch -> {
          double size = burstsPerSecond * stretch.seconds();
          return Gamma.logGamma(stretch.bad() + size)
              - Gamma.logGamma(size)
              - Gamma.logGamma(stretch.bad() + 1.0);
        })
        .toArray();
  }

  /// Summed over the bursts per second.
  private static double logLikelihood(
      List<Stretch> stretches,
      double allowed,
      double rate,
      double steepness,
      double[][] constants) {
    double[] sums = new double[BURSTS_PER_SECOND.length];
    double logRate = Math.log(rate);
    for (int i = 0; i < stretches.size(); i++) {
      Stretch stretch = stretches.get(i);
      double times = Math.exp(Math.min(50, steepness * (stretch.logRate() - logRate)));
      double mean = Math.max(1e-9, stretch.completed() * -Math.expm1(-allowed * times));
      for (int b = 0; b < sums.length; b++) {
        double size = BURSTS_PER_SECOND[b] * stretch.seconds();
        sums[b] +=
            constants[b][i]
                - size * Math.log1p(mean / size)
                - stretch.bad() * Math.log1p(size / mean);
      }
    }
    double most = Arrays.stream(sums).max().orElse(0);
    return most + Math.log(Arrays.stream(sums).map(sum -> Math.exp(sum - most)).sum());
  }

  private static double quantile(double[] rates, double[] weights, double share) {
    double wanted = share * Arrays.stream(weights).sum();
    double sum = 0;
    for (int r = 0; r < rates.length; r++) {
      if (sum + weights[r] >= wanted) {
        double into = (wanted - sum) / weights[r] - 0.5;
        return rates[r] * Math.pow(rates[1] / rates[0], into);
      }
      sum += weights[r];
    }
    return rates[rates.length - 1];
  }

  private static double[] geometric(double from, double to, int count) {
    return IntStream.range(0, count)
        .mapToDouble(i -> from * Math.pow(to / from, i / (count - 1.0)))
        .toArray();
  }
}
