package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Payload;
import dev.backlight.load.scenario.Request;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Value;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Translates requests of Locust's client.
final class LocustRequests {

  private static final Set<String> METHODS =
      Set.of("get", "post", "put", "patch", "delete", "head", "options");

  private final Code code;
  private final LocustNames names;
  private final PythonExpressions expressions;

  LocustRequests(Code code, LocustNames names, PythonExpressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
  }

  /// The request that a call sends; empty for other calls.
  Optional<Step.Send> send(Expr.Call call, Frame frame) throws RefusedException {
    if (!(call.callee() instanceof Expr.Member member)) {
      return Optional.empty();
    }
    boolean rest = member.name().equals("rest") && names.isSelf(member.receiver(), frame);
    boolean client = names.isClient(member.receiver(), frame);
    if (!rest && !client) {
      return Optional.empty();
    }
    if (!rest && !METHODS.contains(member.name()) && !member.name().equals("request")) {
      return Optional.empty();
    }
    boolean named = !rest && METHODS.contains(member.name());
    return Optional.of(new Sending(call, frame, rest).read(named ? member.name() : ""));
  }

  /// Whether a call asks for its answer to be judged by what follows.
  static boolean catches(Expr.Call call) {
    return PythonCalls.named(call, "catch_response")
        .filter(value -> value instanceof Expr.Literal literal && literal.text().equals("true"))
        .isPresent();
  }

  private final class Sending {

    private static final List<String> PLACES = List.of("url", "data", "json");

    private final Expr.Call call;
    private final Frame frame;
    private final boolean rest;
    private final List<Expression.Fields.Field> headers = new ArrayList<>();
    private Request request = Request.of("GET", Expression.text("/"));

    Sending(Expr.Call call, Frame frame, boolean rest) {
      this.call = call;
      this.frame = frame;
      this.rest = rest;
    }

    Step.Send read(String method) throws RefusedException {
      int at = 0;
      Expression verb = Expression.text(method.toUpperCase(Locale.ROOT));
      if (method.isEmpty()) {
        Expr first =
            PythonCalls.named(call, "method")
                .orElseGet(() ->
                    call.arguments().isEmpty() ? Expr.NONE : call.arguments().getFirst().value());
        verb = upper(expressions.translate(first, frame));
        at = PythonCalls.named(call, "method").isPresent() ? 0 : 1;
      }
      request = Request.of("GET", Expression.text("/"));
      request =
          new Request(
              verb,
              request.url(),
              request.name(),
              request.headers(),
              request.query(),
              request.payload(),
              List.of(),
              Duration.ZERO,
              true);
      boolean addressed = false;
      int place = 0;
      for (Argument argument : call.arguments().subList(at, call.arguments().size())) {
        if (argument.spread()) {
          throw new RefusedException(argument.value(), "arguments that are not written here");
        }
        String name = argument.name();
        if (name.isEmpty()) {
          if (place >= PLACES.size()) {
            throw new RefusedException(argument.value(), "an argument too many");
          }
          name = PLACES.get(place++);
          if (name.equals("data") && isQueryPlace(method)) {
            name = "params";
          }
        }
        addressed |= name.equals("url") || name.equals("path");
        argument(name, argument.value());
      }
      if (!addressed) {
        throw new RefusedException(call, "a request without an address");
      }
      if (!headers.isEmpty()) {
        Expression own = new Expression.Fields(List.copyOf(headers));
        request =
            request.withHeaders(
                request.headers().isNothing()
                    ? own
                    : Expression.call(Function.MERGE, own, request.headers()));
      }
      return Step.Send.of(code.place(call.start()), request);
    }

    /// The second place of `get`, `head` and `options` are the parameters.
    private boolean isQueryPlace(String method) {
      return Set.of("get", "head", "options", "delete").contains(method);
    }

    private static Expression upper(Expression method) {
      return method
          .literalText()
          .map(text -> Expression.text(text.toUpperCase(Locale.ROOT)))
          .orElseGet(() -> Expression.call(Function.UPPER, method));
    }

