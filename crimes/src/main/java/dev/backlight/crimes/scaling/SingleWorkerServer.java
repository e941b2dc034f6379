package dev.backlight.crimes.scaling;

import static dev.backlight.model.Category.SCALABILITY;
import static dev.backlight.model.Language.CONFIG;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.Syntax;
import dev.backlight.source.program.Unit;
import dev.backlight.source.stack.Fact;
import dev.backlight.source.stack.Server;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A production start that uses one core, serves one request at a time, or runs a server that is
/// meant for development.
public final class SingleWorkerServer {

  public static final Crime CRIME =
      Crime.named("single-worker-server")
          .title("One worker, or a development server")
          .theme("scaling")
          .category(SCALABILITY)
          .why(
              """
              A synchronous server with one worker answers one request at a time: the next waits for
              the whole of the one before. A development server does the same, restarts on file
              changes, and has neither limits nor graceful shutdown.
              """)
          .remedy(
              CONFIG,
              "Start a production server with as many workers as cores: `gunicorn -w 4 --threads 4`,"
                  + " `uvicorn --workers 4`, `pm2 -i max`.")
          .remedy(
              PYTHON,
              "Start it with a production server (`gunicorn -w 4 app:app`) instead of `app.run`.")
          .graded(Severity.MEDIUM)
          .seenBy(SingleWorkerServer::judge)
          .example(
              CONFIG,
              "Procfile",
              """
              web: python manage.py runserver 0.0.0.0:8000 # guilty
              """,
              """
              web: gunicorn shop.wsgi --workers 4 --threads 4
              """)
          .example(
              CONFIG,
              "deploy/shop.service",
              """
              [Service]
              # one request at a time
              ExecStart=/opt/shop/bin/gunicorn shop.wsgi --workers 1 # guilty
              """,
              """
              [Service]
              ExecStart=/opt/shop/bin/gunicorn shop.wsgi --workers 4
              """)
          .example(
              PYTHON,
              "app.py",
              """
              from flask import Flask

              app = Flask(__name__)

              @app.route("/")
              def home():
                  return "home"

              if __name__ == "__main__":
                  app.run(host="0.0.0.0", debug=True)  # guilty
              === Dockerfile
              FROM python:3.13
              CMD ["python", "app.py"]
              """,
              """
              from flask import Flask

              app = Flask(__name__)

              @app.route("/")
              def home():
                  return "home"

              if __name__ == "__main__":
                  app.run(host="0.0.0.0", debug=True)
              === Dockerfile
              FROM python:3.13
              CMD ["gunicorn", "-w", "4", "app:app"]
              """)
          .declare();

