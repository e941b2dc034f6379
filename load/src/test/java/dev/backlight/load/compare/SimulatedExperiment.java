package dev.backlight.load.compare;

import dev.backlight.load.compare.Blocks.Side;
import dev.backlight.load.compare.PairedRuns.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Experiments with the noise of real machines: every fresh process has an effect of its own of 3 %
/// on all of its latencies, p50 and p99 have sampling error on top (p99 more), processor time has a
/// smaller effect of its own, and the machine drifts by 0.2 % from run to run.
final class SimulatedExperiment {

  private static final double RUN_SD = 0.03;
  private static final double P50_SD = 0.005;
  private static final double P99_SD = 0.05;
  private static final double CPU_SD = 0.02;
  private static final double DRIFT = 0.002;

  private SimulatedExperiment() {}

  /// `change` is the true one of every metric, as -0.1.
  static List<PairedRuns> of(int pairs, double change, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Side> order = Blocks.order(pairs, seed);
    double[][][] logs = new double[3][2][pairs];
    for (int run = 0; run < order.size(); run++) {
      int side = order.get(run).ordinal();
      double common = DRIFT * run + side * Math.log1p(change);
      double latency = common + RUN_SD * random.nextGaussian();
      logs[0][side][run / 2] = latency + P50_SD * random.nextGaussian();
      logs[1][side][run / 2] = latency + P99_SD * random.nextGaussian();
      logs[2][side][run / 2] = common + CPU_SD * random.nextGaussian();
    }
    return List.of(
        runs(Metric.P50, 4, logs[0]),
        runs(Metric.P99, 20, logs[1]),
        runs(Metric.CPU, 0.3, logs[2]));
  }

  private static PairedRuns runs(Metric metric, double typical, double[][] logs) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < logs[0].length; i++) {
      pairs.add(new Pair(typical * Math.exp(logs[0][i]), typical * Math.exp(logs[1][i])));
    }
    return new PairedRuns(metric, pairs);
  }
}
