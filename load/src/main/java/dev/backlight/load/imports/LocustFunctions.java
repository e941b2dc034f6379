package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Procedure;
import dev.backlight.load.scenario.Step;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.TypeDecl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The functions and methods of a Locust file, which become procedures when they are first called.
final class LocustFunctions {

  private static final Set<String> BASES =
      Set.of("HttpUser", "FastHttpUser", "User", "HttpLocust", "Locust", "TaskSet");

  /// Decorators that leave a function what it is.
  private static final Set<String> DECORATORS =
      Set.of("task", "seq_task", "tag", "staticmethod", "classmethod", "property", "override");

  private final Code code;
  private final LocustNames names;
  private final Map<String, Procedure> procedures = new LinkedHashMap<>();
  private final Map<String, String> procedureNames = new HashMap<>();

  LocustFunctions(Code code, LocustNames names) {
    this.code = code;
    this.names = names;
  }

  List<Procedure> procedures() {
    return List.copyOf(procedures.values());
  }

  /// A call of the client or of the file's own functions; empty for others.
  Optional<Expression> call(Expr.Call call, Frame frame) throws RefusedException {
    Optional<Step.Send> send = names.requests().send(call, frame);
    if (send.isPresent()) {
      String variable = frame.temporary("response");
      frame.before(call, send.get().into(variable));
      return Optional.of(new Expression.Variable(variable));
    }
    Optional<FunctionDecl> function = callee(call, frame);
    if (function.isEmpty()) {
      return Optional.empty();
    }
    String variable = frame.temporary("result");
    frame.before(call, procedure(call, function.get(), variable, frame));
    return Optional.of(new Expression.Variable(variable));
  }

  /// The function of this file that a call runs.
  Optional<FunctionDecl> callee(Expr.Call call, Frame frame) {
    return switch (call.callee()) {
      case Expr.Name name -> code.function(name.id());
      case Expr.Member member
          when names.owner().isPresent() && names.isSelf(member.receiver(), frame) ->
          names.method(names.owner().get(), member.name()).or(() -> anyMethod(member.name()));
      case Expr.Member member
          when names.owner().isPresent()
              && member.receiver() instanceof Expr.Name name
              && name.id().equals("super") ->
          names.lineage(names.owner().get()).stream()
              .skip(1)
              .flatMap(type -> code.method(type, member.name()).stream())
              .findFirst();
      case Expr.Member member when member.receiver() instanceof Expr.Name name ->
          code.type(name.id()).flatMap(type -> names.method(type, member.name()));
      default -> Optional.empty();
    };
  }

