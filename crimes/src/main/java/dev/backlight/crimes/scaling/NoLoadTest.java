package dev.backlight.crimes.scaling;

import static dev.backlight.model.Category.SCALABILITY;
import static dev.backlight.model.Language.CONFIG;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.crimes.ServerApplication;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.StackEntry;
import dev.backlight.source.stack.Topic;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A service without any load test in its tree.
public final class NoLoadTest {

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(^|[/_.-])(load|stress|perf|performance)[_-]?tests?(ing)?([/_.-]|$)"
              + "|(^|/)(locust|gatling|jmeter|artillery|k6)");

  public static final Crime CRIME =
      Crime.named("no-load-test")
          .title("No load test")
          .theme("scaling")
          .category(SCALABILITY)
          .why(
              """
              How many requests per second the service bears, and what breaks first, is found out
              by its users. A change that halves the capacity passes every test.
              """)
          .remedy(
              CONFIG,
              "Keep a load test beside the code: an open arrival rate, the mix of routes that production"
                  + " sees, thresholds that fail the build.")
          .graded(Severity.LOW)
          .seenBy(NoLoadTest::judge)
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
              === load/users.js
              import http from 'k6/http';

              export const options = { thresholds: { http_req_duration: ['p(95)<300'] } };

              export default function () {
                http.get('http://localhost:8000/users/1');
              }
              """)
          .declare();

  private NoLoadTest() {}

  private static boolean tested(Scene scene) {
    return scene.stack().stream().anyMatch(e -> e.kind() == StackEntry.Kind.LOAD_TEST)
        || !scene.deployment().facts(Topic.LOAD_TEST).isEmpty()
        || Stream.concat(
                scene.program().units().stream().map(unit -> unit.path()),
                scene.configuration().stream().map(file -> file.path()))
            .anyMatch(path -> NAMED.matcher(path).find());
  }

  private static Stream<Sighting> judge(Scene scene) {
    if (tested(scene)) {
      return Stream.empty();
    }
    return ServerApplication.of(scene).stream()
        .map(service ->
            scene
                .at(CRIME, service.place())
                .sure(Confidence.MEDIUM)
                .says("no load test in the tree: the capacity of this service is unknown"));
  }
}
