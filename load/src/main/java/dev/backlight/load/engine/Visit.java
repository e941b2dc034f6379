package dev.backlight.load.engine;

import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.http.HttpResponse;
import dev.backlight.load.http.Outcome;
import dev.backlight.load.http.Session;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Function;

/// What the engine lends to one user.
public interface Visit {

  /// Sends and records under the name of a task. `judge` turns an answer into success or failure;
  /// it is not asked when there is no answer.
  Outcome send(String task, HttpRequest request, Function<HttpResponse, Verdict> judge)
      throws InterruptedException;

  /// The same, where statuses from 400 are failures.
  default Outcome send(String task, HttpRequest request) throws InterruptedException {
    return send(task, request, Verdict::byStatus);
  }

  /// Thinks. Returns early when the run ends.
  void pause(Duration time) throws InterruptedException;

  /// Counts a named check; it makes no request fail.
  void check(String name, boolean passed);

  /// Of this user: the same seed gives the same journey.
  SplittableRandom random();

  /// 0 for the first.
  long user();

  /// 0 for this user's first iteration.
  long iteration();

  /// Whether this user should come to an end soon.
  boolean ending();

  /// Cookies and connections; requests sent here directly are not recorded.
  Session session();
}
