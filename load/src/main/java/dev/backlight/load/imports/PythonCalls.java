package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Translates calls in Python: of the standard library, of methods ([PythonMethods]), and of the
/// file's own functions and the client ([LocustFunctions]).
final class PythonCalls {

  /// Functions whose arguments are those of their counterpart, in the same order.
  private static final Map<String, Function> FUNCTIONS =
      Map.ofEntries(
          Map.entry("random.randint", Function.RANDOM_INT),
          Map.entry("random.uniform", Function.RANDOM_DECIMAL),
          Map.entry("random.choice", Function.RANDOM_CHOICE),
          Map.entry("random.sample", Function.SAMPLE),
          Map.entry("secrets.choice", Function.RANDOM_CHOICE),
          Map.entry("uuid.uuid4", Function.UUID),
          Map.entry("uuid.uuid1", Function.UUID),
          Map.entry("time.time", Function.NOW),
          Map.entry("os.getenv", Function.ENV),
          Map.entry("os.environ.get", Function.ENV),
          Map.entry("json.loads", Function.PARSE_JSON),
          Map.entry("len", Function.LENGTH),
          Map.entry("str", Function.TEXT),
          Map.entry("int", Function.WHOLE),
          Map.entry("float", Function.DECIMAL),
          Map.entry("abs", Function.ABS),
          Map.entry("round", Function.ROUND),
          Map.entry("range", Function.RANGE),
          Map.entry("sum", Function.SUM),
          Map.entry("min", Function.MIN),
          Map.entry("max", Function.MAX),
          Map.entry("any", Function.ANY),
          Map.entry("all", Function.ALL),
          Map.entry("math.floor", Function.FLOOR),
          Map.entry("math.ceil", Function.CEIL),
          Map.entry("urllib.parse.quote", Function.URL_ENCODE),
          Map.entry("urllib.parse.quote_plus", Function.URL_ENCODE),
          Map.entry("base64.b64encode", Function.BASE64),
          Map.entry("base64.b64decode", Function.FROM_BASE64));

  private static final Set<String> SAME =
      Set.of("list", "tuple", "dict", "str.encode", "copy.copy", "copy.deepcopy", "iter");

  private static final Set<String> EMPTY = Set.of("list", "set", "tuple");

  private final Code code;
  private final LocustNames names;
  private final PythonExpressions expressions;
  private final PythonMethods methods;

  PythonCalls(Code code, LocustNames names, PythonExpressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
    this.methods = new PythonMethods(code, names, expressions, this);
  }

  Expression translate(Expr.Call call, Frame frame) throws RefusedException {
    Optional<Expression> own = names.functions().call(call, frame);
    if (own.isPresent()) {
      return own.get();
    }
    Optional<Expression> data = names.data().call(call, frame);
    if (data.isPresent()) {
      return data.get();
    }
    String dotted = code.dotted(call.callee());
    Function function = FUNCTIONS.get(dotted);
    if (function != null) {
      return plain(call, function, frame);
    }
    Optional<Expression> taken = names.data().popped(call, frame);
    if (taken.isPresent()) {
      return taken.get();
    }
    Optional<Expression> special = special(call, dotted, frame);
    if (special.isPresent()) {
      return special.get();
    }
    if (call.callee() instanceof Expr.Member member
        && (dotted.isEmpty() || !code.isImported(dotted.split("\\.", 2)[0]))) {
      return methods.translate(call, member, frame);
    }
    throw new RefusedException(
        call, (dotted.isEmpty() ? "this call" : dotted + "()") + " has no counterpart");
  }

  Expression plain(Expr.Call call, Function function, Frame frame) throws RefusedException {
    return checked(call, function, positional(call, frame));
  }

  static Expression checked(Expr.Call call, Function function, List<Expression> arguments)
      throws RefusedException {
    Expression result = new Expression.Call(function, List.copyOf(arguments));
    if (!function.takes(arguments.size())) {
      throw new RefusedException(call, "a call with " + arguments.size() + " arguments");
    }
    return result;
  }

  List<Expression> positional(Expr.Call call, Frame frame) throws RefusedException {
    List<Expression> values = new ArrayList<>();
    for (Argument argument : call.arguments()) {
      if (argument.spread() || !argument.name().isEmpty()) {
        throw new RefusedException(argument.value(), "an argument of this kind");
      }
      values.add(expressions.translate(argument.value(), frame));
    }
    return values;
  }

  static Optional<Expr> named(Expr.Call call, String name) {
    return call.arguments().stream()
        .filter(argument -> argument.name().equals(name))
        .map(Argument::value)
        .findFirst();
  }

