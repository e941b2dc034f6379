package dev.backlight.load.imports;

import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Task;
import dev.backlight.load.scenario.TaskSet;
import dev.backlight.load.scenario.Think;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.TypeDecl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the tasks of users and of sets of tasks: `@task` methods, nested sets, `tasks = […]`.
final class LocustTasks {

  private static final Set<String> SEQUENCES =
      Set.of("SequentialTaskSet", "TaskSequence", "SequentialTaskset");

  /// Names of Locust before 1.0, when `setup` and `teardown` had a meaning of their own.
  private static final List<String> OLD = List.of("HttpLocust", "Locust", "TaskSequence");

  private final Code code;
  private final LocustNames names;

  /// The tasks of a class.
  record Found(TaskSet tasks) {}

  LocustTasks(Code code, LocustNames names) {
    this.code = code;
    this.names = names;
  }

  /// `outer` are the classes that this one is nested in.
  Optional<Found> of(TypeDecl type, Set<TypeDecl> outer) throws RefusedException {
    if (!outer.add(type)) {
      throw new RefusedException(type.nameStart(), "sets of tasks that contain themselves");
    }
    Optional<TypeDecl> before = names.own(Optional.of(type));
    try {
      List<Task> tasks = new ArrayList<>();
      for (TypeDecl each : names.lineage(type).reversed()) {
        marked(each, outer, tasks);
      }
      for (TypeDecl each : names.lineage(type).reversed()) {
        for (TypeDecl.Field field : each.fields()) {
          if (field.name().equals("tasks")) {
            listed(field.initial(), type, outer, tasks);
          }
        }
        Optional<FunctionDecl> computed = code.method(each, "tasks");
        if (computed.isPresent()) {
          throw new RefusedException(computed.get().nameStart(), "tasks that are computed");
        }
      }
      Optional<TypeDecl.Field> single = names.field(type, "task_set");
      if (single.isPresent()) {
        element(single.get().initial(), 1, type, outer, tasks);
      }
      if (tasks.isEmpty()) {
        return Optional.empty();
      }
      boolean sequence =
          names.lineage(type).stream()
              .flatMap(each -> each.supertypes().stream())
              .anyMatch(base -> SEQUENCES.contains(base.simpleName()));
      return Optional.of(
          new Found(
              new TaskSet(
                  sequence ? TaskSet.Order.SEQUENTIAL : TaskSet.Order.RANDOM,
                  think(type, outer),
                  starting(type),
                  method(type, "on_stop"),
                  List.copyOf(tasks))));
    } finally {
      names.own(before);
      outer.remove(type);
    }
  }

  /// A set without a wait of its own waits as its user does.
  private Think think(TypeDecl type, Set<TypeDecl> outer) throws RefusedException {
    List<TypeDecl> inner = new ArrayList<>(outer);
    for (TypeDecl each : inner.reversed()) {
      Optional<Think> think = names.waits().of(each);
      if (think.isPresent()) {
        return think.get();
      }
    }
    return names.waits().of(type).orElse(Think.NONE);
  }

  private List<Step> starting(TypeDecl type) throws RefusedException {
    List<Step> steps = new ArrayList<>(names.fields().settings(type));
    steps.addAll(names.fields().ownAttributes(type));
    for (String once : List.of("setup", "teardown")) {
      Optional<FunctionDecl> method = names.method(type, once);
      if (method.isPresent() && OLD.stream().anyMatch(code::isImported)) {
        throw new RefusedException(
            method.get().nameStart(),
            once + "() runs once for all users; use on_start or a scenario's own " + once);
      }
    }
    for (String name : List.of("__init__", "on_start")) {
      steps.addAll(method(type, name));
    }
    return List.copyOf(steps);
  }

  private List<Step> method(TypeDecl type, String name) {
    Optional<FunctionDecl> method = names.method(type, name);
    return method.isEmpty() ? List.of() : body(method.get());
  }

  private List<Step> body(FunctionDecl function) {
    try {
      names.functions().requirePlain(function);
    } catch (RefusedException e) {
      code.refuse(e);
    }
    if (function.is(FunctionDecl.Trait.ASYNC) || function.is(FunctionDecl.Trait.GENERATOR)) {
      code.refuse(new RefusedException(function.nameStart(), "an async function or generator"));
      return List.of();
    }
    Frame frame = new Frame();
    // `self` is no parameter of the lowered method; another name for it, as `l`, is.
    function.parameters().stream()
        .limit(1)
        .forEach(parameter -> frame.selves().add(parameter.name()));
    return names.statements().block(function.body(), frame);
  }

