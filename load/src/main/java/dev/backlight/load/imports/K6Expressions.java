package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Operator.Prefix;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Translates JavaScript expressions of k6 scripts.
final class K6Expressions {

  private static final Map<String, Infix> OPERATORS =
      Map.ofEntries(
          Map.entry("==", Infix.EQUAL),
          Map.entry("===", Infix.EQUAL),
          Map.entry("!=", Infix.UNEQUAL),
          Map.entry("!==", Infix.UNEQUAL),
          Map.entry("<", Infix.LESS),
          Map.entry("<=", Infix.AT_MOST),
          Map.entry(">", Infix.GREATER),
          Map.entry(">=", Infix.AT_LEAST),
          Map.entry("+", Infix.PLUS),
          Map.entry("-", Infix.MINUS),
          Map.entry("*", Infix.TIMES),
          Map.entry("/", Infix.DIVIDED),
          Map.entry("%", Infix.MODULO),
          Map.entry("&&", Infix.AND),
          Map.entry("||", Infix.OR));

  private static final Map<String, String> TYPES =
      Map.of(
          "string",
          "text",
          "number",
          "number",
          "object",
          "map",
          "boolean",
          "truth",
          "undefined",
          "nothing");

  /// Parts of k6's responses that have no counterpart.
  private static final Set<String> REFUSED_PARTS = Set.of("request", "cookies", "timings", "html");

  private final Code code;
  private final K6Names names;
  private final K6Calls calls;

  K6Expressions(Code code, K6Names names) {
    this.code = code;
    this.names = names;
    this.calls = new K6Calls(code, names, this);
  }

  K6Calls calls() {
    return calls;
  }

  Expression translate(Expr expr, Frame frame) throws RefusedException {
    return switch (expr) {
      case Expr.Literal literal -> literal(literal);
      case Expr.Template template ->
          JsStrings.template(code, template, part -> translate(part, frame));
      case Expr.Name name -> name(name, frame);
      case Expr.Member member -> member(member, frame);
      case Expr.Index index ->
          Expression.call(
              Function.GET, translate(index.receiver(), frame), translate(index.index(), frame));
      case Expr.Call call -> calls.translate(call, frame);
      case Expr.Operation operation -> operation(operation, frame);
      case Expr.Collection collection -> collection(collection, frame);
      case Expr.Cast(int _, int _, var _, Expr value) -> translate(value, frame);
      case Expr.Await(int _, int _, Expr value) -> translate(value, frame);
      case Expr.Lambda lambda -> throw new RefusedException(lambda, "a function in this place");
      case Expr.Assigning assigning -> {
        if (frame.isConditional()) {
          throw new RefusedException(
              assigning, "an assignment in a part of an expression that may not be evaluated");
        }
        names.statements().assignments().assign(assigning, frame);
        yield translate(assigning.target(), frame);
      }
      case Expr.Yield _, Expr.Comprehension _, Expr.Markup _, Expr.Opaque _ ->
          throw new RefusedException(expr, "this expression");
    };
  }

  private Expression literal(Expr.Literal literal) throws RefusedException {
    return switch (literal.kind()) {
      case STRING -> {
        if (JsStrings.isPattern(code, literal)) {
          throw new RefusedException(literal, "a regular expression in this place");
        }
        yield Expression.text(JsStrings.literal(code, literal));
      }
      case BOOLEAN -> Expression.truth(literal.text().equals("true"));
      case NULL -> Expression.NOTHING;
      case NUMBER -> PythonExpressions.number(literal);
    };
  }

  private Expression name(Expr.Name name, Frame frame) throws RefusedException {
    Expression meaning = frame.meanings().get(name.id());
    if (meaning != null) {
      return meaning;
    }
    return switch (name.id()) {
      case "__VU" ->
          Expression.binary(Infix.PLUS, Expression.call(Function.USER), Expression.whole(1));
      case "__ITER" -> Expression.call(Function.ITERATION);
      case "undefined" -> Expression.NOTHING;
      default -> new Expression.Variable(names.variable(name, frame));
    };
  }

