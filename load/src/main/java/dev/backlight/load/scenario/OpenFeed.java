package dev.backlight.load.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// A feed with its rows in memory, for all users at once.
final class OpenFeed {

  private final Feed feed;
  private final List<Value> rows;
  private final AtomicLong taken = new AtomicLong();

  private OpenFeed(Feed feed, List<Value> rows) {
    this.feed = feed;
    this.rows = rows;
  }

  static OpenFeed open(Feed feed, Path folder) throws EvaluationException {
    List<Value> rows =
        switch (feed.source()) {
          case Feed.Csv(String file) -> csv(feed, folder.resolve(file));
          case Feed.Rows(List<Map<String, Value>> given) ->
              given.stream().map(row -> (Value) new Value.Fields(row)).toList();
          case Feed.Generated _ -> List.of();
        };
    if (rows.isEmpty() && !(feed.source() instanceof Feed.Generated)) {
      throw new EvaluationException("the feed '" + feed.name() + "' has no rows");
    }
    return new OpenFeed(feed, rows);
  }

  private static List<Value> csv(Feed feed, Path file) throws EvaluationException {
    List<List<String>> lines;
    try {
      lines = CsvText.read(Files.readString(file));
    } catch (IOException e) {
      throw new EvaluationException("the feed '" + feed.name() + "' cannot be read: " + file);
    }
    List<Value> rows = new ArrayList<>();
    for (List<String> line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      Map<String, Value> row = new LinkedHashMap<>();
      for (int i = 0; i < lines.getFirst().size(); i++) {
        row.put(lines.getFirst().get(i).strip(), Value.of(i < line.size() ? line.get(i) : ""));
      }
      rows.add(new Value.Fields(row));
    }
    return rows;
  }

  /// The next row; empty where each was taken once.
  Optional<Value> next(Scope scope) throws EvaluationException {
    if (feed.source() instanceof Feed.Generated(Map<String, Expression> columns)) {
      return Optional.of(generated(columns, scope));
    }
    return switch (feed.order()) {
      case RANDOM -> Optional.of(rows.get(scope.random().nextInt(rows.size())));
      case CIRCULAR -> Optional.of(rows.get((int) (taken.getAndIncrement() % rows.size())));
      case ONCE -> {
        long at = taken.getAndIncrement();
        yield at < rows.size() ? Optional.of(rows.get((int) at)) : Optional.empty();
      }
    };
  }

  private Value generated(Map<String, Expression> columns, Scope scope) throws EvaluationException {
    Optional<Value> before = scope.own("row");
    scope.set("row", Value.of(taken.getAndIncrement()));
    Map<String, Value> row = new LinkedHashMap<>();
    for (Map.Entry<String, Expression> column : columns.entrySet()) {
      row.put(column.getKey(), Evaluator.evaluate(column.getValue(), scope));
    }
    scope.restore("row", before);
    return new Value.Fields(row);
  }
}
