package dev.backlight.load.capacity;

import dev.backlight.load.capacity.Crossing.Question;
import dev.backlight.load.capacity.JudgedStep.Purpose;
import dev.backlight.load.capacity.Ruling.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Finds the highest rate of independent arrivals at which an objective is kept, within a budget of
/// time.
///
/// Why not a ramp: a queue needs time to fill, so a ramp has long passed the capacity when the
/// objective breaks, by 3-17 % in simulation. Why not bisect by pass and fail: near the capacity
/// bad requests come in rare bursts, so a short look says pass or fail by chance, and a long one
/// costs minutes. So glances at tripled rates bracket the answer, and then steps at the rate where
/// it is most probable narrow it down: all of them together are what [Crossing] judges. The answer
/// is confirmed from both sides with the last part of the budget. A step that the generator could
/// not make is repeated once, and then the search ends: what a generator cannot offer says nothing
/// about the service.
public final class CapacitySearch {

  /// How far off the middle, in units of the steepness.
  private static final double ASIDE = 0.4;

  /// Seconds; a step that Ctrl-C cut shorter says nothing.
  private static final double LEAST_JUDGED = 1;

  private static final double GROWTH = 3;
  private static final double BELOW = 0.95;
  private static final double ABOVE = 1.10;

  /// A bracket was seen by glances, which err.
  private static final double SLACK = 1.3;

  /// Nothing is gained by more steps; 90 % of the probability lies within.
  private static final double NARROW = 0.01;

  private static final int LEAST_STEPS = 4;

  /// Times what is allowed.
  private static final double HOPELESS = 25;

  private static final int LEAST_SECONDS = 3;

  /// A rate so low that less is no load.
  private static final double LOWEST_RATE = 0.5;

  private final Probe probe;
  private final Objective objective;
  private final Searching how;
  private final SearchListener listener;
  private final Duration settle;
  private final long start;
  private final List<JudgedStep> steps = new ArrayList<>();
  private volatile boolean stopped;

  public CapacitySearch(Probe probe, Objective objective, Searching how, SearchListener listener) {
    this.probe = probe;
    this.objective = objective;
    this.how = how;
    this.listener = listener;
    this.settle = how.settle(objective);
    this.start = probe.nanos();
  }

  /// Rates between which the answer lies.
  private record Bracket(double low, double high) {}

  /// Why a search ends early, in its answer.
  private static final class Ended extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Capacity capacity;