  private Expression member(Expr.Member member, Frame frame) throws RefusedException {
    String dotted = code.dotted(member);
    if (dotted.startsWith("__ENV.")) {
      return Expression.call(Function.ENV, Expression.text(member.name()));
    }
    switch (dotted) {
      case "k6/execution.vu.idInTest", "k6/execution.vu.idInInstance" -> {
        return Expression.binary(Infix.PLUS, Expression.call(Function.USER), Expression.whole(1));
      }
      case "k6/execution.vu.iterationInScenario", "k6/execution.vu.iterationInInstance" -> {
        return Expression.call(Function.ITERATION);
      }
      case "k6/execution.scenario.iterationInTest" -> {
        return names.data().number();
      }
      case "Math.PI" -> {
        return Expression.decimal(Math.PI);
      }
      default -> {}
    }
    Optional<Expression> rows = names.data().member(member, frame);
    if (rows.isPresent()) {
      return rows.get();
    }
    if (dotted.startsWith("k6/") || dotted.startsWith("k6.")) {
      throw new RefusedException(member, dotted + " has no counterpart");
    }
    if (member.receiver() instanceof Expr.Member inner && inner.name().equals("timings")) {
      if (member.name().equals("duration")) {
        return Expression.maybe(translate(inner.receiver(), frame), "elapsed_ms");
      }
      throw new RefusedException(member, "timings other than duration");
    }
    Expression of = translate(member.receiver(), frame);
    if (REFUSED_PARTS.contains(member.name())) {
      throw new RefusedException(member, "." + member.name() + " of a response");
    }
    return member.name().equals("length")
        ? Expression.call(Function.LENGTH, of)
        : Expression.maybe(of, member.name());
  }

  private Expression operation(Expr.Operation operation, Frame frame) throws RefusedException {
    List<Expr> operands = operation.operands();
    String operator = operation.operator();
    return switch (operator) {
      case "!" -> new Expression.Unary(Prefix.NOT, translate(operands.getFirst(), frame));
      case "&&", "||" -> junction(operation, frame);
      case "??" -> {
        Expression value = translate(operands.getFirst(), frame);
        yield new Expression.Conditional(
            Expression.binary(Infix.EQUAL, value, Expression.NOTHING),
            translate(operands.get(1), frame.conditionally()),
            value);
      }
      case "?:" ->
          new Expression.Conditional(
              translate(operands.get(0), frame),
              translate(operands.get(1), frame.conditionally()),
              translate(operands.get(2), frame.conditionally()));
      case "**" ->
          Expression.call(
              Function.POWER, translate(operands.get(0), frame), translate(operands.get(1), frame));
      case "in" ->
          Expression.binary(
              Infix.IN, translate(operands.get(0), frame), translate(operands.get(1), frame));
      case "typeof" -> Expression.call(Function.TYPE, translate(operands.getFirst(), frame));
      default -> arithmetic(operation, frame);
    };
  }

  /// `__ENV.X || 'd'` is a variable with a default.
  private Expression junction(Expr.Operation operation, Frame frame) throws RefusedException {
    Expression left = translate(operation.operands().get(0), frame);
    Expression right = translate(operation.operands().get(1), frame.conditionally());
    if (operation.operator().equals("||")
        && left instanceof Expression.Call(Function function, List<Expression> arguments)
        && function == Function.ENV
        && arguments.size() == 1) {
      return Expression.call(Function.ENV, arguments.getFirst(), right);
    }
    return Expression.binary(operation.operator().equals("&&") ? Infix.AND : Infix.OR, left, right);
  }

  private Expression arithmetic(Expr.Operation operation, Frame frame) throws RefusedException {
    List<Expr> operands = operation.operands();
    String operator = operation.operator();
    if (operands.size() == 1 && operator.equals("-")) {
      return PythonExpressions.negated(translate(operands.getFirst(), frame));
    } else if (operands.size() == 1 && operator.equals("+")) {
      return Expression.call(Function.NUMBER, translate(operands.getFirst(), frame));
    }
    Infix infix = OPERATORS.get(operator);
    if (infix == null || operands.size() != 2) {
      throw new RefusedException(operation, "the operator " + operator);
    }
    Expression left = translate(operands.get(0), frame);
    Expression right = translate(operands.get(1), frame);
    if (left instanceof Expression.Call(Function function, List<Expression> _)
        && function == Function.TYPE) {
      String type = right.literalText().orElse("");
      if (!TYPES.containsKey(type)) {
        throw new RefusedException(operation, "typeof of this");
      }
      right = Expression.text(TYPES.getOrDefault(type, type));
    }
    return Expression.binary(infix, left, right);
  }

