package dev.backlight.source.program;

import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the tree's package manifests say that linking needs. `packages`: the tree's own JavaScript
/// package names and their folders; `dependencies`: the packages that any manifest names; `pages`:
/// the folders of packages that run in a browser; `services`: the folders of all others.
public record Manifests(
    Map<String, String> packages,
    Set<String> dependencies,
    Set<String> pages,
    Set<String> services) {

  public static final Manifests NONE = new Manifests(Map.of(), Set.of(), Set.of(), Set.of());

  /// Reads every `package.json` among the configuration.
  public static Manifests of(List<ConfigFile> configs) {
    Manifests found =
        new Manifests(new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    for (ConfigFile config : configs) {
      if (config.name().equals("package.json")) {
        found.add(config);
      }
    }
    return found;
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
    (Browser.isPage(used) ? pages : services).add(folder);
  }
}
