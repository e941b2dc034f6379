package dev.backlight.load.capacity;

import dev.backlight.load.capacity.JudgedStep.Purpose;
import dev.backlight.load.capacity.Ruling.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// Finds the highest rate of independent arrivals at which an objective is kept.
///
/// Why not a ramp: a queue needs time to fill, so a ramp has long passed the capacity when the
/// objective breaks, by 3-17 % in simulation. Steady steps, each judged by an interval over blocks,
/// bracket it by doubling and bisect on the logarithm. The answer is then confirmed from both
/// sides. A step that the generator could not make is repeated once, and then the search ends: what
/// a generator cannot offer says nothing about the service.
public final class CapacitySearch {

  private static final int LEAST_LOOK_SECONDS = 10;
  private static final double GROWTH = 2;
  private static final double BELOW = 0.95;
  private static final double ABOVE = 1.10;

  /// A rate so low that less is no load.
  private static final double LOWEST_RATE = 0.5;

  private final Probe probe;
  private final Objective objective;
  private final Searching how;
  private final SearchListener listener;
  private final List<JudgedStep> steps = new ArrayList<>();

  public CapacitySearch(Probe probe, Objective objective, Searching how, SearchListener listener) {
    this.probe = probe;
    this.objective = objective;
    this.how = how;
    this.listener = listener;
  }

  /// A rate that passed, and one that failed.
  private record Bracket(double passed, double failed) {

    boolean isWiderThan(double tolerance) {
      return failed / passed > 1 + tolerance;
    }

    double middle() {
      return Math.sqrt(passed * failed);
    }
  }

  private static final class GeneratorTooSlow extends Exception {
    private static final long serialVersionUID = 1L;
    private final double rate;

    GeneratorTooSlow(double rate) {
      this.rate = rate;
    }
  }

  /// Searches once.
  public Capacity search() throws InterruptedException {
    try {
      warmUp();
      return bracket();
    } catch (GeneratorTooSlow e) {
      return new Capacity.AtLeast(
          bestPassed(),
          String.format(Locale.ROOT, "the generator did not keep up at %.0f/s, twice", e.rate),
          steps);
    }
  }

  private void warmUp() throws InterruptedException {
    long least = how.leastWarmUp().toSeconds();
    Step step =
        probe.run(
            how.startRate(),
            Duration.ZERO,
            how.mostWarmUp(),
            seconds -> seconds.size() >= least && WarmUp.isOver(seconds));
    boolean steady = WarmUp.isOver(step.seconds());
    note(new JudgedStep(Purpose.WARM_UP, step, steady ? "steady" : "restless", ""));
  }

  private Capacity bracket() throws InterruptedException, GeneratorTooSlow {
    double rate = how.startRate();
    if (!passes(Purpose.BRACKET, rate)) {
      return downwards(rate);
    }
    while (rate < how.highestRate()) {
      double next = Math.min(rate * GROWTH, how.highestRate());
      if (!passes(Purpose.BRACKET, next)) {
        return settled(bisect(new Bracket(rate, next)), true);
      }
      rate = next;
    }
    return new Capacity.AtLeast(
        rate, "it kept the objective at the highest rate that was allowed", steps);
  }

  private Capacity downwards(double failedAt) throws InterruptedException, GeneratorTooSlow {
    double failed = failedAt;
    while (failed / GROWTH >= LOWEST_RATE) {
      double next = failed / GROWTH;
      if (passes(Purpose.BRACKET, next)) {
        return settled(bisect(new Bracket(next, failed)), true);
      }
      failed = next;
    }
    return new Capacity.Below(failed, steps.getLast().why(), steps);
  }

  private Bracket bisect(Bracket start) throws InterruptedException, GeneratorTooSlow {
    Bracket bracket = start;
    while (bracket.isWiderThan(how.tolerance())) {
      double middle = bracket.middle();
      bracket =
          passes(Purpose.BISECT, middle)
              ? new Bracket(middle, bracket.failed())
              : new Bracket(bracket.passed(), middle);
    }
    return bracket;
  }

