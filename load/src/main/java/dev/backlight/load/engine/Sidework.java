package dev.backlight.load.engine;

import dev.backlight.load.http.HttpClient;
import dev.backlight.load.http.Session;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Does what is done once around the load, within a limit of time.
final class Sidework {

  /// As k6 has it for `setup()` and `teardown()`.
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final HttpClient client;
  private final URI target;
  private final long seed;
  private final List<String> problems = new ArrayList<>();

  Sidework(HttpClient client, URI target, long seed) {
    this.client = client;
    this.target = target;
    this.seed = seed;
  }

  /// What went wrong without being an end of the run, in sentences.
  List<String> problems() {
    return List.copyOf(problems);
  }

  /// @throws PlanRefused where it fails: users would miss what it makes
  void before(Once setup) throws InterruptedException {
    String failure = run(setup, "Before the load: ");
    if (!failure.isEmpty()) {
      throw new PlanRefused("setup failed: " + failure, "Nothing was loaded.");
    }
  }

  void after(Once teardown) throws InterruptedException {
    String failure = run(teardown, "After the load: ");
    if (!failure.isEmpty()) {
      problems.add("After the load: teardown failed: " + failure);
    }
  }

  /// Why it ended early, or nothing.
  private String run(Once once, String when) throws InterruptedException {
    if (once == Once.NOTHING) {
      return "";
    }
    try (Session session = client.session(target)) {
      Aside visit = new Aside(session, seed);
      CompletableFuture<String> end = new CompletableFuture<>();
      Thread thread = client.start(session, () -> end.complete(outcome(once, visit)));
      try {
        return end.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        return "it takes more than " + LONGEST.toSeconds() + " s";
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } finally {
        thread.interrupt();
        visit.problems().forEach(problem -> problems.add(when + problem));
      }
    }
  }

  private static String outcome(Once once, Visit visit) {
    try {
      once.run(visit);
      return "";
    } catch (UserStopped e) {
      return e.reason();
    } catch (InterruptedException e) {
      return "interrupted";
    } catch (RuntimeException e) {
      return "defect of the scenario: " + e;
    }
  }
}
