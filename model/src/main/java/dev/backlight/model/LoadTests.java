package dev.backlight.model;

import java.util.List;
import java.util.Optional;

/// The load tests that joined a review, and what they measured.
///
/// `total` and `tasks` hold what counts: no warm-up and no phase that the generator could not keep
/// up with; open phases only where there are any. `open` says which they are: a closed model cannot
/// see what others would have waited.
public record LoadTests(List<Run> runs, boolean open, Served total, List<Task> tasks) {

  public static final LoadTests NONE =
      new LoadTests(List.of(), false, new Served(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), List.of());

  /// One run. `name` is the folder as the user wrote it; `offeredPerSecond` is 0 in a closed model;
  /// `notes` are whole sentences that a reader needs to not be misled.
  public record Run(
      String name,
      String target,
      String startedAt,
      double seconds,
      boolean open,
      double offeredPerSecond,
      double completedPerSecond,
      double meanInFlight,
      List<String> notes) {}

  /// A task, and the route of the source that it asked for; `route` is empty where none was
  /// recognised.
  public record Task(String name, String route, Served served) {}

  /// Times are of answers that succeeded, in ms from their intended start, and 0 where there are
  /// too few: the 95th percentile needs 200, the 99th 1,000. `failed` are all that failed, `broken`
  /// those by the server's fault: no answer, a status of 500 or more, or a body that is not what it
  /// should be. `inFlight` are the requests that were being served at a time, on average (Little's
  /// law). `satisfied` and `tolerating` count for Apdex: within the objective, and within four
  /// times of it.
  public record Served(
      long requests,
      double perSecond,
      long failed,
      long broken,
      double inFlight,
      double p50Ms,
      double p95Ms,
      double p99Ms,
      double maxMs,
      long satisfied,
      long tolerating) {

    private static final int LEAST_FOR_P95 = 200;
    private static final int LEAST_FOR_P99 = 1_000;

    public Served {
      p95Ms = requests - failed >= LEAST_FOR_P95 ? p95Ms : 0;
      p99Ms = requests - failed >= LEAST_FOR_P99 ? p99Ms : 0;
    }

    public long succeeded() {
      return requests - failed;
    }

    /// 0–1.
    public double failedShare() {
      return requests == 0 ? 0 : (double) failed / requests;
    }

    /// 0–1.
    public double brokenShare() {
      return requests == 0 ? 0 : (double) broken / requests;
    }

    public boolean knowsP95() {
      return succeeded() >= LEAST_FOR_P95;
    }

    public boolean knowsP99() {
      return succeeded() >= LEAST_FOR_P99;
    }

    /// 1 − Apdex; what failed is frustrated.
    public double apdexMiss() {
      return requests == 0 ? 0 : 1 - (satisfied + tolerating / 2.0) / requests;
    }
  }

  public boolean isNone() {
    return runs.isEmpty();
  }

  /// What was measured of a route.
  public Optional<Task> ofRoute(String route) {
    return tasks.stream().filter(task -> task.route().equals(route)).findFirst();
  }
}
