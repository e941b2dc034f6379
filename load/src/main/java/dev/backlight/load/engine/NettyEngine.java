package dev.backlight.load.engine;

import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.measure.RunResult;

/// The engine on Netty.
final class NettyEngine implements Engine {

  private final HttpPolicy policy;

  NettyEngine(HttpPolicy policy) {
    this.policy = policy;
  }

  @Override
  public RunResult run(Plan plan, RunListener listener) {
    throw new UnsupportedOperationException("not in this version: " + policy);
  }

  @Override
  public void stop() {}

  @Override
  public void close() {}
}
