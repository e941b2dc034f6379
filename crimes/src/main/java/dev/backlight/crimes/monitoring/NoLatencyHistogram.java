package dev.backlight.crimes.monitoring;

import static dev.backlight.model.Category.MONITORING_COVERAGE;
import static dev.backlight.model.Language.CONFIG;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.crimes.ServerApplication;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import java.util.stream.Stream;

/// A service of which nobody measures the latency of requests as a distribution.
public final class NoLatencyHistogram {

  public static final Crime CRIME =
      Crime.named("no-latency-histogram")
          .title("No latency distribution")
          .theme("monitoring")
          .category(MONITORING_COVERAGE)
          .why(
              """
              Nothing measures how long requests take. Without a histogram per route there is no
              p95, no objective can be held, and a slow release is noticed by the users.
              """)
          .remedy(
              CONFIG,
              "Record `http.server.request.duration` per route template: OpenTelemetry, a Prometheus"
                  + " middleware, Micrometer's `http.server.requests`.")
          .graded(Severity.LOW)
          .seenBy(NoLatencyHistogram::judge)
          .example(
              CONFIG,
              "app/main.py",
              """
              from fastapi import FastAPI

              app = FastAPI()  # guilty

              @app.get("/users/{user_id}")
              def user(user_id: int, session):
                  return session.query(User).get(user_id)
              === requirements.txt
              fastapi==0.115.0
              sqlalchemy==2.0.30
              """,
              """
              from fastapi import FastAPI

              app = FastAPI()

              @app.get("/users/{user_id}")
              def user(user_id: int, session):
                  return session.query(User).get(user_id)
              === requirements.txt
              fastapi==0.115.0
              sqlalchemy==2.0.30
              prometheus-fastapi-instrumentator==7.0.0
              """)
          .declare();

  private NoLatencyHistogram() {}

  private static Stream<Sighting> judge(Scene scene) {
    if (Telemetry.of(scene).latency()) {
      return Stream.empty();
    }
    return ServerApplication.of(scene).stream()
        .map(service ->
            scene
                .at(CRIME, service.place())
                .sure(Confidence.MEDIUM)
                .says(
                    "no histogram of request latency: no metrics library, agent or sidecar in the tree measures it"));
  }
}