  private Capacity settled(Bracket bracket, boolean mayRetry)
      throws InterruptedException, GeneratorTooSlow {
    double rate = between(bracket);
    int passed = 0;
    for (int i = 0; i < how.confirmations(); i++) {
      passed += holds(Purpose.CONFIRM, BELOW * rate) ? 1 : 0;
    }
    if (2 * passed < how.confirmations() && mayRetry) {
      double failed = BELOW * rate;
      double below = failed / GROWTH;
      return settled(bisect(new Bracket(below, failed)), false);
    }
    boolean failsAbove = how.confirmations() == 0 || !passes(Purpose.OVERLOAD, ABOVE * rate);
    boolean recovers = how.confirmations() == 0 || passes(Purpose.RECOVER, BELOW * rate);
    double spread = 1 + how.tolerance();
    return new Capacity.Found(
        rate,
        Math.min(bracket.passed(), rate / spread),
        Math.max(bracket.failed(), rate * spread),
        passed,
        how.confirmations(),
        failsAbove,
        recovers,
        steps);
  }

  /// Where between a pass and a failure the share of bad requests meets what is allowed, if its
  /// logarithm is straight between them, as a queue's tail roughly is.
  private double between(Bracket bracket) {
    double best = bracket.failed();
    for (int part = 0; part < objective.parts().size(); part++) {
      double allowed = objective.parts().get(part).allowedShare();
      double low = share(bracket.passed(), part);
      double high = share(bracket.failed(), part);
      double position =
          low > 0 && high > low ? Math.log(allowed / low) / Math.log(high / low) : 0.5;
      if (high > allowed) {
        double ratio = bracket.failed() / bracket.passed();
        best = Math.min(best, bracket.passed() * Math.pow(ratio, Math.clamp(position, 0, 1)));
      }
    }
    return best < bracket.failed() ? best : bracket.middle();
  }

  private double share(double rate, int part) {
    return steps.stream()
        .filter(step -> step.step().rate() == rate && !step.outcome().equals("void"))
        .mapToDouble(step -> step.step().badShare(part))
        .average()
        .orElse(0);
  }

  private double bestPassed() {
    return steps.stream()
        .filter(step -> step.passed() && step.purpose() != Purpose.WARM_UP)
        .map(JudgedStep::step)
        .map(Step::rate)
        .max(Comparator.naturalOrder())
        .orElse(0.0);
  }

  /// Measures until it is decided.
  private boolean passes(Purpose purpose, double rate)
      throws InterruptedException, GeneratorTooSlow {
    return judged(purpose, rate, seconds -> isDecided(rate, seconds));
  }

  /// Measures for as long as a step may take.
  private boolean holds(Purpose purpose, double rate)
      throws InterruptedException, GeneratorTooSlow {
    return judged(purpose, rate, seconds -> seconds.getLast().capHit());
  }

  private boolean isDecided(double rate, List<Second> seconds) {
    Step soFar = new Step(rate, seconds);
    if (seconds.getLast().capHit()) {
      return true;
    }
    if (seconds.size() == LEAST_LOOK_SECONDS) {
      return isDecisive(Ruling.early(objective, soFar));
    }
    return seconds.size() % how.extension().toSeconds() == 0
        && isDecisive(Ruling.of(objective, soFar));
  }

  private static boolean isDecisive(Ruling ruling) {
    return ruling.kind() == Kind.PASS || ruling.kind() == Kind.FAIL;
  }

  private boolean judged(Purpose purpose, double rate, Predicate<List<Second>> enough)
      throws InterruptedException, GeneratorTooSlow {
    for (int attempt = 0; attempt < 2; attempt++) {
      Step step = probe.run(rate, how.settle(), how.longest(), enough);
      Ruling ruling = Ruling.last(objective, step);
      note(
          new JudgedStep(
              purpose, step, ruling.kind().name().toLowerCase(Locale.ROOT), ruling.why()));
      if (ruling.kind() != Kind.VOID) {
        return ruling.kind() == Kind.PASS;
      }
    }
    throw new GeneratorTooSlow(rate);
  }

  private void note(JudgedStep step) {
    steps.add(step);
    listener.step(step);
  }
}
