package dev.backlight.load.capacity;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What holds a service back at its capacity, by name, if the steps show it.
public record Bottleneck(boolean known, String words) {

  private static final double BUSY = 0.9;
  private static final double MOSTLY_IDLE = 0.5;
  private static final double NEAR = 0.97;
  private static final double MOST_AT_A_TIME = 200;

  /// A step and what was seen meanwhile.
  public record Observed(JudgedStep step, Vitals vitals) {

    double rate() {
      return step.step().rate();
    }
  }

  /// `processors` is how many the machine has.
  public static Bottleneck of(Capacity capacity, List<Observed> observed, int processors) {
    if (!(capacity instanceof Capacity.Found found)) {
      return unknown("no capacity was found");
    }
    // Around the capacity and above it, but not where everything is flooded.
    List<Observed> loaded =
        observed.stream()
            .filter(o -> o.rate() >= NEAR * found.low() && o.rate() < 1.5 * found.rate())
            .filter(o -> !o.step().outcome().equals("void") && o.step().step().length() >= 3)
            .sorted(Comparator.comparingDouble(o -> Math.abs(o.rate() / found.rate() - 1)))
            .limit(6)
            .toList();
    if (loaded.isEmpty()) {
      return unknown("no step near the capacity lasted long enough");
    }
    Vitals vitals = mean(loaded.stream().map(Observed::vitals).toList());
    return busyProcessors(vitals, processors)
        .or(() -> database(vitals.database()))
        .or(() -> limitedNumber(found, observed, vitals, processors))
        .orElseGet(() -> unknown(why(vitals, processors)));
  }

  private static Bottleneck unknown(String why) {
    return new Bottleneck(false, "not enough evidence (" + why + ")");
  }

  private static Bottleneck named(String text) {
    return new Bottleneck(true, text);
  }

  private static Optional<Bottleneck> busyProcessors(Vitals vitals, int processors) {
    if (vitals.generatorThread() >= BUSY) {
      return Optional.of(
          named(
              "the generator: a thread of it was busy %.0f %% of the time"
                  .formatted(100 * vitals.generatorThread())));
    }
    if (!vitals.targetSeen()) {
      return Optional.empty();
    }
    if (vitals.targetProcessors() >= BUSY * processors) {
      return Optional.of(
          named(
              "the processors: the service used %.1f of %d"
                  .formatted(vitals.targetProcessors(), processors)));
    }
    if (vitals.busiestThread() >= BUSY) {
      return Optional.of(
          named(
              "one thread of the service, busy %.0f %% of the time"
                  .formatted(100 * vitals.busiestThread())));
    }
    return vitals.machine() >= 0.95
        ? Optional.of(
            named(
                "the processors of this machine, busy %.0f %%, %.1f of %d with the service"
                    .formatted(100 * vitals.machine(), vitals.targetProcessors(), processors)))
        : Optional.empty();
  }

  private static Optional<Bottleneck> database(Vitals.Database database) {
    if (!database.seen() || database.busy() < 1) {
      return Optional.empty();
    }
    if (database.waitingForLocks() >= Math.max(1, 0.4 * database.busy())) {
      return Optional.of(
          named(
              "locks in the database: %.1f of %.1f busy sessions wait for one"
                  .formatted(database.waitingForLocks(), database.busy())));
    }
    return database.busy() >= BUSY * database.sessions()
        ? Optional.of(
            named(
                "database connections: %.1f of the %.0f that are open are at work"
                    .formatted(database.busy(), database.sessions())))
        : Optional.empty();
  }

  /// Little's law: with so many answered per second, each of which takes as long as without load,
  /// so many are served at a time. Where that is few and the processors are idle, something admits
  /// no more.
  private static Optional<Bottleneck> limitedNumber(
      Capacity.Found found, List<Observed> observed, Vitals vitals, int processors) {
    double used = vitals.targetProcessors();
    boolean idle =
        vitals.targetSeen()
            && used < MOSTLY_IDLE * Math.min(1, processors)
            && vitals.machine() < MOSTLY_IDLE + 0.2;
    double unloadedSeconds =
        observed.stream()
                .filter(o -> o.step().passed() && o.rate() < 0.3 * found.rate())
                .max(Comparator.comparingDouble(Observed::rate))
                .map(o -> o.step().step().medianMillis())
                .orElse(0.0)
            / 1000;
    double atATime = found.rate() * unloadedSeconds;
    return idle && atATime >= 0.5 && atATime < MOST_AT_A_TIME
        ? Optional.of(
            named(
                ("not the processors (the service used %.2f of %d): something serves about %.0f at"
                        + " a time (%.0f/s × %.1f ms), as a pool of connections or workers does")
                    .formatted(
                        used,
                        processors,
                        Math.max(1, atATime),
                        found.rate(),
                        1000 * unloadedSeconds)))
        : Optional.empty();
  }

  private static String why(Vitals vitals, int processors) {
    if (!vitals.targetSeen()) {
      return "the service's processes are not on this machine";
    }
    String database =
        vitals.database().seen()
            ? String.format(
                Locale.ROOT,
                ", %.1f of %.0f database sessions busy",
                vitals.database().busy(),
                vitals.database().sessions())
            : "";
    return String.format(
        Locale.ROOT,
        "the service used %.1f of %d processors, its busiest thread %.0f %% of one%s",
        vitals.targetProcessors(),
        processors,
        100 * vitals.busiestThread(),
        database);
  }

  private static Vitals mean(List<Vitals> all) {
    int n = all.size();
    return new Vitals(
        all.stream().anyMatch(Vitals::targetSeen),
        all.stream().mapToDouble(Vitals::targetProcessors).sum() / n,
        all.stream().mapToDouble(Vitals::busiestThread).sum() / n,
        all.stream().mapToDouble(Vitals::generatorThread).sum() / n,
        all.stream().mapToDouble(Vitals::machine).sum() / n,
        new Vitals.Database(
            all.stream().anyMatch(v -> v.database().seen()),
            all.stream().mapToDouble(v -> v.database().sessions()).sum() / n,
            all.stream().mapToDouble(v -> v.database().busy()).sum() / n,
            all.stream().mapToDouble(v -> v.database().waitingForLocks()).sum() / n));
  }
}
