package dev.backlight.cli.evidence;

import dev.backlight.cli.evidence.LoadCases.LoadCase;
import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.PhaseResult;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import dev.backlight.model.LoadTests;
import dev.backlight.model.LoadTests.Run;
import dev.backlight.model.LoadTests.Served;
import dev.backlight.model.LoadTests.Task;
import dev.backlight.model.Report.EvidenceSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Joins load runs to the routes of a source.
public final class LoadJoin {

  /// What joined; `warnings` are about runs that did not, or only in part.
  public record Joined(LoadTests load, List<EvidenceSource> evidence, List<String> warnings) {

    /// No run was given.
    public static final Joined NONE = new Joined(LoadTests.NONE, List.of(), List.of());
  }

  private static final Comparator<Task> SLOWEST_FIRST =
      Comparator.comparingDouble((Task task) -> -task.served().p95Ms()).thenComparing(Task::name);

  private final double objectiveMs;
  private final RouteTable routes;
  private final List<String> warnings = new ArrayList<>();
  private final Set<String> prefixes = new TreeSet<>();
  private boolean open;

  private LoadJoin(Collection<String> routes, double objectiveMs) {
    this.routes = new RouteTable(routes);
    this.objectiveMs = objectiveMs;
  }

  /// `routes` are the names of the source's routes.
  public static Joined join(List<LoadCase> cases, Collection<String> routes, double objectiveMs) {
    return new LoadJoin(routes, objectiveMs).join(cases);
  }

  private Joined join(List<LoadCase> cases) {
    List<LoadCase> usable = cases.stream().filter(this::isUsable).toList();
    if (usable.isEmpty()) {
      return new Joined(
          LoadTests.NONE,
          List.of(new EvidenceSource("load", "error", warnings.getFirst())),
          List.copyOf(warnings));
    }
    open =
        usable.stream().anyMatch(one -> counted(one.result()).stream().anyMatch(LoadJoin::isOpen));
    List<Part> parts =
        IntStream.range(0, usable.size())
            .boxed()
            .flatMap(i -> parts(i, usable.get(i).result()))
            .toList();
    List<Task> tasks =
        parts.stream()
            .collect(Collectors.groupingBy(Part::key, LinkedHashMap::new, Collectors.toList()))
            .values()
            .stream()
            .map(this::task)
            .sorted(SLOWEST_FIRST)
            .toList();
    remark(tasks);
    double seconds =
        usable.stream()
            .flatMap(one -> ofModel(one.result()).stream())
            .mapToDouble(PhaseResult::seconds)
            .sum();
    Served total = served(parts.stream().map(Part::result).toList(), seconds);
    LoadTests load = new LoadTests(usable.stream().map(this::run).toList(), open, total, tasks);
    return new Joined(load, List.of(evidence(load)), List.copyOf(warnings));
  }

  /// What a task was in the counted phases of one run, which lasted so long.
  private record Part(int run, TaskResult result, String route, double seconds) {

    String key() {
      return route.isEmpty() ? "task " + result.task() : "route " + route;
    }
  }

