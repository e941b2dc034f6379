package dev.backlight.source.stack;

import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.ConfigValue.Entry;
import dev.backlight.source.config.ConfigValue.Mapping;
import dev.backlight.source.config.ConfigValue.Scalar;
import dev.backlight.source.config.ConfigValue.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Every place where configuration says which program to start.
final class Commands {

  private final ConfigFile file;
  private final List<Command> found = new ArrayList<>();

  private Commands(ConfigFile file) {
    this.file = file;
  }

  static List<Command> of(ConfigFile file) {
    Commands commands = new Commands(file);
    commands.read();
    return commands.found;
  }

  private void read() {
    switch (file.syntax()) {
      case DOCKERFILE -> dockerfile();
      case PROCFILE ->
          file.root().entries().forEach(entry -> shell(entry.value(), "Procfile " + entry.key()));
      case SHELL -> file.root().items().forEach(line -> shell(line, file.name()));
      case SECTIONS -> sections();
      case YAML -> file.documents().forEach(document -> containers(document, "", 0));
      case JSON -> scripts();
      default -> {
        // Other syntaxes start nothing.
      }
    }
  }

  private void dockerfile() {
    if (file.documents().isEmpty()) {
      return;
    }
    ConfigValue last = file.documents().getLast();
    for (Entry entry : last.entries()) {
      if (entry.key().equals("CMD") || entry.key().equals("ENTRYPOINT")) {
        value(entry.value(), entry.key());
      }
    }
  }

  private void sections() {
    for (Entry section : file.root().entries()) {
      for (Entry entry : section.value().entries()) {
        if (entry.key().equals("command") || entry.key().startsWith("ExecStart")) {
          shell(entry.value(), section.key());
        }
      }
    }
  }

  /// `command`, `entrypoint` and `args` wherever they stand: compose services and pods alike.
  private void containers(ConfigValue value, String name, int depth) {
    if (depth > 20) {
      return;
    }
    switch (value) {
      case Mapping mapping -> {
        List<String> words = new ArrayList<>();
        int line = 0;
        for (Entry entry : mapping.entries()) {
          boolean start =
              entry.key().equals("command")
                  || entry.key().equals("args")
                  || entry.key().equals("entrypoint");
          if (start && entry.value() instanceof Sequence sequence) {
            sequence.items().forEach(item -> words.add(item.text()));
            line = line == 0 ? entry.line() : line;
          } else if (start && entry.value() instanceof Scalar) {
            words.addAll(Command.words(entry.value().text()));
            line = line == 0 ? entry.line() : line;
          } else {
            containers(entry.value(), entry.key(), depth + 1);
          }
        }
        if (!words.isEmpty()) {
          add(Command.ofWords(words, file.at(line), name, development(name)));
        }
      }
      case Sequence sequence ->
          sequence.items().forEach(item -> containers(item, item.text("name"), depth + 1));
      case Scalar scalar -> {
        // A lone text starts nothing.
      }
    }
  }

  private void scripts() {
    if (!file.name().equals("package.json")) {
      return;
    }
    for (Entry script : file.root().get("scripts").entries()) {
      boolean serves = script.key().matches("start|start[:_-]prod\\w*|serve|prod\\w*");
      String origin = "script " + script.key();
      add(Command.ofShell(script.value().text(), file.at(script.line()), origin, !serves));
    }
  }

  private void value(ConfigValue value, String origin) {
    if (value instanceof Sequence sequence) {
      List<String> words = sequence.items().stream().map(ConfigValue::text).toList();
      add(Command.ofWords(words, file.at(value.line()), origin, development(origin)));
    } else {
      shell(value, origin);
    }
  }

  private void shell(ConfigValue value, String origin) {
    add(Command.ofShell(value.text(), file.at(value.line()), origin, development(origin)));
  }

  private void add(List<Command> commands) {
    found.addAll(commands);
  }

  /// Whether the file or service is made for developing.
  private boolean development(String origin) {
    String text = (file.name() + " " + origin).toLowerCase(Locale.ROOT);
    return Clues.isAside(file.path())
        || text.matches(".*\\b(dev|develop|development|test|local|debug|ci)\\b.*");
  }
}
