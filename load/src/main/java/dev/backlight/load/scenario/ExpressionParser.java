package dev.backlight.load.scenario;

import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Operator.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads expressions, by precedence climbing, and texts with `${…}` in them.
public final class ExpressionParser {

  private static final int MAX_DEPTH = 100;
  private static final Set<String> RESERVED =
      Set.of("and", "or", "not", "in", "for", "if", "true", "false", "null");

  private final List<Token> tokens;
  private int at;
  private int depth;

  private ExpressionParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /// An expression without `${}` around it.
  public static Expression expression(String source) throws SyntaxException {
    List<Token> tokens = Token.read(source, 0);
    ExpressionParser parser = new ExpressionParser(tokens);
    Expression result = parser.whole();
    int end = tokens.getLast().start();
    if (end < source.length()) {
      throw new SyntaxException(end, "this } has no { before it");
    }
    return result;
  }

  /// A text with `${…}` in it. What is nothing but one `${…}` keeps its type; `$${` is a literal
  /// `${`.
  public static Expression template(String source) throws SyntaxException {
    List<Expression> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < source.length()) {
      if (source.startsWith("$${", at)) {
        text.append("${");
        at += 3;
      } else if (source.startsWith("${", at)) {
        List<Token> tokens = Token.read(source, at + 2);
        int end = tokens.getLast().start();
        if (end == source.length()) {
          throw new SyntaxException(at, "this ${ has no } after it");
        }
        flush(text, parts);
        parts.add(new ExpressionParser(tokens).whole());
        at = end + 1;
      } else {
        text.append(source.charAt(at++));
      }
    }
    if (parts.isEmpty()) {
      return Expression.text(text.toString());
    }
    flush(text, parts);
    return parts.size() == 1 ? parts.getFirst() : new Expression.Template(List.copyOf(parts));
  }

  private static void flush(StringBuilder text, List<Expression> parts) {
    if (!text.isEmpty()) {
      parts.add(Expression.text(text.toString()));
      text.setLength(0);
    }
  }

  private Expression whole() throws SyntaxException {
    Expression result = conditional();
    if (peek().kind() != Token.Kind.END) {
      throw unexpected("an operator or the end");
    }
    return result;
  }

  private Expression conditional() throws SyntaxException {
    if (++depth > MAX_DEPTH) {
      throw new SyntaxException(peek().start(), "nested more than " + MAX_DEPTH + " deep");
    }
    Expression condition = infix(1);
    if (accept("?")) {
      Expression then = conditional();
      expect(":");
      condition = new Expression.Conditional(condition, then, conditional());
    }
    depth--;
    return condition;
  }

  private Expression infix(int least) throws SyntaxException {
    Expression left = least <= 3 && (accept("not") || accept("!")) ? not() : prefix();
    while (true) {
      int before = at;
      boolean negated = peek().is("not") && tokens.get(at + 1).is("in");
      at += negated ? 1 : 0;
      Optional<Infix> operator = operator();
      if (operator.isEmpty() || operator.get().binding() < least) {
        at = before;
        return left;
      }
      at++;
      left = new Expression.Binary(operator.get(), left, infix(operator.get().binding() + 1));
      left = negated ? new Expression.Unary(Prefix.NOT, left) : left;
    }
  }

  private Expression not() throws SyntaxException {
    return new Expression.Unary(Prefix.NOT, infix(3));
  }

  private Optional<Infix> operator() {
    Token token = peek();
    if (token.is("&&")) {
      return Optional.of(Infix.AND);
    } else if (token.is("||")) {
      return Optional.of(Infix.OR);
    }
    for (Infix operator : Infix.values()) {
      if (token.is(operator.sign())) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  private Expression prefix() throws SyntaxException {
    if (accept("-")) {
      return switch (prefix()) {
        case Expression.Literal(Value.Whole(long number)) -> Expression.whole(-number);
        case Expression.Literal(Value.Decimal(double number)) -> Expression.decimal(-number);
        case Expression other -> new Expression.Unary(Prefix.MINUS, other);
      };
    }
    Expression result = primary();
    while (true) {
      if (accept("?.")) {
        result = new Expression.Member(result, name("a field's name"), true);
      } else if (accept(".")) {
        result = new Expression.Member(result, name("a field's name"), false);
      } else if (accept("[")) {
        result = new Expression.Index(result, conditional());
        expect("]");
      } else {
        return result;
      }
    }
  }

  private Expression primary() throws SyntaxException {
    Token token = peek();
    switch (token.kind()) {
      case TEXT -> {
        at++;
        return Expression.text(token.text());
      }
      case NUMBER -> {
        at++;
        return number(token);
      }
      case NAME -> {
        return named(token);
      }
      case SIGN -> {
        if (accept("(")) {
          Expression inner = conditional();
          expect(")");
          return inner;
        } else if (accept("[")) {
          return list();
        } else if (accept("{")) {
          return map();
        }
        throw unexpected("a value");
      }
      case END -> throw unexpected("a value");
    }
    throw new IllegalStateException(token.toString());
  }

  private static Expression number(Token token) throws SyntaxException {
    try {
      return token.text().chars().allMatch(Character::isDigit)
          ? Expression.whole(Long.parseLong(token.text()))
          : Expression.decimal(Double.parseDouble(token.text()));
    } catch (NumberFormatException e) {
      throw new SyntaxException(token.start(), "'" + token.text() + "' is not a number");
    }
  }

  private Expression named(Token token) throws SyntaxException {
    at++;
    switch (token.text()) {
      case "true", "True" -> {
        return Expression.truth(true);
      }
      case "false", "False" -> {
        return Expression.truth(false);
      }
      case "null", "None" -> {
        return Expression.NOTHING;
      }
      default -> {
        if (accept("(")) {
          return call(token);
        }
        if (RESERVED.contains(token.text())) {
          at--;
          throw unexpected("a value");
        }
        return new Expression.Variable(token.text());
      }
    }
  }

  private Expression call(Token name) throws SyntaxException {
    Function function =
        Function.named(name.text())
            .orElseThrow(() ->
                new SyntaxException(
                    name.start(),
                    "unknown function '"
                        + name.text()
                        + "'"
                        + Suggestion.sentence(name.text(), Function.words())));
    List<Expression> arguments = elements(")");
    if (arguments.size() < function.least() || arguments.size() > function.most()) {
      String wanted =
          function.least() == function.most()
              ? String.valueOf(function.least())
              : function.least() + " to " + function.most();
      throw new SyntaxException(
          name.start(),
          "%s takes %s values, not %d: %s"
              .formatted(name.text(), wanted, arguments.size(), function.meaning()));
    }
    Optional<String> kind =
        function == Function.FAKE ? arguments.getFirst().literalText() : Optional.empty();
    if (kind.isPresent() && FakeData.Kind.named(kind.get()).isEmpty()) {
      throw new SyntaxException(name.start(), FakeData.unknown(kind.get()));
    }
    return new Expression.Call(function, arguments);
  }

  private List<Expression> elements(String close) throws SyntaxException {
    List<Expression> elements = new ArrayList<>();
    while (!accept(close)) {
      elements.add(conditional());
      if (!peek().is(close)) {
        expect(",");
      }
    }
    return List.copyOf(elements);
  }

  private Expression list() throws SyntaxException {
    if (accept("]")) {
      return new Expression.Items(List.of());
    }
    Expression first = conditional();
    if (accept("for")) {
      return each(first);
    }
    if (accept("]")) {
      return new Expression.Items(List.of(first));
    }
    expect(",");
    List<Expression> all = new ArrayList<>(List.of(first));
    all.addAll(elements("]"));
    return new Expression.Items(List.copyOf(all));
  }

  private Expression each(Expression element) throws SyntaxException {
    String variable = name("a variable");
    expect("in");
    Expression source = infix(1);
    Expression condition = accept("if") ? conditional() : Expression.truth(true);
    expect("]");
    return new Expression.Each(variable, source, condition, element);
  }

  private Expression map() throws SyntaxException {
    List<Expression.Fields.Field> fields = new ArrayList<>();
    while (!accept("}")) {
      Token key = peek();
      Expression name;
      if (key.kind() == Token.Kind.NAME && tokens.get(at + 1).is(":")) {
        at++;
        name = Expression.text(key.text());
      } else {
        name = infix(1);
      }
      expect(":");
      fields.add(new Expression.Fields.Field(name, conditional()));
      if (!peek().is("}")) {
        expect(",");
      }
    }
    return new Expression.Fields(List.copyOf(fields));
  }

  private Token peek() {
    return tokens.get(at);
  }

  private boolean accept(String sign) {
    if (!peek().is(sign)) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(String sign) throws SyntaxException {
    if (!accept(sign)) {
      throw unexpected("'" + sign + "'");
    }
  }

  private String name(String what) throws SyntaxException {
    Token token = peek();
    if (token.kind() != Token.Kind.NAME) {
      throw unexpected(what);
    }
    at++;
    return token.text();
  }

  private SyntaxException unexpected(String wanted) {
    Token token = peek();
    String found = token.kind() == Token.Kind.END ? "the end" : "'" + token.text() + "'";
    return new SyntaxException(token.start(), "expected " + wanted + ", found " + found);
  }
}
