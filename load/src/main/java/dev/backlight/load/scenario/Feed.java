package dev.backlight.load.scenario;

import java.util.List;
import java.util.Map;

/// Data that users take row by row, shared by all of them.
public record Feed(String name, Source source, Order order) {

  public enum Order {
    /// From the top again after the end.
    CIRCULAR,
    RANDOM,
    /// Each row once; who finds none left stops.
    ONCE
  }

  /// Where rows come from.
  public sealed interface Source {}

  /// A CSV file whose first line names the columns, beside the scenario.
  public record Csv(String file) implements Source {}

  public record Rows(List<Map<String, Value>> rows) implements Source {}

  /// Columns that are computed for each row; `row` is its number, from 0.
  public record Generated(Map<String, Expression> columns) implements Source {}
}
