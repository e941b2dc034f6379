package dev.backlight.crimes.scaling;

import dev.backlight.crimes.Scene;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.Syntax;
import dev.backlight.source.stack.Fact;
import dev.backlight.source.stack.Server;
import dev.backlight.source.stack.Topic;
import java.util.regex.Pattern;

/// Which configuration runs production, and how many processes it runs.
final class Starts {

  private static final Pattern ASIDE =
      Pattern.compile(
          "(?i)(^|[/._-])(dev|devel|develop|development|local|debug|test|tests|testing|ci|e2e|example"
              + "|examples|sample|samples|demo|docs?|devcontainer|sandbox|playground|benchmarks?"
              + "|templates?|tutorials?|fixtures?|regtest|contrib|\\.github|\\.vscode)([/._-]|$)");
  private static final Pattern PRODUCTION =
      Pattern.compile(
          "(?i)(^|[/._-])(prod|production|deploy|deployment|swarm|stack|live)([/._-]|$)");

  private Starts() {}

  /// Whether a file belongs to what runs, by its path.
  static boolean deployed(String path) {
    return !ASIDE.matcher(path).find();
  }

  /// Whether a path says that it is for production.
  static boolean production(String path) {
    return PRODUCTION.matcher(path).find() && deployed(path);
  }

  static boolean compose(ConfigFile file) {
    return file.name().matches("(?i).*compose.*\\.ya?ml");
  }

  /// Whether a file starts production by what it is: a compose file must say so by its name.
  static boolean startsProduction(Scene scene, String path) {
    if (!deployed(path)) {
      return false;
    }
    return scene.configuration().stream()
        .filter(file -> file.path().equals(path))
        .anyMatch(file ->
            switch (file.syntax()) {
              case DOCKERFILE, PROCFILE, SECTIONS -> true;
              case SHELL -> file.name().matches("(?i).*(entrypoint|start|run|server|serve).*");
              case YAML -> compose(file) ? production(path) : kubernetes(file);
              default -> false;
            });
  }

  static boolean kubernetes(ConfigFile file) {
    return file.syntax() == Syntax.YAML
        && file.documents().stream()
            .anyMatch(d -> !d.get("apiVersion").isAbsent() && !d.get("kind").isAbsent());
  }

  /// Whether the tree shows several processes of its service: replicas, autoscaling, workers.
  static boolean replicated(Scene scene) {
    // A template of a chart leaves the number to its values.
    int unknown = scene.deployment().facts(Topic.REPLICAS).stream().anyMatch(Starts::one) ? 1 : 2;
    return scene.deployment().facts(Topic.REPLICAS).stream()
            .anyMatch(fact -> fact.number().orElse(unknown) > 1)
        || !scene.deployment().facts(Topic.AUTOSCALING).isEmpty()
        || scene.deployment().productionServers().stream()
            .filter(server -> server.model() != Server.Model.WORKER)
            .anyMatch(server -> server.option("workers").map(Starts::several).orElse(false));
  }

  private static boolean one(Fact replicas) {
    return replicas.number().orElse(2) == 1;
  }

  private static boolean several(Fact workers) {
    return workers.number().orElse(2) > 1;
  }

  /// Whether the tree says that it runs exactly one process.
  static boolean single(Scene scene) {
    return !replicated(scene)
        && scene.deployment().facts(Topic.REPLICAS).stream().anyMatch(Starts::one);
  }
}
