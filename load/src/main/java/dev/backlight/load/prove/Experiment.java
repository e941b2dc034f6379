package dev.backlight.load.prove;

import dev.backlight.load.compare.Blocks;
import dev.backlight.load.compare.Blocks.Side;
import dev.backlight.load.compare.Comparison;
import dev.backlight.load.compare.Judged;
import dev.backlight.load.compare.Metric;
import dev.backlight.load.compare.NoiseFloor;
import dev.backlight.load.compare.PairedRuns;
import dev.backlight.load.compare.PairedRuns.Pair;
import dev.backlight.load.compare.Rules;
import java.util.ArrayList;
import java.util.List;

/// The control first, then both versions in random blocks, then the judgement.
public final class Experiment {

  private static final List<Metric> METRICS =
      List.of(
          Metric.P50, Metric.P99, Metric.CPU, Metric.MEMORY, Metric.ALLOCATIONS, Metric.STATEMENTS);

  /// A larger share of failed requests makes a comparison of times doubtful.
  public static final double TOLERATED_ERRORS = 0.01;

  private static final double LEAST_ACHIEVED = 0.98;
  private static final int ATTEMPTS = 4;
  private static final String INTERRUPTED = "interrupted";

  /// Hears of each run. `stage` is `control` or `compare`; runs count from 1.
  public interface Listener {
    Listener NONE = (_, _, _, _, _) -> {};

    void run(String stage, int run, int of, Side side, RunFigures figures);

    /// A run says nothing and is made again.
    default void spoiled(String why) {}
  }

  /// `controlPairs` of 0 leaves the control out.
  public record Design(int pairs, int controlPairs, Rules rules, long seed) {
    public Design {
      if (pairs < Comparison.LEAST_PAIRS || pairs > 200) {
        throw new IllegalArgumentException(
            pairs + " pairs; at least " + Comparison.LEAST_PAIRS + " are needed, 200 are the most");
      }
      if (controlPairs != 0 && (controlPairs < Comparison.LEAST_PAIRS || controlPairs > 200)) {
        throw new IllegalArgumentException(
            controlPairs + " control pairs; at least " + Comparison.LEAST_PAIRS + ", or 0");
      }
    }
  }

  private final Design design;
  private final Trial trial;
  private final Listener listener;
  private final List<String> notes = new ArrayList<>();
  private String ended = "";
  private int pairsWithoutTimes;
  private volatile boolean stopped;

  public Experiment(Design design, Trial trial, Listener listener) {
    this.design = design;
    this.trial = trial;
    this.listener = listener;
  }

  private record Made(Side side, RunFigures figures) {}

  /// Ends it soon; what was measured by then is in the proof.
  public void stop() {
    stopped = true;
    trial.stop();
  }

  /// Throws StartException only where nothing at all could be measured.
  public Proof conduct(Version before, Version after) throws StartException, InterruptedException {
    Comparison comparison = new Comparison(design.rules());
    NoiseFloor floor = NoiseFloor.NOT_MEASURED;
    if (design.controlPairs() > 0) {
      List<Made> control = make("control", before, before, design.controlPairs(), design.seed());
      floor = new NoiseFloor(comparison.judge(pairs(control)));
    }
    List<Made> runs =
        ended.isEmpty()
            ? make("compare", before, after, design.pairs(), design.seed() + 1)
            : List.of();
    List<Judged> judged = comparison.judge(pairs(runs));
    noteTroubles(runs);
    notes.addAll(trial.notes());
    if (pairsWithoutTimes > 0) {
      notes.add(
          ("The generator did not keep up in %d pairs, the control's included: of these only what is"
                  + " counted is judged, no times.")
              .formatted(pairsWithoutTimes));
    }
    if (!ended.isEmpty()) {
      notes.add("Ended after %d of %d pairs: %s".formatted(runs.size() / 2, design.pairs(), ended));
    }
    if (before instanceof Version.Running || after instanceof Version.Running) {
      notes.add(
          "A service that was already running is one process for all runs: what that process"
              + " happened to be like cannot be told from the change. Give commands instead.");
    }
    return new Proof(
        before.text(),
        after.text(),
        design,
        floor,
        withheld(judged, floor),
        List.copyOf(notes),
        ended);
  }

  /// A metric whose control claims a difference proves nothing today.
  private static List<Judged> withheld(List<Judged> judged, NoiseFloor floor) {
    return judged.stream().map(j -> floor.isBroken(j.metric()) ? j.withheld() : j).toList();
  }

