package dev.backlight.source.config;

import java.util.List;

/// A table that a schema file declares, or an index it adds to one declared elsewhere (then without
/// columns). Names are lower case without quotes and schema for SQL, as written for Prisma models.
public record Table(String name, int line, List<Column> columns, List<Index> indexes) {

  public Table {
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
  }

  /// `references` is the table a foreign key or relation points to, empty if none.
  public record Column(String name, String type, String references, int line) {}

  /// Columns in index order; expressions are kept as written. `unique` also for primary keys.
  public record Index(List<String> columns, boolean unique, int line) {
    public Index {
      columns = List.copyOf(columns);
    }
  }
}
