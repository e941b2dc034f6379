package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Feed;
import dev.backlight.load.scenario.Function;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The files of data that a foreign program reads, as feeds. One file that is read in the same way
/// is one feed; several orders of taking its rows are several.
final class DataFiles {

  private static final class Entry {
    private final Feed.Source source;
    private final String name;
    private Optional<Feed.Order> order = Optional.empty();

    Entry(Feed.Source source, String name) {
      this.source = source;
      this.name = name;
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /// All rows of a source as an expression.
  Expression rows(Feed.Source source) {
    return Expression.call(Function.ROWS, Expression.text(of(source, Optional.empty(), "").name));
  }

  /// The source that an expression gives all rows of.
  Optional<Feed.Source> source(Expression expression) {
    if (!(expression instanceof Expression.Call(Function function, List<Expression> arguments))
        || function != Function.ROWS) {
      return Optional.empty();
    }
    return arguments.getFirst().literalText().map(entries::get).map(entry -> entry.source);
  }

  /// The feed that hands out a source's rows in an order; a new one is called `name`, or after its
  /// file if that is empty.
  String feed(Feed.Source source, Feed.Order order, String name) {
    return of(source, Optional.of(order), name).name;
  }

  private Entry of(Feed.Source source, Optional<Feed.Order> order, String called) {
    for (Entry entry : entries.values()) {
      boolean fits = order.isEmpty() || entry.order.isEmpty() || entry.order.equals(order);
      if (entry.source.equals(source) && fits) {
        entry.order = entry.order.or(() -> order);
        return entry;
      }
    }
    String wanted = called.isEmpty() ? nameOf(source) : called;
    String name = wanted;
    for (int i = 2; entries.containsKey(name); i++) {
      name = wanted + "_" + i;
    }
    Entry entry = new Entry(source, name);
    entry.order = order;
    entries.put(name, entry);
    return entry;
  }

  private static String nameOf(Feed.Source source) {
    String file = source.file().orElse("rows");
    String bare = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.\\w+$", "");
    String name = bare.replaceAll("\\W+", "_");
    return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "data_" + name : name;
  }

  List<Feed> feeds() {
    List<Feed> feeds = new ArrayList<>();
    for (Entry entry : entries.values()) {
      feeds.add(new Feed(entry.name, entry.source, entry.order.orElse(Feed.Order.CIRCULAR)));
    }
    return List.copyOf(feeds);
  }
}