  /// Whole pairs only.
  private List<Made> make(String stage, Version before, Version after, int pairs, long seed)
      throws StartException, InterruptedException {
    List<Side> order = Blocks.order(pairs, seed);
    List<Made> made = new ArrayList<>();
    try {
      for (int i = 0; i < order.size(); i += 2) {
        Side first = order.get(i);
        Side second = order.get(i + 1);
        List<RunFigures> figures =
            valid(first == Side.BEFORE ? before : after, second == Side.BEFORE ? before : after);
        for (Side side : List.of(first, second)) {
          made.add(new Made(side, figures.get(side == first ? 0 : 1)));
          listener.run(stage, made.size(), order.size(), side, made.getLast().figures());
        }
      }
    } catch (Ended e) {
      ended = e.why;
    } catch (StartException e) {
      if (made.size() < 2 && (stage.equals("control") || design.controlPairs() == 0)) {
        throw e;
      }
      ended = String.valueOf(e.getMessage());
    }
    return List.copyOf(made.subList(0, made.size() / 2 * 2));
  }

  private static final class Ended extends Exception {
    private static final long serialVersionUID = 1L;
    private final String why;

    Ended(String why) {
      this.why = why;
    }
  }

  /// A pair in which the generator did not keep up is made again: its times say nothing. If that
  /// does not help, what is counted is kept: a late request makes as many statements as any.
  private List<RunFigures> valid(Version first, Version second)
      throws StartException, InterruptedException, Ended {
    String why = "";
    List<RunFigures> figures = List.of();
    int attempts = pairsWithoutTimes == 0 ? ATTEMPTS : 1;
    for (int attempt = 0; attempt < attempts; attempt++) {
      figures = onePair(first, second);
      why =
          figures.stream()
              .map(RunFigures::voidReason)
              .filter(reason -> !reason.isEmpty())
              .findFirst()
              .orElse("");
      if (why.isEmpty()) {
        return figures;
      }
      listener.spoiled(why);
    }
    List<RunFigures> counted = figures.stream().map(RunFigures::counted).toList();
    if (counted.stream().noneMatch(run -> run.values().isEmpty())) {
      pairsWithoutTimes++;
      return counted;
    }
    throw new Ended(
        "the generator did not keep up in %d attempts (%s); use a lower rate or a quieter machine"
            .formatted(ATTEMPTS, why));
  }

  private List<RunFigures> onePair(Version first, Version second)
      throws StartException, InterruptedException, Ended {
    if (stopped) {
      throw new Ended(INTERRUPTED);
    }
    try {
      List<RunFigures> figures = trial.pair(first, second);
      if (stopped) {
        throw new Ended(INTERRUPTED);
      }
      return figures;
    } catch (StartException e) {
      // A service that is ended together with the experiment does not come up.
      if (stopped) {
        throw new Ended(INTERRUPTED);
      }
      throw e;
    }
  }

  private static List<PairedRuns> pairs(List<Made> runs) {
    List<PairedRuns> metrics = new ArrayList<>();
    for (Metric metric : METRICS) {
      List<Pair> pairs = new ArrayList<>();
      for (int i = 0; i < runs.size(); i += 2) {
        Made first = runs.get(i);
        Made second = runs.get(i + 1);
        boolean inOrder = first.side() == Side.BEFORE;
        Pair pair =
            new Pair(
                value(inOrder ? first : second, metric), value(inOrder ? second : first, metric));
        if (!Double.isNaN(pair.before()) && !Double.isNaN(pair.after())) {
          pairs.add(pair);
        }
      }
      if (!pairs.isEmpty()) {
        metrics.add(new PairedRuns(metric, pairs));
      }
    }
    return metrics;
  }

  private static double value(Made made, Metric metric) {
    Double value = made.figures().values().get(metric);
    return value == null ? Double.NaN : value;
  }

  private void noteTroubles(List<Made> runs) {
    for (Side side : Side.values()) {
      List<RunFigures> own =
          runs.stream().filter(run -> run.side() == side).map(Made::figures).toList();
      String name = side == Side.BEFORE ? "before" : "after";
      double errors = own.stream().mapToDouble(RunFigures::errorShare).max().orElse(0);
      double achieved = own.stream().mapToDouble(RunFigures::achievedShare).min().orElse(1);
      if (errors > TOLERATED_ERRORS) {
        notes.add(
            "%s: up to %.1f %% of requests failed in a run; failing fast is not being fast."
                .formatted(name, errors * 100));
      }
      if (achieved < LEAST_ACHIEVED) {
        notes.add(
            "%s: only %.1f %% of arrivals were answered in a run: the rate is beyond its capacity."
                .formatted(name, achieved * 100));
      }
    }
  }
}
