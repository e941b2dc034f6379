package dev.backlight.load.exports;

import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Users;
import dev.backlight.load.scenario.Durations;
import dev.backlight.load.scenario.EvaluationException;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Extraction;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Json;
import dev.backlight.load.scenario.Payload;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Request;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.Selection;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Task;
import dev.backlight.load.scenario.Think;
import dev.backlight.load.scenario.UserKind;
import dev.backlight.load.scenario.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes Hyperfoil benchmarks: each task is a fork of each phase, by its weight. Hyperfoil has
/// patterns of session variables, and no expressions.
final class HyperfoilExport {

  private final Scenario scenario;
  private final Lines lines = new Lines("  ");
  private int numbers;

  private HyperfoilExport(Scenario scenario) {
    this.scenario = scenario;
  }

  static String write(Scenario scenario) throws ExportException {
    return new HyperfoilExport(scenario).write();
  }

  private String write() throws ExportException {
    lines.add("name: " + scenario.name().replaceAll("[^\\w.-]+", "-"));
    lines.add("http:");
    lines.add("  host: " + Json.write(Value.of(scenario.target())));
    if (scenario.target().isEmpty()) {
      lines.refuse(Place.NOWHERE, "a scenario without a target; Hyperfoil needs its host");
    }
    if (scenario.phases().isEmpty()) {
      lines.refuse(Place.NOWHERE, "a scenario without phases");
    }
    if (!scenario.thresholds().isEmpty()) {
      lines.refuse(Place.NOWHERE, "thresholds");
    }
    if (!scenario.feeds().isEmpty() || !scenario.procedures().isEmpty()) {
      lines.refuse(Place.NOWHERE, "feeds and procedures");
    }
    if (!scenario.setup().isEmpty() || !scenario.teardown().isEmpty()) {
      lines.refuse(Place.NOWHERE, "setup and teardown");
    }
    scenario.users().forEach(this::refuseWhatUsersKeep);
    lines.add("phases:");
    String before = "";
    for (Phase phase : scenario.phases()) {
      String name = phase.name().replaceAll("[^\\w]+", "_");
      try {
        phase(phase, name, before);
      } catch (UnsayableException e) {
        lines.refuse(Place.NOWHERE, "phase " + phase.name() + ": " + e.reason());
      }
      before = name;
    }
    lines.requireNoRefusals();
    return lines.toString();
  }

  private void phase(Phase phase, String name, String before) throws UnsayableException {
    lines.add("- " + name + ":");
    lines.in();
    lines.in();
    switch (phase) {
      case Phase.Closed closed -> {
        if (!(closed.users() instanceof Users.Constant(int users))) {
          throw new UnsayableException("a number of users that changes");
        }
        lines.add("always:");
        lines.in();
        lines.add("users: " + users);
      }
      case Phase.Open open -> arrivals(open);
    }
    lines.add("duration: " + phase.duration().toMillis() + " ms");
    if (phase.warmUp()) {
      lines.add("isWarmup: true");
    }
    if (!before.isEmpty()) {
      lines.add("startAfter: " + before);
    }
    if (forks().size() == 1) {
      scenario(forks().getFirst());
    } else {
      lines.add("forks:");
      forks().forEach(this::fork);
    }
    lines.out();
    lines.out();
    lines.out();
  }

  /// A task of one kind of user, with its share of all sessions.
  private record Fork(String name, double weight, UserKind kind, Task task) {}

  private List<Fork> forks() {
    List<Fork> forks = new ArrayList<>();
    boolean several = scenario.users().size() > 1;
    for (UserKind kind : scenario.users()) {
      double total = kind.tasks().tasks().stream().mapToDouble(Task::weight).sum();
      for (Task task : kind.tasks().tasks()) {
        String name = (several ? kind.name() + "_" : "") + task.name();
        forks.add(
            new Fork(
                name.replaceAll("[^\\w]+", "_"),
                kind.weight() * task.weight() / total,
                kind,
                task));
      }
    }
    return forks;
  }

  private void arrivals(Phase.Open open) throws UnsayableException {
    boolean even = open.rhythm() == Phase.Rhythm.EVEN;
    switch (open.arrivals()) {
      case Arrivals.Constant(double rate) -> {
        lines.add("constantRate:");
        lines.in();
        lines.add("usersPerSec: " + Durations.plain(rate));
      }
      case Arrivals.Ramp(double from, double to) -> {
        lines.add(from <= to ? "increasingRate:" : "decreasingRate:");
        lines.in();
        lines.add("initialUsersPerSec: " + Durations.plain(from));
        lines.add("targetUsersPerSec: " + Durations.plain(to));
      }
      case Arrivals.Steps _, Arrivals.Spike _, Arrivals.Replay _ ->
          throw new UnsayableException("arrivals of this kind");
    }
    lines.add("variance: " + !even);
  }

