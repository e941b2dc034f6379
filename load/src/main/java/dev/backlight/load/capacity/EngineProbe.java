package dev.backlight.load.capacity;

import dev.backlight.load.engine.Engine;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.RunListener;
import dev.backlight.load.engine.Work;
import dev.backlight.load.measure.Window;
import dev.backlight.load.pace.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Steps made by the engine. Every run has arrivals of its own; the cap on requests in flight is
/// several times what the objective allows on average by Little's law, so that a service which
/// breaks is left alone soon.
public final class EngineProbe implements Probe {

  private static final String SETTLE = "settle";
  private static final String MEASURE = "measure";
  private static final double CAP_OVER_LITTLE = 4;
  private static final int LEAST_CAP = 256;
  private static final int MOST_CAP = 10_000;

  private final Engine engine;
  private final Plan plan;
  private final Objective objective;
  private final double requestsPerArrival;
  private long seed;

  /// `plan` says what and how; its phases are not used. `requestsPerArrival` is 1 for single
  /// requests, and for journeys what one of them makes on average.
  public EngineProbe(Engine engine, Plan plan, Objective objective, double requestsPerArrival) {
    this.engine = engine;
    this.plan = plan;
    this.objective = objective;
    this.requestsPerArrival = requestsPerArrival;
    this.seed = plan.seed();
  }

  @Override
  public Step run(double rate, Duration settle, Duration most, Predicate<List<Second>> enough)
      throws InterruptedException {
    List<Phase> phases = new ArrayList<>();
    if (settle.isPositive()) {
      phases.add(Phase.poisson(SETTLE, rate, settle).asWarmUp());
    }
    phases.add(Phase.poisson(MEASURE, rate, most));
    Plan step = plan.with(phases).with(plan.limits().inFlight(cap(rate))).seeded(seed++);
    Watching watching = new Watching(enough);
    engine.run(step, watching);
    return new Step(rate, watching.seconds);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  /// Journeys think while they are in flight, so Little's law says nothing about them here.
  private int cap(double rate) {
    double little = CAP_OVER_LITTLE * rate * objective.longestSeconds();
    return plan.work() instanceof Work.Single
        ? (int) Math.clamp(little, LEAST_CAP, MOST_CAP)
        : MOST_CAP;
  }

  private final class Watching implements RunListener {
    private final Predicate<List<Second>> enough;
    private final List<Second> seconds = new ArrayList<>();
    private boolean over;

    Watching(Predicate<List<Second>> enough) {
      this.enough = enough;
    }

    /// Seconds after the end only drain; a second in which the phase changed is mixed.
    @Override
    public void window(Window window) {
      if (over) {
        return;
      }
      if (window.capHits() > 0 && window.phase().equals(SETTLE)) {
        end(window);
      } else if (window.phase().equals(MEASURE) && window.seconds() > 0.5) {
        seconds.add(scaled(Second.of(window, objective)));
        if (enough.test(List.copyOf(seconds))) {
          over = true;
          engine.stop();
        }
      }
    }

    private void end(Window window) {
      over = true;
      seconds.add(scaled(Second.of(window, objective)));
      engine.stop();
    }
  }

  /// Arrivals as requests, so that offered and achieved can be compared.
  private Second scaled(Second second) {
    return new Second(
        second.seconds(),
        Math.round(second.intended() * requestsPerArrival),
        second.completed(),
        second.bad(),
        second.inFlight(),
        second.p50Millis(),
        second.capHit(),
        second.isVoid());
  }
}
