package dev.backlight.load.scenario;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// A feed with its rows in memory, for all users at once.
final class OpenFeed {

  private final Feed feed;
  private final Value data;
  private final List<Value> rows;
  private final AtomicLong taken = new AtomicLong();

  private OpenFeed(Feed feed, Value data) {
    this.feed = feed;
    this.data = data;
    this.rows = data instanceof Value.Items(List<Value> items) ? items : List.of();
  }

  static OpenFeed open(Feed feed, Path folder) throws EvaluationException {
    OpenFeed open;
    try {
      open =
          new OpenFeed(
              feed,
              switch (feed.source()) {
                case Feed.Csv csv -> DataFile.csv(csv, folder);
                case Feed.Json(String file) -> DataFile.json(file, folder);
                case Feed.Lines(String file) -> DataFile.lines(file, folder);
                case Feed.Rows(List<Map<String, Value>> given) ->
                    new Value.Items(
                        given.stream().map(row -> (Value) new Value.Fields(row)).toList());
                case Feed.Generated _ -> new Value.Items(List.of());
              });
    } catch (EvaluationException e) {
      throw new EvaluationException("the feed '" + feed.name() + "': " + e.getMessage());
    }
    if (open.data.equals(new Value.Items(List.of())) && !open.isGenerated()) {
      throw new EvaluationException("the feed '" + feed.name() + "' has no rows");
    }
    return open;
  }

  private boolean isGenerated() {
    return feed.source() instanceof Feed.Generated;
  }

  /// All rows as a list; of JSON that is no list, what it is.
  Value all() throws EvaluationException {
    if (isGenerated()) {
      throw new EvaluationException(
          "the feed '" + feed.name() + "' computes its rows without end; use 'take'");
    }
    return data;
  }

  /// The next row; empty where each was taken once.
  Optional<Value> next(Scope scope) throws EvaluationException {
    if (feed.source() instanceof Feed.Generated(Map<String, Expression> columns)) {
      return Optional.of(generated(columns, scope));
    }
    if (rows.isEmpty()) {
      throw new EvaluationException(
          "the feed '%s' is a %s, not a list of rows".formatted(feed.name(), Values.type(data)));
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
