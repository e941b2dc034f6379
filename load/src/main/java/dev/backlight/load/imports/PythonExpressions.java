package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Operator.Prefix;
import dev.backlight.load.scenario.Value;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Translates Python expressions.
final class PythonExpressions {

  private static final Map<String, Infix> OPERATORS =
      Map.ofEntries(
          Map.entry("==", Infix.EQUAL),
          Map.entry("!=", Infix.UNEQUAL),
          Map.entry("<", Infix.LESS),
          Map.entry("<=", Infix.AT_MOST),
          Map.entry(">", Infix.GREATER),
          Map.entry(">=", Infix.AT_LEAST),
          Map.entry("in", Infix.IN),
          Map.entry("+", Infix.PLUS),
          Map.entry("-", Infix.MINUS),
          Map.entry("*", Infix.TIMES),
          Map.entry("//", Infix.DIVIDED_DOWN),
          Map.entry("is", Infix.EQUAL));

  private static final Map<String, String> RESPONSE_PARTS =
      Map.of(
          "status_code", "status",
          "content", "text",
          "js", "json");

  private static final Map<String, String> ALPHABETS =
      Map.of(
          "string.ascii_lowercase", "abcdefghijklmnopqrstuvwxyz",
          "string.ascii_uppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
          "string.ascii_letters", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
          "string.digits", "0123456789",
          "string.hexdigits", "0123456789abcdefABCDEF",
          "string.punctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

  private final Code code;
  private final LocustNames names;
  private final PythonCalls calls;

  PythonExpressions(Code code, LocustNames names) {
    this.code = code;
    this.names = names;
    this.calls = new PythonCalls(code, names, this);
  }

  PythonCalls calls() {
    return calls;
  }

  Expression translate(Expr expr, Frame frame) throws RefusedException {
    return switch (expr) {
      case Expr.Literal literal -> literal(literal);
      case Expr.Template template ->
          PythonStrings.template(code, template, part -> translate(part, frame));
      case Expr.Name name -> name(name, frame);
      case Expr.Member member -> member(member, frame);
      case Expr.Index index -> index(index, frame);
      case Expr.Call call -> calls.translate(call, frame);
      case Expr.Operation operation -> operation(operation, frame);
      case Expr.Collection collection -> collection(collection, frame);
      case Expr.Comprehension comprehension -> comprehension(comprehension, frame);
      case Expr.Assigning(int _, int _, Expr.Name target, String operator, Expr value)
          when operator.equals("=") -> {
        Expression given = translate(value, frame);
        String variable = names.local(target.id(), frame);
        frame.before(expr, names.set(code.place(expr.start()), variable, given));
        yield new Expression.Variable(variable);
      }
      case Expr.Await await -> throw new RefusedException(await, "await");
      case Expr.Yield yields -> throw new RefusedException(yields, "yield");
      case Expr.Lambda lambda -> throw new RefusedException(lambda, "a lambda in this place");
      case Expr.Assigning _, Expr.Cast _, Expr.Markup _, Expr.Opaque _ ->
          throw new RefusedException(expr, "this expression");
    };
  }

  private Expression literal(Expr.Literal literal) throws RefusedException {
    return switch (literal.kind()) {
      case STRING -> Expression.text(PythonStrings.literal(code, literal));
      case BOOLEAN -> Expression.truth(literal.text().equals("true"));
      case NULL -> Expression.NOTHING;
      case NUMBER -> number(literal);
    };
  }

  static Expression number(Expr.Literal literal) throws RefusedException {
    String text = literal.text().replace("_", "");
    try {
      return text.matches("0[xX].*") || text.chars().allMatch(Character::isDigit)
          ? Expression.whole(
              text.startsWith("0x") || text.startsWith("0X")
                  ? Long.parseLong(text.substring(2), 16)
                  : Long.parseLong(text))
          : Expression.decimal(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new RefusedException(literal, "the number " + literal.text());
    }
  }

  private Expression name(Expr.Name name, Frame frame) throws RefusedException {
    Expression meaning = frame.meanings().get(name.id());
    if (meaning != null) {
      return meaning;
    }
    String alphabet = ALPHABETS.get(code.dotted(name));
    if (alphabet != null) {
      return Expression.text(alphabet);
    }
    Optional<Expression> rows = names.data().rows(name, frame);
    return rows.isPresent() ? rows.get() : new Expression.Variable(names.variable(name, frame));
  }

  private Expression member(Expr.Member member, Frame frame) throws RefusedException {
    Optional<Expression> rows = names.data().rows(member, frame);
    if (rows.isPresent()) {
      return rows.get();
    }
    String dotted = code.dotted(member);
    String alphabet = ALPHABETS.get(dotted);
    if (alphabet != null) {
      return Expression.text(alphabet);
    }
    Optional<String> attribute = names.fields().attribute(member, frame);
    if (attribute.isPresent()) {
      Optional<Expression> property = names.functions().property(member, frame);
      if (property.isPresent()) {
        return property.get();
      }
      return names.fields().attributeValue(member, attribute.get());
    }
    String name = member.name();
    if (names.isClient(member.receiver(), frame)) {
      if (name.equals("headers")) {
        return names.clientHeaders();
      }
      throw new RefusedException(member, "self.client." + name);
    }
    if (name.equals("hex") && dotted(member.receiver()).equals("uuid.uuid4")) {
      return Expression.call(
          Function.REPLACE,
          Expression.call(Function.UUID),
          Expression.text("-"),
          Expression.text(""));
    }
    if (dotted.startsWith("os.") || code.isImported(rootName(member))) {
      throw new RefusedException(member, dotted + " has no counterpart");
    }
    Expression of = translate(member.receiver(), frame);
    return Expression.member(of, RESPONSE_PARTS.getOrDefault(name, name));
  }

  private String dotted(Expr expr) {
    return expr instanceof Expr.Call call ? code.dotted(call.callee()) : code.dotted(expr);
  }

  private static String rootName(Expr expr) {
    Expr at = expr;
    while (at instanceof Expr.Member member) {
      at = member.receiver();
    }
    return at instanceof Expr.Name name ? name.id() : "";
  }

  private Expression index(Expr.Index index, Frame frame) throws RefusedException {
    if (code.dotted(index.receiver()).equals("os.environ")) {
      return Expression.call(Function.ENV, translate(index.index(), frame));
    }
    if (names.isClientCookies(index.receiver(), frame)) {
      return Expression.call(Function.COOKIE, translate(index.index(), frame));
    }
    Expression of = translate(index.receiver(), frame);
    if (index.index() instanceof Expr.Operation(int _, int _, String operator, List<Expr> bounds)
        && operator.equals("slice")) {
      if (bounds.get(2) != Expr.NONE) {
        throw new RefusedException(index, "a slice with a step");
      }
      return Expression.call(
          Function.SLICE, of, bound(bounds.get(0), frame), bound(bounds.get(1), frame));
    }
    return new Expression.Index(of, translate(index.index(), frame));
  }

  private Expression bound(Expr bound, Frame frame) throws RefusedException {
    return bound == Expr.NONE ? Expression.NOTHING : translate(bound, frame);
  }

  private Expression operation(Expr.Operation operation, Frame frame) throws RefusedException {
    List<Expr> operands = operation.operands();
    return switch (operation.operator()) {
      case "!" -> new Expression.Unary(Prefix.NOT, translate(operands.getFirst(), frame));
      case "&&", "||" ->
          Expression.binary(
              operation.operator().equals("&&") ? Infix.AND : Infix.OR,
              translate(operands.get(0), frame),
              translate(operands.get(1), frame.conditionally()));
      case "?:" ->
          new Expression.Conditional(
              translate(operands.get(0), frame),
              translate(operands.get(1), frame.conditionally()),
              translate(operands.get(2), frame.conditionally()));
      case "not in", "is not" ->
          operation.operator().equals("not in")
              ? new Expression.Unary(Prefix.NOT, binary(Infix.IN, operands, frame))
              : binary(Infix.UNEQUAL, operands, frame);
      case "%" -> percent(operation, frame);
      case "/" -> Expression.call(Function.DECIMAL, binary(Infix.DIVIDED, operands, frame));
      case "**" ->
          Expression.call(
              Function.POWER, translate(operands.get(0), frame), translate(operands.get(1), frame));
      case String sign when operands.size() == 1 && sign.equals("-") ->
          negated(translate(operands.getFirst(), frame));
      case String sign when operands.size() == 1 && sign.equals("+") ->
          translate(operands.getFirst(), frame);
      case String operator when OPERATORS.containsKey(operator) && operands.size() == 2 ->
          binary(OPERATORS.get(operator), operands, frame);
      case String operator -> throw new RefusedException(operation, "the operator " + operator);
    };
  }

  static Expression negated(Expression value) {
    return switch (value) {
      case Expression.Literal(Value.Whole(long number)) -> Expression.whole(-number);
      case Expression.Literal(Value.Decimal(double number)) -> Expression.decimal(-number);
      case Expression other -> new Expression.Unary(Prefix.MINUS, other);
    };
  }

  private Expression binary(Infix operator, List<Expr> operands, Frame frame)
      throws RefusedException {
    return Expression.binary(
        operator, translate(operands.get(0), frame), translate(operands.get(1), frame));
  }

  /// A text filled in, or a remainder.
  private Expression percent(Expr.Operation operation, Frame frame) throws RefusedException {
    Expr left = operation.operands().get(0);
    Expr right = operation.operands().get(1);
    Expression pattern = translate(left, frame);
    boolean text =
        pattern.literalText().isPresent()
            || pattern instanceof Expression.Template
            || names.constantText(left).isPresent();
    if (!text) {
      return Expression.binary(Infix.MODULO, pattern, translate(right, frame));
    }
    List<Expression> arguments = new ArrayList<>(List.of(pattern));
    if (right instanceof Expr.Collection(int _, int _, var kind, var entries)) {
      if (kind != Expr.Collection.Kind.LIST) {
        throw new RefusedException(right, "a text filled in by names");
      }
      for (Expr.Collection.Entry entry : entries) {
        arguments.add(translate(entry.value(), frame));
      }
    } else {
      arguments.add(translate(right, frame));
    }
    if (arguments.size() > 9) {
      throw new RefusedException(operation, "a text with more than 8 values filled in");
    }
    return new Expression.Call(Function.FORMAT, List.copyOf(arguments));
  }

  private Expression collection(Expr.Collection collection, Frame frame) throws RefusedException {
    return collection.kind() == Expr.Collection.Kind.MAP
        ? map(collection, frame)
        : list(collection, frame);
  }

  private Expression list(Expr.Collection collection, Frame frame) throws RefusedException {
    List<Expression> parts = new ArrayList<>();
    List<Expression> elements = new ArrayList<>();
    for (Expr.Collection.Entry entry : collection.entries()) {
      if (entry.spread()) {
        parts.add(new Expression.Items(List.copyOf(elements)));
        elements.clear();
        parts.add(translate(entry.value(), frame));
      } else {
        elements.add(translate(entry.value(), frame));
      }
    }
    Expression rest = new Expression.Items(List.copyOf(elements));
    for (Expression part : parts.reversed()) {
      rest = Expression.binary(Infix.PLUS, part, rest);
    }
    return rest;
  }

  private Expression map(Expr.Collection collection, Frame frame) throws RefusedException {
    List<Expression> maps = new ArrayList<>();
    List<Expression.Fields.Field> fields = new ArrayList<>();
    for (Expr.Collection.Entry entry : collection.entries()) {
      if (entry.spread()) {
        if (!fields.isEmpty()) {
          maps.add(new Expression.Fields(List.copyOf(fields)));
          fields.clear();
        }
        maps.add(translate(entry.value(), frame));
      } else {
        fields.add(
            new Expression.Fields.Field(
                translate(entry.key(), frame), translate(entry.value(), frame)));
      }
    }
    if (maps.isEmpty()) {
      return new Expression.Fields(List.copyOf(fields));
    }
    if (!fields.isEmpty() || maps.size() == 1) {
      maps.add(new Expression.Fields(List.copyOf(fields)));
    }
    return new Expression.Call(Function.MERGE, List.copyOf(maps));
  }

  private Expression comprehension(Expr.Comprehension comprehension, Frame frame)
      throws RefusedException {
    if (comprehension.kind() == Expr.Comprehension.Kind.MAP
        || comprehension.kind() == Expr.Comprehension.Kind.SET
        || comprehension.clauses().size() != 1
        || comprehension.clauses().getFirst().targets().size() != 1
        || !(comprehension.clauses().getFirst().targets().getFirst() instanceof Expr.Name target)) {
      throw new RefusedException(comprehension, "a comprehension of this kind");
    }
    Expr.Comprehension.Clause clause = comprehension.clauses().getFirst();
    Expression source = translate(clause.source(), frame);
    String variable = names.local(target.id(), frame);
    Frame inner = frame.conditionally();
    Expression condition = Expression.truth(true);
    for (Expr each : clause.conditions()) {
      Expression next = translate(each, inner);
      condition =
          condition.equals(Expression.truth(true))
              ? next
              : Expression.binary(Infix.AND, condition, next);
    }
    return new Expression.Each(
        variable, source, condition, translate(comprehension.element(), inner));
  }

  /// What a lambda of no or one argument gives.
  Expression body(Expr.Lambda lambda, Frame frame) throws RefusedException {
    FunctionDecl function = code.file().functions().get(lambda.function());
    code.refuseLost(lambda.start(), lambda.end());
    function.parameters().forEach(parameter -> frame.selves().add(parameter.name()));
    if (function.body().statements().size() == 1
        && function.body().statements().getFirst()
            instanceof Stmt.Return(int _, int _, Expr value)) {
      return translate(value, frame);
    }
    throw new RefusedException(lambda, "a lambda of this kind");
  }
}