    private void argument(String name, Expr value) throws RefusedException {
      switch (name) {
        case "url", "path" -> url(expressions.translate(value, frame));
        case "headers" -> {
          Expression given = expressions.translate(value, frame);
          request =
              given instanceof Expression.Literal(Value.Nothing _)
                  ? request
                  : request.withHeaders(given);
        }
        case "params" -> request = request.withQuery(expressions.translate(value, frame));
        case "json" -> {
          Expression given = expressions.translate(value, frame);
          request = given.isNothing() ? request : request.with(new Payload.Json(given));
        }
        case "data" -> data(expressions.translate(value, frame));
        case "name" -> request = request.named(expressions.translate(value, frame));
        case "timeout" -> timeout(value);
        case "allow_redirects" ->
            request = request.following(!expressions.translate(value, frame).equals(no()));
        case "auth" -> auth(value);
        case "cookies" -> cookies(value);
        case "method" -> {}
        case "catch_response" -> {
          if (!(value instanceof Expr.Literal)) {
            throw new RefusedException(value, "a computed catch_response");
          }
        }
        case "cert" -> throw new RefusedException(value, "a certificate of the client");
        case "verify", "stream", "context" ->
            code.note(value.start(), name + "= is left out: it does not change what is sent");
        case "files" ->
            throw new RefusedException(
                value, "an upload of files; only text bodies are sent (data=, json=)");
        default -> throw new RefusedException(value, "the argument " + name);
      }
    }

    private static Expression no() {
      return Expression.truth(false);
    }

    private void url(Expression url) {
      request =
          new Request(
              request.method(),
              url,
              request.name(),
              request.headers(),
              request.query(),
              request.payload(),
              request.tags(),
              request.timeout(),
              request.followRedirects());
      if (rest) {
        headers.add(
            new Expression.Fields.Field(
                Expression.text("Accept"), Expression.text("application/json")));
      }
    }

    private void data(Expression value) {
      if (value.isNothing()) {
        return;
      }
      boolean text =
          value.literalText().isPresent()
              || value instanceof Expression.Template
              || value instanceof Expression.Call(Function function, List<Expression> _)
                  && function == Function.JSON;
      request = request.with(text ? new Payload.Text(value, "") : new Payload.Form(value));
    }

    private void timeout(Expr value) throws RefusedException {
      Expression seconds = expressions.translate(value, frame);
      if (seconds instanceof Expression.Items(List<Expression> both) && both.size() == 2) {
        seconds = both.get(1);
      }
      switch (seconds) {
        case Expression.Literal(Value.Whole(long number)) ->
            request = request.within(Duration.ofSeconds(number));
        case Expression.Literal(Value.Decimal(double number)) ->
            request = request.within(Duration.ofNanos((long) (number * 1e9)));
        case Expression.Literal(Value.Nothing _) -> {}
        default -> throw new RefusedException(value, "a computed timeout");
      }
    }

    /// A pair is basic authentication.
    private void auth(Expr value) throws RefusedException {
      headers.add(
          new Expression.Fields.Field(
              Expression.text("Authorization"), basic(expressions.translate(value, frame), value)));
    }

    private void cookies(Expr value) throws RefusedException {
      Expression cookies = expressions.translate(value, frame);
      headers.add(
          new Expression.Fields.Field(
              Expression.text("Cookie"),
              Expression.call(
                  Function.JOIN,
                  new Expression.Each(
                      "cookie",
                      Expression.call(Function.ENTRIES, cookies),
                      Expression.truth(true),
                      Expression.call(
                          Function.JOIN, new Expression.Variable("cookie"), Expression.text("="))),
                  Expression.text("; "))));
    }
  }

  static Expression basic(Expression pair, Expr at) throws RefusedException {
    if (!(pair instanceof Expression.Items(List<Expression> both)) || both.size() != 2) {
      throw new RefusedException(at, "authentication other than a user and a password");
    }
    Expression credentials =
        Expression.binary(
            Infix.PLUS,
            Expression.binary(Infix.PLUS, both.get(0), Expression.text(":")),
            both.get(1));
    return new Expression.Template(
        List.of(Expression.text("Basic "), Expression.call(Function.BASE64, credentials)));
  }
}