    Ended(Capacity capacity) {
      this.capacity = capacity;
    }
  }

  /// Ends the search; it answers with what it knows by then. The step under way must be ended too.
  public void stop() {
    stopped = true;
  }

  /// Searches once.
  public Capacity search() throws InterruptedException {
    try {
      Bracket bracket = bracket(how.startRate());
      warmUp(bracket.low());
      if (passes(Purpose.BRACKET, bracket.high(), how.glance())) {
        bracket = bracket(bracket.high());
      }
      return confirmed(bracket, refined(bracket));
    } catch (Ended e) {
      return e.capacity;
    }
  }

  /// By glances, up from a rate or down from it.
  private Bracket bracket(double from) throws InterruptedException, Ended {
    double rate = from;
    boolean passed = passes(Purpose.BRACKET, rate, how.glance());
    while (passed) {
      if (rate >= how.highestRate()) {
        throw new Ended(
            new Capacity.AtLeast(
                rate, "it kept the objective at the highest rate that was allowed", steps));
      }
      double next = Math.min(rate * GROWTH, how.highestRate());
      passed = passes(Purpose.BRACKET, next, how.glance());
      if (!passed) {
        return new Bracket(rate, next);
      }
      rate = next;
    }
    while (rate / GROWTH >= LOWEST_RATE) {
      double next = rate / GROWTH;
      if (passes(Purpose.BRACKET, next, how.glance())) {
        return new Bracket(next, rate);
      }
      rate = next;
    }
    throw new Ended(new Capacity.Below(rate, steps.getLast().why(), steps));
  }

  /// At a rate that the service can take.
  private void warmUp(double rate) throws InterruptedException, Ended {
    long least = how.leastWarmUp().toSeconds();
    Step step =
        run(
            rate,
            Duration.ZERO,
            how.mostWarmUp(),
            seconds -> seconds.size() >= least && WarmUp.isOver(seconds));
    boolean steady = WarmUp.isOver(step.seconds());
    note(new JudgedStep(Purpose.WARM_UP, step, steady ? "steady" : "restless", ""));
    endIfStopped();
  }

  private Crossing refined(Bracket bracket) throws InterruptedException, Ended {
    Crossing crossing = crossing(bracket);
    double side = 1;
    for (int i = 0; i < LEAST_STEPS || (isWide(crossing) && hasTime()); i++) {
      // Off the middle by turns, or nothing would be learnt of the steepness.
      double aside = Math.exp(ASIDE * side / crossing.steepness());
      side = -side;
      var _ =
          passes(Purpose.NARROW, Math.min(crossing.rate() * aside, how.highestRate()), how.step());
      crossing = crossing(bracket);
    }
    return crossing;
  }

  private static boolean isWide(Crossing crossing) {
    return crossing.relativeWidth() > NARROW;
  }

  private boolean hasTime() {
    return left().compareTo(reserve()) > 0;
  }

  /// For what comes after the refinement, and one more step.
  private Duration reserve() {
    int looks = how.confirmations() == 0 ? 0 : how.confirmations() + 2;
    return how.confirmation().plus(settle).multipliedBy(looks).plus(how.step()).plus(settle);
  }

  private Duration left() {
    return how.budget().minusNanos(probe.nanos() - start);
  }

  private Capacity confirmed(Bracket bracket, Crossing crossing)
      throws InterruptedException, Ended {
    double rate = crossing.rate();
    int passed = 0;
    for (int i = 0; i < how.confirmations(); i++) {
      passed += passes(Purpose.CONFIRM, BELOW * rate, how.confirmation()) ? 1 : 0;
    }
    boolean asked = how.confirmations() > 0;
    boolean failsAbove = !asked || !passes(Purpose.OVERLOAD, ABOVE * rate, how.confirmation());
    boolean recovers = !asked || passes(Purpose.RECOVER, BELOW * rate, how.confirmation());
    Crossing last = crossing(bracket);
    return new Capacity.Found(
        last.rate(),
        last.low(),
        last.high(),
        passed,
        how.confirmations(),
        failsAbove,
        recovers,
        steps);
  }

  /// Of the part of the objective that breaks first.
  private Crossing crossing(Bracket bracket) {
    List<Step> usable =
        judged().filter(step -> !step.outcome().equals("void")).map(JudgedStep::step).toList();
    return IntStream.range(0, objective.parts().size())
        .mapToObj(part ->
            Crossing.of(
                usable,
                Question.about(objective, part, bracket.low() / SLACK, bracket.high() * SLACK)))
        .min(Comparator.comparingDouble(Crossing::rate))
        .orElseThrow();
  }

  private Stream<JudgedStep> judged() {
    return steps.stream().filter(step -> step.purpose() != Purpose.WARM_UP);
  }

  /// What is known when it must end.
  private Capacity soFar() {
    double passed = rates(true).max(Comparator.naturalOrder()).orElse(0.0);
    double failed = rates(false).min(Comparator.naturalOrder()).orElse(Double.POSITIVE_INFINITY);
    return new Capacity.Unfinished(passed, failed, steps);
  }

  private Stream<Double> rates(boolean passed) {
    return judged()
        .filter(step -> passed ? step.passed() : step.outcome().equals("fail"))
        .map(step -> step.step().rate());
  }

  private boolean passes(Purpose purpose, double rate, Duration time)
      throws InterruptedException, Ended {
    for (int attempt = 0; attempt < 2; attempt++) {
      Step step = run(rate, settle, time, seconds -> isBroken(rate, seconds));
      if (stopped && step.length() < LEAST_JUDGED) {
        throw new Ended(soFar());
      }
      Ruling ruling = Ruling.of(objective, step);
      String outcome = ruling.kind().name().toLowerCase(Locale.ROOT);
      note(new JudgedStep(purpose, step, outcome, ruling.why()));
      endIfStopped();
      if (ruling.kind() != Kind.VOID) {
        return ruling.kind() == Kind.PASS;
      }
    }
    throw new Ended(
        new Capacity.AtLeast(
            rates(true).max(Comparator.naturalOrder()).orElse(0.0),
            String.format(Locale.ROOT, "the generator did not keep up at %.0f/s, twice", rate),
            steps));
  }

  /// So clearly that more of it says nothing more.
  private boolean isBroken(double rate, List<Second> seconds) {
    Step soFar = new Step(rate, seconds);
    return soFar.piledUp()
        || (seconds.size() >= LEAST_SECONDS
            && IntStream.range(0, objective.parts().size())
                .anyMatch(part ->
                    soFar.badShare(part) > HOPELESS * objective.parts().get(part).allowedShare()));
  }

  private Step run(double rate, Duration before, Duration most, Predicate<List<Second>> enough)
      throws InterruptedException {
    return probe.run(rate, before, most, enough);
  }

  private void endIfStopped() throws Ended {
    if (stopped) {
      throw new Ended(soFar());
    }
  }

  private void note(JudgedStep step) {
    steps.add(step);
    listener.step(step);
  }
}
