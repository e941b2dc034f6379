package dev.backlight.source.stack;

import dev.backlight.model.Location;
import dev.backlight.model.Quantity.Provenance;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.ConfigValue.Entry;
import dev.backlight.source.config.ConfigValue.Mapping;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The facts of proxies, databases, caches and application settings.
final class FactReading {

  private static final Pattern POOL_IN_ADDRESS =
      Pattern.compile(
          "(?i)\\b(max(?:imum)? ?pool ?size|min(?:imum)? ?pool ?size|connection_limit|pool_timeout"
              + "|pool_size|max_overflow|maxpoolsize|minpoolsize|pooling|maxconnections|connect timeout"
              + "|connection timeout|command timeout)\\s*=\\s*([\\w.]+)");
  private static final Pattern SERVER_FLAG = Pattern.compile("(?:-c|--)\\s*([a-z_]+)=([\\w.]+)");

  private final List<Fact> facts;

  private FactReading(List<Fact> facts) {
    this.facts = facts;
  }

  static void read(List<ConfigFile> configs, Settings settings, List<Fact> facts) {
    FactReading reading = new FactReading(facts);
    for (ConfigFile file : configs) {
      switch (file.syntax()) {
        case NGINX -> reading.blocks(file, file.root(), "", 0);
        case HAPROXY -> reading.haproxy(file);
        case DIRECTIVES -> reading.directives(file);
        case SECTIONS -> reading.sections(file);
        case YAML -> {
          if (Shape.of(file) == Shape.COMPOSE) {
            reading.databaseFlags(file);
          }
        }
        default -> {
          // Others have settings or nothing.
        }
      }
    }
    reading.settings(settings);
  }

  private void add(Topic topic, String name, String subject, String value, Location place) {
    facts.add(new Fact(topic, name, subject, value, Provenance.CONFIG, place));
  }

  private void blocks(ConfigFile file, ConfigValue block, String subject, int depth) {
    if (depth > 20) {
      return;
    }
    for (Entry entry : block.entries()) {
      if (entry.value() instanceof Mapping inner) {
        String own = (entry.key() + " " + inner.text()).strip();
        blocks(file, inner, own, depth + 1);
      } else {
        String name = "nginx:" + entry.key();
        FactLines.shipped()
            .directive(name)
            .ifPresent(
                topic -> add(topic, name, subject, entry.value().text(), file.at(entry.line())));
      }
    }
  }

  private void haproxy(ConfigFile file) {
    for (Entry section : file.root().entries()) {
      String subject = (section.key() + " " + section.value().text()).strip();
      for (Entry entry : section.value().entries()) {
        String name = "haproxy:" + entry.key();
        FactLines.shipped()
            .directive(name)
            .ifPresent(
                topic -> add(topic, name, subject, entry.value().text(), file.at(entry.line())));
      }
    }
  }

  private void directives(ConfigFile file) {
    String name = file.name().toLowerCase(Locale.ROOT);
    String product = name.contains("postgres") ? "postgresql:" : "redis:";
    for (Entry entry : file.root().entries()) {
      directive(product + entry.key(), file.name(), entry.value().text(), file.at(entry.line()));
    }
  }

  private void sections(ConfigFile file) {
    for (Entry entry : file.root().get("mysqld").entries()) {
      directive("mysql:" + entry.key(), file.name(), entry.value().text(), file.at(entry.line()));
    }
  }

  private void directive(String name, String subject, String value, Location place) {
    FactLines.shipped().directive(name).ifPresent(topic -> add(topic, name, subject, value, place));
  }

  /// `command: postgres -c max_connections=200`, `mysqld --max_connections=500`, and Redis flags.
  private void databaseFlags(ConfigFile file) {
    for (Entry service : file.root().get("services").entries()) {
      ConfigValue command = service.value().get("command");
      String text = command.text();
      String image = service.value().text("image");
      String product =
          image.contains("postg") || image.contains("timescale") ? "postgresql:" : "mysql:";
      Matcher flag = SERVER_FLAG.matcher(text);
      while (flag.find()) {
        directive(
            product + flag.group(1).replace('-', '_'),
            service.key(),
            flag.group(2),
            file.at(command.line()));
      }
      if (text.contains("redis-server") || text.contains("valkey-server")) {
        List<String> words = Command.words(text);
        for (int i = 0; i + 1 < words.size(); i++) {
          if (words.get(i).startsWith("--")) {
            directive(
                "redis:" + words.get(i).substring(2),
                service.key(),
                words.get(i + 1),
                file.at(command.line()));
          }
        }
      }
    }
  }

  private void settings(Settings settings) {
    for (Setting setting : settings.all()) {
      String canonical = Setting.canonical(setting.key());
      for (FactLines.Key key : FactLines.shipped().settings()) {
        boolean matches =
            key.suffix() ? endsWith(setting.key(), canonical, key) : canonical.equals(key.key());
        if (matches) {
          add(key.topic(), key.name(), subject(setting), setting.value(), setting.place());
        }
      }
      if (setting.value().indexOf('=') > 0) {
        pool(setting);
      }
    }
  }

  /// The last segments of the key are the fact's: `*.max` is not `climax`.
  private static boolean endsWith(String written, String canonical, FactLines.Key key) {
    if (!canonical.endsWith(key.key())) {
      return false;
    }
    if (canonical.length() == key.key().length()) {
      return true;
    }
    int segments = (int) key.name().chars().filter(c -> c == '.').count();
    String[] parts = written.split("\\.|__|:");
    int from = Math.max(0, parts.length - segments);
    String tail = String.join("", List.of(parts).subList(from, parts.length));
    return Setting.canonical(tail).equals(key.key());
  }

  private static String subject(Setting setting) {
    return setting.profile().isEmpty()
        ? setting.key()
        : setting.key() + " (" + setting.profile() + ")";
  }

  private void pool(Setting setting) {
    Matcher matcher = POOL_IN_ADDRESS.matcher(setting.value());
    while (matcher.find()) {
      String name =
          "connection-string:" + matcher.group(1).toLowerCase(Locale.ROOT).replaceAll("\\s+", "-");
      Topic topic = name.contains("timeout") ? Topic.TIMEOUT : Topic.POOL;
      add(topic, name, setting.key(), matcher.group(2), setting.place());
    }
  }
}
