package dev.backlight.load.pace;

import java.time.Duration;
import java.util.List;

/// How many users there are, as a function of the time elapsed in the phase.
public sealed interface Users {

  /// The number of users after `elapsed` of `duration`.
  int at(Duration elapsed, Duration duration);

  /// The most there ever are.
  int most();

  record Constant(int users) implements Users {
    public Constant {
      requireCount(users);
    }

    @Override
    public int at(Duration elapsed, Duration duration) {
      return users;
    }

    @Override
    public int most() {
      return users;
    }
  }

  /// Straight from one number to another over the phase.
  record Ramp(int from, int to) implements Users {
    public Ramp {
      requireCount(from);
      requireCount(to);
    }

    @Override
    public int at(Duration elapsed, Duration duration) {
      double share = Math.clamp((double) elapsed.toNanos() / duration.toNanos(), 0.0, 1.0);
      return (int) Math.round(from + (to - (double) from) * share);
    }

    @Override
    public int most() {
      return Math.max(from, to);
    }
  }

  /// Equal parts of the phase, one after the other.
  record Steps(List<Integer> users) implements Users {
    public Steps {
      users = List.copyOf(users);
      if (users.isEmpty()) {
        throw new IllegalArgumentException("no steps");
      }
      users.forEach(Users::requireCount);
    }

    @Override
    public int at(Duration elapsed, Duration duration) {
      double share = (double) elapsed.toNanos() / duration.toNanos();
      return users.get(Math.clamp((long) (share * users.size()), 0, users.size() - 1));
    }

    @Override
    public int most() {
      return users.stream().mapToInt(Integer::intValue).max().orElse(0);
    }
  }

  private static void requireCount(int users) {
    if (users < 0) {
      throw new IllegalArgumentException(users + " users");
    }
  }
}
