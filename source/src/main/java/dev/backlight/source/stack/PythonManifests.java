package dev.backlight.source.stack;

import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.ConfigValue.Entry;
import dev.backlight.source.config.Syntax;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// requirements files, pyproject.toml (PEP 621, PEP 735, Poetry, PDM, uv), Pipfile, setup.cfg and
/// the locks of each.
final class PythonManifests {

  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "([A-Za-z0-9][\\w.-]*)\\s*(?:\\[([^\\]]*)\\])?\\s*(?:\\(?\\s*([=<>!~][^;#]*))?.*");
  private static final Pattern DEVELOPMENT =
      Pattern.compile("(?i).*(dev|test|lint|docs?|typing|type|ci|qa|debug).*");

  private final ConfigFile file;
  private final Clues clues;

  private PythonManifests(ConfigFile file, Clues clues) {
    this.file = file;
    this.clues = clues;
  }

  static void read(ConfigFile file, Clues clues) {
    new PythonManifests(file, clues).read();
  }

  private void read() {
    ConfigValue root = file.root();
    String name = file.name().toLowerCase(Locale.ROOT);
    if (file.syntax() == Syntax.REQUIREMENTS) {
      boolean development = DEVELOPMENT.matcher(name).matches();
      root.items().forEach(line -> requirement(line, development, ""));
    } else if (file.syntax() == Syntax.TOML_LOCK) {
      String folder = Clues.folder(file.path());
      root.entries()
          .forEach(entry -> clues.lock(folder, "pypi", plain(entry.key()), entry.value().text()));
    } else if (name.equals("pyproject.toml")) {
      pyproject(root);
    } else if (name.equals("pipfile")) {
      table(root.get("packages"), false);
      table(root.get("dev-packages"), true);
      runtime(root.get("requires", "python_version"));
    } else if (name.equals("pipfile.lock")) {
      String folder = Clues.folder(file.path());
      root.get("default")
          .entries()
          .forEach(entry ->
              clues.lock(
                  folder,
                  "pypi",
                  plain(entry.key()),
                  entry.value().text("version").replace("==", "")));
    } else if (name.equals("setup.cfg")) {
      root.get("options", "install_requires").items().forEach(item -> requirement(item, false, ""));
      runtime(root.get("options", "python_requires"));
    }
  }

  private void pyproject(ConfigValue root) {
    ConfigValue project = root.get("project");
    project.get("dependencies").items().forEach(item -> requirement(item, false, ""));
    for (Entry extra : project.get("optional-dependencies").entries()) {
      boolean development = DEVELOPMENT.matcher(extra.key()).matches();
      extra.value().items().forEach(item -> requirement(item, development, "optional"));
    }
    for (Entry group : root.get("dependency-groups").entries()) {
      group.value().items().forEach(item -> requirement(item, true, ""));
    }
    root.get("tool", "uv", "dev-dependencies").items().forEach(item -> requirement(item, true, ""));
    runtime(project.get("requires-python"));
    ConfigValue poetry = root.get("tool", "poetry");
    table(poetry.get("dependencies"), false);
    table(poetry.get("dev-dependencies"), true);
    for (Entry group : poetry.get("group").entries()) {
      table(group.value().get("dependencies"), DEVELOPMENT.matcher(group.key()).matches());
    }
    runtime(poetry.get("dependencies", "python"));
  }

  private void runtime(ConfigValue version) {
    if (!version.text().isEmpty()) {
      String text = version.text();
      clues.add(file, version.line(), "runtime:python", text, "requires Python " + text);
    }
  }

  /// Poetry and Pipfile: `name = "^1"` or `name = {version = "^1", optional = true}`.
  private void table(ConfigValue table, boolean development) {
    for (Entry entry : table.entries()) {
      if (entry.key().equals("python")) {
        continue;
      }
      ConfigValue value = entry.value();
      String version = value.entries().isEmpty() ? value.text() : value.text("version");
      String kind = value.text("optional").equals("true") ? "optional" : "";
      dependency(entry.line(), entry.key(), version, development, kind);
    }
  }

  private void requirement(ConfigValue line, boolean development, String kind) {
    String text = line.text();
    Matcher matcher = REQUIREMENT.matcher(text);
    if (text.startsWith("-") || text.contains("://") && !text.contains("@") || !matcher.matches()) {
      return;
    }
    String version = matcher.group(3) == null ? "" : matcher.group(3).strip();
    dependency(line.line(), matcher.group(1), version, development, kind);
    String extras = matcher.group(2) == null ? "" : matcher.group(2);
    for (String extra : extras.split(",")) {
      if (!extra.isBlank() && Technologies.shipped().knows("pypi:" + extra.strip())) {
        dependency(line.line(), extra.strip(), "", development, "extra of " + matcher.group(1));
      }
    }
  }

  private void dependency(int line, String name, String version, boolean development, String kind) {
    String exact = version.replaceFirst("^==\\s*", "").replaceFirst("\\s*\\\\$", "");
    boolean any = exact.equals("*");
    String note =
        (kind.isEmpty() ? "" : kind + " ") + "dependency " + name + (any ? "" : " " + version);
    clues.add(file, line, "pypi:" + plain(name), any ? "" : exact, note.strip(), development);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }
}
