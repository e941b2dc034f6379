package dev.backlight.load.scenario;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Data that users take row by row, shared by all of them.
public record Feed(String name, Source source, Order order) {

  public enum Order {
    /// From the top again after the end.
    CIRCULAR,
    RANDOM,
    /// Each row once; who finds none left stops.
    ONCE
  }

  /// Where rows come from. Files are found beside the scenario, and in UTF-8.
  public sealed interface Source {

    /// The path of the file, if it is one.
    default Optional<String> file() {
      return switch (this) {
        case Csv csv -> Optional.of(csv.path());
        case Json(String path) -> Optional.of(path);
        case Lines(String path) -> Optional.of(path);
        case Rows _, Generated _ -> Optional.empty();
      };
    }
  }

  /// A file of values between `delimiter`s (RFC 4180), after `skip` lines that are no data.
  public record Csv(String path, char delimiter, int skip, Columns columns) implements Source {

    /// With commas, and the names of its columns in the first line.
    public static Csv of(String file) {
      return new Csv(file, ',', 0, new FirstLine());
    }
  }

  /// How the columns of a CSV file are called.
  public sealed interface Columns {}

  /// As the first line says.
  public record FirstLine() implements Columns {}

  /// As given; the first line is a row.
  public record Named(List<String> names) implements Columns {}

  /// Not at all: rows are lists of texts, and the first line is one.
  public record Unnamed() implements Columns {}

  /// A file of JSON: each element of its list is a row.
  public record Json(String path) implements Source {}

  /// A file of text: each line is a row, without its line end.
  public record Lines(String path) implements Source {}

  public record Rows(List<Map<String, Value>> rows) implements Source {}

  /// Columns that are computed for each row; `row` is its number, from 0.
  public record Generated(Map<String, Expression> columns) implements Source {}
}
