package dev.backlight.crimes.monitoring;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.program.Unit;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A metrics server on the port that the application listens on: the second of the two to start
/// fails, and in a pre-forking server that is every worker but one.
final class MetricsPort {

  private static final int MAX_DEPTH = 20;

  /// `--port 8000`, `-b :8000`, `EXPOSE 8000`, `0.0.0.0:8000`, `runserver 8000`.
  private static final Pattern STATED =
      Pattern.compile(
          "(?:--port[ =]|-p |EXPOSE |0\\.0\\.0\\.0:|runserver |-b :|--bind[ =]:|[Ll]isten )(\\d{2,5})\\b");

  /// What uvicorn, hypercorn, gunicorn and Django's server listen on if nobody says.
  private static final String PYTHON_DEFAULT = "8000";

  private MetricsPort() {}

  static Stream<Sighting> of(Crime crime, Scene scene) {
    return scene
        .units()
        .filter(HighCardinalityLabel::measures)
        .flatMap(Dotted::calls)
        .filter(call -> call.name().equals("start_http_server"))
        .filter(call -> !port(call).isEmpty() && listens(scene).contains(port(call)))
        .map(call ->
            scene
                .at(crime, call.fn(), call.expr().start(), call.expr().end())
                .context("port")
                .sure(Confidence.MEDIUM)
                .says("metrics on port " + port(call) + ", where the application listens itself"));
  }

  private static String port(Dotted.Call call) {
    return call.expr().arguments().stream()
        .filter(a -> a.name().isEmpty() || a.name().equals("port"))
        .findFirst()
        .filter(a -> a.value() instanceof Expr.Literal)
        .map(a -> ((Expr.Literal) a.value()).text())
        .orElse("");
  }

  /// The ports that commands, containers and the code itself name; the servers' default if none.
  private static Set<String> listens(Scene scene) {
    Set<String> ports = new TreeSet<>();
    for (ConfigFile file : scene.configuration()) {
      file.documents().forEach(document -> stated(document, ports, 0));
    }
    scene
        .units()
        .filter(unit -> unit.language() == Language.PYTHON)
        .flatMap(Dotted::calls)
        .filter(call -> call.name().equals("run"))
        .forEach(call ->
            call.option("port")
                .filter(Expr.Literal.class::isInstance)
                .ifPresent(port -> ports.add(((Expr.Literal) port).text())));
    if (ports.isEmpty() && scene.units().anyMatch(MetricsPort::served)) {
      ports.add(PYTHON_DEFAULT);
    }
    return ports;
  }

  private static boolean served(Unit unit) {
    return Dotted.imports(unit, "fastapi", "starlette", "django", "flask", "quart");
  }

  private static void stated(ConfigValue value, Set<String> ports, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    switch (value) {
      case ConfigValue.Scalar scalar -> {
        Matcher matcher = STATED.matcher(scalar.text());
        while (matcher.find()) {
          ports.add(matcher.group(1));
        }
      }
      case ConfigValue.Sequence sequence ->
          sequence.items().forEach(item -> stated(item, ports, depth + 1));
      case ConfigValue.Mapping mapping ->
          mapping.entries().forEach(entry -> stated(entry.value(), ports, depth + 1));
    }
  }
}
