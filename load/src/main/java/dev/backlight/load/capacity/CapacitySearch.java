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
  private static final double NEAR = Math.log(1.2);

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
    double refined = between(bracket);
    double spread = 1 + how.tolerance();
    return new Capacity.Found(
        refined,
        Math.min(bracket.passed(), refined / spread),
        Math.max(bracket.failed(), refined * spread),
        passed,
        how.confirmations(),
        failsAbove,
        recovers,
        steps);
  }

  /// Where the share of bad requests meets what is allowed, by all steps near the bracket: each
  /// single one was judged by chance a little.
  private double between(Bracket bracket) {
    double best = Double.POSITIVE_INFINITY;
    for (int part = 0; part < objective.parts().size(); part++) {
      double allowed = objective.parts().get(part).allowedShare();
      best = Math.min(best, Crossing.of(near(bracket), part, allowed).orElse(best));
    }
    double slack = Math.pow(1 + how.tolerance(), 2);
    return Double.isInfinite(best)
        ? bracket.middle()
        : Math.clamp(best, bracket.passed() / slack, bracket.failed() * slack);
  }

  private List<Step> near(Bracket bracket) {
    return steps.stream()
        .filter(step -> step.purpose() != Purpose.WARM_UP && !step.outcome().equals("void"))
        .map(JudgedStep::step)
        .filter(step -> Math.abs(Math.log(step.rate() / bracket.middle())) < NEAR)
        .toList();
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
    return judged(purpose, rate, seconds -> isDecided(purpose, rate, seconds));
  }

  /// Measures for as long as a step may take.
  private boolean holds(Purpose purpose, double rate)
      throws InterruptedException, GeneratorTooSlow {
    return judged(purpose, rate, seconds -> seconds.getLast().capHit());
  }

  /// Bursts are rare: near the capacity a short stretch without one looks far too good. So only the
  /// coarse search takes a short look for a pass.
  private boolean isDecided(Purpose purpose, double rate, List<Second> seconds) {
    Step soFar = new Step(rate, seconds);
    if (seconds.getLast().capHit()) {
      return true;
    }
    int length = seconds.size();
    boolean isLook = length == LEAST_LOOK_SECONDS || length % how.extension().toSeconds() == 0;
    if (!isLook) {
      return false;
    }
    Ruling ruling =
        length <= how.extension().toSeconds()
            ? Ruling.early(objective, soFar)
            : Ruling.soon(objective, soFar);
    return ruling.kind() == Kind.FAIL
        || (ruling.kind() == Kind.PASS
            && (purpose == Purpose.BRACKET || length > how.extension().toSeconds()));
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
