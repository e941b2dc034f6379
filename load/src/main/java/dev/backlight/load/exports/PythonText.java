package dev.backlight.load.exports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Operator.Prefix;
import dev.backlight.load.scenario.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Expressions as Python.
final class PythonText {

  private static final Map<String, String> ANSWER_PARTS =
      Map.of(
          "status", ".status_code",
          "ok", ".ok",
          "text", ".text",
          "body", ".text",
          "json", ".json()",
          "headers", ".headers",
          "cookies", ".cookies",
          "url", ".url",
          "elapsed_ms", ".elapsed.total_seconds() * 1000");

  /// Calls whose arguments stay as they are; `%s` stands for them.
  private static final Map<Function, String> CALLS =
      Map.ofEntries(
          Map.entry(Function.RANDOM_INT, "random.randint(%s)"),
          Map.entry(Function.RANDOM_DECIMAL, "random.uniform(%s)"),
          Map.entry(Function.RANDOM_CHOICE, "random.choice(%s)"),
          Map.entry(Function.SAMPLE, "random.sample(%s)"),
          Map.entry(Function.UUID, "str(uuid.uuid4())"),
          Map.entry(Function.NOW, "time.time()"),
          Map.entry(Function.NOW_MS, "int(time.time() * 1000)"),
          Map.entry(Function.JSON, "json.dumps(%s)"),
          Map.entry(Function.PARSE_JSON, "json.loads(%s)"),
          Map.entry(Function.LENGTH, "len(%s)"),
          Map.entry(Function.RANGE, "range(%s)"),
          Map.entry(Function.TEXT, "str(%s)"),
          Map.entry(Function.WHOLE, "int(%s)"),
          Map.entry(Function.DECIMAL, "float(%s)"),
          Map.entry(Function.NUMBER, "float(%s)"),
          Map.entry(Function.ROUND, "round(%s)"),
          Map.entry(Function.ABS, "abs(%s)"),
          Map.entry(Function.MIN, "min(%s)"),
          Map.entry(Function.MAX, "max(%s)"),
          Map.entry(Function.SUM, "sum(%s)"),
          Map.entry(Function.ANY, "any(%s)"),
          Map.entry(Function.ALL, "all(%s)"),
          Map.entry(Function.FLOOR, "math.floor(%s)"),
          Map.entry(Function.CEIL, "math.ceil(%s)"),
          Map.entry(Function.URL_ENCODE, "urllib.parse.quote(%s)"),
          Map.entry(Function.ENV, "os.getenv(%s)"));

  private static final Map<Function, String> METHODS =
      Map.ofEntries(
          Map.entry(Function.UPPER, "upper"),
          Map.entry(Function.LOWER, "lower"),
          Map.entry(Function.TRIM, "strip"),
          Map.entry(Function.REPLACE, "replace"),
          Map.entry(Function.SPLIT, "split"),
          Map.entry(Function.STARTS_WITH, "startswith"),
          Map.entry(Function.ENDS_WITH, "endswith"),
          Map.entry(Function.GET, "get"),
          Map.entry(Function.KEYS, "keys"),
          Map.entry(Function.VALUES, "values"),
          Map.entry(Function.ENTRIES, "items"));

  private static final Map<Infix, String> OPERATORS =
      Map.ofEntries(
          Map.entry(Infix.OR, "or"),
          Map.entry(Infix.AND, "and"),
          Map.entry(Infix.EQUAL, "=="),
          Map.entry(Infix.UNEQUAL, "!="),
          Map.entry(Infix.LESS, "<"),
          Map.entry(Infix.AT_MOST, "<="),
          Map.entry(Infix.GREATER, ">"),
          Map.entry(Infix.AT_LEAST, ">="),
          Map.entry(Infix.IN, "in"),
          Map.entry(Infix.PLUS, "+"),
          Map.entry(Infix.MINUS, "-"),
          Map.entry(Infix.TIMES, "*"),
          Map.entry(Infix.DIVIDED, "/"),
          Map.entry(Infix.DIVIDED_DOWN, "//"),
          Map.entry(Infix.MODULO, "%"));

  private static final Set<String> MODULES =
      Set.of("random", "uuid", "time", "json", "math", "urllib.parse", "os", "re", "base64");

  /// How a variable is written.
  @FunctionalInterface
  interface Naming {
    String of(String variable) throws UnsayableException;
  }

  private final Lines lines;
  private final Variables variables;
  private final Naming naming;

  PythonText(Lines lines, Variables variables, Naming naming) {
    this.lines = lines;
    this.variables = variables;
    this.naming = naming;
  }

  String of(Expression expression) throws UnsayableException {
    return switch (expression) {
      case Expression.Literal(Value value) -> literal(value);
      case Expression.Variable(String name) -> naming.of(name);
      case Expression.Template(List<Expression> parts) -> template(parts);
      case Expression.Items(List<Expression> elements) -> "[" + list(elements) + "]";
      case Expression.Fields(List<Expression.Fields.Field> fields) -> {
        List<String> pairs = new ArrayList<>();
        for (Expression.Fields.Field field : fields) {
          pairs.add(of(field.key()) + ": " + of(field.value()));
        }
        yield "{" + String.join(", ", pairs) + "}";
      }
      case Expression.Member member -> member(member);
      case Expression.Index(Expression of, Expression index) -> inner(of) + "[" + of(index) + "]";
      case Expression.Unary(Prefix operator, Expression operand) ->
          (operator == Prefix.NOT ? "not " : "-") + inner(operand);
      case Expression.Binary(Infix operator, Expression left, Expression right) ->
          inner(left) + " " + OPERATORS.get(operator) + " " + inner(right);
      case Expression.Conditional(Expression condition, Expression then, Expression otherwise) ->
          inner(then) + " if " + inner(condition) + " else " + inner(otherwise);
      case Expression.Call call -> call(call);
      case Expression.Each(String variable, Expression source, Expression c, Expression e) ->
          "["
              + of(e)
              + " for "
              + naming.of(variable)
              + " in "
              + inner(source)
              + (c.equals(Expression.truth(true)) ? "" : " if " + of(c))
              + "]";
    };
  }

