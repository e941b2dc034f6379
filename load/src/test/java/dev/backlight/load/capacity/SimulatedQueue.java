package dev.backlight.load.capacity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// A service with c workers and exponential service times (M/M/c), in virtual time.
final class SimulatedQueue implements Probe {

  private static final int CAP = 400;

  private final int workers;
  private final double serviceSeconds;
  private final Objective objective;
  private final SplittableRandom random;
  private final double voidAbove;
  private final boolean fixed;
  private double clockSeconds;

  /// Above the rate `voidAbove` the generator does not keep up.
  SimulatedQueue(
      int workers, double serviceSeconds, Objective objective, double voidAbove, long seed) {
    this(workers, serviceSeconds, false, objective, voidAbove, seed);
  }

  /// With `fixed` service times it is M/D/c.
  SimulatedQueue(
      int workers,
      double serviceSeconds,
      boolean fixed,
      Objective objective,
      double voidAbove,
      long seed) {
    this.fixed = fixed;
    this.workers = workers;
    this.serviceSeconds = serviceSeconds;
    this.objective = objective;
    this.voidAbove = voidAbove;
    this.random = new SplittableRandom(seed);
  }

  /// The probability that a response takes longer than t (Erlang C and two exponentials).
  static double tail(int c, double serviceSeconds, double rate, double t) {
    double mu = 1 / serviceSeconds;
    double a = rate / mu;
    double term = 1;
    double sum = 0;
    for (int k = 0; k < c; k++) {
      sum += term;
      term *= a / (k + 1);
    }
    double last = term / (1 - a / c);
    double waits = last / (sum + last);
    double drain = c * mu - rate;
    return (1 - waits) * Math.exp(-mu * t)
        + waits * (drain * Math.exp(-mu * t) - mu * Math.exp(-drain * t)) / (drain - mu);
  }

  /// The rate at which a share `allowed` of responses takes longer than t.
  static double truth(int c, double serviceSeconds, double t, double allowed) {
    double low = 0;
    double high = c / serviceSeconds * (1 - 1e-9);
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (tail(c, serviceSeconds, middle, t) > allowed) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }

  @Override
  public Step run(double rate, Duration settle, Duration most, Predicate<List<Second>> enough) {
    PriorityQueue<Double> free = new PriorityQueue<>();
    for (int i = 0; i < workers; i++) {
      free.add(0.0);
    }
    PriorityQueue<double[]> open = new PriorityQueue<>(Comparator.comparingDouble(one -> one[0]));
    List<Second> seconds = new ArrayList<>();
    double arrival = exponential(1 / rate);
    for (int second = 0; second < settle.toSeconds() + most.toSeconds(); second++) {
      long intended = 0;
      boolean full = false;
      List<Double> times = new ArrayList<>();
      for (; arrival < second + 1; arrival += exponential(1 / rate)) {
        intended++;
        complete(open, arrival, times);
        double done = Math.max(arrival, free.remove()) + service();
        free.add(done);
        open.add(new double[] {done, done - arrival});
        full |= open.size() > CAP;
      }
      complete(open, second + 1, times);
      if (second >= settle.toSeconds()) {
        seconds.add(second(intended, times, open.size(), full, rate > voidAbove));
        if (enough.test(seconds)) {
          break;
        }
      }
    }
    clockSeconds += settle.toSeconds() + seconds.size();
    return new Step(rate, seconds);
  }

  @Override
  public long nanos() {
    return Math.round(clockSeconds * 1e9);
  }

  private static void complete(PriorityQueue<double[]> open, double until, List<Double> times) {
    while (!open.isEmpty() && open.element()[0] < until) {
      times.add(open.remove()[1]);
    }
  }

  private Second second(
      long intended, List<Double> times, int inFlight, boolean full, boolean isVoid) {
    List<Long> bad =
        objective.parts().stream()
            .map(part -> times.stream().filter(t -> t * 1e9 > part.limitNanos()).count())
            .toList();
    double[] sorted = times.stream().mapToDouble(t -> t * 1000).sorted().toArray();
    double median = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    return new Second(1, intended, times.size(), bad, inFlight, median, full, isVoid);
  }

  private double service() {
    return fixed ? serviceSeconds : exponential(serviceSeconds);
  }

  private double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }
}
