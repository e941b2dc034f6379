package dev.backlight.load.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backlight.load.compare.Blocks;
import dev.backlight.load.compare.Blocks.Side;
import dev.backlight.load.compare.Judged;
import dev.backlight.load.compare.Metric;
import dev.backlight.load.compare.Rules;
import dev.backlight.load.compare.Verdict;
import dev.backlight.load.prove.Proof.Requirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ExperimentTest {

  private static final Version OLD = new Version.Command("old");
  private static final Version NEW = new Version.Command("new");
  private static final Experiment.Design DESIGN = new Experiment.Design(8, 4, Rules.USUAL, 1);

  private final SplittableRandom random = new SplittableRandom(11);
  private final List<String> made = new ArrayList<>();

  /// The new version takes `factor` times as long, with noise of 1 %.
  private Trial simulated(double factor, double statementsAfter) {
    return version -> {
      made.add(version.text());
      boolean after = version.equals(NEW);
      double noise = Math.exp(0.01 * random.nextGaussian()) * (after ? factor : 1);
      return new RunFigures(
          Map.of(
              Metric.P50, 4 * noise,
              Metric.P99, 20 * noise * Math.exp(0.02 * random.nextGaussian()),
              Metric.STATEMENTS, after ? statementsAfter : 21.0),
          1000,
          after ? 0.02 : 0,
          1,
          "");
    };
  }

  @Test
  void aFixIsProven() throws Exception {
    Proof proof =
        new Experiment(DESIGN, simulated(0.8, 2), Experiment.Listener.NONE).conduct(OLD, NEW);

    assertThat(proof.metrics()).hasSize(3);
    assertThat(proof.metrics()).allMatch(m -> m.verdict() instanceof Verdict.Better);
    assertThat(proof.meets(Requirement.BETTER)).isTrue();
    assertThat(proof.notes()).singleElement().asString().contains("2.0 % of requests failed");
    assertThat(made).hasSize(24);
    assertThat(made.subList(0, 8)).containsOnly("old");
    assertThat(made.subList(8, 24)).filteredOn("new"::equals).hasSize(8);
    assertThat(proof.floor().of(Metric.P50).orElseThrow()).isBetween(0.001, 0.1);
  }

  @Test
  void aWorseningIsFoundAndFailsTheGate() throws Exception {
    Proof proof =
        new Experiment(DESIGN, simulated(1.3, 21), Experiment.Listener.NONE).conduct(OLD, NEW);

    assertThat(proof.metrics().getFirst().verdict()).isEqualTo(new Verdict.Worse());
    assertThat(proof.meets(Requirement.NO_WORSE)).isFalse();
    assertThat(proof.meets(Requirement.BETTER)).isFalse();
    assertThat(proof.meets(Requirement.NONE)).isTrue();
  }

  @Test
  void theSameIsNoWorse() throws Exception {
    Proof proof =
        new Experiment(DESIGN, simulated(1, 21), Experiment.Listener.NONE).conduct(OLD, NEW);

    assertThat(proof.metrics()).allMatch(m -> m.verdict() instanceof Verdict.NoWorse);
    assertThat(proof.meets(Requirement.NO_WORSE)).isTrue();
    assertThat(ProofText.terminal(proof)).contains("no worse").contains("fresh runs");
    assertThat(ProofText.markdown(proof)).contains("| p99 | ");
    assertThat(ProofText.json(proof)).contains("\"verdict\" : \"no worse\"");
  }

  @Test
  void withoutAnyRunThereIsNoProof() {
    Trial broken =
        _ -> {
          throw new StartException("no database");
        };
    for (int control : new int[] {0, 4}) {
      Experiment.Design design = new Experiment.Design(8, control, Rules.USUAL, 1);
      assertThatThrownBy(
              () -> new Experiment(design, broken, Experiment.Listener.NONE).conduct(OLD, NEW))
          .isInstanceOf(StartException.class)
          .hasMessage("no database");
    }
  }

  @Test
  void aControlThatDiffersFromItselfProvesNothing() throws Exception {
    Experiment.Design first = new Experiment.Design(8, 4, Rules.USUAL, 1);
    int[] run = {0};
    List<Side> order = Blocks.order(4, first.seed());
    Trial unquiet =
        _ -> {
          int i = run[0]++;
          boolean slow = i < 8 && order.get(i) == Side.AFTER;
          double p50 = (slow ? 8 : 4) * Math.exp(0.01 * random.nextGaussian());
          return new RunFigures(Map.of(Metric.P50, p50), 1000, 0, 1, "");
        };

    Judged judged =
        new Experiment(first, unquiet, Experiment.Listener.NONE)
            .conduct(OLD, NEW)
            .metrics()
            .getFirst();

    assertThat(judged.verdict().remark()).contains("the control differs from itself");
  }

  @Test
  void aRunThatTheGeneratorSpoiledIsMadeAgainAndThenGivenUp() throws Exception {
    int[] calls = {0};
    Trial spoiledOnce =
        version -> {
          RunFigures good = simulated(1, 21).run(version);
          return calls[0]++ == 3 ? spoiled(good) : good;
        };
    Trial always = version -> spoiled(without(Metric.STATEMENTS, simulated(1, 21).run(version)));

    new Experiment(DESIGN, spoiledOnce, Experiment.Listener.NONE).conduct(OLD, NEW);

    assertThat(made).as("24, and the pair of the spoiled one again").hasSize(26);
    Proof hopeless = new Experiment(DESIGN, always, Experiment.Listener.NONE).conduct(OLD, NEW);
    assertThat(hopeless.metrics()).isEmpty();
    assertThat(hopeless.ended()).contains("the generator did not keep up in 4 attempts");
    assertThat(hopeless.meets(Requirement.NO_WORSE)).isFalse();
  }

  @Test
  void whatWasMeasuredBeforeTheEndIsJudged() throws Exception {
    Experiment[] running = new Experiment[1];
    Trial ending =
        version -> {
          if (made.size() == 8 + 2 * 5) {
            running[0].stop();
          }
          return simulated(0.8, 2).run(version);
        };
    running[0] = new Experiment(DESIGN, ending, Experiment.Listener.NONE);

    Proof proof = running[0].conduct(OLD, NEW);

    assertThat(proof.ended()).isEqualTo("interrupted");
    assertThat(proof.metrics().getFirst().runs().pairs()).hasSize(5);
    assertThat(ProofText.terminal(proof)).contains("Ended after 5 of 8 pairs: interrupted");
  }

  @Test
  void aServiceThatStopsComingUpCostsNothingThatWasMeasured() throws Exception {
    Trial breaking =
        version -> {
          if (made.size() == 6) {
            throw new StartException("no database");
          }
          return simulated(1, 2).run(version);
        };

    Proof proof = new Experiment(DESIGN, breaking, Experiment.Listener.NONE).conduct(OLD, NEW);

    assertThat(proof.ended()).isEqualTo("no database");
    assertThat(ProofText.terminal(proof)).contains("control, p50: 4.0", "too few pairs");
  }

  @Test
  void whatIsCountedIsProvenOnAMachineThatIsTooBusyForTimes() throws Exception {
    Trial always = version -> spoiled(simulated(1, version.equals(NEW) ? 2 : 21).run(version));

    Proof proof = new Experiment(DESIGN, always, Experiment.Listener.NONE).conduct(OLD, NEW);

    assertThat(proof.metrics())
        .singleElement()
        .satisfies(only -> assertThat(only.metric()).isEqualTo(Metric.STATEMENTS))
        .satisfies(only -> assertThat(only.verdict()).isEqualTo(new Verdict.Better()));
    assertThat(made).as("the first pair four times, then once each").hasSize(24 + 6);
    assertThat(proof.notes()).anySatisfy(note -> assertThat(note).contains("no times"));
    assertThat(proof.meets(Requirement.BETTER)).isTrue();
    assertThat(proof.meets(Requirement.NO_WORSE)).as("times are not known").isFalse();
  }

  private static RunFigures without(Metric metric, RunFigures run) {
    Map<Metric, Double> rest = new HashMap<>(run.values());
    rest.remove(metric);
    return new RunFigures(rest, run.requests(), 0, 1, "");
  }

  private static RunFigures spoiled(RunFigures run) {
    return new RunFigures(run.values(), run.requests(), 0, 1, "arrivals started 40 ms late");
  }

  @Test
  void tooFewPairsAreRefused() {
    assertThatThrownBy(() -> new Experiment.Design(1, 0, Rules.USUAL, 1))
        .hasMessageContaining("1 pairs; at least 4");
  }
}
