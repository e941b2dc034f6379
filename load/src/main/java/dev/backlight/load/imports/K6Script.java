package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Task;
import dev.backlight.load.scenario.TaskSet;
import dev.backlight.load.scenario.Think;
import dev.backlight.load.scenario.UserKind;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.javascript.JavaScriptFrontEnd;
import dev.backlight.source.treesitter.Grammar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads k6 scripts.
public final class K6Script {

  private static final String DATA = "data";

  private final Code code;
  private final K6Names names;

  private K6Script(Code code) {
    this.code = code;
    this.names = new K6Names(code);
  }

  /// Translates `text` of the file that messages call `path`.
  public static Imported read(String path, String text) throws ImportException {
    Grammar grammar = path.endsWith(".ts") ? Grammar.TYPESCRIPT : Grammar.JAVASCRIPT;
    Code code = Code.read(path, text, grammar, JavaScriptFrontEnd::lower, LostSyntax::javaScript);
    return new K6Script(code).read();
  }

  private Imported read() throws ImportException {
    K6Options options = new K6Options(code, names);
    List<UserKind> users = new ArrayList<>();
    new K6Top(code, names).read();
    try {
      options.read();
    } catch (RefusedException e) {
      code.refuse(e);
    }
    List<Step> setup = once("setup", DATA);
    List<Step> teardown = once("teardown", "");
    List<K6Options.Runner> runners =
        options.runners().isEmpty()
            ? List.of(new K6Options.Runner("default", 1, 0))
            : options.runners();
    for (K6Options.Runner runner : runners) {
      Optional<FunctionDecl> function = names.exportedFunction(runner.function());
      if (function.isEmpty()) {
        code.refuse(new RefusedException(0, "no exported function " + runner.function()));
        continue;
      }
      users.add(kind(runner, function.get(), options, !setup.isEmpty(), users.size()));
    }
    names
        .exportedFunction("handleSummary")
        .ifPresent(each -> code.note(each.start(), "handleSummary() is left out"));
    code.requireNoRefusals();
    String target = target();
    Scenario scenario =
        new Scenario(
            name(),
            target,
            Duration.ZERO,
            Collections.unmodifiableMap(names.constants()),
            names.data().feeds(),
            names.procedures(),
            setup,
            teardown,
            users,
            List.copyOf(options.phases()),
            List.copyOf(options.thresholds()));
    return new Imported(scenario, code.notes());
  }

  /// The origin that all addresses begin with; its constant goes where nothing else needs it.
  private String target() {
    Origin origin = names.origin();
    if (!origin.name().isEmpty()) {
      names
          .moduleValue(origin.name())
          .ifPresent(value ->
              code.note(value.start(), origin.name() + " is the target; --target takes its place"));
      if (code.mentions(origin.name()) == origin.addresses() + 1) {
        names.constants().remove(origin.name());
      }
    }
    return origin.target();
  }

  private String name() {
    String path = code.file().path();
    return path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.[jt]s$", "");
  }

  /// What `setup()` returns is for all users and for `teardown()`.
  private List<Step> once(String name, String into) {
    Optional<FunctionDecl> function = names.exportedFunction(name);
    if (function.isEmpty()) {
      return List.of();
    }
    try {
      String procedure = names.procedure(function.get());
      boolean handed = names.exportedFunction("setup").isPresent();
      List<Expression> arguments =
          function.get().parameters().isEmpty()
              ? List.of()
              : List.of(handed ? new Expression.Variable(DATA) : Expression.NOTHING);
      return List.of(new Step.Do(code.place(function.get().start()), procedure, arguments, into));
    } catch (RefusedException e) {
      code.refuse(e);
      return List.of();
    }
  }

  private UserKind kind(
      K6Options.Runner runner, FunctionDecl function, K6Options options, boolean handed, int n) {
    Frame frame = new Frame();
    Expression data = handed ? new Expression.Variable(DATA) : Expression.NOTHING;
    function.parameters().stream()
        .limit(1)
        .forEach(each -> frame.meanings().put(each.name(), data));
    List<Step> steps = new ArrayList<>();
    Place place = code.place(function.start());
    if (!options.keepsCookies()) {
      steps.add(new Step.HoldCookie(place, "", Expression.NOTHING));
    }
    if (runner.iterations() > 0) {
      steps.add(
          new Step.If(
              place,
              Expression.binary(
                  Infix.AT_LEAST,
                  Expression.call(Function.ITERATION),
                  Expression.whole(runner.iterations())),
              List.of(new Step.Stop(place, Expression.text("has done its iterations"))),
              List.of()));
    }
    List<Step> body = names.statements().block(function.body(), frame);
    if (!body.isEmpty()) {
      names.data().numbering(body.getFirst()).ifPresent(steps::add);
    }
    steps.addAll(body);
    String name = runner.function();
    TaskSet tasks =
        new TaskSet(
            TaskSet.Order.RANDOM,
            Think.NONE,
            List.of(),
            List.of(),
            List.of(new Task(name, 1, List.of(), List.copyOf(steps))));
    Expression headers =
        options.userAgent().isNothing()
            ? Expression.NOTHING
            : Journeys.headers(Map.of("User-Agent", options.userAgent()));
    return new UserKind(n == 0 ? name : name + " " + (n + 1), runner.weight(), 0, headers, tasks);
  }
}
