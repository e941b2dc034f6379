package dev.backlight.load.exports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Json;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Operator.Prefix;
import dev.backlight.load.scenario.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Expressions as JavaScript for k6.
final class JsText {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$]*");

  private static final Map<String, String> ANSWER_PARTS =
      Map.of(
          "status", ".status",
          "text", ".body",
          "body", ".body",
          "json", ".json()",
          "headers", ".headers",
          "url", ".url",
          "error", ".error",
          "elapsed_ms", ".timings.duration");

  private static final Map<Function, String> CALLS =
      Map.ofEntries(
          Map.entry(Function.RANDOM_INT, "randomIntBetween(%s)"),
          Map.entry(Function.RANDOM_CHOICE, "randomItem(%s)"),
          Map.entry(Function.RANDOM_TEXT, "randomString(%s)"),
          Map.entry(Function.UUID, "uuidv4()"),
          Map.entry(Function.NOW_MS, "Date.now()"),
          Map.entry(Function.NOW, "Date.now() / 1000"),
          Map.entry(Function.JSON, "JSON.stringify(%s)"),
          Map.entry(Function.PARSE_JSON, "JSON.parse(%s)"),
          Map.entry(Function.KEYS, "Object.keys(%s)"),
          Map.entry(Function.VALUES, "Object.values(%s)"),
          Map.entry(Function.ENTRIES, "Object.entries(%s)"),
          Map.entry(Function.TEXT, "String(%s)"),
          Map.entry(Function.NUMBER, "Number(%s)"),
          Map.entry(Function.WHOLE, "Math.trunc(%s)"),
          Map.entry(Function.FLOOR, "Math.floor(%s)"),
          Map.entry(Function.CEIL, "Math.ceil(%s)"),
          Map.entry(Function.ABS, "Math.abs(%s)"),
          Map.entry(Function.MIN, "Math.min(%s)"),
          Map.entry(Function.MAX, "Math.max(%s)"),
          Map.entry(Function.POWER, "Math.pow(%s)"),
          Map.entry(Function.URL_ENCODE, "encodeURIComponent(%s)"),
          Map.entry(Function.BASE64, "encoding.b64encode(%s)"),
          Map.entry(Function.FROM_BASE64, "encoding.b64decode(%s)"),
          Map.entry(Function.MERGE, "Object.assign({}, %s)"),
          Map.entry(Function.ITERATION, "__ITER"),
          Map.entry(Function.USER, "(__VU - 1)"));

  private static final Map<Function, String> METHODS =
      Map.ofEntries(
          Map.entry(Function.UPPER, "toUpperCase"),
          Map.entry(Function.LOWER, "toLowerCase"),
          Map.entry(Function.TRIM, "trim"),
          Map.entry(Function.REPLACE, "replaceAll"),
          Map.entry(Function.SPLIT, "split"),
          Map.entry(Function.JOIN, "join"),
          Map.entry(Function.STARTS_WITH, "startsWith"),
          Map.entry(Function.ENDS_WITH, "endsWith"),
          Map.entry(Function.INDEX_OF, "indexOf"));

  private static final Map<Infix, String> OPERATORS =
      Map.ofEntries(
          Map.entry(Infix.OR, "||"),
          Map.entry(Infix.AND, "&&"),
          Map.entry(Infix.EQUAL, "==="),
          Map.entry(Infix.UNEQUAL, "!=="),
          Map.entry(Infix.LESS, "<"),
          Map.entry(Infix.AT_MOST, "<="),
          Map.entry(Infix.GREATER, ">"),
          Map.entry(Infix.AT_LEAST, ">="),
          Map.entry(Infix.PLUS, "+"),
          Map.entry(Infix.MINUS, "-"),
          Map.entry(Infix.TIMES, "*"),
          Map.entry(Infix.DIVIDED, "/"),
          Map.entry(Infix.MODULO, "%"));

  private final Lines lines;
  private final Variables variables;

  JsText(Lines lines, Variables variables) {
    this.lines = lines;
    this.variables = variables;
  }

  String of(Expression expression) throws UnsayableException {
    return switch (expression) {
      case Expression.Literal(Value value) -> literal(value);
      case Expression.Variable(String name) -> name;
      case Expression.Template(List<Expression> parts) -> template(parts);
      case Expression.Items(List<Expression> elements) -> "[" + list(elements) + "]";
      case Expression.Fields(List<Expression.Fields.Field> fields) -> {
        List<String> pairs = new ArrayList<>();
        for (Expression.Fields.Field field : fields) {
          pairs.add(key(field.key()) + ": " + of(field.value()));
        }
        yield pairs.isEmpty() ? "{}" : "{ " + String.join(", ", pairs) + " }";
      }
      case Expression.Member member -> member(member);
      case Expression.Index(Expression of, Expression index) -> inner(of) + "[" + of(index) + "]";
      case Expression.Unary(Prefix operator, Expression operand) ->
          (operator == Prefix.NOT ? "!" : "-") + inner(operand);
      case Expression.Binary(Infix operator, Expression left, Expression right) ->
          binary(operator, left, right);
      case Expression.Conditional(Expression condition, Expression then, Expression otherwise) ->
          inner(condition) + " ? " + inner(then) + " : " + inner(otherwise);
      case Expression.Call call -> call(call);
      case Expression.Each(String variable, Expression source, Expression c, Expression e) ->
          inner(source)
              + (c.equals(Expression.truth(true))
                  ? ""
                  : ".filter((" + variable + ") => " + of(c) + ")")
              + ".map(("
              + variable
              + ") => "
              + of(e)
              + ")";
    };
  }

  private String binary(Infix operator, Expression left, Expression right)
      throws UnsayableException {
    return switch (operator) {
      case IN -> inner(right) + ".includes(" + of(left) + ")";
      case DIVIDED_DOWN -> "Math.floor(" + inner(left) + " / " + inner(right) + ")";
      default -> inner(left) + " " + OPERATORS.get(operator) + " " + inner(right);
    };
  }

  String inner(Expression expression) throws UnsayableException {
    String text = of(expression);
    return switch (expression) {
      case Expression.Binary(Infix operator, Expression _, Expression _)
          when operator == Infix.IN || operator == Infix.DIVIDED_DOWN ->
          text;
      case Expression.Binary _, Expression.Conditional _, Expression.Unary _ -> "(" + text + ")";
      default -> text;
    };
  }

  String list(List<Expression> expressions) throws UnsayableException {
    List<String> texts = new ArrayList<>();
    for (Expression each : expressions) {
      texts.add(of(each));
    }
    return String.join(", ", texts);
  }

  private String key(Expression key) throws UnsayableException {
    return key.literalText().isPresent()
        ? NAME.matcher(key.literalText().get()).matches()
            ? key.literalText().get()
            : quoted(key.literalText().get())
        : "[" + of(key) + "]";
  }

  static String quoted(String text) {
    StringBuilder out = new StringBuilder("'");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\'' -> out.append("\\'");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(c);
      }
    }
    return out.append('\'').toString();
  }

  private static String literal(Value value) {
    return value instanceof Value.Text(String text) ? quoted(text) : Json.write(value);
  }

  private String template(List<Expression> parts) throws UnsayableException {
    StringBuilder text = new StringBuilder("`");
    for (Expression part : parts) {
      if (part.literalText().isPresent()) {
        text.append(
            part.literalText()
                .get()
                .replace("\\", "\\\\")
                .replace("`", "\\`")
                .replace("${", "\\${"));
      } else {
        text.append("${").append(of(part)).append('}');
      }
    }
    return text.append('`').toString();
  }

  private String member(Expression.Member member) throws UnsayableException {
    boolean answer =
        member.of() instanceof Expression.Variable(String name) && variables.isAnswer(name);
    if (answer) {
      String part = ANSWER_PARTS.get(member.name());
      if (part == null) {
        throw new UnsayableException("'" + member.name() + "' of an answer");
      }
      return of(member.of()) + part;
    }
    String dot =
        NAME.matcher(member.name()).matches()
            ? "." + member.name()
            : "[" + quoted(member.name()) + "]";
    return inner(member.of()) + dot;
  }

  private String call(Expression.Call call) throws UnsayableException {
    List<Expression> arguments = call.arguments();
    String plain = CALLS.get(call.function());
    if (plain != null) {
      if (plain.startsWith("random") || plain.startsWith("uuid")) {
        lines.need(plain.substring(0, plain.indexOf('(')));
      } else if (plain.startsWith("encoding")) {
        lines.need("encoding");
      }
      if (call.function() == Function.RANDOM_CHOICE && arguments.size() > 1) {
        throw new UnsayableException("a choice by weights");
      }
      return plain.replace("%s", list(arguments));
    }
    String method = METHODS.get(call.function());
    if (method != null) {
      return inner(arguments.getFirst())
          + "."
          + method
          + "("
          + list(arguments.subList(1, arguments.size()))
          + ")";
    }
    return switch (call.function()) {
      case RANDOM_DECIMAL -> decimal(arguments);
      case LENGTH -> inner(arguments.getFirst()) + ".length";
      case DECIMAL -> "Number(" + of(arguments.getFirst()) + ")";
      case ROUND -> {
        requireCount(call, 1);
        yield "Math.round(" + of(arguments.getFirst()) + ")";
      }
      case GET -> {
        requireCount(call, 2);
        yield inner(arguments.get(0)) + "[" + of(arguments.get(1)) + "]";
      }
      case POINTER -> {
        requireCount(call, 2);
        String json = of(arguments.getFirst());
        if (!json.endsWith(".json()")) {
          throw new UnsayableException("a pointer into anything but an answer");
        }
        yield json.substring(0, json.length() - 1) + of(arguments.get(1)) + ")";
      }
      case ENV -> environment(arguments);
      case SLICE ->
          inner(arguments.get(0))
              + ".slice("
              + of(arguments.get(1))
              + (arguments.get(2).isNothing() ? "" : ", " + of(arguments.get(2)))
              + ")";
      default -> throw new UnsayableException("the function " + call.function().word());
    };
  }

  private static void requireCount(Expression.Call call, int count) throws UnsayableException {
    if (call.arguments().size() != count) {
      throw new UnsayableException(
          call.function().word() + " with " + call.arguments().size() + " values");
    }
  }

  private String decimal(List<Expression> arguments) throws UnsayableException {
    if (arguments.equals(List.of(Expression.whole(0), Expression.whole(1)))) {
      return "Math.random()";
    }
    String from = inner(arguments.get(0));
    return "(%s + Math.random() * (%s - %s))".formatted(from, inner(arguments.get(1)), from);
  }

  private String environment(List<Expression> arguments) throws UnsayableException {
    String name =
        arguments
            .getFirst()
            .literalText()
            .filter(text -> NAME.matcher(text).matches())
            .orElseThrow(() -> new UnsayableException("a computed variable of the environment"));
    return arguments.size() == 1
        ? "__ENV." + name
        : "(__ENV." + name + " || " + of(arguments.get(1)) + ")";
  }
}
