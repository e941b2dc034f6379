package dev.backlight.load.imports;

import dev.backlight.load.scenario.Check;
import dev.backlight.load.scenario.Constants;
import dev.backlight.load.scenario.Durations;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Label;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Payload;
import dev.backlight.load.scenario.Request;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Value;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Translates requests of k6 with their parameters, and checks.
final class K6Requests {

  private static final String HTTP = "k6/http";

  /// Methods that carry a body, and the method that they are.
  private static final Map<String, String> WITH_BODY =
      Map.of("post", "POST", "put", "PUT", "patch", "PATCH", "del", "DELETE", "options", "OPTIONS");

  private static final Map<String, String> METHODS = Map.of("del", "DELETE", "DEL", "DELETE");

  private static final Map<String, String> WITHOUT_BODY = Map.of("get", "GET", "head", "HEAD");

  private final Code code;
  private final K6Names names;
  private final K6Expressions expressions;
  private Expression always = Expression.NOTHING;

  K6Requests(Code code, K6Names names, K6Expressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
  }

  /// The request that a call sends; empty for other calls.
  Optional<Step.Send> send(Expr.Call call, Frame frame) throws RefusedException {
    if (!(call.callee() instanceof Expr.Member member)
        || !code.dotted(member.receiver()).equals(HTTP)) {
      return Optional.empty();
    }
    List<Expr> arguments = call.arguments().stream().map(each -> each.value()).toList();
    String name = member.name();
    if (WITHOUT_BODY.containsKey(name)) {
      return Optional.of(
          request(
              call,
              Expression.text(WITHOUT_BODY.getOrDefault(name, "")),
              arguments,
              0,
              false,
              frame));
    } else if (WITH_BODY.containsKey(name)) {
      return Optional.of(
          request(
              call, Expression.text(WITH_BODY.getOrDefault(name, "")), arguments, 0, true, frame));
    } else if (name.equals("request")) {
      if (arguments.isEmpty()) {
        throw new RefusedException(call, "a request without a method");
      }
      Expression method = upper(expressions.translate(arguments.getFirst(), frame));
      return Optional.of(request(call, method, arguments, 1, true, frame));
    } else if (name.equals("batch")) {
      return Optional.empty();
    }
    throw new RefusedException(call, "http." + name + "()");
  }

  private static Expression upper(Expression method) {
    return method
        .literalText()
        .map(text -> Expression.text(METHODS.getOrDefault(text, text.toUpperCase(Locale.ROOT))))
        .orElseGet(() -> Expression.call(Function.UPPER, method));
  }

  private Step.Send request(
      Expr at, Expression method, List<Expr> arguments, int first, boolean body, Frame frame)
      throws RefusedException {
    if (first >= arguments.size()) {
      throw new RefusedException(at, "a request without an address");
    }
    Request request =
        new Request(
            method,
            url(arguments.get(first), frame),
            Expression.NOTHING,
            Expression.NOTHING,
            Expression.NOTHING,
            Payload.NONE,
            List.of(),
            Duration.ZERO,
            true);
    if (body && first + 1 < arguments.size()) {
      request = request.with(payload(arguments.get(first + 1), frame));
    }
    int parameters = first + (body ? 2 : 1);
    Step.Send plain = Step.Send.of(code.place(at.start()), request);
    Step.Send send = always.isNothing() ? plain : judged(plain, always);
    return parameters < arguments.size()
        ? parameters(send, arguments.get(parameters), frame)
        : send;
  }

  /// `` http.url`…` `` names the request by its template, as we do anyway.
  private Expression url(Expr url, Frame frame) throws RefusedException {
    Expr address =
        url instanceof Expr.Call call && code.dotted(call.callee()).equals(HTTP + ".url")
            ? call.arguments().getFirst().value()
            : url;
    return names.origin().relative(expressions.translate(address, frame), address.start());
  }

  private Payload payload(Expr body, Frame frame) throws RefusedException {
    Expression value = expressions.translate(body, frame);
    if (value.isNothing()) {
      return Payload.NONE;
    }
    boolean text =
        value.literalText().isPresent()
            || value instanceof Expression.Template
            || value instanceof Expression.Call(Function function, List<Expression> _)
                && function == Function.JSON;
    return text ? new Payload.Text(value, "") : new Payload.Form(value);
  }

