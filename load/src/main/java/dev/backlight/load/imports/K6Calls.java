package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Step;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Translates calls in k6 scripts: of k6's modules and of JavaScript's own objects.
final class K6Calls {

  private static final Map<String, Function> FUNCTIONS =
      Map.ofEntries(
          Map.entry("JSON.stringify", Function.JSON),
          Map.entry("JSON.parse", Function.PARSE_JSON),
          Map.entry("String", Function.TEXT),
          Map.entry("Number", Function.NUMBER),
          Map.entry("parseInt", Function.WHOLE),
          Map.entry("parseFloat", Function.NUMBER),
          Map.entry("encodeURIComponent", Function.URL_ENCODE),
          Map.entry("Date.now", Function.NOW_MS),
          Map.entry("Math.floor", Function.FLOOR),
          Map.entry("Math.ceil", Function.CEIL),
          Map.entry("Math.round", Function.ROUND),
          Map.entry("Math.trunc", Function.WHOLE),
          Map.entry("Math.abs", Function.ABS),
          Map.entry("Math.pow", Function.POWER),
          Map.entry("Object.keys", Function.KEYS),
          Map.entry("Object.values", Function.VALUES),
          Map.entry("Object.entries", Function.ENTRIES),
          Map.entry("Object.assign", Function.MERGE),
          Map.entry("k6/encoding.b64encode", Function.BASE64),
          Map.entry("k6/encoding.b64decode", Function.FROM_BASE64));

  private static final Map<String, Function> METHODS =
      Map.ofEntries(
          Map.entry("toUpperCase", Function.UPPER),
          Map.entry("toLowerCase", Function.LOWER),
          Map.entry("trim", Function.TRIM),
          Map.entry("split", Function.SPLIT),
          Map.entry("join", Function.JOIN),
          Map.entry("startsWith", Function.STARTS_WITH),
          Map.entry("endsWith", Function.ENDS_WITH),
          Map.entry("indexOf", Function.INDEX_OF),
          Map.entry("replaceAll", Function.REPLACE),
          Map.entry("toString", Function.TEXT));

  /// Functions of k6's library of utilities, wherever it was imported from.
  private static final Map<String, Function> UTILITIES =
      Map.of(
          "randomIntBetween", Function.RANDOM_INT,
          "randomItem", Function.RANDOM_CHOICE,
          "randomString", Function.RANDOM_TEXT,
          "uuidv4", Function.UUID);

  private static final Set<String> LOOPS = Set.of("map", "filter", "find", "some", "every");

  private final Code code;
  private final K6Names names;
  private final K6Expressions expressions;
  private final K6Requests requests;

  K6Calls(Code code, K6Names names, K6Expressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
    this.requests = new K6Requests(code, names, expressions);
  }

  K6Requests requests() {
    return requests;
  }

  Expression translate(Expr.Call call, Frame frame) throws RefusedException {
    Optional<Step.Send> send = requests.send(call, frame);
    if (send.isPresent()) {
      String variable = frame.temporary("response");
      frame.before(call, send.get().into(variable));
      return new Expression.Variable(variable);
    }
    Optional<K6Requests.Batch> batch = requests.batch(call, frame);
    if (batch.isPresent()) {
      return batch(call, batch.get(), frame);
    }
    Optional<Expression> read = names.data().call(call, frame);
    if (read.isPresent()) {
      return read.get();
    }
    String dotted = code.dotted(call.callee());
    if (dotted.equals("k6.check")) {
      return checked(call, frame);
    }
    String utility = dotted.substring(dotted.lastIndexOf('.') + 1);
    if (code.isImported(root(call.callee())) && UTILITIES.containsKey(utility)) {
      return plain(call, UTILITIES.getOrDefault(utility, Function.UUID), frame);
    }
    Optional<Expr.Lambda> lambda = lambda(call, frame);
    if (lambda.isPresent()) {
      return expressions.applied(lambda.get(), given(call, lambda.get(), frame), frame);
    }
    if (names.function(call.callee()).isPresent()) {
      String variable = frame.temporary("result");
      Optional<Step.Do> own = names.call(call, variable, frame);
      frame.before(call, own.orElseThrow());
      return new Expression.Variable(variable);
    }
    Function function = FUNCTIONS.get(dotted);
    if (function != null) {
      return function == Function.WHOLE || function == Function.JSON
          ? Expression.call(function, argument(call, 0, frame))
          : plain(call, function, frame);
    }
    Optional<Expression> special = special(call, dotted, frame);
    if (special.isPresent()) {
      return special.get();
    }
    if (call.callee() instanceof Expr.Member member && !code.isImported(root(member))) {
      return method(call, member, frame);
    }
    throw new RefusedException(
        call, (dotted.isEmpty() ? "this call" : dotted + "()") + " has no counterpart");
  }

  /// The function of this function that a call runs.
  static Optional<Expr.Lambda> lambda(Expr.Call call, Frame frame) {
    return call.callee() instanceof Expr.Name name
        ? Optional.ofNullable(frame.lambdas().get(name.id()))
        : Optional.empty();
  }

