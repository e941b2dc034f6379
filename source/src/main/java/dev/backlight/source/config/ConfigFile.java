package dev.backlight.source.config;

import dev.backlight.model.Location;
import dev.backlight.model.Span;
import java.util.List;

/// A configuration file as read. `path` is relative to the reviewed root with `/`. `documents` are
/// the documents of a YAML file, the stages of a Dockerfile, else one tree. `tables` come from
/// schema files. `problem` says why the file could not be read to its end, and is empty where it
/// could.
public record ConfigFile(
    String path, Syntax syntax, List<ConfigValue> documents, List<Table> tables, String problem) {

  public ConfigFile {
    documents = List.copyOf(documents);
    tables = List.copyOf(tables);
  }

  static ConfigFile tree(String path, Syntax syntax, ConfigValue document) {
    return new ConfigFile(path, syntax, List.of(document), List.of(), "");
  }

  static ConfigFile damaged(String path, Syntax syntax, String problem) {
    return new ConfigFile(path, syntax, List.of(), List.of(), problem);
  }

  public boolean isDamaged() {
    return !problem.isEmpty();
  }

  /// The first document, or [ConfigValue.Scalar#ABSENT].
  public ConfigValue root() {
    return documents.isEmpty() ? ConfigValue.Scalar.ABSENT : documents.getFirst();
  }

  /// The file's own name, without folders.
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// A line of this file as a place.
  public Location at(int line) {
    return new Location(path, Span.line(Math.max(1, line)), "");
  }
}
