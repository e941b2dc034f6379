package dev.backlight.crimes;

import dev.backlight.model.Language;
import dev.backlight.model.Location;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.program.EntryPoint;
import dev.backlight.source.program.Unit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The service that a tree is: it makes a server application, has routes, and a manifest that does
/// not publish it as a library. `place` is where the application is made.
public record ServerApplication(Location place, Language language) {

  private static final Pattern ROUTE =
      Pattern.compile("(GET|POST|PUT|PATCH|DELETE|HEAD|ALL|ANY|WEBSOCKET|handler|graphql) ?.*");
  private static final String[] PYTHON = {
    "fastapi",
    "flask",
    "starlette",
    "quart",
    "sanic",
    "litestar",
    "aiohttp",
    "tornado.web",
    "django.core.wsgi",
    "django.core.asgi",
    "falcon",
    "pyramid.config"
  };
  private static final Set<String> PYTHON_MAKERS =
      Set.of(
          "FastAPI",
          "Flask",
          "Starlette",
          "Quart",
          "Sanic",
          "Litestar",
          "Application",
          "get_wsgi_application",
          "get_asgi_application",
          "App",
          "Configurator");
  private static final Set<String> JAVASCRIPT =
      Set.of("express", "fastify", "koa", "@nestjs/core", "hono", "@hapi/hapi", "restify", "polka");
  private static final Set<String> CSHARP_MAKERS =
      Set.of(
          "WebApplication.CreateBuilder",
          "WebApplication.CreateSlimBuilder",
          "WebHost.CreateDefaultBuilder",
          "Host.CreateDefaultBuilder");
  private static final Set<String> JAVA_MAKERS =
      Set.of(
          "SpringApplication.run",
          "Javalin.create",
          "Quarkus.run",
          "Micronaut.run",
          "SpringApplicationBuilder");
  private static final Pattern INSTALLER =
      Pattern.compile(
          "(^|/)(install|installer|setup|((project|app)[_-]?)?templates?|cookiecutter|sandbox|[\\w-]*demos?|playground)/|\\{\\{");
  private static final Pattern MANIFEST =
      Pattern.compile(
          "package\\.json|pyproject\\.toml|[\\w.-]*requirements[\\w.-]*\\.txt|Pipfile|setup\\.(py|cfg)"
              + "|pom\\.xml|build\\.gradle(\\.kts)?|.*\\.csproj");

  private record Found(Optional<ServerApplication> service) {}

  /// The service of a scene; the one nearest to the root if there are several.
  public static Optional<ServerApplication> of(Scene scene) {
    return scene.insight(Found.class, s -> new Found(find(s))).service();
  }

  private static Optional<ServerApplication> find(Scene scene) {
    Set<Language> routed =
        scene.program().entries().stream()
            .filter(entry -> entry.kind() == EntryPoint.Kind.REQUEST)
            .filter(entry -> ROUTE.matcher(entry.name()).matches())
            .map(entry -> entry.function().unit().language())
            .collect(Collectors.toSet());
    if (routed.isEmpty()) {
      return Optional.empty();
    }
    List<ConfigFile> manifests =
        scene.configuration().stream()
            .filter(file -> MANIFEST.matcher(file.name()).matches())
            .sorted(
                Comparator.comparing((ConfigFile file) -> folder(file.path()).length()).reversed())
            .toList();
    return scene
        .units()
        .filter(unit -> routed.contains(unit.language()))
        .filter(unit -> !INSTALLER.matcher(unit.path()).find())
        .sorted(Comparator.comparing((Unit unit) -> depth(unit.path())).thenComparing(Unit::path))
        .flatMap(unit -> made(unit).filter(one -> isOwn(scene, unit, manifests)))
        .findFirst();
  }

  /// Where a file makes a server application.
  private static Stream<ServerApplication> made(Unit unit) {
    boolean relevant =
        switch (unit.language()) {
          case PYTHON -> Dotted.imports(unit, PYTHON);
          case JAVASCRIPT ->
              unit.file().imports().stream().anyMatch(i -> JAVASCRIPT.contains(i.module()));
          case CSHARP, JAVA -> true;
          case CONFIG -> false;
        };
    return relevant
        ? Dotted.calls(unit)
            .filter(call -> makes(unit, call))
            .map(call ->
                new ServerApplication(
                    unit.location(call.expr().start(), call.expr().end(), call.fn().symbol()),
                    unit.language()))
        : Stream.empty();
  }

  private static boolean makes(Unit unit, Dotted.Call call) {
    String dotted = call.dotted();
    return switch (unit.language()) {
      case PYTHON -> PYTHON_MAKERS.contains(call.name());
      case JAVASCRIPT -> {
        boolean imported =
            unit.file().imports().stream()
                .anyMatch(i ->
                    JAVASCRIPT.contains(i.module())
                        && i.alias().equals(Dotted.root(call.expr().callee())));
        yield imported
            && (!dotted.contains(".") && !dotted.equals("Router")
                || dotted.matches("\\w+\\.(create|server|createServer)"));
      }
      case CSHARP -> CSHARP_MAKERS.contains(dotted);
      case JAVA -> JAVA_MAKERS.contains(dotted);
      case CONFIG -> false;
    };
  }

  /// Whether the manifest above a file is one, and of a program rather than a published library.
  private static boolean isOwn(Scene scene, Unit unit, List<ConfigFile> manifests) {
    List<ConfigFile> above =
        manifests.stream().filter(file -> unit.path().startsWith(folder(file.path()))).toList();
    boolean setup =
        unit.language() == Language.PYTHON
            && scene.program().units().stream().anyMatch(u -> u.path().endsWith("setup.py"));
    return above.isEmpty() ? setup || elsewhere(scene, unit) : !publishes(above.getFirst());
  }

  /// A manifest that is kept in a folder of its own and copied into place by an installer.
  private static boolean elsewhere(Scene scene, Unit unit) {
    return unit.language() == Language.JAVASCRIPT
        && scene.configuration().stream()
            .anyMatch(file -> file.path().equals("install/package.json") && !publishes(file));
  }

  private static boolean publishes(ConfigFile manifest) {
    ConfigValue root = manifest.root();
    if (manifest.name().equals("package.json")) {
      boolean packed =
          !root.get("files").isAbsent()
              || !root.get("exports").isAbsent()
              || !root.get("publishConfig").isAbsent();
      return packed && !root.text("private").equals("true");
    }
    if (manifest.name().equals("pyproject.toml")) {
      String classifiers =
          root.get("project", "classifiers").text()
              + root.get("tool", "poetry", "classifiers").text();
      return classifiers.contains("Framework ::") || classifiers.contains(":: Libraries");
    }
    return false;
  }

  private static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }

  private static int depth(String path) {
    return (int) path.chars().filter(c -> c == '/').count();
  }
}