  private Expression collection(Expr.Collection collection, Frame frame) throws RefusedException {
    boolean map = collection.kind() == Expr.Collection.Kind.MAP;
    List<Expression> wholes = new ArrayList<>();
    List<Expression> elements = new ArrayList<>();
    List<Expression.Fields.Field> fields = new ArrayList<>();
    boolean spread = false;
    for (Expr.Collection.Entry entry : collection.entries()) {
      if (entry.spread()) {
        spread = true;
        wholes.add(literal(map, elements, fields));
        elements = new ArrayList<>();
        fields = new ArrayList<>();
        wholes.add(translate(entry.value(), frame));
      } else if (map) {
        fields.add(
            new Expression.Fields.Field(
                translate(entry.key(), frame), translate(entry.value(), frame)));
      } else {
        elements.add(translate(entry.value(), frame));
      }
    }
    Expression last = literal(map, elements, fields);
    if (!spread) {
      return last;
    }
    wholes.add(last);
    if (map) {
      return new Expression.Call(Function.MERGE, List.copyOf(wholes));
    }
    return wholes.stream().reduce((a, b) -> Expression.binary(Infix.PLUS, a, b)).orElse(last);
  }

  private static Expression literal(
      boolean map, List<Expression> elements, List<Expression.Fields.Field> fields) {
    return map
        ? new Expression.Fields(List.copyOf(fields))
        : new Expression.Items(List.copyOf(elements));
  }

  /// What a function of one expression gives where its parameters are `arguments`.
  Expression applied(Expr callback, List<Expression> arguments, Frame frame)
      throws RefusedException {
    Optional<FunctionDecl> function = names.function(callback);
    if (function.isEmpty()) {
      throw new RefusedException(callback, "a function that is not written here");
    }
    List<FunctionDecl.Parameter> parameters = function.get().parameters();
    if (parameters.size() > arguments.size()) {
      throw new RefusedException(callback, "a function with more parameters");
    }
    List<String> added = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      if (frame.meanings().putIfAbsent(parameters.get(i).name(), arguments.get(i)) == null) {
        added.add(parameters.get(i).name());
      } else if (!arguments.get(i).equals(frame.meanings().get(parameters.get(i).name()))) {
        throw new RefusedException(callback, "a parameter with the name of another around it");
      }
    }
    try {
      return body(function.get().body(), callback, frame);
    } finally {
      added.forEach(frame.meanings()::remove);
    }
  }

  /// `return x`, also behind `if (…) return y`, and `const a = …` before it.
  private Expression body(Stmt.Block body, Expr callback, Frame frame) throws RefusedException {
    code.refuseLost(body.start(), body.end());
    List<String> added = new ArrayList<>();
    Frame inner = frame.conditionally();
    try {
      for (Stmt statement : body.statements()) {
        switch (statement) {
          case Stmt.Return(int _, int _, Expr value) -> {
            return translate(value, inner);
          }
          case Stmt.Assign assign
              when assign.declares()
                  && assign.targets().size() == 1
                  && assign.targets().getFirst() instanceof Expr.Name name -> {
            if (names.data().opens(assign.value())) {
              frame.objects().put(name.id(), assign.value());
              continue;
            }
            Expression value = translate(assign.value(), inner);
            if (frame.meanings().putIfAbsent(name.id(), value) == null) {
              added.add(name.id());
            }
          }
          case Stmt.Evaluate(int _, int _, Expr.Call call)
              when code.dotted(call.callee()).startsWith("console.") ->
              code.note(call.start(), "console output is left out");
          default -> throw new RefusedException(callback, "a function of several statements");
        }
      }
    } finally {
      added.forEach(frame.meanings()::remove);
    }
    throw new RefusedException(callback, "a function that returns nothing");
  }
}