  Expression first(Expr.Call call, Frame frame) throws RefusedException {
    if (call.arguments().isEmpty()) {
      throw new RefusedException(call, "a call without arguments");
    }
    return expressions.translate(call.arguments().getFirst().value(), frame);
  }

  /// The one argument of a call.
  private Expression only(Expr.Call call, Frame frame) throws RefusedException {
    List<Expression> values = positional(call, frame);
    if (values.size() != 1) {
      throw new RefusedException(call, "a call with " + values.size() + " arguments");
    }
    return values.getFirst();
  }

  private Optional<Expression> special(Expr.Call call, String dotted, Frame frame)
      throws RefusedException {
    if (SAME.contains(dotted)
        && call.arguments().size() == 1
        && call.arguments().getFirst().name().isEmpty()) {
      return Optional.of(first(call, frame));
    }
    return switch (dotted) {
      case "random.random" ->
          Optional.of(
              Expression.call(Function.RANDOM_DECIMAL, Expression.whole(0), Expression.whole(1)));
      case "random.randrange" -> Optional.of(randrange(call, frame));
      case "random.choices" -> Optional.of(choices(call, frame));
      case "urllib.parse.urlencode" -> Optional.of(urlEncoded(only(call, frame), frame));
      case "json.dumps" -> Optional.of(json(call, frame));
      case "time.time_ns" ->
          Optional.of(
              Expression.binary(
                  Infix.TIMES, Expression.call(Function.NOW_MS), Expression.whole(1_000_000)));
      case "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.now" ->
          Optional.of(Expression.call(Function.NOW));
      case "time.strftime" ->
          Optional.of(
              Expression.call(
                  Function.FORMAT_TIME, Expression.call(Function.NOW), only(call, frame)));
      case "dict" -> Optional.of(dict(call, frame));
      case String name when EMPTY.contains(name) && call.arguments().isEmpty() ->
          Optional.of(new Expression.Items(List.of()));
      case "bool" ->
          Optional.of(
              new Expression.Conditional(
                  first(call, frame), Expression.truth(true), Expression.truth(false)));
      case "isinstance" -> Optional.of(isInstance(call, frame));
      case "enumerate" -> Optional.of(enumerated(call, frame));
      case "re.search", "re.match" -> Optional.of(matched(call, dotted, frame));
      case "hashlib.sha256" -> Optional.of(Expression.call(Function.SHA256, only(call, frame)));
      default -> Optional.empty();
    };
  }

  private Expression randrange(Expr.Call call, Frame frame) throws RefusedException {
    List<Expression> bounds = positional(call, frame);
    if (bounds.isEmpty() || bounds.size() > 2) {
      throw new RefusedException(call, "randrange with a step");
    }
    Expression from = bounds.size() == 1 ? Expression.whole(0) : bounds.getFirst();
    return Expression.call(
        Function.RANDOM_INT,
        from,
        Expression.binary(Infix.MINUS, bounds.getLast(), Expression.whole(1)));
  }

  private Expression choices(Expr.Call call, Frame frame) throws RefusedException {
    Optional<Expr> weights = named(call, "weights");
    Optional<Expr> count = named(call, "k");
    List<Expression> arguments = new ArrayList<>(List.of(first(call, frame)));
    arguments.add(
        count.isPresent() ? expressions.translate(count.get(), frame) : Expression.whole(1));
    List<Argument> positional =
        call.arguments().stream().filter(argument -> argument.name().isEmpty()).toList();
    Optional<Expr> second =
        positional.size() > 1 ? Optional.of(positional.get(1).value()) : weights;
    if (second.isPresent()) {
      arguments.add(expressions.translate(second.get(), frame));
    }
    if (named(call, "cum_weights").isPresent()) {
      throw new RefusedException(call, "cumulative weights");
    }
    return new Expression.Call(Function.CHOICES, List.copyOf(arguments));
  }

  private Expression dict(Expr.Call call, Frame frame) throws RefusedException {
    List<Expression> maps = new ArrayList<>();
    List<Expression.Fields.Field> fields = new ArrayList<>();
    for (Argument argument : call.arguments()) {
      Expression value = expressions.translate(argument.value(), frame);
      if (argument.name().isEmpty()) {
        maps.add(value);
      } else {
        fields.add(new Expression.Fields.Field(Expression.text(argument.name()), value));
      }
    }
    Expression own = new Expression.Fields(List.copyOf(fields));
    if (maps.isEmpty()) {
      return own;
    }
    maps.add(own);
    return new Expression.Call(Function.MERGE, List.copyOf(maps));
  }

