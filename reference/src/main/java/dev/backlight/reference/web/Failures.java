package dev.backlight.reference.web;

import dev.backlight.cache.TieredCache.LoadException;
import io.helidon.http.BadRequestException;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.http.HttpTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Every failure as JSON: what the client can mend in words, the rest as a plain 500 and, with its
/// stack, in the log.
final class Failures {

  private static final Logger LOG = Logger.getLogger("shop");

  private Failures() {}

  static void on(HttpRouting.Builder routing) {
    routing
        .error(Problem.class, (_, response, problem) -> send(response, problem))
        .error(BadRequestException.class, (_, response, e) -> send(response, badRequest(e)))
        .error(SQLTransientConnectionException.class, Failures::noConnection)
        .error(TimeoutException.class, (_, response, _) -> send(response, tooSlow()))
        .error(HttpTimeoutException.class, (_, response, _) -> send(response, tooSlow()))
        .error(LoadException.class, Failures::notLoaded)
        .error(OutOfMemoryError.class, Failures::outOfMemory)
        .error(Exception.class, Failures::unexpected);
  }

  /// For what goes wrong before there is a route: a request line or headers that are none.
  static void direct(DirectHandlers.Builder handlers) {
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(
          type,
          (_, _, status, headers, message) ->
              DirectHandler.TransportResponse.builder()
                  .status(status)
                  .headers(headers)
                  .header(HeaderNames.CONTENT_TYPE, "application/json")
                  .entity(Json.bytes(body("bad_request", message)))
                  .build());
    }
  }

  private static Problem badRequest(HttpException e) {
    return Problem.badRequest(String.valueOf(e.getMessage()));
  }

  private static Problem tooSlow() {
    return Problem.overloaded("What this needs did not answer in time.");
  }

  private static void noConnection(
      ServerRequest request, ServerResponse response, SQLTransientConnectionException e) {
    LOG.warning(() -> request.path().path() + ": no connection: " + e.getMessage());
    send(response, Problem.overloaded("All connections to the database are in use."));
  }

  /// A cache says it in its own words; the client is to hear it in ours.
  private static void notLoaded(ServerRequest request, ServerResponse response, LoadException e) {
    switch (e.getCause()) {
      case SQLTransientConnectionException cause -> noConnection(request, response, cause);
      case TimeoutException _ -> send(response, tooSlow());
      case null, default -> unexpected(request, response, e);
    }
  }

  private static void outOfMemory(
      ServerRequest request, ServerResponse response, OutOfMemoryError e) {
    LOG.severe(() -> request.path().path() + ": out of memory: " + e.getMessage());
    send(response, Problem.internal());
  }

  private static void unexpected(ServerRequest request, ServerResponse response, Exception e) {
    LOG.log(Level.WARNING, e, () -> "failed: " + request.path().path());
    send(response, Problem.internal());
  }

  static void send(ServerResponse response, Problem problem) {
    response.status(problem.status());
    if (!problem.retryAfter().isZero()) {
      response.header(HeaderNames.RETRY_AFTER, Long.toString(problem.retryAfter().toSeconds()));
    }
    if (problem.status() == 401) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    Json.send(response, body(problem.code(), String.valueOf(problem.getMessage())));
  }

  private static Body body(String code, String message) {
    return new Body(new Told(code, message));
  }

  private record Body(Told error) {}

  private record Told(String code, String message) {}
}