  private void refuseWhatUsersKeep(UserKind kind) {
    if (!kind.tasks().onStart().isEmpty() || !kind.tasks().onStop().isEmpty()) {
      lines.refuse(
          Place.NOWHERE,
          "on_start and on_stop of " + kind.name() + ": its sessions are not users that stay");
    }
    if (kind.fixedCount() > 0) {
      lines.refuse(Place.NOWHERE, "the fixed count of " + kind.name());
    }
    if (!kind.headers().isNothing()) {
      lines.refuse(Place.NOWHERE, "headers of all requests of " + kind.name());
    }
  }

  private void fork(Fork fork) {
    lines.add("- " + fork.name() + ":");
    lines.in();
    lines.in();
    lines.add("weight: " + Durations.plain(fork.weight()));
    scenario(fork);
    lines.out();
    lines.out();
  }

  private void scenario(Fork fork) {
    lines.add("scenario:");
    lines.add("- " + fork.name() + ":");
    lines.in();
    // A session of Hyperfoil begins without cookies.
    K6Export.steps(fork.task()).forEach(this::step);
    think(fork.kind().tasks().think(), Place.NOWHERE);
    lines.out();
  }

  private void step(Step step) {
    try {
      switch (step) {
        case Step.Send send -> send(send);
        case Step.If(Place _, Expression condition, List<Step> then, List<Step> _)
            when condition.equals(Expression.truth(true)) ->
            then.forEach(this::step);
        case Step.Pause(Place place, Think think) -> think(think, place);
        case Step.Parallel _ -> throw new UnsayableException("requests in parallel");
        case Step.Set(Place _, String variable, List<Expression> path, Expression value)
            when path.isEmpty() ->
            set(variable, value);
        default -> throw new UnsayableException("this step; Hyperfoil has no expressions");
      }
    } catch (UnsayableException e) {
      lines.refuse(step.place(), e.reason());
    }
  }

  private void think(Think think, Place place) {
    switch (think) {
      case Think.Constant(Duration time) when time.isZero() -> {}
      case Think.Constant(Duration time) -> lines.add("- thinkTime: " + time.toMillis() + " ms");
      case Think.Between(Duration least, Duration most) -> {
        lines.add("- thinkTime:");
        lines.add("    random: LINEAR");
        lines.add("    min: " + least.toMillis() + " ms");
        lines.add("    max: " + most.toMillis() + " ms");
      }
      case Think.Exponential(Duration mean) -> {
        lines.add("- thinkTime:");
        lines.add("    random: NEGATIVE_EXPONENTIAL");
        lines.add("    duration: " + mean.toMillis() + " ms");
        lines.add("    max: " + mean.multipliedBy(10).toMillis() + " ms");
      }
      case Think.Pacing _, Think.Seconds _ -> lines.refuse(place, "a think time that is computed");
    }
  }

  private void set(String variable, Expression value) throws UnsayableException {
    if (value instanceof Expression.Call(Function function, List<Expression> arguments)
        && function == Function.RANDOM_INT) {
      random(variable, arguments);
    } else if (value instanceof Expression.Call(Function function, List<Expression> arguments)
        && function == Function.RANDOM_CHOICE
        && arguments.size() == 1
        && arguments.getFirst() instanceof Expression.Items(List<Expression> items)) {
      lines.add("- randomItem:");
      lines.add("    toVar: " + variable);
      lines.add("    list:");
      for (Expression item : items) {
        lines.add("    - " + Json.write(Value.of(pattern(item))));
      }
    } else {
      lines.add("- set: " + variable + " <- " + pattern(value));
    }
  }

  private void random(String variable, List<Expression> bounds) throws UnsayableException {
    lines.add(
        "- randomInt: %s <- %s .. %s"
            .formatted(variable, pattern(bounds.get(0)), pattern(bounds.get(1))));
  }

  /// Text with `${variable}` in it. Numbers that are drawn in a text are drawn in a step before.
  private String pattern(Expression expression) throws UnsayableException {
    return switch (expression) {
      case Expression.Literal(Value.Text(String text)) -> text;
      case Expression.Literal(Value value) -> Json.write(value);
      case Expression.Variable(String name) -> "${" + constant(name).orElse(name) + "}";
      case Expression.Template(List<Expression> parts) -> {
        StringBuilder text = new StringBuilder();
        for (Expression part : parts) {
          text.append(pattern(part));
        }
        yield text.toString();
      }
      case Expression.Call(Function function, List<Expression> bounds)
          when function == Function.RANDOM_INT -> {
        String variable = "number" + ++numbers;
        random(variable, bounds);
        yield "${" + variable + "}";
      }
      default -> throw new UnsayableException("an expression; Hyperfoil knows patterns alone");
    };
  }

