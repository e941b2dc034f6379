package dev.backlight.load.imports;

import dev.backlight.load.scenario.Constants;
import dev.backlight.load.scenario.Durations;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Label;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Request;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Value;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Translates the parameters of k6's requests, and which statuses are a success.
final class K6Parameters {

  private static final String HTTP = "k6/http";

  private final Code code;
  private final K6Names names;
  private final K6Expressions expressions;

  K6Parameters(Code code, K6Names names, K6Expressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
  }

  Step.Send taken(Step.Send send, Expr written, Frame frame) throws RefusedException {
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

  static Step.Send judged(Step.Send send, Expression status) {
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
}
