package dev.backlight.load.exports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Feed;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Scenario;
import java.util.List;
import java.util.Optional;

/// Feeds whose rows a scenario uses as a list, which other tools read from the same files.
final class Feeds {

  private Feeds() {}

  /// The feed that `rows('name')` is all of; empty for other expressions.
  static Optional<Feed> allRowsOf(Expression value, Scenario scenario) {
    if (!(value instanceof Expression.Call(Function function, List<Expression> arguments))
        || function != Function.ROWS) {
      return Optional.empty();
    }
    String name = arguments.getFirst().literalText().orElse("");
    return scenario.feeds().stream().filter(feed -> feed.name().equals(name)).findFirst();
  }
}