  private Optional<String> constant(String name) throws UnsayableException {
    if (scenario.variables().containsKey(name)) {
      throw new UnsayableException("the variable " + name + " of the scenario");
    }
    return Optional.empty();
  }

  private String json(Expression expression) throws UnsayableException {
    return switch (expression) {
      case Expression.Fields(List<Expression.Fields.Field> fields) -> {
        List<String> parts = new ArrayList<>();
        for (Expression.Fields.Field field : fields) {
          parts.add(Json.write(Value.of(pattern(field.key()))) + ":" + json(field.value()));
        }
        yield "{" + String.join(",", parts) + "}";
      }
      case Expression.Items(List<Expression> items) -> {
        List<String> parts = new ArrayList<>();
        for (Expression item : items) {
          parts.add(json(item));
        }
        yield "[" + String.join(",", parts) + "]";
      }
      case Expression.Template _ -> "\"" + pattern(expression) + "\"";
      case Expression.Literal(Value value) -> Json.write(value);
      case Expression.Call(Function function, List<Expression> _)
          when function == Function.RANDOM_INT ->
          pattern(expression);
      default -> throw new UnsayableException("an expression in JSON");
    };
  }

  private void send(Step.Send send) throws UnsayableException {
    Request request = send.request();
    if (!send.expects().isEmpty()
        || !send.checks().isEmpty()
        || !send.judgement().isEmpty()
        || !send.status().isNothing()
        || !send.into().isEmpty()) {
      throw new UnsayableException("what is expected of an answer, and answers as variables");
    }
    String url = pattern(request.url());
    String method =
        request
            .method()
            .literalText()
            .orElseThrow(() -> new UnsayableException("a computed method"));
    String type = "";
    String body = "";
    switch (request.payload()) {
      case Payload.None _ -> {}
      case Payload.Json(Expression value) -> {
        type = "application/json";
        body = json(value);
      }
      case Payload.Text(Expression text, String given) -> {
        type = given;
        body = pattern(text);
      }
      case Payload.Form _ -> throw new UnsayableException("a form");
    }
    List<String> headers = new ArrayList<>();
    if (!type.isEmpty()) {
      headers.add("content-type: " + type);
    }
    switch (request.headers()) {
      case Expression.Fields(List<Expression.Fields.Field> fields) -> {
        for (Expression.Fields.Field field : fields) {
          headers.add(pattern(field.key()) + ": " + Json.write(Value.of(pattern(field.value()))));
        }
      }
      case Expression other when other.isNothing() -> {}
      default -> throw new UnsayableException("computed headers");
    }
    if (!request.query().isNothing()) {
      throw new UnsayableException("a query as a map; write it into the address");
    }
    lines.add("- httpRequest:");
    lines.in();
    lines.in();
    lines.add(method + ": " + Json.write(Value.of(url)));
    if (request.name().literalText().isPresent()) {
      lines.add("metric: " + Json.write(Value.of(request.name().literalText().get())));
    }
    if (!headers.isEmpty()) {
      lines.add("headers:");
      headers.forEach(header -> lines.add("- " + header));
    }
    if (!body.isEmpty()) {
      lines.add("body: " + Json.write(Value.of(body)));
    }
    if (!request.timeout().isZero()) {
      lines.add("timeout: " + request.timeout().toMillis() + " ms");
    }
    if (!send.extracts().isEmpty()) {
      lines.add("handler:");
      lines.add("  body:");
      for (Extraction extraction : send.extracts()) {
        extract(extraction);
      }
    }
    lines.out();
    lines.out();
  }

  private void extract(Extraction extraction) throws UnsayableException {
    if (extraction.from() != Extraction.From.JSON) {
      throw new UnsayableException("an extraction from anything but JSON");
    }
    try {
      StringBuilder query = new StringBuilder();
      for (String segment : Selection.segments(extraction.selector())) {
        query.append(segment.matches("\\d+") ? "[" + segment + "]" : "." + segment);
      }
      lines.add("  - json:");
      lines.add("      query: " + query);
      lines.add("      toVar: " + extraction.variable());
    } catch (EvaluationException e) {
      throw new UnsayableException(String.valueOf(e.getMessage()));
    }
  }
}
