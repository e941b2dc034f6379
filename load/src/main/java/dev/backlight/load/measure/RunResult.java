package dev.backlight.load.measure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything a run says. Every output is a pure function of this record.
///
/// `stoppedUsers` maps why users gave up (such as a failed login) to how many. `notes` say in whole
/// sentences what a reader must know to not be misled.
public record RunResult(
    Meta meta,
    List<PhaseResult> phases,
    List<TaskResult> tasks,
    List<Window> windows,
    List<CheckResult> checks,
    Map<String, Long> stoppedUsers,
    GeneratorHealth health,
    List<String> notes) {

  public static final String SCHEMA_VERSION = "1.1.0";

  /// How the reasons of users begin that stopped before their first task.
  public static final String AT_START = "on_start at ";

  /// `text` is the plan as its author wrote it. `interrupted` says that the run was ended before
  /// its plan.
  public record Meta(
      String version,
      String target,
      Instant startedAt,
      double seconds,
      long seed,
      String text,
      boolean interrupted) {}

  public RunResult {
    phases = List.copyOf(phases);
    tasks = List.copyOf(tasks);
    windows = List.copyOf(windows);
    checks = List.copyOf(checks);
    stoppedUsers = Map.copyOf(stoppedUsers);
    notes = List.copyOf(notes);
  }

  /// The same with more notes, which come first.
  public RunResult noting(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(notes);
    return more.isEmpty()
        ? this
        : new RunResult(meta, phases, tasks, windows, checks, stoppedUsers, health, all);
  }

  /// Why no user got through its start, where none did and nothing went well; empty elsewhere.
  public Optional<String> startless() {
    return total().ok() > 0
        ? Optional.empty()
        : stoppedUsers.entrySet().stream()
            .filter(each -> each.getKey().startsWith(AT_START))
            .max(Map.Entry.comparingByValue())
            .map(each ->
                "no user got through its start: %s (%,d users)"
                    .formatted(each.getKey(), each.getValue()));
  }

  /// All that counts: every task of every phase that is no warm-up. If there are only warm-ups,
  /// those.
  public TaskResult total() {
    return TaskResult.merge("total", "", counted());
  }

  /// One per task, over the phases that count, in the order of the tasks' first appearance.
  public List<TaskResult> byTask() {
    Collection<TaskResult> counted = counted();
    return counted.stream()
        .map(TaskResult::task)
        .distinct()
        .map(task -> TaskResult.merge(task, "", ofTask(counted, task)))
        .toList();
  }

  /// All tasks of one phase as one.
  public TaskResult phaseTotal(String phase) {
    return TaskResult.merge(
        "total", phase, tasks.stream().filter(task -> task.phase().equals(phase)).toList());
  }

  /// The seconds that count.
  public double countedSeconds() {
    double counted =
        phases.stream().filter(p -> !p.warmUp()).mapToDouble(PhaseResult::seconds).sum();
    return counted > 0 ? counted : phases.stream().mapToDouble(PhaseResult::seconds).sum();
  }

  /// Completed requests per second over the phases that count.
  public double ratePerSecond() {
    double seconds = countedSeconds();
    return seconds > 0 ? total().count() / seconds : 0;
  }

  private List<TaskResult> counted() {
    List<TaskResult> counted = tasks.stream().filter(task -> !task.warmUp()).toList();
    return counted.isEmpty() ? tasks : counted;
  }

  private static List<TaskResult> ofTask(Collection<TaskResult> tasks, String name) {
    return tasks.stream().filter(task -> task.task().equals(name)).toList();
  }
}
