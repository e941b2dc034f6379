package dev.backlight.load.engine;

import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.measure.RunResult;
import java.time.Clock;

/// Runs plans, one at a time; connections of single requests stay warm between runs.
public interface Engine extends AutoCloseable {

  /// Runs a plan to its end, or to [#stop].
  RunResult run(Plan plan, RunListener listener) throws InterruptedException;

  /// Ends the current run gracefully; its result is complete up to now. Any thread may call this.
  void stop();

  @Override
  void close();

  /// An engine with its event loops started.
  static Engine start(HttpPolicy policy) {
    return new NettyEngine(policy, Clock.systemUTC());
  }
}