  private Step.Send parameters(Step.Send send, Expr written, Frame frame) throws RefusedException {
    Expr parameters = names.resolved(written);
    if (parameters instanceof Expr.Literal literal && literal.kind() == Expr.Literal.Kind.NULL) {
      return send;
    }
    if (!(parameters instanceof Expr.Collection collection)) {
      return computed(send, written, frame);
    }
    Step.Send result = send;
    for (Expr.Collection.Entry entry : collection.entries()) {
      String key = entry.key() instanceof Expr.Literal literal ? literal.text() : "";
      if (entry.spread() || key.isEmpty()) {
        throw new RefusedException(entry.value(), "parameters of this kind");
      }
      result = parameter(result, key, entry.value(), frame);
    }
    return result;
  }

  /// Parameters that a variable or a function gives: their headers and their name are what they are
  /// when the request is sent; all else must be written where they are made.
  private Step.Send computed(Step.Send send, Expr written, Frame frame) throws RefusedException {
    Expression value = expressions.translate(written, frame);
    if (!(value instanceof Expression.Variable)) {
      String variable = frame.temporary("parameters");
      frame.before(written, new Step.Set(code.place(written.start()), variable, List.of(), value));
      value = new Expression.Variable(variable);
    }
    Step.Send result = send;
    Optional<Expr.Collection> made = made(written, frame);
    boolean named = made.isEmpty();
    boolean headed = made.isEmpty();
    if (made.isPresent()) {
      for (Expr.Collection.Entry entry : made.get().entries()) {
        String key = entry.key() instanceof Expr.Literal literal ? literal.text() : "";
        named |= key.equals("tags") || entry.spread();
        headed |= key.equals("headers") || entry.spread();
        if (!entry.spread() && !key.equals("tags") && !key.equals("headers")) {
          result = parameter(result, key, entry.value(), frame);
        }
      }
    } else {
      code.note(written.start(), "of computed parameters, the headers and the name are taken");
    }
    Request request = result.request();
    if (headed) {
      request = request.withHeaders(Expression.maybe(value, "headers"));
    }
    if (named) {
      Expression name = Expression.maybe(Expression.maybe(value, "tags"), "name");
      Optional<String> usual = Label.of(request);
      request =
          request.named(
              usual.isEmpty()
                  ? name
                  : new Expression.Conditional(
                      Expression.binary(Infix.EQUAL, name, Expression.NOTHING),
                      Expression.text(usual.get()),
                      name));
    }
    return with(result, request);
  }

  /// The map that a variable was given, or that a function of this file returns.
  private Optional<Expr.Collection> made(Expr expr, Frame frame) {
    return switch (expr) {
      case Expr.Name name -> Optional.ofNullable(frame.written().get(name.id()));
      case Expr.Call call -> {
        Optional<Expr.Lambda> lambda = K6Calls.lambda(call, frame);
        yield (lambda.isPresent() ? names.function(lambda.get()) : names.function(call.callee()))
            .flatMap(function ->
                function.body().statements().isEmpty()
                    ? Optional.empty()
                    : returned(function.body().statements().getLast()));
      }
      default -> Optional.empty();
    };
  }

  private static Optional<Expr.Collection> returned(Stmt last) {
    return last instanceof Stmt.Return(int _, int _, Expr value)
            && value instanceof Expr.Collection collection
        ? Optional.of(collection)
        : Optional.empty();
  }

  private static Step.Send with(Step.Send send, Request request) {
    return new Step.Send(
        send.place(),
        request,
        send.status(),
        send.expects(),
        send.checks(),
        send.extracts(),
        send.judgement(),
        send.into());
  }

