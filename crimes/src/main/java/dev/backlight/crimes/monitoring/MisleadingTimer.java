package dev.backlight.crimes.monitoring;

import static dev.backlight.model.Category.MONITORING_COVERAGE;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Edits;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Edit;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A duration read from the wall clock, or a sampler that waits for its sample.
public final class MisleadingTimer {

  private static final Pattern WALL =
      Pattern.compile(
          "time\\.time\\(\\)|Date\\.now\\(\\)|(System\\.)?currentTimeMillis\\(\\)"
              + "|DateTime\\.(Utc)?Now|datetime(\\.datetime)?\\.(utc)?now\\(\\)");
  private static final Pattern DURATION =
      Pattern.compile("(?i).*(duration|elapsed|latency|took|process_?time|response_?time).*");
  private static final Set<String> OBSERVES =
      Set.of("observe", "record", "timing", "histogram", "Observe", "Record", "distribution");

  public static final Crime CRIME =
      Crime.named("misleading-timer")
          .title("Timer that misleads")
          .theme("monitoring")
          .category(MONITORING_COVERAGE)
          .why(
              """
              The wall clock is set, slewed and stepped while requests run: durations come out
              negative or hours long, and resolution may be 15 ms. A sampler that sleeps for its
              sample says what the machine did in that second, not in the interval. What is recorded
              after the work, outside of `finally`, misses the requests that fail, and a gauge stays
              raised. Metrics on the application's own port keep one of the two from starting.
              """)
          .remedy(PYTHON, "Use `time.perf_counter()`, and `psutil.cpu_percent(interval=None)`.")
          .remedy(JAVASCRIPT, "Use `performance.now()` or `process.hrtime.bigint()`.")
          .remedy(CSHARP, "Use `Stopwatch.GetTimestamp()` and `GetElapsedTime`.")
          .remedy(JAVA, "Use `System.nanoTime()`.")
          .graded(Severity.LOW)
          .seenBy(MisleadingTimer::judge)
          .example(
              PYTHON,
              """
              import time
              from prometheus_client import Histogram

              SECONDS = Histogram("job_seconds", "Duration", ["job"])

              def timed(job, run):
                  start = time.time()
                  try:
                      return run()
                  finally:
                      duration = time.time() - start  # guilty
                      SECONDS.labels(job).observe(duration)
              """,
              """
              import time
              from prometheus_client import Histogram

              SECONDS = Histogram("job_seconds", "Duration", ["job"])

              def timed(job, run):
                  start = time.perf_counter()
                  try:
                      return run()
                  finally:
                      duration = time.perf_counter() - start
                      SECONDS.labels(job).observe(duration)
              """)
          .example(
              JAVASCRIPT,
              """
              export function measure(req, res, next) {
                const start = Date.now();
                res.on('finish', () => histogram.observe(Date.now() - start)); // guilty
                next();
              }
              """,
              """
              export function measure(req, res, next) {
                const start = performance.now();
                res.on('finish', () => histogram.observe(performance.now() - start));
                next();
              }
              """)
          .example(
              CSHARP,
              """
              public class Measure
              {
                  public async Task InvokeAsync(HttpContext context, RequestDelegate next)
                  {
                      var start = DateTime.UtcNow;
                      await next(context);
                      var elapsed = DateTime.UtcNow - start; // guilty
                      Report(elapsed);
                  }
              }
              """,
              """
              public class Measure
              {
                  public async Task InvokeAsync(HttpContext context, RequestDelegate next)
                  {
                      var start = Stopwatch.GetTimestamp();
                      await next(context);
                      var elapsed = Stopwatch.GetElapsedTime(start);
                      Report(elapsed);
                  }
              }
              """)
          .example(
              JAVA,
              """
              class Measure {
                void run(Runnable job) {
                  long start = System.currentTimeMillis();
                  job.run();
                  long elapsed = System.currentTimeMillis() - start; // guilty
                  report(elapsed);
                }
              }
              """,
              """
              class Measure {
                void run(Runnable job) {
                  long start = System.nanoTime();
                  job.run();
                  long elapsed = System.nanoTime() - start;
                  report(elapsed);
                }
              }
              """)
          .declare();

  private MisleadingTimer() {}

  private static Stream<Sighting> judge(Scene scene) {
    Stream<Sighting> inside =
        scene
            .functions()
            .filter(fn -> !fn.is(Trait.MODULE))
            .flatMap(fn ->
                Stream.of(
                        durations(scene, fn),
                        samplers(scene, fn),
                        ErrorPaths.of(CRIME, scene, fn, OBSERVES))
                    .flatMap(found -> found));
    return Stream.concat(inside, MetricsPort.of(CRIME, scene));
  }

