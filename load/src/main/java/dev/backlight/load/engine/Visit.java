package dev.backlight.load.engine;

import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.http.HttpResponse;
import dev.backlight.load.http.Outcome;
import dev.backlight.load.http.Session;
import java.time.Duration;
import java.util.List;
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

  /// The requests of one user that are under way at the same time, as in browsers over HTTP/1.1.
  int MOST_IN_PARALLEL = 6;

  /// The number of nobody: what is done once, around the load.
  long NOBODY = -1;

  /// A request with the task it is recorded under and what tells success from failure.
  record Asked(String task, HttpRequest request, Function<HttpResponse, Verdict> judge) {}

  /// Sends requests side by side, on connections of their own that share this user's cookies, and
  /// waits for all. Answers are judged one after the other; outcomes are in the order of the
  /// requests.
  List<Outcome> sendAll(List<Asked> asked) throws InterruptedException;

  /// Thinks. Returns early when the run ends.
  void pause(Duration time) throws InterruptedException;

  /// Counts a named check; it makes no request fail.
  void check(String name, boolean passed);

  /// Counts what went wrong at a user's start and did not stop it.
  default void startedBadly(String what) {}

  /// Of this user: the same seed gives the same journey.
  SplittableRandom random();

  /// 0 for the first, [#NOBODY] around the load.
  long user();

  /// 0 for this user's first iteration.
  long iteration();

  /// Whether this user should come to an end soon.
  boolean ending();

  /// Cookies and connections; requests sent here directly are not recorded.
  Session session();
}
