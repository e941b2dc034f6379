package dev.backlight.crimes.scaling;

import static dev.backlight.model.Category.SCALABILITY;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.program.Fn;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A load test that logs in before each thing it does.
public final class LoginInEveryTask {

  private static final Set<String> SENDS = Set.of("post", "put", "get", "request");
  private static final Pattern LOGIN =
      Pattern.compile(
          "(/|\\b)(log-?in|sign-?in|oauth2?/token|auth/token|token|session|authenticate)s?/?$");

  public static final Crime CRIME =
      Crime.named("login-in-every-task")
          .title("Login in every task of a load test")
          .theme("scaling")
          .category(SCALABILITY)
          .why(
              """
              People log in once and stay for many requests. A load test that logs in for each of
              its tasks measures the password hash, made slow on purpose, instead of the service.
              """)
          .remedy(PYTHON, "Log in once per user in `on_start`, and keep the token.")
          .remedy(
              JAVASCRIPT, "Log in once in `setup()`, and hand the token to the default function.")
          .graded(Severity.LOW)
          .seenBy(LoginInEveryTask::judge)
          .example(
              PYTHON,
              "locustfile.py",
              """
              from locust import HttpUser, task, constant_throughput

              class Visitor(HttpUser):
                  wait_time = constant_throughput(1)

                  @task
                  def orders(self):
                      token = self.client.post("/auth/login", json={"user": "u"}).json()["token"]  # guilty
                      self.client.get("/orders", headers={"Authorization": token})
              """,
              """
              from locust import HttpUser, task, constant_throughput

              class Visitor(HttpUser):
                  wait_time = constant_throughput(1)

                  def on_start(self):
                      self.token = self.client.post("/auth/login", json={"user": "u"}).json()["token"]

                  @task
                  def orders(self):
                      self.client.get("/orders", headers={"Authorization": self.token})
              """)
          .example(
              JAVASCRIPT,
              "load/orders.js",
              """
              import http from 'k6/http';

              export const options = { thresholds: { http_req_duration: ['p(95)<300'] } };

              export default function () {
                const token = http.post('http://localhost:8000/auth/login', '{}').json('token'); // guilty
                http.get('http://localhost:8000/orders', { headers: { Authorization: token } });
              }
              """,
              """
              import http from 'k6/http';

              export const options = { thresholds: { http_req_duration: ['p(95)<300'] } };

              export function setup() {
                return http.post('http://localhost:8000/auth/login', '{}').json('token');
              }

              export default function (token) {
                http.get('http://localhost:8000/orders', { headers: { Authorization: token } });
              }
              """)
          .declare();

  private LoginInEveryTask() {}

  private static Stream<Sighting> judge(Scene scene) {
    Stream<Fn> tasks =
        LoadTests.locust(scene)
            .flatMap(users -> users.unit().functions().stream())
            .filter(fn ->
                fn.decl().annotations().stream().anyMatch(a -> a.simpleName().equals("task")));
    Stream<Fn> scripts =
        LoadTests.k6(scene)
            .flatMap(script ->
                script.unit().file().exports().stream()
                    .filter(e -> e.name().equals("default"))
                    .flatMap(e -> LoadTests.function(script.unit(), e.value()).stream()));
    return Stream.concat(tasks, scripts).distinct().flatMap(fn -> logsIn(scene, fn));
  }

  private static Stream<Sighting> logsIn(Scene scene, Fn fn) {
    List<Dotted.Call> sent =
        Dotted.calls(fn)
            .filter(call -> SENDS.contains(call.name()) && !path(call).isEmpty())
            .toList();
    return sent.stream()
        .filter(call -> LOGIN.matcher(path(call)).find())
        .filter(login -> sent.stream().anyMatch(call -> !LOGIN.matcher(path(call)).find()))
        .limit(1)
        .map(login ->
            scene
                .at(CRIME, fn, login.expr().start(), login.expr().end())
                .sure(Confidence.MEDIUM)
                .says("every run of `" + fn.name() + "` logs in again"));
  }

  private static String path(Dotted.Call call) {
    if (call.expr().arguments().isEmpty()) {
      return "";
    }
    String text =
        switch (call.expr().arguments().getFirst().value()) {
          case Expr.Literal l when l.kind() == Expr.Literal.Kind.STRING -> l.text();
          case Expr.Template t -> t.text();
          default -> "";
        };
    return text.toLowerCase(Locale.ROOT).replaceAll("\\?.*", "");
  }
}
