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

  /// Functions of k6's library of utilities, wherever it was imported from.
  private static final Map<String, Function> UTILITIES =
      Map.of(
          "randomIntBetween", Function.RANDOM_INT,
          "randomItem", Function.RANDOM_CHOICE,
          "randomString", Function.RANDOM_TEXT,
          "uuidv4", Function.UUID);

  private final Code code;
  private final K6Names names;
  private final K6Expressions expressions;
  private final K6Requests requests;
  private final K6Methods methods;

  K6Calls(Code code, K6Names names, K6Expressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
    this.requests = new K6Requests(code, names, expressions);
    this.methods = new K6Methods(code, expressions, this);
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
    if (function == Function.MERGE && !(first(call) instanceof Expr.Collection)) {
      return mergedInto(call, frame);
    }
    if (function == Function.JSON && call.arguments().size() > 1) {
      requireNoReplacer(call);
    }
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
      return methods.translate(call, member, frame);
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

  /// `Object.assign(target, …)` changes its target.
  private Expression mergedInto(Expr.Call call, Frame frame) throws RefusedException {
    if (frame.isConditional()) {
      throw new RefusedException(call, "a change in a part that may not be evaluated");
    }
    names
        .statements()
        .assignments()
        .set(first(call), PythonCalls.checked(call, Function.MERGE, arguments(call, frame)), frame);
    return expressions.translate(first(call), frame);
  }

  /// `JSON.stringify(value, null, 2)` is the same value in another layout.
  private static void requireNoReplacer(Expr.Call call) throws RefusedException {
    if (!(call.arguments().get(1).value() instanceof Expr.Literal literal
        && literal.kind() == Expr.Literal.Kind.NULL)) {
      throw new RefusedException(call, "JSON.stringify() with a replacer");
    }
  }

  private static String root(Expr expr) {
    Expr at = expr;
    while (at instanceof Expr.Member member) {
      at = member.receiver();
    }
    return at instanceof Expr.Name name ? name.id() : "";
  }

  List<Expression> arguments(Expr.Call call, Frame frame) throws RefusedException {
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

  static Expr first(Expr.Call call) throws RefusedException {
    if (call.arguments().isEmpty()) {
      throw new RefusedException(call, "a call without arguments");
    }
    return call.arguments().getFirst().value();
  }
}