  private Stream<Part> parts(int number, RunResult run) {
    List<PhaseResult> phases = ofModel(run);
    double seconds = phases.stream().mapToDouble(PhaseResult::seconds).sum();
    Set<String> names = phases.stream().map(PhaseResult::name).collect(Collectors.toSet());
    return run.tasks().stream()
        .filter(task -> names.contains(task.phase()))
        .collect(Collectors.groupingBy(TaskResult::task, LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(entry -> TaskResult.merge(entry.getKey(), "", entry.getValue()))
        .map(task -> new Part(number, task, route(task, basePath(run.meta().target())), seconds));
  }

  /// All that asked for one route as one; a run counts its seconds once.
  private Task task(List<Part> parts) {
    Map<Integer, Double> seconds = new HashMap<>();
    parts.forEach(part -> seconds.put(part.run(), part.seconds()));
    return new Task(
        parts.stream()
            .map(part -> part.result().task())
            .distinct()
            .collect(Collectors.joining(", ")),
        parts.getFirst().route(),
        served(
            parts.stream().map(Part::result).toList(),
            seconds.values().stream().mapToDouble(Double::doubleValue).sum()));
  }

  private boolean isUsable(LoadCase one) {
    List<PhaseResult> phases = counted(one.result());
    boolean asked = one.result().tasks().stream().anyMatch(task -> task.count() > 0);
    if (!asked) {
      warnings.add(one.name() + ": nothing was measured in this run");
    } else if (phases.isEmpty()) {
      warnings.add(
          one.name() + ": the generator did not keep up in any phase, so nothing is known");
    }
    return asked && !phases.isEmpty();
  }

  private void remark(List<Task> tasks) {
    if (tasks.stream().allMatch(task -> task.route().isEmpty())) {
      warnings.add("no request of the load test asks for a route of this source");
    }
    if (!prefixes.isEmpty()) {
      warnings.add(
          "requests below %s were taken for the routes without it"
              .formatted(String.join(" and ", prefixes)));
    }
  }

  /// The phases that say something about the server.
  private static List<PhaseResult> counted(RunResult result) {
    boolean onlyWarmUp = result.phases().stream().allMatch(PhaseResult::warmUp);
    return result.phases().stream()
        .filter(phase -> onlyWarmUp || !phase.warmUp())
        .filter(phase -> !phase.isVoid())
        .toList();
  }

  private List<PhaseResult> ofModel(RunResult result) {
    return counted(result).stream().filter(phase -> isOpen(phase) == open).toList();
  }

  private static boolean isOpen(PhaseResult phase) {
    return phase.model() == PhaseResult.Model.OPEN;
  }

  private static String basePath(String target) {
    try {
      String path = URI.create(target).getRawPath();
      return path == null ? "" : path.replaceAll("/+$", "");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /// The one route that all requests of a task ask for; empty where there are several or none.
  private String route(TaskResult task, String basePath) {
    Set<RouteTable.Match> matches = new LinkedHashSet<>();
    List<String> requests = new ArrayList<>(task.requests());
    if (requests.isEmpty()) {
      requests.add(task.task());
    }
    for (String request : requests) {
      routes
          .match(request)
          .or(() -> routes.match(request.replaceFirst(" ", " " + basePath)))
          .ifPresent(matches::add);
    }
    Set<String> names = matches.stream().map(RouteTable.Match::route).collect(Collectors.toSet());
    if (names.size() != 1) {
      return "";
    }
    matches.stream().map(RouteTable.Match::prefix).filter(p -> !p.isEmpty()).forEach(prefixes::add);
    return names.iterator().next();
  }

  private Served served(List<TaskResult> parts, double totalSeconds) {
    TaskResult all = TaskResult.merge("", "", parts);
    double seconds = Math.max(1e-9, totalSeconds);
    Distribution times = all.succeeded();
    long within = times.count() - times.countAbove(nanos(objectiveMs));
    long tolerated = times.count() - times.countAbove(nanos(4 * objectiveMs)) - within;
    long broken =
        all.errors().entrySet().stream()
            .filter(error -> isBroken(error.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return new Served(
        all.count(),
        all.count() / seconds,
        all.failed(),
        broken,
        all.response().meanNanos() / 1e9 * all.response().count() / seconds,
        times.percentileMillis(50),
        times.percentileMillis(95),
        times.percentileMillis(99),
        times.maxNanos() / 1e6,
        within,
        tolerated);
  }

  private static long nanos(double millis) {
    return (long) (millis * 1e6);
  }

  /// A status of 400 to 499 is the test's fault; what was cancelled or never sent is nobody's.
  private static boolean isBroken(String reason) {
    return !reason.matches("status 4\\d\\d")
        && !reason.equals("cancelled")
        && !reason.equals("out of connections")
        && !reason.equals("target not allowed");
  }

  private Run run(LoadCase one) {
    RunResult result = one.result();
    List<PhaseResult> phases = ofModel(result);
    double seconds = phases.stream().mapToDouble(PhaseResult::seconds).sum();
    Set<String> names = phases.stream().map(PhaseResult::name).collect(Collectors.toSet());
    long completed =
        result.tasks().stream()
            .filter(task -> names.contains(task.phase()))
            .mapToLong(TaskResult::count)
            .sum();
    List<String> notes = new ArrayList<>(result.notes());
    if (result.meta().interrupted()) {
      notes.add("It was ended before its plan.");
    }
    if (phases.isEmpty()) {
      notes.add("Its model is closed; only what was measured with an open one counts.");
    }
    return new Run(
        one.name(),
        result.meta().target(),
        result.meta().startedAt().toString().replaceFirst("\\.\\d+", ""),
        seconds,
        !phases.isEmpty() && open,
        weighted(phases, seconds, PhaseResult::offeredPerSecond),
        seconds > 0 ? completed / seconds : 0,
        weighted(phases, seconds, PhaseResult::meanInFlight),
        List.copyOf(notes));
  }

  private static double weighted(
      List<PhaseResult> phases, double seconds, ToDoubleFunction<PhaseResult> value) {
    return seconds <= 0
        ? 0
        : phases.stream().mapToDouble(p -> value.applyAsDouble(p) * p.seconds()).sum() / seconds;
  }

  private static EvidenceSource evidence(LoadTests load) {
    long routes = load.tasks().stream().filter(task -> !task.route().isEmpty()).count();
    String names = load.runs().stream().map(Run::name).collect(Collectors.joining(", "));
    return new EvidenceSource(
        "load",
        "ok",
        String.format(
            Locale.ROOT,
            "%,d requests on %,d %s, %s",
            load.total().requests(),
            routes,
            routes == 1 ? "route" : "routes",
            names));
  }
}
