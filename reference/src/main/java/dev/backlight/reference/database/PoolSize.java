package dev.backlight.reference.database;

import java.time.Duration;

/// How many connections a pool needs, and how long to wait for one.
///
/// Little's law gives the mean: with λ checkouts per second that hold a connection for W seconds
/// each, L = λ·W connections are busy. Arrivals bunch, so the pool must be larger than L; Erlang's
/// C formula says by how much if no more than a given share of checkouts shall wait at all.
public record PoolSize(int connections, Duration patience) {

  public PoolSize {
    if (connections < 1) {
      throw new IllegalArgumentException("a pool of " + connections);
    }
  }

  /// The smallest pool in which at most `waiting` of all checkouts wait, for example `0.001`.
  public static PoolSize littlesLaw(
      double checkoutsPerSecond, Duration held, double waiting, Duration patience) {
    double busy = checkoutsPerSecond * held.toNanos() / 1e9;
    int connections = (int) busy + 1;
    while (chanceToWait(busy, connections) > waiting) {
      connections++;
    }
    return new PoolSize(connections, patience);
  }

  /// Erlang C by the recurrence of Erlang B: B(0) = 1, B(n) = a·B(n−1) / (n + a·B(n−1)), and C = B
  /// / (1 − ρ·(1 − B)) with ρ = a / n.
  static double chanceToWait(double busy, int connections) {
    double blocked = 1;
    for (int n = 1; n <= connections; n++) {
      blocked = busy * blocked / (n + busy * blocked);
    }
    return blocked / (1 - busy / connections * (1 - blocked));
  }
}
