package dev.backlight.load.scenario;

import java.time.Duration;

/// How long a user waits before it goes on.
public sealed interface Think {

  Think NONE = new Constant(Duration.ZERO);

  record Constant(Duration time) implements Think {}

  /// Any time between the two, all equally likely.
  record Between(Duration least, Duration most) implements Think {}

  /// Most waits short, a few long, as people's are; cut at ten times the mean.
  record Exponential(Duration mean) implements Think {}

  /// What is left of `time` since the task began, so that tasks begin at this distance at least.
  record Pacing(Duration time) implements Think {}

  /// So many seconds.
  record Seconds(Expression seconds) implements Think {}
}
