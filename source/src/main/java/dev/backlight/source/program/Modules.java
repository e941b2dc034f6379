package dev.backlight.source.program;

import dev.backlight.model.Language;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the file that an import names.
///
/// Source roots are not known, so a Python module `app.crud` is any file whose path ends in
/// `app/crud.py` or `app/crud/__init__.py`; among several the one that shares the longest path with
/// the importer. JavaScript specifiers are resolved relative to the importer, through the aliases
/// of the compiler's configuration, `@/` and `~/` by suffix, and through the names of the tree's
/// own packages.
final class Modules {

  private static final List<String> ENDINGS =
      List.of(
          "",
          ".ts",
          ".tsx",
          ".js",
          ".jsx",
          ".mjs",
          ".cjs",
          "/index.ts",
          "/index.tsx",
          "/index.js",
          "/src/index.ts",
          "/src/index.js",
          "/src/index.tsx");

  private final Map<String, Unit> byPath = new HashMap<>();
  private final Map<String, List<Unit>> byPythonSuffix = new HashMap<>();
  private final Map<String, List<Unit>> byScriptSuffix = new HashMap<>();
  private final Map<String, String> packages;
  private final PathAliases aliases;

  Modules(List<Unit> units, Manifests manifests) {
    this.packages = manifests.packages();
    this.aliases = manifests.aliases();
    for (Unit unit : units) {
      byPath.put(unit.path(), unit);
      if (unit.language() == Language.PYTHON) {
        suffixes(byPythonSuffix, moduleName(unit.path()), '.', unit);
      } else if (unit.language() == Language.JAVASCRIPT) {
        String path = unit.path();
        String bare = path.substring(0, path.lastIndexOf('.'));
        suffixes(byScriptSuffix, bare, '/', unit);
        if (bare.endsWith("/index")) {
          suffixes(byScriptSuffix, bare.substring(0, bare.length() - 6), '/', unit);
        }
      }
    }
  }

  private static void suffixes(Map<String, List<Unit>> map, String name, char by, Unit unit) {
    String rest = name;
    while (true) {
      map.computeIfAbsent(rest, r -> new ArrayList<>(1)).add(unit);
      int cut = rest.indexOf(by);
      if (cut < 0) {
        return;
      }
      rest = rest.substring(cut + 1);
    }
  }

  private static String moduleName(String path) {
    String bare = path.endsWith(".py") ? path.substring(0, path.length() - 3) : path;
    if (bare.endsWith("/__init__")) {
      bare = bare.substring(0, bare.length() - 9);
    }
    return bare.replace('/', '.');
  }

  Optional<Unit> python(String module, Unit from) {
    if (!module.startsWith(".")) {
      return nearest(byPythonSuffix.get(module), from);
    }
    int dots = 0;
    while (dots < module.length() && module.charAt(dots) == '.') {
      dots++;
    }
    String folder = parent(from.path());
    for (int i = 1; i < dots; i++) {
      folder = parent(folder);
    }
    String rest = module.substring(dots).replace('.', '/');
    String base = rest.isEmpty() ? folder : folder.isEmpty() ? rest : folder + "/" + rest;
    Unit unit = byPath.get(base + ".py");
    return Optional.ofNullable(
        unit != null ? unit : byPath.get(base.isEmpty() ? "__init__.py" : base + "/__init__.py"));
  }

  Optional<Unit> script(String specifier, Unit from) {
    if (specifier.startsWith(".")) {
      return exact(normalize(parent(from.path()), specifier));
    }
    for (String path : aliases.paths(specifier, from.path())) {
      Optional<Unit> found = exact(path);
      if (found.isPresent()) {
        return found;
      }
    }
    if (specifier.startsWith("@/") || specifier.startsWith("~/") || specifier.startsWith("#")) {
      String rest = specifier.substring(specifier.indexOf('/') + 1);
      return nearest(byScriptSuffix.get(rest), from);
    }
    for (String name = specifier; !name.isEmpty(); name = parent(name)) {
      String folder = packages.get(name);
      if (folder != null) {
        String rest = specifier.substring(name.length());
        Optional<Unit> found = exact(folder + rest);
        return found.isPresent() ? found : exact(folder + "/src" + rest);
      }
    }
    return specifier.startsWith("src/") || specifier.startsWith("app/")
        ? nearest(byScriptSuffix.get(specifier), from)
        : Optional.empty();
  }

  /// Whether a JavaScript specifier names one of the tree's own packages.
  boolean isOwnPackage(String specifier) {
    for (String name = specifier; !name.isEmpty(); name = parent(name)) {
      if (packages.containsKey(name)) {
        return true;
      }
    }
    return false;
  }

  private Optional<Unit> exact(String path) {
    for (String ending : ENDINGS) {
      Unit unit = byPath.get(path + ending);
      if (unit != null) {
        return Optional.of(unit);
      }
    }
    if (path.endsWith(".js")) {
      String bare = path.substring(0, path.length() - 3);
      Unit typed = byPath.get(bare + ".ts");
      return Optional.ofNullable(typed != null ? typed : byPath.get(bare + ".tsx"));
    }
    return Optional.empty();
  }

  static String normalize(String folder, String specifier) {
    List<String> parts = new ArrayList<>();
    for (String part : (folder + "/" + specifier).split("/", -1)) {
      if (part.equals("..")) {
        if (!parts.isEmpty()) {
          parts.removeLast();
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  private static Optional<Unit> nearest(@Nullable List<Unit> units, Unit from) {
    if (units == null) {
      return Optional.empty();
    }
    Unit best = units.getFirst();
    int shared = -1;
    for (Unit unit : units) {
      int common = common(unit.path(), from.path());
      if (common > shared) {
        best = unit;
        shared = common;
      }
    }
    return Optional.of(best);
  }

  private static int common(String a, String b) {
    int i = 0;
    while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    return i;
  }

  static String parent(String path) {
    int cut = path.lastIndexOf('/');
    return cut < 0 ? "" : path.substring(0, cut);
  }
}