  private Expression isInstance(Expr.Call call, Frame frame) throws RefusedException {
    String type = call.arguments().size() == 2 ? code.dotted(call.arguments().get(1).value()) : "";
    String meant =
        switch (type) {
          case "dict" -> "map";
          case "list", "tuple" -> "list";
          case "str" -> "text";
          case "int", "float" -> "number";
          case "bool" -> "truth";
          default -> throw new RefusedException(call, "isinstance of " + type);
        };
    return Expression.binary(
        Infix.EQUAL, Expression.call(Function.TYPE, first(call, frame)), Expression.text(meant));
  }

  private static Expression urlEncoded(Expression map, Frame frame) {
    String pair = frame.temporary("pair");
    List<Expression> both = new ArrayList<>();
    for (int place = 0; place < 2; place++) {
      both.add(
          Expression.call(
              Function.URL_ENCODE,
              new Expression.Index(new Expression.Variable(pair), Expression.whole(place))));
    }
    return Expression.call(
        Function.JOIN,
        new Expression.Each(
            pair,
            Expression.call(Function.ENTRIES, map),
            Expression.truth(true),
            Expression.call(
                Function.JOIN, new Expression.Items(List.copyOf(both)), Expression.text("="))),
        Expression.text("&"));
  }

  /// Layout changes nothing that is meant; what would change values is refused.
  private Expression json(Expr.Call call, Frame frame) throws RefusedException {
    for (Argument argument : call.arguments().stream().skip(1).toList()) {
      switch (argument.name()) {
        case "indent", "separators", "sort_keys", "ensure_ascii" ->
            code.note(argument.value().start(), argument.name() + " of json.dumps() is left out");
        default -> throw new RefusedException(argument.value(), "this argument of json.dumps()");
      }
    }
    return Expression.call(Function.JSON, first(call, frame));
  }

  private Expression enumerated(Expr.Call call, Frame frame) throws RefusedException {
    Expression list = first(call, frame);
    Optional<Expr> named = named(call, "start");
    Expression from =
        named.isPresent()
            ? expressions.translate(named.get(), frame)
            : call.arguments().size() > 1
                ? expressions.translate(call.arguments().get(1).value(), frame)
                : Expression.whole(0);
    String at = frame.temporary("at");
    Expression place = new Expression.Variable(at);
    Expression number =
        from.equals(Expression.whole(0)) ? place : Expression.binary(Infix.PLUS, place, from);
    return new Expression.Each(
        at,
        Expression.call(Function.RANGE, Expression.call(Function.LENGTH, list)),
        Expression.truth(true),
        new Expression.Items(List.of(number, new Expression.Index(list, place))));
  }

  /// `re.search(pattern, text)`, alone or with `.group(n)` behind it.
  Expression search(Expr.Call call, String group, Frame frame) throws RefusedException {
    List<Expression> arguments = positional(call, frame);
    if (arguments.size() != 2) {
      throw new RefusedException(call, "re.search with flags");
    }
    return Expression.call(
        Function.REGEX,
        arguments.get(1),
        arguments.get(0),
        Expression.whole(group.isEmpty() ? 0 : Long.parseLong(group)));
  }

  /// A match as the list of its groups, the whole first; nothing where there is none.
  private Expression matched(Expr.Call call, String dotted, Frame frame) throws RefusedException {
    List<Expression> arguments = positional(call, frame);
    Optional<String> pattern =
        arguments.size() == 2 ? arguments.getFirst().literalText() : Optional.empty();
    if (pattern.isEmpty()) {
      throw new RefusedException(call, dotted + " with flags or a computed pattern");
    }
    Expression anchored = Expression.text((dotted.equals("re.match") ? "\\A" : "") + pattern.get());
    List<Expression> groups = new ArrayList<>();
    try {
      int count = Pattern.compile(pattern.get()).matcher("").groupCount();
      for (int group = 0; group <= count; group++) {
        groups.add(
            Expression.call(Function.REGEX, arguments.get(1), anchored, Expression.whole(group)));
      }
    } catch (PatternSyntaxException e) {
      throw new RefusedException(call, "a pattern that only Python knows");
    }
    return new Expression.Conditional(
        Expression.binary(Infix.EQUAL, groups.getFirst(), Expression.NOTHING),
        Expression.NOTHING,
        new Expression.Items(List.copyOf(groups)));
  }
}
