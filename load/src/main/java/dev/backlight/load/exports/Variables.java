package dev.backlight.load.exports;

import dev.backlight.load.scenario.Check;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Extraction;
import dev.backlight.load.scenario.Payload;
import dev.backlight.load.scenario.Procedure;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Task;
import dev.backlight.load.scenario.TaskSet;
import dev.backlight.load.scenario.Think;
import dev.backlight.load.scenario.UserKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which variables of a scenario live only inside one task, which hold answers, and which are set
/// at all. A scenario has one space of variables for a user; programs tell locals from state.
final class Variables {

  private record Use(String name, boolean defines) {}

  private final Map<String, Set<Integer>> scopes = new HashMap<>();
  private final Set<String> readFirst = new HashSet<>();
  private final Set<String> answers = new HashSet<>();
  private final Set<String> set = new HashSet<>();
  private List<Use> uses = new ArrayList<>();
  private int scope;

  Variables(Scenario scenario) {
    steps(scenario.setup());
    close();
    steps(scenario.teardown());
    close();
    for (UserKind kind : scenario.users()) {
      set(kind.tasks());
      expression(kind.headers());
      close();
    }
    for (Procedure procedure : scenario.procedures()) {
      procedure.parameters().forEach(this::define);
      steps(procedure.steps());
      close();
    }
  }

  /// Whether a variable is set in one task only, before it is read there.
  boolean isLocal(String name) {
    Set<Integer> places = scopes.getOrDefault(name, Set.of());
    return places.size() == 1 && set.contains(name) && !readFirst.contains(name);
  }

  /// The same, where `name` is an answer too.
  Variables withAnswer(String name) {
    Variables more = new Variables(Scenario.of("", List.of()));
    more.scopes.putAll(scopes);
    more.readFirst.addAll(readFirst);
    more.answers.addAll(answers);
    more.answers.add(name);
    more.set.addAll(set);
    return more;
  }

  /// What these steps set.
  Set<String> setBy(List<Step> steps) {
    Variables own = new Variables(Scenario.of("", List.of()));
    own.steps(steps);
    return own.set;
  }

  boolean isAnswer(String name) {
    return answers.contains(name);
  }

  boolean isSet(String name) {
    return set.contains(name);
  }

  Set<String> all() {
    return scopes.keySet();
  }

  private void set(TaskSet tasks) {
    steps(tasks.onStart());
    close();
    steps(tasks.onStop());
    close();
    for (Task task : tasks.tasks()) {
      steps(task.steps());
      close();
    }
    think(tasks.think());
    close();
  }

  private void close() {
    Set<String> seen = new HashSet<>();
    for (Use use : uses) {
      scopes.computeIfAbsent(use.name(), _ -> new HashSet<>()).add(scope);
      if (seen.add(use.name()) && !use.defines()) {
        readFirst.add(use.name());
      }
    }
    uses = new ArrayList<>();
    scope++;
  }

  private void define(String name) {
    uses.add(new Use(name, true));
    set.add(name);
  }

  private void steps(List<Step> steps) {
    steps.forEach(this::step);
  }

  private void step(Step step) {
    switch (step) {
      case Step.Send send -> send(send);
      case Step.Parallel(var _, List<Step.Send> requests) -> requests.forEach(this::send);
      case Step.Set(var _, String variable, List<Expression> path, Expression value) -> {
        expression(value);
        path.forEach(this::expression);
        if (!path.isEmpty()) {
          uses.add(new Use(variable, false));
        }
        define(variable);
      }
      case Step.Pause(var _, Think think) -> think(think);
      case Step.Repeat(var _, Expression times, List<Step> body) -> {
        expression(times);
        steps(body);
      }
      case Step.While(var _, Expression condition, List<Step> body) -> {
        expression(condition);
        steps(body);
      }
      case Step.ForEach(var _, List<String> names, Expression source, List<Step> body) -> {
        expression(source);
        names.forEach(this::define);
        steps(body);
      }
      case Step.Choose(var _, List<Step.Choose.Option> options) ->
          options.forEach(option -> steps(option.body()));
      case Step.If(var _, Expression condition, List<Step> then, List<Step> otherwise) -> {
        expression(condition);
        steps(then);
        steps(otherwise);
      }
      case Step.Group(var _, String _, List<Step> body) -> steps(body);
      case Step.Verify(var _, Check check) -> expression(check.condition());
      case Step.Take(var _, String _, String into) -> {
        if (!into.isEmpty()) {
          define(into);
        }
      }
      case Step.Do(var _, String _, List<Expression> arguments, String into) -> {
        arguments.forEach(this::expression);
        if (!into.isEmpty()) {
          define(into);
        }
      }
      case Step.Return(var _, Expression value) -> expression(value);
      case Step.Judge(var _, boolean _, Expression reason) -> expression(reason);
      case Step.Fail(var _, Expression reason) -> expression(reason);
      case Step.Stop(var _, Expression reason) -> expression(reason);
      case Step.Rounds(var _, TaskSet tasks) -> {
        steps(tasks.onStart());
        steps(tasks.onStop());
        tasks.tasks().forEach(task -> steps(task.steps()));
      }
      case Step.HoldCookie(var _, String _, Expression value) -> expression(value);
      case Step.Attempt(var _, List<Step> body, List<Step> recovery) -> {
        steps(body);
        steps(recovery);
      }
      case Step.Leave _, Step.Interrupt _ -> {}
    }
  }

  private void send(Step.Send send) {
    var request = send.request();
    List.of(request.method(), request.url(), request.name(), request.headers(), request.query())
        .forEach(this::expression);
    switch (request.payload()) {
      case Payload.None _ -> {}
      case Payload.Json(Expression value) -> expression(value);
      case Payload.Form(Expression fields) -> expression(fields);
      case Payload.Text(Expression text, String _) -> expression(text);
    }
    if (!send.into().isEmpty()) {
      define(send.into());
      answers.add(send.into());
    }
    send.expects().forEach(check -> expression(check.condition()));
    send.checks().forEach(check -> expression(check.condition()));
    for (Extraction extraction : send.extracts()) {
      expression(extraction.otherwise());
      define(extraction.variable());
    }
    steps(send.judgement());
  }

  private void think(Think think) {
    if (think instanceof Think.Seconds(Expression seconds)) {
      expression(seconds);
    }
  }

  private void expression(Expression expression) {
    switch (expression) {
      case Expression.Literal _ -> {}
      case Expression.Variable(String name) -> uses.add(new Use(name, false));
      case Expression.Template(List<Expression> parts) -> parts.forEach(this::expression);
      case Expression.Items(List<Expression> elements) -> elements.forEach(this::expression);
      case Expression.Fields(List<Expression.Fields.Field> fields) ->
          fields.forEach(field -> {
            expression(field.key());
            expression(field.value());
          });
      case Expression.Member(Expression of, String _, boolean _) -> expression(of);
      case Expression.Index(Expression of, Expression index) -> {
        expression(of);
        expression(index);
      }
      case Expression.Unary(var _, Expression operand) -> expression(operand);
      case Expression.Binary(var _, Expression left, Expression right) -> {
        expression(left);
        expression(right);
      }
      case Expression.Conditional(Expression a, Expression b, Expression c) -> {
        expression(a);
        expression(b);
        expression(c);
      }
      case Expression.Call(var _, List<Expression> arguments) ->
          arguments.forEach(this::expression);
      case Expression.Each(String variable, Expression source, Expression c, Expression e) -> {
        expression(source);
        define(variable);
        expression(c);
        expression(e);
      }
    }
  }
}