  private SingleWorkerServer() {}

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.concat(servers(scene), runs(scene));
  }

  private static Stream<Sighting> servers(Scene scene) {
    return scene.deployment().servers().stream()
        .filter(server -> !server.command().isEmpty())
        .filter(server -> Starts.startsProduction(scene, server.place().path()))
        .flatMap(server -> judge(scene, server))
        .sorted(Comparator.comparing(sighting -> sighting.location().path()))
        .limit(3);
  }

  private static Stream<Sighting> judge(Scene scene, Server server) {
    boolean development = server.name().endsWith("development server");
    if (development && SCRIPTS.matcher(server.place().path()).find() || choice(scene, server)) {
      return Stream.empty();
    }
    if (development || server.command().contains("--reload")) {
      String message =
          development
              ? "production starts the " + server.name() + ": `" + server.command() + "`"
              : "production starts with `--reload`, which is for development";
      return Stream.of(
          scene.at(CRIME, server.place()).sure(Confidence.MEDIUM).says(clean(message)));
    }
    boolean one = server.workers().orElse(2) == 1 && server.threads().orElse(1) <= 1;
    boolean hosted =
        server.place().path().endsWith("Procfile")
            && server.option("workers").map(Fact::isDefault).orElse(true);
    boolean elsewhere =
        (CONFIGURED.matcher(server.command()).find()
                || VARIABLE.matcher(server.command()).find()
                || server.command().equals("uwsgi"))
            && server.option("workers").map(Fact::isDefault).orElse(true);
    if (one
        && !hosted
        && !elsewhere
        && server.model() == Server.Model.SYNC
        && server.name().matches("Gunicorn|uWSGI")) {
      return Stream.of(
          scene
              .at(CRIME, server.place())
              .sure(Confidence.MEDIUM)
              .says(server.name() + " runs one synchronous worker: one request at a time"));
    }
    return Stream.empty();
  }

  /// A start script that has another command for production beside this one, there or in a
  /// `Procfile` in its folder.
  private static boolean choice(Scene scene, Server server) {
    return forDevelopers(server)
        && scene.deployment().servers().stream()
            .anyMatch(other ->
                folder(other).equals(folder(server))
                    && !other.command().isEmpty()
                    && !forDevelopers(other));
  }

  private static String folder(Server server) {
    String path = server.place().path();
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  private static boolean forDevelopers(Server server) {
    return server.name().endsWith("development server") || server.command().contains("--reload");
  }

  /// Where developers keep what they start by hand.
  private static final Pattern SCRIPTS = Pattern.compile("(^|/)(scripts?|dev|hack)/");

  /// A configuration file that may say how many workers there are, by its own code.
  private static final Pattern CONFIGURED =
      Pattern.compile("(^|[\\s\"'])(-c|--config|--ini|--yaml|--xml)[\\s=\"',]|\\.ini\\b");

  /// `gunicorn shop.wsgi $GUNICORN_ARGS`: whoever sets the variable says how many.
  private static final Pattern VARIABLE = Pattern.compile("(^|\\s)[\"']?\\$\\{?\\w+\\}?");

  private static String clean(String message) {
    return message.replaceAll("\\s*#.*`", "`");
  }

  /// `app.run(…)` in a file that production starts with the bare interpreter.
  private static Stream<Sighting> runs(Scene scene) {
    return scene
        .units()
        .filter(unit -> unit.language() == Language.PYTHON)
        .filter(unit -> Dotted.imports(unit, "flask", "quart") && started(scene, unit))
        .flatMap(Dotted::calls)
        .filter(call -> call.dotted().matches("(\\w*app|application|server)\\.run"))
        .map(call ->
            scene
                .at(CRIME, call.fn(), call.expr().start(), call.expr().end())
                .sure(Confidence.MEDIUM)
                .says(
                    "production runs the development server"
                        + (call.option("debug").filter(Dotted::isTrue).isPresent()
                            ? ", and its debugger"
                            : "")));
  }

  private static boolean started(Scene scene, Unit unit) {
    String name = unit.path().substring(unit.path().lastIndexOf('/') + 1);
    Pattern start =
        Pattern.compile(
            "\\bpython[\\d.]*\\s+(-\\w\\s+)*(\\S*/)?" + Pattern.quote(name) + "(\\s|$)");
    return scene.configuration().stream()
        .filter(file -> Starts.startsProduction(scene, file.path()))
        .anyMatch(file -> file.documents().stream().anyMatch(d -> command(file, d, start)));
  }

  private static boolean command(ConfigFile file, ConfigValue document, Pattern start) {
    if (file.syntax() == Syntax.DOCKERFILE) {
      return start.matcher(document.text("CMD")).find()
          || start.matcher(document.text("ENTRYPOINT")).find()
          || start.matcher(document.text("ENTRYPOINT") + " " + document.text("CMD")).find();
    }
    return document.entries().stream()
            .anyMatch(entry ->
                start.matcher(entry.value().text()).find() || command(file, entry.value(), start))
        || document instanceof ConfigValue.Sequence sequence
            && sequence.items().stream()
                .anyMatch(item -> start.matcher(item.text()).find() || command(file, item, start));
  }
}
