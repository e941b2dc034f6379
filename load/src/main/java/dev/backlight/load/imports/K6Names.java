package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Procedure;
import dev.backlight.load.scenario.Step;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What names mean in a k6 script: variables of functions, of the module, and functions, which
/// become procedures.
final class K6Names {

  private final Code code;
  private final K6Expressions expressions;
  private final K6Statements statements;
  private final K6Data data;
  private final Map<String, Expression> constants = new LinkedHashMap<>();
  private final Origin origin;
  private final Map<String, Procedure> procedures = new LinkedHashMap<>();
  private final Map<Integer, String> procedureNames = new HashMap<>();
  private final Set<String> underway = new HashSet<>();

  K6Names(Code code) {
    this.code = code;
    this.origin = new Origin(constants, !namesOrigins(code));
    this.expressions = new K6Expressions(code, this);
    this.statements = new K6Statements(code, this, expressions);
    this.data = new K6Data(code, this, expressions);
  }

  /// Whether a value at the top may be where requests go.
  private static boolean namesOrigins(Code code) {
    return code.module().body().statements().stream()
        .filter(each -> each instanceof Stmt.Assign)
        .map(each -> code.text(each.start(), each.end()))
        .anyMatch(text -> text.contains("://") || text.contains("__ENV"));
  }

  K6Expressions expressions() {
    return expressions;
  }

  K6Statements statements() {
    return statements;
  }

  K6Data data() {
    return data;
  }

  Map<String, Expression> constants() {
    return constants;
  }

  Origin origin() {
    return origin;
  }

  List<Procedure> procedures() {
    return List.copyOf(procedures.values());
  }

  String local(String id, Frame frame) {
    return frame.local(moduleValue(id).isPresent() ? "local_" + id : id);
  }

  /// The variable that a name means.
  String variable(Expr.Name name, Frame frame) throws RefusedException {
    String id = name.id();
    for (String local : List.of("local_" + id, id)) {
      if (frame.locals().contains(local)) {
        return local;
      }
    }
    Optional<Stmt.Assign> value = moduleValue(id);
    if (value.isPresent()) {
      constant(id, value.get().value(), name);
      return id;
    }
    Expr opened = frame.objects().get(id);
    if (opened != null) {
      throw new RefusedException(name, "the text of a file in this place");
    }
    throw new RefusedException(
        name,
        "'" + id + "' is " + (code.isImported(id) ? "from another module" : "not known here"));
  }

  /// The declaration of a name at the top of the file.
  Optional<Stmt.Assign> moduleValue(String id) {
    for (Stmt statement : code.module().body().statements()) {
      if (statement instanceof Stmt.Assign assign
          && assign.declares()
          && assign.targets().size() == 1) {
        Optional<Expr> value =
            assign.targets().getFirst() instanceof Expr.Name target && target.id().equals(id)
                ? Optional.of(assign.value())
                : part(assign, id);
        if (value.isPresent()) {
          return Optional.of(
              new Stmt.Assign(
                  assign.start(),
                  assign.end(),
                  assign.targets(),
                  assign.operator(),
                  value.get(),
                  true,
                  assign.type()));
        }
      }
    }
    return Optional.empty();
  }

  /// What `const { url, key: name } = settings;` gives a name.
  private static Optional<Expr> part(Stmt.Assign assign, String id) {
    if (!(assign.targets().getFirst() instanceof Expr.Collection pattern)
        || pattern.kind() != Expr.Collection.Kind.MAP) {
      return Optional.empty();
    }
    return pattern.entries().stream()
        .filter(each ->
            !each.spread() && each.value() instanceof Expr.Name name && name.id().equals(id))
        .map(
            each -> (Expr) new Expr.Index(assign.start(), assign.end(), assign.value(), each.key()))
        .findFirst();
  }

  private void constant(String name, Expr initial, Expr at) throws RefusedException {
    if (constants.containsKey(name)) {
      return;
    }
    if (!underway.add(name)) {
      throw new RefusedException(at, name + " is made of itself");
    }
    try {
      constants.put(
          name,
          initial == Expr.NONE
              ? Expression.NOTHING
              : expressions.translate(initial, new Frame().conditionally()));
    } finally {
      underway.remove(name);
    }
  }

  /// What a name at the top of the file was given, through other such names.
  Expr resolved(Expr expr) {
    Expr at = expr;
    for (int i = 0; i < 16 && at instanceof Expr.Name name; i++) {
      Optional<Stmt.Assign> value = moduleValue(name.id());
      if (value.isEmpty()) {
        return at;
      }
      at = value.get().value();
    }
    return at;
  }

  /// The function that a name or a lambda is.
  Optional<FunctionDecl> function(Expr expr) {
    return switch (expr) {
      case Expr.Lambda lambda -> Optional.of(code.file().functions().get(lambda.function()));
      case Expr.Name name ->
          code.function(name.id())
              .or(() ->
                  moduleValue(name.id())
                      .flatMap(value ->
                          value.value() instanceof Expr.Lambda lambda
                              ? Optional.of(code.file().functions().get(lambda.function()))
                              : Optional.empty()));
      default -> Optional.empty();
    };
  }

  /// What the module exports under a name.
  Optional<Expr> exported(String name) {
    return code.file().exports().stream()
        .filter(each -> each.name().equals(name))
        .map(SourceFile.Export::value)
        .findFirst();
  }

  /// The function that the module exports under a name.
  Optional<FunctionDecl> exportedFunction(String name) {
    return exported(name).flatMap(this::function);
  }

  /// A call of a function of this file.
  Optional<Step.Do> call(Expr.Call call, String into, Frame frame) throws RefusedException {
    if (!(call.callee() instanceof Expr.Name)) {
      return Optional.empty();
    }
    Optional<FunctionDecl> function = function(call.callee());
    if (function.isEmpty()) {
      return Optional.empty();
    }
    List<Expression> arguments = new ArrayList<>();
    for (Argument argument : call.arguments()) {
      if (argument.spread()) {
        throw new RefusedException(argument.value(), "arguments that are spread");
      }
      arguments.add(expressions.translate(argument.value(), frame));
    }
    List<Parameter> parameters = function.get().parameters();
    for (int i = arguments.size(); i < parameters.size(); i++) {
      Expr initial = parameters.get(i).initial();
      arguments.add(
          initial == Expr.NONE
              ? Expression.NOTHING
              : expressions.translate(initial, new Frame().conditionally()));
    }
    String name = procedure(function.get());
    return Optional.of(new Step.Do(code.place(call.start()), name, List.copyOf(arguments), into));
  }

  /// The procedure that a function becomes, when it is first called.
  String procedure(FunctionDecl function) throws RefusedException {
    String known = procedureNames.get(function.id());
    if (known != null) {
      return known;
    }
    if (function.parameters().stream().anyMatch(each -> each.rest() || each.name().isEmpty())) {
      throw new RefusedException(function.start(), "a function with parameters of this kind");
    }
    String name = function.name().isEmpty() ? "function" : function.name();
    while (procedures.containsKey(name)) {
      name += "_";
    }
    procedureNames.put(function.id(), name);
    procedures.put(name, new Procedure(name, List.of(), List.of(), List.of()));
    Frame frame = new Frame();
    List<String> parameters =
        function.parameters().stream().map(each -> local(each.name(), frame)).toList();
    List<Step> steps = statements.block(function.body(), frame);
    procedures.put(name, new Procedure(name, parameters, frame.locals(), steps));
    return name;
  }
}
