package dev.backlight.load.imports;

import dev.backlight.load.pace.Phase;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.Task;
import dev.backlight.load.scenario.TaskSet;
import dev.backlight.load.scenario.Think;
import dev.backlight.load.scenario.UserKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Scenarios of one kind of user, as recordings give them.
final class Journeys {

  private Journeys() {}

  static Scenario of(
      String path, String target, String user, List<Task> tasks, List<Phase> phases) {
    String name = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.\\w+$", "");
    TaskSet set =
        new TaskSet(TaskSet.Order.RANDOM, Think.NONE, List.of(), List.of(), List.copyOf(tasks));
    return new Scenario(
        name,
        target,
        Duration.ZERO,
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(new UserKind(user, 1, 0, Expression.NOTHING, set)),
        phases,
        List.of());
  }

  static Expression headers(Map<String, Expression> headers) {
    return headers.isEmpty()
        ? Expression.NOTHING
        : new Expression.Fields(
            headers.entrySet().stream()
                .map(each ->
                    new Expression.Fields.Field(Expression.text(each.getKey()), each.getValue()))
                .toList());
  }
}
