package dev.backlight.source.program;

import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the tree's package manifests say that linking needs. `packages`: the tree's own JavaScript
/// package names and their folders; `dependencies`: the packages that any manifest names; `kinds`:
/// what the package in a folder is; `aliases`: names of folders for the compiler.
public record Manifests(
    Map<String, String> packages,
    Set<String> dependencies,
    Map<String, Kind> kinds,
    PathAliases aliases) {

  /// What a package runs as.
  enum Kind {
    /// In a browser: it depends on a framework for pages and on nothing that only a server has.
    PAGE,
    /// On a server: it depends on what only a server has.
    SERVER,
    /// As a command that a person types.
    COMMAND,
    OTHER
  }

  public static final Manifests NONE =
      new Manifests(Map.of(), Set.of(), Map.of(), PathAliases.NONE);

  /// Reads every `package.json` and `tsconfig.json` among the configuration.
  public static Manifests of(List<ConfigFile> configs) {
    Manifests found =
        new Manifests(new TreeMap<>(), new TreeSet<>(), new TreeMap<>(), PathAliases.of(configs));
    for (ConfigFile config : configs) {
      if (config.name().equals("package.json")) {
        found.add(config);
      }
    }
    found.partsOfPages(configs);
    return found;
  }

  /// A package that only packages of pages depend on is a part of those pages.
  private void partsOfPages(List<ConfigFile> configs) {
    Map<String, Set<String>> users = new TreeMap<>();
    for (ConfigFile config : configs) {
      if (config.name().equals("package.json")) {
        for (String part : List.of("dependencies", "peerDependencies", "devDependencies")) {
          if (config.root().get(part) instanceof ConfigValue.Mapping m) {
            m.entries()
                .forEach(entry ->
                    users
                        .computeIfAbsent(entry.key(), name -> new TreeSet<>())
                        .add(Modules.parent(config.path())));
          }
        }
      }
    }
    boolean more = true;
    while (more) {
      more = false;
      for (Map.Entry<String, String> own : packages.entrySet()) {
        Set<String> by = users.getOrDefault(own.getKey(), Set.of());
        if (kinds.get(own.getValue()) == Kind.OTHER
            && !by.isEmpty()
            && by.stream().allMatch(user -> kinds.get(user) == Kind.PAGE)) {
          kinds.put(own.getValue(), Kind.PAGE);
          more = true;
        }
      }
    }
  }

  private void add(ConfigFile config) {
    String folder = Modules.parent(config.path());
    String name = config.root().get("name").text();
    if (!name.isEmpty() && !folder.isEmpty()) {
      packages.put(name, folder);
    }
    Set<String> used = new TreeSet<>();
    for (String part : List.of("dependencies", "peerDependencies")) {
      if (config.root().get(part) instanceof ConfigValue.Mapping m) {
        m.entries().forEach(entry -> used.add(entry.key()));
      }
    }
    dependencies.addAll(used);
    kinds.put(folder, kind(config, used));
  }

  private static Kind kind(ConfigFile config, Set<String> used) {
    if (used.stream().anyMatch(ServerScripts::onlyServersHave)) {
      return Kind.SERVER;
    }
    // What is bundled for the browser is often listed as needed for the build alone.
    if (used.stream().anyMatch(Browser::drawsPages)
        || config.root().get("devDependencies") instanceof ConfigValue.Mapping built
            && built.entries().stream().anyMatch(entry -> Browser.drawsPages(entry.key()))
            && built.entries().stream()
                .noneMatch(entry -> ServerScripts.onlyServersHave(entry.key()))) {
      return Kind.PAGE;
    }
    return config.root().get("bin").isAbsent() ? Kind.OTHER : Kind.COMMAND;
  }

  /// The kind of the package that a file belongs to.
  Kind kind(String path) {
    String folder = Modules.parent(path);
    while (!folder.isEmpty() && !kinds.containsKey(folder)) {
      folder = Modules.parent(folder);
    }
    return kinds.getOrDefault(folder, Kind.OTHER);
  }
}