  /// Methods and nested classes with `@task`, in the order of the file.
  private void marked(TypeDecl declaring, Set<TypeDecl> outer, List<Task> tasks)
      throws RefusedException {
    record At(int offset, FunctionDecl function, TypeDecl nested) {}
    List<At> found = new ArrayList<>();
    for (FunctionDecl function : code.file().functions()) {
      if (function.type() == declaring.id() && annotation(function.annotations()).isPresent()) {
        found.add(new At(function.start(), function, declaring));
      }
    }
    for (TypeDecl nested : code.file().types()) {
      if (nested.outer() == declaring.id() && annotation(nested.annotations()).isPresent()) {
        found.add(new At(nested.start(), code.module(), nested));
      }
    }
    found.sort(Comparator.comparingInt(At::offset));
    for (At at : found) {
      if (at.nested() != declaring) {
        nested(
            at.nested(),
            weight(at.nested().annotations()),
            tags(at.nested().annotations()),
            outer,
            tasks);
        continue;
      }
      FunctionDecl function = at.function();
      if (code.method(declaring, function.name()).filter(m -> m.id() == function.id()).isEmpty()) {
        code.note(
            function.start(),
            "a later "
                + function.name()
                + "() of the same class takes the place of this one, as in Python");
        continue;
      }
      double weight = weight(function.annotations());
      if (weight > 0) {
        tasks.add(new Task(function.name(), weight, tags(function.annotations()), body(function)));
      }
    }
  }

  private void nested(
      TypeDecl type, double weight, List<String> tags, Set<TypeDecl> outer, List<Task> tasks)
      throws RefusedException {
    Optional<Found> inner = of(type, outer);
    if (inner.isPresent() && weight > 0) {
      Step rounds = new Step.Rounds(code.place(type.start()), inner.get().tasks());
      tasks.add(new Task(type.name(), weight, tags, List.of(rounds)));
    }
  }

  private static Optional<Annotation> annotation(List<Annotation> annotations) {
    return annotations.stream()
        .filter(each -> each.simpleName().equals("task") || each.simpleName().equals("seq_task"))
        .findFirst();
  }

  private double weight(List<Annotation> annotations) throws RefusedException {
    Annotation task = annotation(annotations).orElseThrow();
    if (task.simpleName().equals("seq_task")) {
      throw new RefusedException(task.start(), "@seq_task; SequentialTaskSet keeps the order");
    }
    if (task.arguments().isEmpty()) {
      return 1;
    }
    return weight(task.arguments().getFirst().value());
  }

  private double weight(Expr written) throws RefusedException {
    Expr weight =
        written instanceof Expr.Name name && names.top().value(name.id()).isPresent()
            ? names.top().value(name.id()).get().value()
            : written;
    if (weight instanceof Expr.Literal literal && literal.kind() == Expr.Literal.Kind.NUMBER) {
      return Double.parseDouble(literal.text());
    }
    throw new RefusedException(written, "a weight that is not a number");
  }

  private List<String> tags(List<Annotation> annotations) throws RefusedException {
    List<String> tags = new ArrayList<>();
    for (Annotation each : annotations) {
      if (each.simpleName().equals("tag")) {
        for (Argument argument : each.arguments()) {
          tags.add(
              names
                  .constantText(argument.value())
                  .orElseThrow(() -> new RefusedException(argument.value(), "a computed tag")));
        }
      }
    }
    return List.copyOf(tags);
  }

  /// `tasks = [a, B]` and `tasks = {a: 3, B: 1}`.
  private void listed(Expr expr, TypeDecl type, Set<TypeDecl> outer, List<Task> tasks)
      throws RefusedException {
    if (!(expr instanceof Expr.Collection collection)) {
      throw new RefusedException(expr, "tasks that are not written as a list or map");
    }
    for (Expr.Collection.Entry entry : collection.entries()) {
      if (collection.kind() != Expr.Collection.Kind.MAP) {
        weighted(entry.value(), type, outer, tasks);
      } else {
        element(entry.key(), weight(entry.value()), type, outer, tasks);
      }
    }
  }

  /// `a` or `(a, 3)`.
  private void weighted(Expr expr, TypeDecl type, Set<TypeDecl> outer, List<Task> tasks)
      throws RefusedException {
    if (expr instanceof Expr.Collection(int _, int _, var _, List<Expr.Collection.Entry> pair)
        && pair.size() == 2) {
      element(pair.getFirst().value(), weight(pair.getLast().value()), type, outer, tasks);
    } else {
      element(expr, 1, type, outer, tasks);
    }
  }

  private void element(
      Expr expr, double weight, TypeDecl type, Set<TypeDecl> outer, List<Task> tasks)
      throws RefusedException {
    if (!(expr instanceof Expr.Name name)) {
      throw new RefusedException(expr, "a task of this kind");
    }
    Optional<TypeDecl> nested = code.type(name.id());
    Optional<FunctionDecl> function =
        names.method(type, name.id()).or(() -> code.function(name.id()));
    if (nested.isPresent()) {
      nested(nested.get(), weight, List.of(), outer, tasks);
    } else if (function.isPresent()) {
      if (weight > 0) {
        tasks.add(new Task(name.id(), weight, List.of(), body(function.get())));
      }
    } else {
      throw new RefusedException(expr, "the task " + name.id() + " is not in this file");
    }
  }
}
