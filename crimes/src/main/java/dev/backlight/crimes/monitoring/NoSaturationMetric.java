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

/// A service without a gauge on anything that can fill up.
public final class NoSaturationMetric {

  public static final Crime CRIME =
      Crime.named("no-saturation-metric")
          .title("No saturation metric")
          .theme("monitoring")
          .category(MONITORING_COVERAGE)
          .why(
              """
              Pools, queues and event loops fill up long before requests fail. Without a gauge on
              them the first sign is a timeout, and nobody can tell which of them was full.
              """)
          .remedy(
              CONFIG,
              "Export pool size and waiters, event loop lag or busy threads, queue depth: the runtime's"
                  + " default collectors, Micrometer binders, OpenTelemetry runtime metrics.")
          .graded(Severity.LOW)
          .seenBy(NoSaturationMetric::judge)
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
              prometheus-client==0.21.0
              === app/pool.py
              from prometheus_client import Gauge

              IN_USE = Gauge("db_pool_in_use", "Connections in use")
              """)
          .declare();

  private NoSaturationMetric() {}

  private static Stream<Sighting> judge(Scene scene) {
    if (Telemetry.of(scene).saturation()) {
      return Stream.empty();
    }
    return ServerApplication.of(scene).stream()
        .map(service ->
            scene
                .at(CRIME, service.place())
                .sure(Confidence.MEDIUM)
                .says("no gauge on pools, loops or queues: saturation shows only as timeouts"));
  }
}
