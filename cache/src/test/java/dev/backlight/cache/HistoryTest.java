package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No read is older than the bound: three processes, one Redis, and faults at random.
/// `-Dhistory.seconds` makes it longer, `-Dhistory.seed` repeats one.
class HistoryTest {

  private static final int SECONDS = Integer.getInteger("history.seconds", 6);

  @TempDir private Path folder;

  /// Sums over the nodes.
  private record Outcome(long reads, long acknowledged, long violations, long oldestMillis) {}

  @Test
  void noReadIsOlderThanTheBound() throws Exception {
    long seed = Long.getLong("history.seed", System.nanoTime());
    System.out.println("history: seed " + seed);
    Outcome outcome = run("sound", seed, SECONDS, true);
    System.out.println("history: " + outcome + " bound " + HistoryNode.BOUND);
    assertThat(outcome.reads()).isGreaterThan(100L * SECONDS);
    assertThat(outcome.acknowledged()).isGreaterThan(5L * SECONDS);
    assertThat(outcome.violations()).as("seed %d", seed).isZero();
  }

  @Test
  void aNodeThatDoesNotHearIsCaught() throws Exception {
    assertThat(run("broken", 1, 2, false).violations()).isPositive();
  }

  private Outcome run(String variant, long seed, int seconds, boolean faults) throws Exception {
    Path database = folder.resolve(variant);
    HistoryNode.create(database);
    List<DelayProxy> networks = new ArrayList<>();
    List<NodeProcess> nodes = new ArrayList<>();
    try (RedisProcess redis = RedisProcess.start()) {
      for (int i = 0; i < 3; i++) {
        DelayProxy network = new DelayProxy(redis.port());
        networks.add(network);
        nodes.add(
            NodeProcess.start(
                HistoryNode.class,
                network.url(),
                database.toString(),
                Integer.toString(i),
                Long.toString(seed),
                Integer.toString(seconds),
                variant));
      }
      nodes.forEach(NodeProcess::awaitReady);
      nodes.forEach(NodeProcess::go);
      if (faults) {
        harm(redis, networks, new Random(seed), seconds);
      }
      long[] sums = new long[4];
      for (NodeProcess node : nodes) {
        String[] words = node.read().split(" ", -1);
        for (int i = 0; i < 3; i++) {
          sums[i] += Long.parseLong(words[i]);
        }
        sums[3] = Math.max(sums[3], Long.parseLong(words[3]));
      }
      return new Outcome(sums[0], sums[1], sums[2], sums[3]);
    } finally {
      nodes.forEach(NodeProcess::close);
      for (DelayProxy network : networks) {
        network.close();
      }
    }
  }

  private static void harm(
      RedisProcess redis, List<DelayProxy> networks, Random random, int seconds) throws Exception {
    long until = System.nanoTime() + (seconds - 1) * 1_000_000_000L;
    while (System.nanoTime() < until) {
      DelayProxy network = networks.get(random.nextInt(networks.size()));
      int millis = 50 + random.nextInt(400);
      switch (random.nextInt(8)) {
        case 0 -> redis.command("CLIENT", "KILL", "TYPE", "pubsub");
        case 1 -> redis.command("CLIENT", "KILL", "TYPE", "normal");
        case 2 -> redis.command("FLUSHALL");
        case 3 -> {
          redis.stop();
          Thread.sleep(millis);
          redis.resume();
        }
        case 4 -> {
          redis.kill();
          Thread.sleep(millis);
          redis.restart();
        }
        case 5 -> {
          network.cut();
          Thread.sleep(millis);
          network.heal();
        }
        case 6 -> {
          network.silentAfter(0);
          Thread.sleep(millis);
          network.reset();
          network.heal();
        }
        default -> {
          network.delay(millis);
          Thread.sleep(millis);
          network.heal();
        }
      }
      Thread.sleep(random.nextInt(300));
    }
  }
}