  private static Stream<Sighting> durations(Scene scene, Fn fn) {
    List<Expr> found = new ArrayList<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign assign
              && assign.targets().size() == 1
              && DURATION.matcher(Dotted.last(assign.targets().getFirst())).matches()) {
            difference(assign.value(), found);
          }
        });
    Dotted.calls(fn)
        .filter(call -> OBSERVES.contains(call.name()))
        .forEach(call -> call.expr().arguments().forEach(a -> difference(a.value(), found)));
    Set<String> started = found.isEmpty() ? Set.of() : started(fn);
    return found.stream()
        .filter(difference ->
            difference instanceof Expr.Operation o
                && started.contains(Dotted.of(o.operands().get(1))))
        .limit(1)
        .map(difference ->
            scene
                .at(CRIME, fn, difference.start(), difference.end())
                .edit(monotonic(fn, (Expr.Operation) difference))
                .says("a duration from the wall clock, which is set while requests run"));
  }

  /// The start and the end from a clock that nobody sets, where both stand in this function.
  private static List<Edit> monotonic(Fn fn, Expr.Operation difference) {
    List<Expr.Call> reads = new ArrayList<>();
    String started = Dotted.of(difference.operands().get(1));
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign a
              && a.targets().size() == 1
              && Dotted.of(a.targets().getFirst()).equals(started)
              && a.value() instanceof Expr.Call call) {
            reads.add(call);
          }
        });
    boolean elsewhere =
        Walker.anyExpression(
            fn.decl().body(),
            expr ->
                Dotted.of(expr).equals(started)
                    && expr != difference.operands().get(1)
                    && reads.stream().noneMatch(read -> expr.end() <= read.start()));
    if (reads.size() != 1
        || elsewhere
        || !(difference.operands().getFirst() instanceof Expr.Call end)) {
      return List.of();
    }
    reads.add(end);
    return reads.stream().flatMap(read -> monotonic(fn, read).stream()).toList();
  }

  private static Optional<Edit> monotonic(Fn fn, Expr.Call read) {
    return switch (Dotted.of(read)) {
      case "time.time()" -> Optional.of(Edits.replace(fn.unit(), read, "time.perf_counter()"));
      case "Date.now()" -> Optional.of(Edits.replace(fn.unit(), read, "performance.now()"));
      default -> Optional.empty();
    };
  }

  private static void difference(Expr root, List<Expr> found) {
    Walker.expressions(
        root,
        expr -> {
          if (expr instanceof Expr.Operation operation
              && operation.operator().equals("-")
              && operation.operands().size() == 2
              && wall(operation.operands().getFirst())) {
            found.add(operation);
          }
        });
  }

  private static boolean wall(Expr expr) {
    return WALL.matcher(Dotted.of(expr)).matches();
  }

  /// Variables that hold a time of the wall clock, here or around.
  private static Set<String> started(Fn fn) {
    Set<String> names = new HashSet<>();
    for (Fn at = fn; ; at = at.enclosing().get()) {
      Walker.statements(
          at.decl().body(),
          statement -> {
            if (statement instanceof Stmt.Assign assign && wall(assign.value())) {
              assign.targets().forEach(target -> names.add(Dotted.of(target)));
            }
          });
      if (at.enclosing().isEmpty()) {
        return names;
      }
    }
  }

  private static final Set<String> SAMPLES =
      Set.of("psutil.cpu_percent", "psutil.cpu_times_percent");

  /// `psutil.cpu_percent(interval=1)`: waits a second for every sample.
  private static Stream<Sighting> samplers(Scene scene, Fn fn) {
    if (!Dotted.imports(fn.unit(), "psutil")) {
      return Stream.empty();
    }
    return Dotted.calls(fn)
        .filter(call -> SAMPLES.contains(call.dotted()))
        .filter(call ->
            call.expr().arguments().stream()
                .filter(a -> a.name().isEmpty() || a.name().equals("interval"))
                .anyMatch(a ->
                    a.value() instanceof Expr.Literal l
                        && l.kind() == Expr.Literal.Kind.NUMBER
                        && !l.text().matches("0(\\.0*)?")))
        .map(call ->
            scene
                .at(CRIME, fn, call.expr().start(), call.expr().end())
                .context("sampler")
                .says("waits for its sample, and says nothing of the rest of the interval"));
  }
}
