package dev.backlight.load.scenario;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Leaves only the tasks of a scenario that are tagged as wanted, as Locust's `--tags` and
/// `--exclude-tags` do: a tagged group of tasks has its tags for all tasks in it.
public final class Tags {

  private final Set<String> wanted;
  private final Set<String> excluded;

  private Tags(Collection<String> wanted, Collection<String> excluded) {
    this.wanted = Set.copyOf(wanted);
    this.excluded = Set.copyOf(excluded);
  }

  /// The scenario with the tasks that have a `wanted` tag (all if none is wanted) and no `excluded`
  /// one. Kinds of users without a task go; empty if nobody is left.
  public static Optional<Scenario> select(
      Scenario scenario, Collection<String> wanted, Collection<String> excluded) {
    Tags tags = new Tags(wanted, excluded);
    List<UserKind> users = new ArrayList<>();
    for (UserKind kind : scenario.users()) {
      TaskSet tasks = tags.select(kind.tasks(), wanted.isEmpty());
      if (!tasks.tasks().isEmpty()) {
        users.add(
            new UserKind(kind.name(), kind.weight(), kind.fixedCount(), kind.headers(), tasks));
      }
    }
    return users.isEmpty() ? Optional.empty() : Optional.of(scenario.with(List.copyOf(users)));
  }

  /// All tags of a scenario's tasks, sorted.
  public static Set<String> of(Scenario scenario) {
    Set<String> found = new TreeSet<>();
    scenario.users().forEach(kind -> collect(kind.tasks(), found));
    return found;
  }

  private static void collect(TaskSet set, Set<String> into) {
    for (Task task : set.tasks()) {
      into.addAll(task.tags());
      for (Step step : task.steps()) {
        if (step instanceof Step.Rounds(Place _, TaskSet tasks)) {
          collect(tasks, into);
        }
      }
    }
  }

  /// `all` where a tag around the set is wanted, or none is asked for.
  private TaskSet select(TaskSet set, boolean all) {
    List<Task> tasks = new ArrayList<>();
    for (Task task : set.tasks()) {
      if (Collections.disjoint(task.tags(), excluded)) {
        select(task, all || !Collections.disjoint(task.tags(), wanted)).ifPresent(tasks::add);
      }
    }
    return new TaskSet(set.order(), set.think(), set.onStart(), set.onStop(), List.copyOf(tasks));
  }

  private Optional<Task> select(Task task, boolean chosen) {
    List<Step> steps = new ArrayList<>();
    boolean nested = false;
    boolean emptied = false;
    for (Step step : task.steps()) {
      if (step instanceof Step.Rounds(Place place, TaskSet tasks)) {
        TaskSet left = select(tasks, chosen);
        nested |= !left.tasks().isEmpty();
        emptied |= left.tasks().isEmpty();
        steps.add(new Step.Rounds(place, left));
      } else {
        steps.add(step);
      }
    }
    boolean kept = nested || (chosen && !emptied);
    return kept
        ? Optional.of(new Task(task.name(), task.weight(), task.tags(), List.copyOf(steps)))
        : Optional.empty();
  }
}
