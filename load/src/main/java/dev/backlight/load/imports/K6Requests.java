package dev.backlight.load.imports;

import dev.backlight.load.scenario.Check;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Payload;
import dev.backlight.load.scenario.Request;
import dev.backlight.load.scenario.Step;
import dev.backlight.source.code.Expr;
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
  private final K6Parameters parameters;
  private Expression always = Expression.NOTHING;

  K6Requests(Code code, K6Names names, K6Expressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
    this.parameters = new K6Parameters(code, names, expressions);
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
    int last = first + (body ? 2 : 1);
    Step.Send plain = Step.Send.of(code.place(at.start()), request);
    Step.Send send = always.isNothing() ? plain : K6Parameters.judged(plain, always);
    return last < arguments.size() ? parameters.taken(send, arguments.get(last), frame) : send;
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

  K6Parameters parameters() {
    return parameters;
  }

  /// What makes every answer a success from now on: `http.setResponseCallback(…)`.
  void expectAlways(Expression condition) {
    always = condition;
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
