package dev.backlight.source.stack;

import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.ConfigValue.Entry;
import dev.backlight.source.config.Syntax;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Maven and Gradle builds of a tree. Properties and managed versions of one module serve the
/// others.
final class JavaManifests {

  private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)\\}");
  private static final Pattern GRADLE_DEPENDENCY =
      Pattern.compile(
          "^(\\w*(?:[iI]mplementation|[aA]pi|[cC]ompile|[rR]untime|[cC]ompileOnly|[rR]untimeOnly|"
              + "[pP]rocessor|developmentOnly|platform)\\w*)\\s*\\(?.*?['\"]([\\w.-]+):([\\w.-]+)(?::([^'\"@]+))?.*['\"].*");
  private static final Pattern GRADLE_PLUGIN =
      Pattern.compile(
          "^id\\s*\\(?\\s*['\"]([\\w.-]+)['\"]\\)?(?:\\s*version\\s*\\(?['\"]([^'\"]+)['\"])?.*");
  private static final Pattern GRADLE_JAVA =
      Pattern.compile(
          ".*(?:languageVersion.*of\\(|(?:source|target)Compatibility\\s*=?\\s*|jvmToolchain\\()"
              + "\\D*?(?:1\\.)?(\\d{1,2}).*");
  private static final List<String> JAVA_PROPERTIES =
      List.of(
          "maven.compiler.release",
          "java.version",
          "maven.compiler.source",
          "maven.compiler.target",
          "release");

  private final Clues clues;
  private final Map<String, String> properties = new HashMap<>();

  private JavaManifests(Clues clues) {
    this.clues = clues;
  }

  static void read(List<ConfigFile> files, Clues clues) {
    JavaManifests manifests = new JavaManifests(clues);
    List<ConfigFile> poms =
        files.stream()
            .filter(file -> !file.root().get("project", "modelVersion").isAbsent())
            .toList();
    poms.forEach(manifests::properties);
    poms.forEach(manifests::managed);
    poms.forEach(manifests::pom);
    files.stream().filter(file -> file.syntax() == Syntax.GRADLE).forEach(manifests::gradle);
    files.stream()
        .filter(file -> file.name().endsWith(".versions.toml"))
        .forEach(manifests::catalog);
  }

  private void properties(ConfigFile pom) {
    for (Entry entry : pom.root().get("project", "properties").entries()) {
      properties.putIfAbsent(entry.key(), entry.value().text());
    }
    properties.putIfAbsent("project.version", pom.root().text("project", "version"));
  }

  private void managed(ConfigFile pom) {
    ConfigValue managed = pom.root().get("project", "dependencyManagement", "dependencies");
    for (ConfigValue dependency : managed.all("dependency")) {
      String version = resolve(dependency.text("version"));
      clues.lock("", "maven", coordinates(dependency), version);
      if (dependency.text("scope").equals("import")) {
        clues.lock("", "maven-bom", dependency.text("groupId"), version);
      }
    }
    ConfigValue parent = pom.root().get("project", "parent");
    if (parent.text("artifactId").startsWith("spring-boot-starter-parent")) {
      clues.lock("", "maven-bom", parent.text("groupId"), resolve(parent.text("version")));
    }
  }

  private void pom(ConfigFile pom) {
    ConfigValue project = pom.root().get("project");
    ConfigValue parent = project.get("parent");
    if (!parent.isAbsent()) {
      dependency(pom, parent, "parent");
    }
    for (ConfigValue dependency : project.get("dependencies").all("dependency")) {
      dependency(pom, dependency, "dependency");
    }
    for (Entry entry : project.get("properties").entries()) {
      if (JAVA_PROPERTIES.contains(entry.key())) {
        java(pom, entry.line(), resolve(entry.value().text()), entry.key());
      }
    }
    for (ConfigValue plugin : project.get("build", "plugins").all("plugin")) {
      if (plugin.text("artifactId").equals("maven-compiler-plugin")) {
        for (Entry entry : plugin.get("configuration").entries()) {
          if (entry.key().equals("release") || entry.key().equals("source")) {
            java(
                pom,
                entry.line(),
                resolve(entry.value().text()),
                "maven-compiler-plugin " + entry.key());
          }
        }
      }
    }
  }

  private void java(ConfigFile file, int line, String version, String where) {
    String plain = version.replaceFirst("^1\\.", "");
    if (plain.matches("\\d{1,2}")) {
      clues.add(file, line, "runtime:java", plain, where + " " + version);
    }
  }

  private void dependency(ConfigFile pom, ConfigValue dependency, String kind) {
    String coordinates = coordinates(dependency);
    String scope = dependency.text("scope");
    String version = resolve(dependency.text("version"));
    if (version.isEmpty()) {
      version = clues.lockedVersion(pom.path(), "maven-bom:" + dependency.text("groupId"));
    }
    String note = kind + " " + coordinates + (scope.isEmpty() ? "" : " (" + scope + ")");
    boolean development = scope.equals("test") || scope.equals("system");
    clues.add(pom, dependency.line(), "maven:" + coordinates, version, note, development);
  }

  private String coordinates(ConfigValue dependency) {
    return resolve(dependency.text("groupId")) + ":" + resolve(dependency.text("artifactId"));
  }

  /// Replaces properties; what stays unresolved is unknown, hence empty.
  private String resolve(String text) {
    String resolved = text;
    for (int round = 0; round < 5 && resolved.contains("${"); round++) {
      resolved =
          PROPERTY
              .matcher(resolved)
              .replaceAll(
                  match -> Matcher.quoteReplacement(properties.getOrDefault(match.group(1), "")));
    }
    return resolved;
  }

  private void gradle(ConfigFile file) {
    for (ConfigValue line : file.root().items()) {
      Matcher plugin = GRADLE_PLUGIN.matcher(line.text());
      Matcher dependency = GRADLE_DEPENDENCY.matcher(line.text());
      Matcher java = GRADLE_JAVA.matcher(line.text());
      if (plugin.matches()) {
        String version = plugin.group(2) == null ? "" : plugin.group(2);
        String note = "plugin " + plugin.group(1) + " " + version;
        clues.add(file, line.line(), "gradle-plugin:" + plugin.group(1), version, note.strip());
        if (plugin.group(1).equals("org.springframework.boot")) {
          clues.lock("", "maven-bom", plugin.group(1), version);
        }
      } else if (dependency.matches()) {
        String name = dependency.group(2) + ":" + dependency.group(3);
        String version = dependency.group(4) == null ? "" : dependency.group(4);
        boolean development = dependency.group(1).startsWith("test");
        clues.add(
            file,
            line.line(),
            "maven:" + name,
            version.contains("$") ? "" : version,
            dependency.group(1) + " " + name,
            development);
      } else if (java.matches()) {
        java(file, line.line(), java.group(1), "Java");
      }
    }
  }

  /// Gradle's version catalog: `name = { module = "g:a", version.ref = "x" }`.
  private void catalog(ConfigFile file) {
    ConfigValue versions = file.root().get("versions");
    for (Entry entry : file.root().get("libraries").entries()) {
      ConfigValue value = entry.value();
      String module =
          value.text("module").isEmpty()
              ? value.text("group") + ":" + value.text("name")
              : value.text("module");
      String written = value.text("version");
      String version = written.isEmpty() ? versions.text(value.text("version", "ref")) : written;
      if (module.length() > 1) {
        clues.add(file, entry.line(), "maven:" + module, version, "library " + module);
      }
    }
  }
}