  private Step.Send parameter(Step.Send send, String key, Expr value, Frame frame)
      throws RefusedException {
    Request request = send.request();
    return switch (key) {
      case "headers" -> with(send, request.withHeaders(expressions.translate(value, frame)));
      case "tags" -> with(send, tags(request, value, frame));
      case "timeout" -> with(send, request.within(timeout(value, frame)));
      case "redirects" -> {
        Expression most = expressions.translate(value, frame);
        yield with(send, request.following(!most.equals(Expression.whole(0))));
      }
      case "responseCallback" -> expected(send, value, frame);
      case "responseType", "compression" -> {
        code.note(value.start(), key + " is left out");
        yield send;
      }
      default -> throw new RefusedException(value, "the parameter " + key);
    };
  }

  /// The tag `name` is what the request is recorded under.
  private Request tags(Request request, Expr value, Frame frame) throws RefusedException {
    Expr tags = names.resolved(value);
    if (!(tags instanceof Expr.Collection collection)) {
      throw new RefusedException(value, "computed tags");
    }
    Request result = request;
    List<String> others = new ArrayList<>();
    for (Expr.Collection.Entry entry : collection.entries()) {
      String key = entry.key() instanceof Expr.Literal literal ? literal.text() : "";
      Expression tag = expressions.translate(entry.value(), frame);
      if (key.equals("name")) {
        result = result.named(tag);
      } else {
        others.add(key + "=" + tag.literalText().orElse(""));
      }
    }
    return result.tagged(List.copyOf(others));
  }

  private Duration timeout(Expr value, Frame frame) throws RefusedException {
    Expression time = expressions.translate(value, frame);
    if (time instanceof Expression.Literal(Value.Whole(long milliseconds))) {
      return Duration.ofMillis(milliseconds);
    }
    return duration(time.literalText().orElse(""), value);
  }