  /// `self.user.login()` in a set of tasks runs a method of the user's class.
  private Optional<FunctionDecl> anyMethod(String name) {
    List<FunctionDecl> found =
        code.file().functions().stream()
            .filter(each -> each.type() >= 0 && each.name().equals(name))
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /// Whether a call is of something that Locust brings and that does nothing here.
  boolean isBaseCall(Expr.Call call) {
    return call.callee() instanceof Expr.Member member
        && (member.receiver() instanceof Expr.Name name
            && (name.id().equals("super") || BASES.contains(name.id())));
  }

  /// A call of a procedure, which is translated when it is first called.
  Step.Do procedure(Expr.Call call, FunctionDecl function, String into, Frame frame)
      throws RefusedException {
    Map<String, Expr> given = arguments(call, function, frame);
    List<Parameter> valued = new ArrayList<>();
    Set<String> selves = new LinkedHashSet<>();
    Set<String> clients = new LinkedHashSet<>();
    for (Parameter parameter : function.parameters()) {
      Expr value = given.getOrDefault(parameter.name(), Expr.NONE);
      if (value != Expr.NONE && names.isSelf(value, frame)) {
        selves.add(parameter.name());
      } else if (value != Expr.NONE && names.isClient(value, frame)) {
        clients.add(parameter.name());
      } else {
        valued.add(parameter);
      }
    }
    String name = translated(function, valued, selves, clients);
    List<Expression> arguments = new ArrayList<>();
    for (Parameter parameter : valued) {
      Expr value = given.get(parameter.name());
      if (value == null && parameter.initial() == Expr.NONE) {
        throw new RefusedException(call, "no value for the parameter " + parameter.name());
      }
      arguments.add(
          value == null
              ? names.expressions().translate(parameter.initial(), new Frame().conditionally())
              : names.expressions().translate(value, frame));
    }
    return new Step.Do(code.place(call.start()), name, List.copyOf(arguments), into);
  }

  /// Refuses a function that a decorator makes another one.
  void requirePlain(FunctionDecl function) throws RefusedException {
    for (Annotation each : function.annotations()) {
      if (!DECORATORS.contains(each.simpleName()) && !each.name().startsWith("events.")) {
        String name = each.name().isEmpty() ? "this decorator" : "@" + each.name();
        throw new RefusedException(
            each.start(), name + " changes what " + function.name() + "() does; call it by hand");
      }
    }
  }

  /// `self.token` where that is a `@property`: what its method gives.
  Optional<Expression> property(Expr.Member member, Frame frame) throws RefusedException {
    if (names.owner().isEmpty() || !names.isSelf(member.receiver(), frame)) {
      return Optional.empty();
    }
    Optional<FunctionDecl> method = names.method(names.owner().get(), member.name());
    if (method.isEmpty()) {
      return Optional.empty();
    }
    if (!method.get().is(FunctionDecl.Trait.PROPERTY)) {
      throw new RefusedException(member, "the method " + member.name() + " as a value");
    }
    Expr.Call call =
        new Expr.Call(member.start(), member.end(), member, List.of(), List.of(), false);
    String variable = frame.temporary("result");
    frame.before(member, procedure(call, method.get(), variable, frame));
    return Optional.of(new Expression.Variable(variable));
  }

  private Map<String, Expr> arguments(Expr.Call call, FunctionDecl function, Frame frame)
      throws RefusedException {
    requirePlain(function);
    if (function.parameters().stream().anyMatch(Parameter::rest)) {
      throw new RefusedException(call, "a function with *args or **kwargs");
    }
    if (function.is(FunctionDecl.Trait.ASYNC) || function.is(FunctionDecl.Trait.GENERATOR)) {
      throw new RefusedException(call, "an async function or generator");
    }
    Map<String, Expr> given = new HashMap<>();
    int next = 0;
    boolean unbound =
        call.callee() instanceof Expr.Member member
            && !(names.isSelf(member.receiver(), frame))
            && function.type() >= 0
            && !call.arguments().isEmpty()
            && names.isSelf(call.arguments().getFirst().value(), frame);
    for (Argument argument : call.arguments().subList(unbound ? 1 : 0, call.arguments().size())) {
      String name = argument.name();
      if (argument.spread() || name.isEmpty() && next >= function.parameters().size()) {
        throw new RefusedException(argument.value(), "an argument of this kind");
      }
      given.put(name.isEmpty() ? function.parameters().get(next++).name() : name, argument.value());
    }
    return given;
  }

  private String translated(
      FunctionDecl function, List<Parameter> valued, Set<String> selves, Set<String> clients)
      throws RefusedException {
    String key = function.id() + " " + selves + clients;
    String known = procedureNames.get(key);
    if (known != null) {
      return known;
    }
    String name = free(function);
    procedureNames.put(key, name);
    procedures.put(name, new Procedure(name, List.of(), List.of(), List.of()));
    Optional<TypeDecl> before =
        names.own(
            function.type() < 0
                ? names.owner()
                : keepOwner(code.file().types().get(function.type())));
    try {
      Frame frame = new Frame();
      frame.selves().addAll(selves);
      frame.clients().addAll(clients);
      List<String> parameters = new ArrayList<>();
      for (Parameter parameter : valued) {
        parameters.add(names.local(parameter.name(), frame));
      }
      List<Step> steps = names.statements().block(function.body(), frame);
      procedures.put(name, new Procedure(name, List.copyOf(parameters), frame.locals(), steps));
      return name;
    } finally {
      names.own(before);
    }
  }

  /// The present owner where it inherits the method, so that its own overrides are found.
  private Optional<TypeDecl> keepOwner(TypeDecl declaring) {
    return names.owner().isPresent() && names.lineage(names.owner().get()).contains(declaring)
        ? names.owner()
        : Optional.of(declaring);
  }

  private String free(FunctionDecl function) {
    String name = function.name();
    for (int i = 2; procedures.containsKey(name); i++) {
      name = function.name() + "_" + i;
    }
    return name;
  }
}
