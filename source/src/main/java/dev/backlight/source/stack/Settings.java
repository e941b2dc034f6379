package dev.backlight.source.stack;

import dev.backlight.source.code.SourceFile;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.ConfigValue.Entry;
import dev.backlight.source.config.ConfigValue.Mapping;
import dev.backlight.source.config.ConfigValue.Scalar;
import dev.backlight.source.config.ConfigValue.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Every application setting of a tree, whatever file it stands in, found by key.
///
/// Keys of all notations are one (`spring.jpa.open-in-view`, `SPRING_JPA_OPEN_IN_VIEW`). Profiles
/// are kept apart in the simplest way: by file name, or by Spring's `on-profile` key of a document.
public final class Settings {

  /// Settings that are kept; more is generated data.
  static final int LIMIT = 50_000;

  private static final int MAX_DEPTH = 30;
  private static final int MAX_VALUE = 1_000;

  private static final Pattern PROFILE =
      Pattern.compile("(?:application|bootstrap|appsettings|config|settings|\\.env)[.-]([\\w-]+)");

  private static final Pattern SETTINGS_JSON =
      Pattern.compile(
          "(?i)(.*\\.)?(app|local\\.)?settings.*\\.json|.*config([.-].*)?\\.json|host\\.json"
              + "|(default|production|development|staging|ormconfig|pm2|process)\\.json");

  private final List<Setting> all = new ArrayList<>();
  private final Map<String, List<Setting>> byKey = new HashMap<>();

  private Settings() {}

  /// Flattens the settings of configuration files and of the source files that are configuration
  /// (Django settings, gunicorn.conf.py, ecosystem.config.js).
  public static Settings of(List<ConfigFile> configs, List<SourceFile> sources) {
    Settings settings = new Settings();
    configs.forEach(settings::file);
    for (SourceFile source : sources) {
      SourceSettings.of(source).forEach(settings::add);
    }
    for (List<Setting> same : settings.byKey.values()) {
      same.sort(
          Comparator.comparing((Setting setting) -> Clues.isAside(setting.place().path()))
              .thenComparing(Setting::profile)
              .thenComparing(setting -> setting.place().path())
              .thenComparing(setting -> setting.place().span().startLine()));
    }
    return settings;
  }

  /// Those of what runs: without tests, examples, documentation and tools.
  public Settings running() {
    Settings running = new Settings();
    all.stream()
        .filter(setting -> !Clues.isAside(setting.place().path()))
        .forEach(running.all::add);
    byKey.forEach((key, same) -> {
      List<Setting> kept =
          same.stream().filter(setting -> !Clues.isAside(setting.place().path())).toList();
      if (!kept.isEmpty()) {
        running.byKey.put(key, kept);
      }
    });
    return running;
  }

  public List<Setting> all() {
    return List.copyOf(all);
  }

  /// All settings of a key in any notation: what runs before tests, no profile first, by path.
  public List<Setting> find(String key) {
    return List.copyOf(byKey.getOrDefault(Setting.canonical(key), List.of()));
  }

  /// The setting that holds without a profile, else the first of any profile.
  public Optional<Setting> first(String key) {
    return find(key).stream().findFirst();
  }

  /// All settings whose key starts with these segments, in any notation.
  public List<Setting> under(String prefix) {
    String start = Setting.canonical(prefix);
    return all.stream().filter(item -> Setting.canonical(item.key()).startsWith(start)).toList();
  }

  private void add(Setting setting) {
    if (all.size() < LIMIT && setting.value().length() <= MAX_VALUE) {
      all.add(setting);
      byKey
          .computeIfAbsent(Setting.canonical(setting.key()), key -> new ArrayList<>())
          .add(setting);
    }
  }

  private void file(ConfigFile file) {
    switch (file.syntax()) {
      case PROPERTIES, ENVIRONMENT, SECTIONS, DIRECTIVES -> documents(file);
      case YAML -> {
        Shape shape = Shape.of(file);
        switch (shape) {
          case COMPOSE, KUBERNETES, SERVERLESS ->
              file.documents().forEach(document -> environment(file, document, 0));
          case NONE -> documents(file);
          default -> {
            // Rules, dashboards and workflows set nothing of the application.
          }
        }
      }
      case JSON -> {
        if (SETTINGS_JSON.matcher(file.name()).matches()) {
          documents(file);
        }
      }
      case TOML -> {
        if (!file.name().equals("pyproject.toml") && !file.name().contains("versions")) {
          documents(file);
        }
      }
      case DOCKERFILE -> {
        for (ConfigValue stage : file.documents()) {
          stage.all("ENV").forEach(env -> flatten(file, "", env, "", 0));
        }
      }
      default -> {
        // No settings of the application.
      }
    }
  }

  private void documents(ConfigFile file) {
    Matcher named =
        PROFILE.matcher(file.name().replaceFirst("\\.(ya?ml|json|properties|toml)$", ""));
    String fileProfile = named.matches() ? named.group(1) : "";
    String profile = fileProfile.matches("example|sample|template|dist|default") ? "" : fileProfile;
    for (ConfigValue document : file.documents()) {
      String own = document.text("spring", "config", "activate", "on-profile");
      String old = document.text("spring", "profiles");
      flatten(file, "", document, own.isEmpty() ? old.isEmpty() ? profile : old : own, 0);
    }
  }

  private void flatten(ConfigFile file, String key, ConfigValue value, String profile, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    switch (value) {
      case Scalar scalar -> add(new Setting(key, scalar.text(), profile, file.at(scalar.line())));
      case Mapping mapping -> {
        for (Entry entry : mapping.entries()) {
          String below = key.isEmpty() ? entry.key() : key + "." + entry.key();
          flatten(file, below, entry.value(), profile, depth + 1);
        }
      }
      case Sequence sequence -> {
        boolean scalars = sequence.items().stream().allMatch(item -> item instanceof Scalar);
        if (scalars) {
          add(new Setting(key, sequence.text(), profile, file.at(sequence.line())));
        } else {
          for (int i = 0; i < sequence.items().size(); i++) {
            flatten(file, key + "." + i, sequence.items().get(i), profile, depth + 1);
          }
        }
      }
    }
  }

  /// The environment variables of containers: `environment` (compose) as a table or as `K=V`, `env`
  /// (pods) as names and values, `data` of a ConfigMap.
  private void environment(ConfigFile file, ConfigValue value, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    if (value.text("kind").equals("ConfigMap")) {
      flatten(file, "", value.get("data"), "", depth);
    }
    for (Entry entry : value.entries()) {
      boolean variables = entry.key().equals("environment") || entry.key().equals("env");
      if (variables) {
        flatten(
            file,
            "",
            entry.value() instanceof Mapping ? entry.value() : ConfigValue.Scalar.ABSENT,
            "",
            depth);
        entry.value().items().forEach(item -> variable(file, item));
      } else {
        environment(file, entry.value(), depth + 1);
      }
    }
    if (value instanceof Sequence sequence) {
      sequence.items().forEach(item -> environment(file, item, depth + 1));
    }
  }

  private void variable(ConfigFile file, ConfigValue item) {
    String text = item.text();
    int equals = text.indexOf('=');
    if (!item.text("name").isEmpty()) {
      add(new Setting(item.text("name"), item.text("value"), "", file.at(item.line())));
    } else if (equals > 0) {
      add(
          new Setting(
              text.substring(0, equals), text.substring(equals + 1), "", file.at(item.line())));
    }
  }
}
