package dev.backlight.load.scenario;

import dev.backlight.load.http.Body;
import dev.backlight.load.http.Header;
import dev.backlight.load.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// Makes requests of their descriptions.
final class RequestBuilding {

  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String UNSAFE = "\"<>\\^`{|}";

  private RequestBuilding() {}

  static HttpRequest build(Request request, Expression common, Duration usualTimeout, Scope scope)
      throws EvaluationException {
    List<Header> headers = new ArrayList<>();
    headers(request.headers(), scope, headers);
    headers(common, scope, headers);
    Body body = body(request.payload(), scope, headers);
    Duration timeout = request.timeout().isZero() ? usualTimeout : request.timeout();
    try {
      return new HttpRequest(
          Evaluator.text(request.method(), scope),
          url(request, scope),
          headers,
          body,
          request.followRedirects(),
          timeout);
    } catch (IllegalArgumentException e) {
      throw new EvaluationException(String.valueOf(e.getMessage()));
    }
  }

  /// Adds headers that are not there yet; what is nothing is left out.
  private static void headers(Expression expression, Scope scope, List<Header> headers)
      throws EvaluationException {
    if (expression.isNothing()) {
      return;
    }
    Value value = Evaluator.evaluate(expression, scope);
    if (value instanceof Value.Nothing) {
      return;
    }
    if (!(value instanceof Value.Fields(Map<String, Value> fields))) {
      throw new EvaluationException("headers must be a map, not a " + Values.type(value));
    }
    for (Map.Entry<String, Value> field : fields.entrySet()) {
      if (!(field.getValue() instanceof Value.Nothing)) {
        try {
          add(field.getKey(), Values.text(field.getValue()), headers);
        } catch (IllegalArgumentException e) {
          throw new EvaluationException(String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private static void add(String name, String value, List<Header> headers) {
    if (headers.stream().noneMatch(header -> header.is(name))) {
      headers.add(new Header(name, value));
    }
  }

  private static Body body(Payload payload, Scope scope, List<Header> headers)
      throws EvaluationException {
    return switch (payload) {
      case Payload.None _ -> Body.EMPTY;
      case Payload.Json(Expression value) -> {
        add("Content-Type", JSON, headers);
        yield Body.of(Json.write(Evaluator.evaluate(value, scope)));
      }
      case Payload.Form(Expression fields) -> {
        Value value = Evaluator.evaluate(fields, scope);
        if (value instanceof Value.Nothing) {
          yield Body.EMPTY;
        }
        if (value instanceof Value.Text(String text)) {
          yield Body.of(text);
        }
        add("Content-Type", FORM, headers);
        yield Body.of(pairs(value));
      }
      case Payload.Text(Expression text, String type) -> {
        if (!type.isEmpty()) {
          add("Content-Type", type, headers);
        }
        yield Body.of(Evaluator.text(text, scope));
      }
    };
  }

  /// `a=1&b=2`; a list gives its name several times, what is nothing is left out.
  private static String pairs(Value value) throws EvaluationException {
    if (!(value instanceof Value.Fields(Map<String, Value> fields))) {
      throw new EvaluationException("a form must be a map, not a " + Values.type(value));
    }
    StringJoiner pairs = new StringJoiner("&");
    fields.forEach((name, field) -> {
      List<Value> values = field instanceof Value.Items(List<Value> items) ? items : List.of(field);
      for (Value each : values) {
        if (!(each instanceof Value.Nothing)) {
          pairs.add(FunctionCalls.encoded(name) + "=" + FunctionCalls.encoded(Values.text(each)));
        }
      }
    });
    return pairs.toString();
  }

  private static String url(Request request, Scope scope) throws EvaluationException {
    String url = safe(Evaluator.text(request.url(), scope));
    if (request.query().isNothing()) {
      return url;
    }
    Value query = Evaluator.evaluate(request.query(), scope);
    String pairs =
        switch (query) {
          case Value.Nothing _ -> "";
          case Value.Text(String text) -> safe(text);
          case Value other -> pairs(other);
        };
    return pairs.isEmpty() ? url : url + (url.indexOf('?') < 0 ? "?" : "&") + pairs;
  }

  /// As browsers do: what cannot stand in a request line is percent-encoded, the rest stays. A
  /// fragment is not sent.
  static String safe(String url) {
    int hash = url.indexOf('#');
    String shown = hash < 0 ? url : url.substring(0, hash);
    if (shown.chars().allMatch(c -> c > ' ' && c < 0x7f && UNSAFE.indexOf(c) < 0)) {
      return shown.isEmpty() ? "/" : shown;
    }
    StringBuilder out = new StringBuilder();
    for (byte b : shown.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && UNSAFE.indexOf(b) < 0) {
        out.append((char) b);
      } else {
        out.append("%%%02X".formatted(b & 0xFF));
      }
    }
    return out.toString();
  }
}
