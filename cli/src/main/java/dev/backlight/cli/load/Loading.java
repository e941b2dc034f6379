package dev.backlight.cli.load;

import dev.backlight.cli.AtomicFile;
import dev.backlight.cli.ExitCode;
import dev.backlight.cli.Paint;
import dev.backlight.cli.Surroundings;
import dev.backlight.cli.Terminal;
import dev.backlight.cli.Trouble;
import dev.backlight.load.engine.Engine;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.PlanRefused;
import dev.backlight.load.engine.RunListener;
import dev.backlight.load.measure.CaseFolder;
import dev.backlight.load.measure.ResultJson;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.Window;
import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Schedule;
import dev.backlight.load.pace.Users;
import dev.backlight.load.report.Figures;
import dev.backlight.load.report.HtmlReport;
import dev.backlight.load.report.Judgement;
import dev.backlight.load.report.MarkdownReport;
import dev.backlight.load.report.TerminalReport;
import dev.backlight.load.scenario.Threshold;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs a plan for the command line: shows it, keeps it, reports it, judges it.
final class Loading {

  private final Surroundings surroundings;
  private final LoadOptions options;
  private final Terminal terminal;
  private final List<Trouble> troubles = new ArrayList<>();
  private volatile String deserted = "";

  Loading(Surroundings surroundings, LoadOptions options) {
    this.surroundings = surroundings;
    this.options = options;
    this.terminal = surroundings.terminal();
  }

  /// Returns the exit code. `own` are the plan's thresholds; those of the options come on top.
  int run(Plan plan, List<Threshold> own) throws Trouble {
    Thresholds thresholds = Thresholds.parse(options.result.thresholds).and(own);
    FirstRequest.send(plan, terminal);
    CaseFolder folder = openCase(plan);
    try (Engine engine = Engine.start(plan.http());
        Interruption _ = new Interruption(engine::stop)) {
      RunResult result = measure(engine, plan, folder);
      List<Judgement> judgements = thresholds.judge(result);
      write(result, judgements, folder);
      if (!troubles.isEmpty()) {
        throw together();
      }
      if (!deserted.isEmpty()) {
        terminal.say("error: " + deserted);
        return ExitCode.GATE;
      }
      return judgements.stream().allMatch(Judgement::passed) ? ExitCode.OK : ExitCode.GATE;
    } catch (PlanRefused e) {
      throw new Trouble(String.valueOf(e.getMessage()), e.remedy());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trouble("interrupted", "");
    }
  }

  private RunResult measure(Engine engine, Plan plan, @Nullable CaseFolder folder)
      throws InterruptedException, Trouble {
    List<RunListener> listeners = new ArrayList<>();
    Paint paint = new Paint(terminal.color(options.result.color, terminal.errIsTerminal()));
    try (LiveView view = new LiveView(terminal, paint, plan);
        Publishing publishing = Publishing.open(options.result, plan.target().toString())) {
      listeners.addAll(publishing.listeners());
      if (!options.result.quiet) {
        listeners.add(announcing(plan));
        listeners.add(view);
      }
      if (folder != null) {
        listeners.add(keeping(folder));
      }
      listeners.add(desertion());
      RunResult result = engine.run(plan, together(listeners));
      publishing
          .finish()
          .ifPresent(problem -> troubles.add(new Trouble("remote write: " + problem, "")));
      return result;
    }
  }

  private static RunListener keeping(CaseFolder folder) {
    return new RunListener() {
      @Override
      public void window(Window window) {
        folder.append(window);
      }
    };
  }

  private RunListener desertion() {
    return new RunListener() {
      @Override
      public void deserted(String reason) {
        deserted = reason;
      }
    };
  }

  private static RunListener together(List<RunListener> listeners) {
    return new RunListener() {
      @Override
      public void phase(Phase phase) {
        listeners.forEach(listener -> listener.phase(phase));
      }

      @Override
      public void window(Window window) {
        listeners.forEach(listener -> listener.window(window));
      }

      @Override
      public void deserted(String reason) {
        listeners.forEach(listener -> listener.deserted(reason));
      }
    };
  }

  private @Nullable CaseFolder openCase(Plan plan) throws Trouble {
    if (options.result.folder == null) {
      return null;
    }
    Path path = surroundings.resolve(options.result.folder);
    try {
      return CaseFolder.create(path, plan.text() + "\n", surroundings.milliseconds());
    } catch (IOException e) {
      throw new Trouble("cannot keep the run in " + path + ": " + reason(e), "Name another.");
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "not allowed";
      case NoSuchFileException _ -> "no folder can be made there";
      case FileAlreadyExistsException _ -> "a file of that name is there";
      case FileSystemException named when named.getReason() != null -> named.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  /// When the first phase begins, not before: the engine refuses some plans.
  private RunListener announcing(Plan plan) {
    return new RunListener() {
      private boolean done;

      @Override
      public void phase(Phase phase) {
        if (!done) {
          announce(plan);
        }
        done = true;
      }
    };
  }

  private void announce(Plan plan) {
    String phases =
        plan.phases().stream().map(Loading::words).collect(Collectors.joining(", then "));
    terminal.say("  " + plan.target() + "  ·  " + phases);
    terminal.say("  Ctrl-C ends it and keeps what was measured.");
  }

  private static String words(Phase phase) {
    String time = Figures.seconds(phase.duration().toNanos() / 1e9);
    String mark = phase.warmUp() ? " to warm up" : "";
    return switch (phase) {
      case Phase.Closed closed -> {
        String most = closed.users() instanceof Users.Constant ? "" : "up to ";
        yield most + Figures.count(closed.users().most()) + " users for " + time + mark;
      }
      case Phase.Open open -> {
        String most = open.arrivals() instanceof Arrivals.Constant ? "" : "up to ";
        yield most + Figures.rate(Schedule.peakPerSecond(open)) + " arrivals/s for " + time + mark;
      }
    };
  }

  private void write(RunResult result, List<Judgement> judgements, @Nullable CaseFolder folder) {
    if (folder != null) {
      folder.finish(result);
      for (String problem : folder.problems()) {
        troubles.add(
            new Trouble("not everything could be kept: " + problem, "The report is above."));
      }
    }
    file(options.result.json, () -> ResultJson.write(result));
    file(options.result.html, () -> HtmlReport.text(result, judgements));
    file(options.result.markdown, () -> MarkdownReport.text(result, judgements));
    boolean color = terminal.color(options.result.color, terminal.outIsTerminal());
    attempt(
        () -> terminal.print(TerminalReport.text(result, judgements, color, terminal.columns())));
    if (folder != null && !options.result.quiet) {
      terminal.say("  kept in " + folder.path());
    }
  }

  private interface Text {
    String make();
  }

  private interface Step {
    void run() throws Trouble;
  }

  private void file(@Nullable Path file, Text text) {
    if (file != null) {
      attempt(() -> AtomicFile.write(surroundings.resolve(file), text.make()));
    }
  }

  /// A file that cannot be written must not cost the other results.
  private void attempt(Step step) {
    try {
      step.run();
    } catch (Trouble e) {
      troubles.add(e);
    }
  }

  private Trouble together() {
    if (troubles.size() == 1) {
      return troubles.getFirst();
    }
    return new Trouble(
        troubles.stream()
            .map(e -> String.valueOf(e.getMessage()))
            .collect(Collectors.joining("\nerror: ")),
        troubles.getFirst().remedy());
  }
}