  /// What a call gives each parameter; what is computed is computed once.
  List<Expression> given(Expr.Call call, Expr.Lambda lambda, Frame frame) throws RefusedException {
    List<FunctionDecl.Parameter> parameters =
        code.file().functions().get(lambda.function()).parameters();
    List<Expression> given = new ArrayList<>(arguments(call, frame));
    for (int i = given.size(); i < parameters.size(); i++) {
      Expr initial = parameters.get(i).initial();
      given.add(initial == Expr.NONE ? Expression.NOTHING : expressions.translate(initial, frame));
    }
    for (int i = 0; i < given.size(); i++) {
      if (!(given.get(i) instanceof Expression.Literal
          || given.get(i) instanceof Expression.Variable)) {
        String variable = frame.temporary("given");
        frame.before(
            call, new Step.Set(code.place(call.start()), variable, List.of(), given.get(i)));
        given.set(i, new Expression.Variable(variable));
      }
    }
    return given;
  }

  /// The answers of a batch as a list, or as a map by the names of its requests.
  private Expression batch(Expr.Call call, K6Requests.Batch batch, Frame frame)
      throws RefusedException {
    List<Step.Send> sends = new ArrayList<>();
    List<Expression> answers = new ArrayList<>();
    for (Step.Send each : batch.requests()) {
      String variable = frame.temporary("response");
      sends.add(each.into(variable));
      answers.add(new Expression.Variable(variable));
    }
    frame.before(call, new Step.Parallel(code.place(call.start()), List.copyOf(sends)));
    if (batch.names().isEmpty()) {
      return new Expression.Items(List.copyOf(answers));
    }
    List<Expression.Fields.Field> fields = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      fields.add(
          new Expression.Fields.Field(Expression.text(batch.names().get(i)), answers.get(i)));
    }
    return new Expression.Fields(List.copyOf(fields));
  }

  private static String root(Expr expr) {
    Expr at = expr;
    while (at instanceof Expr.Member member) {
      at = member.receiver();
    }
    return at instanceof Expr.Name name ? name.id() : "";
  }

  private List<Expression> arguments(Expr.Call call, Frame frame) throws RefusedException {
    List<Expression> values = new ArrayList<>();
    for (var argument : call.arguments()) {
      if (argument.spread()) {
        throw new RefusedException(argument.value(), "arguments that are spread");
      }
      values.add(expressions.translate(argument.value(), frame));
    }
    return values;
  }

  private Expression plain(Expr.Call call, Function function, Frame frame) throws RefusedException {
    return PythonCalls.checked(call, function, arguments(call, frame));
  }

  Expression argument(Expr.Call call, int at, Frame frame) throws RefusedException {
    if (at >= call.arguments().size()) {
      throw new RefusedException(call, "a call with too few arguments");
    }
    return expressions.translate(call.arguments().get(at).value(), frame);
  }

  /// A check as an expression: it is counted, and is true if all of it holds.
  private Expression checked(Expr.Call call, Frame frame) throws RefusedException {
    List<Step.Verify> checks = requests.checks(call, frame);
    Expression all = Expression.truth(true);
    for (Step.Verify each : checks) {
      frame.before(call, each);
      Expression condition = each.check().condition();
      all =
          all.equals(Expression.truth(true))
              ? condition
              : Expression.binary(Infix.AND, all, condition);
    }
    return all;
  }

  private Optional<Expression> special(Expr.Call call, String dotted, Frame frame)
      throws RefusedException {
    return switch (dotted) {
      case "Math.random" ->
          Optional.of(
              Expression.call(Function.RANDOM_DECIMAL, Expression.whole(0), Expression.whole(1)));
      case "Math.min", "Math.max" ->
          Optional.of(plain(call, dotted.endsWith("min") ? Function.MIN : Function.MAX, frame));
      case "Boolean" ->
          Optional.of(
              new Expression.Conditional(
                  argument(call, 0, frame), Expression.truth(true), Expression.truth(false)));
      case "k6/crypto.sha256" ->
          Optional.of(Expression.call(Function.SHA256, argument(call, 0, frame)));
      case "k6/crypto.hmac" -> Optional.of(hmac(call, frame));
      case "Array.isArray" ->
          Optional.of(
              Expression.binary(
                  Infix.EQUAL,
                  Expression.call(Function.TYPE, argument(call, 0, frame)),
                  Expression.text("list")));
      case "k6/data.SharedArray" ->
          Optional.of(expressions.applied(call.arguments().getLast().value(), List.of(), frame));
      case String date
          when date.equals("Date") && call.constructs() && call.arguments().isEmpty() ->
          Optional.of(Expression.call(Function.NOW));
      default -> Optional.empty();
    };
  }

  private Expression hmac(Expr.Call call, Frame frame) throws RefusedException {
    if (!argument(call, 0, frame).literalText().orElse("").equals("sha256")
        || call.arguments().size() > 3
            && !argument(call, 3, frame).literalText().orElse("").equals("hex")) {
      throw new RefusedException(call, "a signature other than SHA-256 in hexadecimal");
    }
    return Expression.call(
        Function.HMAC_SHA256, argument(call, 2, frame), argument(call, 1, frame));
  }

  private Expression method(Expr.Call call, Expr.Member member, Frame frame)
      throws RefusedException {
    String name = member.name();
    Expression receiver = expressions.translate(member.receiver(), frame);
    if (LOOPS.contains(name)) {
      return loop(call, name, receiver, frame);
    }
    switch (name) {
      case "json" -> {
        Expression json = Expression.maybe(receiver, "json");
        return call.arguments().isEmpty()
            ? json
            : Expression.call(Function.POINTER, json, argument(call, 0, frame));
      }
      case "includes" -> {
        return Expression.binary(Infix.IN, argument(call, 0, frame), receiver);
      }
      case "slice", "substring", "substr" -> {
        if (name.equals("substr") && call.arguments().size() > 1) {
          throw new RefusedException(call, "substr with a length");
        }
        Expression end =
            call.arguments().size() > 1 ? argument(call, 1, frame) : Expression.NOTHING;
        return Expression.call(Function.SLICE, receiver, argument(call, 0, frame), end);
      }
      case "toISOString" -> {
        return Expression.call(Function.FORMAT_TIME, receiver);
      }
      case "getTime" -> {
        return receiver.equals(Expression.call(Function.NOW))
            ? Expression.call(Function.NOW_MS)
            : Expression.binary(Infix.TIMES, receiver, Expression.whole(1000));
      }
      case "toFixed" -> {
        String places =
            call.arguments().isEmpty() ? "0" : code.text(first(call).start(), first(call).end());
        return Expression.call(Function.FORMAT, Expression.text("%." + places + "f"), receiver);
      }
      case "concat" -> {
        return Expression.binary(Infix.PLUS, receiver, argument(call, 0, frame));
      }
      case "replace" -> {
        return PythonCalls.checked(
            call,
            Function.REPLACE,
            List.of(receiver, argument(call, 0, frame), argument(call, 1, frame)));
      }
      case "match" -> {
        return match(call, receiver);
      }
      case "padStart" -> {
        return padded(call, receiver, frame);
      }
      default -> {
        Function function = METHODS.get(name);
        if (function == null) {
          throw new RefusedException(call, "." + name + "() has no counterpart");
        }
        List<Expression> all = new ArrayList<>(List.of(receiver));
        all.addAll(arguments(call, frame));
        return PythonCalls.checked(call, function, all);
      }
    }
  }

  private static Expr first(Expr.Call call) {
    return call.arguments().getFirst().value();
  }

  private Expression padded(Expr.Call call, Expression receiver, Frame frame)
      throws RefusedException {
    if (!argument(call, 1, frame).equals(Expression.text("0"))) {
      throw new RefusedException(call, "padStart with anything but zeros");
    }
    String width = code.text(first(call).start(), first(call).end());
    return Expression.call(Function.FORMAT, Expression.text("%0" + width + "d"), receiver);
  }

  /// All groups of a match as a list, so that `[1]` is the first one.
  private Expression match(Expr.Call call, Expression receiver) throws RefusedException {
    if (!(first(call) instanceof Expr.Literal literal && JsStrings.isPattern(code, literal))) {
      throw new RefusedException(call, "a match of a computed pattern");
    }
    String source = code.text(literal.start(), literal.end());
    int end = source.lastIndexOf('/');
    String flags = source.substring(end + 1);
    if (flags.contains("g")) {
      throw new RefusedException(call, "a match of all occurrences");
    }
    Expression pattern =
        Expression.text((flags.contains("i") ? "(?i)" : "") + source.substring(1, end));
    return new Expression.Conditional(
        Expression.binary(
            Infix.EQUAL,
            Expression.call(Function.REGEX, receiver, pattern, Expression.whole(0)),
            Expression.NOTHING),
        Expression.NOTHING,
        new Expression.Items(
            List.of(
                Expression.call(Function.REGEX, receiver, pattern, Expression.whole(0)),
                Expression.call(Function.REGEX, receiver, pattern))));
  }

  private Expression loop(Expr.Call call, String name, Expression receiver, Frame frame)
      throws RefusedException {
    String variable = frame.temporary("each");
    Expression element = new Expression.Variable(variable);
    Expression result = expressions.applied(first(call), List.of(element), frame);
    Expression yes = Expression.truth(true);
    return switch (name) {
      case "map" -> new Expression.Each(variable, receiver, yes, result);
      case "some" ->
          Expression.call(Function.ANY, new Expression.Each(variable, receiver, yes, result));
      case "every" ->
          Expression.call(Function.ALL, new Expression.Each(variable, receiver, yes, result));
      case "find" ->
          Expression.call(
              Function.GET,
              new Expression.Each(variable, receiver, result, element),
              Expression.whole(0));
      default -> new Expression.Each(variable, receiver, result, element);
    };
  }
}
