package dev.backlight.cli.load;

import dev.backlight.cli.Terminal;
import dev.backlight.cli.Trouble;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.Work;
import dev.backlight.load.http.Failure;
import dev.backlight.load.http.HttpClient;
import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.http.Outcome;
import dev.backlight.load.http.Session;
import java.time.Clock;
import java.time.Duration;

/// One request before the load: nobody waits ten seconds, or two minutes, to learn of a wrong port.
/// Journeys may never ask for what is asked for here: for them, only the connection counts.
final class FirstRequest {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private FirstRequest() {}

  static void send(Plan plan, Terminal terminal) throws Trouble {
    HttpRequest request =
        plan.work() instanceof Work.Single(String _, HttpRequest single)
            ? single.following(false)
            : HttpRequest.get("/").following(false).within(PATIENCE);
    try (HttpClient client = HttpClient.start(plan.http().loops(1), Clock.systemUTC());
        Session session = client.session(plan.target())) {
      switch (session.send(request)) {
        case Outcome.Failed(Failure kind, String detail) -> {
          if (plan.work() instanceof Work.Single || isOfConnection(kind)) {
            throw unreachable(plan, kind, detail);
          }
        }
        case Outcome.Answered(var response) -> {
          if (response.status() >= 400 && plan.work() instanceof Work.Single) {
            terminal.say("  note: the first answer has status " + response.status());
          }
        }
      }
    } catch (IllegalArgumentException e) {
      throw new Trouble(String.valueOf(e.getMessage()), "A target looks like http://127.0.0.1:80/");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trouble("interrupted", "");
    }
  }

  private static boolean isOfConnection(Failure kind) {
    return switch (kind) {
      case REFUSED, UNREACHABLE, UNKNOWN_HOST, FORBIDDEN_TARGET, CONNECT_TIMEOUT, TLS -> true;
      case TIMEOUT, RESET, CLOSED_EARLY, BAD_RESPONSE, TOO_LARGE, REDIRECT_LOOP, DECODE -> false;
      case OUT_OF_CONNECTIONS, CANCELLED -> false;
    };
  }

  private static Trouble unreachable(Plan plan, Failure kind, String detail) {
    String origin = plan.target().getScheme() + "://" + plan.target().getRawAuthority();
    String remedy =
        switch (kind) {
          case REFUSED -> "Nobody listens there: is the service running, and is the port right?";
          case UNKNOWN_HOST -> "Is the name spelled right?";
          case FORBIDDEN_TARGET ->
              "Load may harm a service. If this one is yours to load: --i-own-this-target";
          case TLS ->
              detail.contains("cert")
                  ? "For a certificate of your own making: --insecure (%s)".formatted(detail)
                  : "Does it speak TLS, or should the URL begin with http:? (%s)".formatted(detail);
          case TIMEOUT -> "It accepts connections but does not answer; raise --timeout?";
          default -> detail;
        };
    return new Trouble("cannot load " + origin + ": " + kind.words(), remedy);
  }
}
