package dev.backlight.crimes.monitoring;

import static dev.backlight.model.Category.MONITORING_COVERAGE;
import static dev.backlight.model.Language.CONFIG;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.crimes.ServerApplication;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.knowledge.Word;
import java.util.stream.Stream;

/// A service that waits for databases or other services, with nothing that traces its requests.
public final class NoTracing {

  public static final Crime CRIME =
      Crime.named("no-tracing")
          .title("No tracing")
          .theme("monitoring")
          .category(MONITORING_COVERAGE)
          .why(
              """
              A slow request cannot be taken apart: nobody sees which query, call or lock it
              waited for, nor which of several services did.
              """)
          .remedy(
              CONFIG,
              "Install OpenTelemetry or an APM agent with the instrumentation of the framework, the"
                  + " database driver and the HTTP client.")
          .graded(Severity.LOW)
          .seenBy(NoTracing::judge)
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
              opentelemetry-distro==0.48b0
              """)
          .declare();

  private NoTracing() {}

  private static boolean waits(Scene scene) {
    return scene.sites().anyMatch(site -> site.has(Word.DATABASE) || site.has(Word.HTTP));
  }

  private static Stream<Sighting> judge(Scene scene) {
    if (Telemetry.of(scene).traces() || !waits(scene)) {
      return Stream.empty();
    }
    return ServerApplication.of(scene).stream()
        .map(service ->
            scene
                .at(CRIME, service.place())
                .sure(Confidence.MEDIUM)
                .says(
                    "no tracing: neither OpenTelemetry nor an APM agent sees what a request waits for"));
  }
}