  /// In parentheses where it binds loosely.
  private String inner(Expression expression) throws UnsayableException {
    String text = of(expression);
    return switch (expression) {
      case Expression.Binary _, Expression.Conditional _, Expression.Unary _ -> "(" + text + ")";
      default -> text;
    };
  }

  private String list(List<Expression> expressions) throws UnsayableException {
    List<String> texts = new ArrayList<>();
    for (Expression each : expressions) {
      texts.add(of(each));
    }
    return String.join(", ", texts);
  }

  private static String literal(Value value) throws UnsayableException {
    return switch (value) {
      case Value.Nothing _ -> "None";
      case Value.Truth(boolean truth) -> truth ? "True" : "False";
      case Value.Whole(long number) -> String.valueOf(number);
      case Value.Decimal(double number) -> String.valueOf(number);
      case Value.Text(String text) -> quoted(text);
      case Value.Items(List<Value> items) -> {
        List<String> texts = new ArrayList<>();
        for (Value item : items) {
          texts.add(literal(item));
        }
        yield "[" + String.join(", ", texts) + "]";
      }
      case Value.Fields(Map<String, Value> fields) -> {
        List<String> texts = new ArrayList<>();
        for (Map.Entry<String, Value> field : fields.entrySet()) {
          texts.add(quoted(field.getKey()) + ": " + literal(field.getValue()));
        }
        yield "{" + String.join(", ", texts) + "}";
      }
      default -> throw new UnsayableException("a value of this kind");
    };
  }

  static String quoted(String text) {
    return '"' + escaped(text) + '"';
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t");
  }

  /// An f-string; inside its braces older versions of Python allow neither its quotes nor
  /// backslashes.
  private String template(List<Expression> parts) throws UnsayableException {
    StringBuilder text = new StringBuilder("f\"");
    for (Expression part : parts) {
      if (part.literalText().isPresent()) {
        text.append(escaped(part.literalText().get()).replace("{", "{{").replace("}", "}}"));
        continue;
      }
      String inside = of(part).replace('"', '\'');
      if (of(part).contains("\\") || of(part).contains("'")) {
        throw new UnsayableException("an expression in a text that has quotes itself");
      }
      text.append('{').append(inside).append('}');
    }
    return text.append('"').toString();
  }

  private String member(Expression.Member member) throws UnsayableException {
    boolean answer =
        member.of() instanceof Expression.Variable(String name)
            && (variables.isAnswer(name) || name.equals("response"));
    if (answer) {
      String part = ANSWER_PARTS.get(member.name());
      if (part == null) {
        throw new UnsayableException("'" + member.name() + "' of an answer");
      }
      return of(member.of()) + part;
    }
    return member.lenient()
        ? inner(member.of()) + ".get(" + quoted(member.name()) + ")"
        : inner(member.of()) + "[" + quoted(member.name()) + "]";
  }

  private String call(Expression.Call call) throws UnsayableException {
    List<Expression> arguments = call.arguments();
    String plain = CALLS.get(call.function());
    if (plain != null) {
      MODULES.stream().filter(module -> plain.contains(module + ".")).forEach(lines::need);
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
      case JOIN -> of(arguments.get(1)) + ".join(" + of(arguments.get(0)) + ")";
      case POWER -> inner(arguments.get(0)) + " ** " + inner(arguments.get(1));
      case SLICE ->
          inner(arguments.get(0))
              + "["
              + bound(arguments.get(1))
              + ":"
              + bound(arguments.get(2))
              + "]";
      case MERGE -> {
        List<String> parts = new ArrayList<>();
        for (Expression each : arguments) {
          parts.add("**" + inner(each));
        }
        yield "{" + String.join(", ", parts) + "}";
      }
      case FORMAT ->
          of(arguments.getFirst())
              + " % ("
              + list(arguments.subList(1, arguments.size()))
              + (arguments.size() == 2 ? ",)" : ")");
      case CHOICES -> {
        lines.need("random");
        yield "random.choices("
            + of(arguments.get(0))
            + (arguments.size() > 2 ? ", weights=" + of(arguments.get(2)) : "")
            + ", k="
            + of(arguments.get(1))
            + ")";
      }
      case BASE64 -> {
        lines.need("base64");
        yield "base64.b64encode(" + inner(arguments.getFirst()) + ".encode()).decode()";
      }
      case REGEX -> {
        lines.need("re");
        String group = arguments.size() > 2 ? of(arguments.get(2)) : "1";
        yield "re.search(%s, %s).group(%s)"
            .formatted(of(arguments.get(1)), of(arguments.get(0)), group);
      }
      default -> throw new UnsayableException("the function " + call.function().word());
    };
  }

  private String bound(Expression expression) throws UnsayableException {
    return expression.isNothing() ? "" : of(expression);
  }
}
