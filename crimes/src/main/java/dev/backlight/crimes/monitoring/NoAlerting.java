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

/// A service that is measured or deployed from this tree, without a rule that calls anyone.
public final class NoAlerting {

  public static final Crime CRIME =
      Crime.named("no-alerting")
          .title("No alert")
          .theme("monitoring")
          .category(MONITORING_COVERAGE)
          .why(
              """
              The service is measured, but nothing tells anyone when its objective is at risk: no
              rule, no alarm, no hosted monitor.
              """)
          .remedy(
              CONFIG,
              "Alert on the objective's burn rate over two windows (14.4x over 1 h and 5 min, 6x over 6 h"
                  + " and 30 min), not on causes.")
          .graded(Severity.LOW)
          .seenBy(NoAlerting::judge)
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
              === app/metrics.py
              from prometheus_client import Counter

              REQUESTS = Counter("http_requests_total", "Requests")
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
              === alerts.yml
              groups:
                - name: objective
                  rules:
                    - alert: BurnRate
                      expr: job:errors:ratio_rate1h > 14.4 * 0.001
              === app/metrics.py
              from prometheus_client import Counter

              REQUESTS = Counter("http_requests_total", "Requests")
              """)
          .declare();

  private NoAlerting() {}

  private static Stream<Sighting> judge(Scene scene) {
    Telemetry telemetry = Telemetry.of(scene);
    if (telemetry.alerts() || !telemetry.watched()) {
      return Stream.empty();
    }
    return ServerApplication.of(scene).stream()
        .map(service ->
            scene
                .at(CRIME, service.place())
                .sure(Confidence.MEDIUM)
                .says(
                    "no alert rule in the tree although it measures itself or holds its deployment"));
  }
}