  static Duration duration(String text, Expr at) throws RefusedException {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(at, "a time that is not written as '30s'");
    }
  }

  private Step.Send expected(Step.Send send, Expr value, Frame frame) throws RefusedException {
    return judged(send, successful(value, frame));
  }

  private static Step.Send judged(Step.Send send, Expression status) {
    return new Step.Send(
        send.place(),
        send.request(),
        status,
        send.expects(),
        send.checks(),
        send.extracts(),
        send.judgement(),
        send.into());
  }

  /// What makes every answer a success from now on: `http.setResponseCallback(…)`.
  void expectAlways(Expression condition) {
    always = condition;
  }

  /// `http.expectedStatuses(200, {min: 300, max: 399})` as a condition.
  Expression successful(Expr value, Frame frame) throws RefusedException {
    if (!(names.resolved(value) instanceof Expr.Call call)
        || !code.dotted(call.callee()).equals(HTTP + ".expectedStatuses")
        || call.arguments().isEmpty()) {
      throw new RefusedException(value, "a judgement of responses of this kind");
    }
    Expression status = Expression.member(new Expression.Variable("response"), "status");
    List<Expression> single = new ArrayList<>();
    List<Expression> conditions = new ArrayList<>();
    for (var argument : call.arguments()) {
      Expression expected = expressions.translate(argument.value(), frame);
      if (expected instanceof Expression.Literal(Value.Whole _)) {
        single.add(expected);
      } else if (Constants.of(expected).orElse(Value.NOTHING)
              instanceof Value.Fields(Map<String, Value> range)
          && range.get("min") instanceof Value.Whole(long least)
          && range.get("max") instanceof Value.Whole(long most)) {
        conditions.add(
            Expression.binary(
                Infix.AND,
                Expression.binary(Infix.AT_LEAST, status, Expression.whole(least)),
                Expression.binary(Infix.AT_MOST, status, Expression.whole(most))));
      } else {
        throw new RefusedException(argument.value(), "statuses of this kind");
      }
    }
    if (!single.isEmpty()) {
      conditions.addFirst(
          Expression.binary(Infix.IN, status, new Expression.Items(List.copyOf(single))));
    }
    return conditions.stream()
        .reduce((a, b) -> Expression.binary(Infix.OR, a, b))
        .orElseThrow(() -> new RefusedException(value, "no statuses"));
  }

  /// `check(value, {'name': (v) => …})`: each a check over the value.
  List<Step.Verify> checks(Expr.Call call, Frame frame) throws RefusedException {
    if (call.arguments().size() < 2
        || !(names.resolved(call.arguments().get(1).value())
            instanceof Expr.Collection collection)) {
      throw new RefusedException(call, "checks that are not written here");
    }
    Expression value = expressions.translate(call.arguments().getFirst().value(), frame);
    if (!(value instanceof Expression.Variable) && !value.isNothing()) {
      String variable = frame.temporary("checked");
      frame.before(call, new Step.Set(code.place(call.start()), variable, List.of(), value));
      value = new Expression.Variable(variable);
    }
    List<Step.Verify> checks = new ArrayList<>();
    for (Expr.Collection.Entry entry : collection.entries()) {
      Optional<String> name =
          entry.key() instanceof Expr.Literal literal && literal.kind() == Expr.Literal.Kind.NUMBER
              ? Optional.of(literal.text())
              : expressions.translate(entry.key(), frame).literalText();
      if (name.isEmpty()) {
        throw new RefusedException(entry.value(), "a check whose name is computed");
      }
      Expression condition =
          names.function(entry.value()).isPresent()
              ? expressions.applied(entry.value(), List.of(value), frame)
              : expressions.translate(entry.value(), frame);
      checks.add(
          new Step.Verify(code.place(entry.value().start()), new Check(name.get(), condition)));
    }
    return checks;
  }

  /// The requests of `http.batch`; `names` are those that a map gives them, or none.
  record Batch(List<Step.Send> requests, List<String> names) {}

  Optional<Batch> batch(Expr.Call call, Frame frame) throws RefusedException {
    if (!code.dotted(call.callee()).equals(HTTP + ".batch")) {
      return Optional.empty();
    }
    if (call.arguments().isEmpty()
        || !(names.resolved(call.arguments().getFirst().value())
            instanceof Expr.Collection collection)
        || collection.entries().isEmpty()) {
      throw new RefusedException(call, "a batch that is not written here");
    }
    boolean map = collection.kind() == Expr.Collection.Kind.MAP;
    List<Step.Send> sends = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (Expr.Collection.Entry entry : collection.entries()) {
      if (entry.spread()) {
        throw new RefusedException(entry.value(), "requests of a batch that are spread");
      }
      sends.add(element(names.resolved(entry.value()), frame));
      if (map) {
        keys.add(
            expressions
                .translate(entry.key(), frame)
                .literalText()
                .orElseThrow(() -> new RefusedException(entry.value(), "a computed name")));
      }
    }
    return Optional.of(new Batch(List.copyOf(sends), List.copyOf(keys)));
  }

  private Step.Send element(Expr value, Frame frame) throws RefusedException {
    if (!(value instanceof Expr.Collection collection)) {
      return request(value, Expression.text("GET"), List.of(value), 0, false, frame);
    }
    if (collection.kind() == Expr.Collection.Kind.LIST) {
      List<Expr> parts = collection.entries().stream().map(Expr.Collection.Entry::value).toList();
      Expression method = upper(expressions.translate(parts.getFirst(), frame));
      return request(value, method, parts, 1, true, frame);
    }
    Expr method = Expr.NONE;
    List<Expr> parts = new ArrayList<>(List.of(Expr.NONE, Expr.NONE, Expr.NONE));
    List<String> keys = List.of("url", "body", "params");
    for (Expr.Collection.Entry entry : collection.entries()) {
      String key = entry.key() instanceof Expr.Literal literal ? literal.text() : "";
      if (key.equals("method")) {
        method = entry.value();
      } else if (keys.contains(key)) {
        parts.set(keys.indexOf(key), entry.value());
      } else {
        throw new RefusedException(entry.value(), "a request of this kind");
      }
    }
    Expr nothing = new Expr.Literal(value.start(), value.end(), Expr.Literal.Kind.NULL, "null");
    parts.replaceAll(part -> part == Expr.NONE ? nothing : part);
    return request(
        value,
        method == Expr.NONE ? Expression.text("GET") : upper(expressions.translate(method, frame)),
        parts,
        0,
        true,
        frame);
  }
}
