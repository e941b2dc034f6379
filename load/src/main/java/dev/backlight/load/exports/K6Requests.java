package dev.backlight.load.exports;

import dev.backlight.load.scenario.Durations;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Payload;
import dev.backlight.load.scenario.Request;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes requests as calls of `k6/http`.
final class K6Requests {

  private static final Map<String, String> METHODS =
      Map.of(
          "GET", "get", "HEAD", "head", "POST", "post", "PUT", "put", "PATCH", "patch", "DELETE",
          "del", "OPTIONS", "options");

  static final String BASE = "BASE_URL";

  private final Lines lines;
  private final JsText js;
  private final String base;

  /// `base` is the constant that addresses without an origin begin with.
  K6Requests(Lines lines, JsText js, String base) {
    this.lines = lines;
    this.js = js;
    this.base = base;
  }

  /// k6 has no target: an address that begins with a path needs its origin in front.
  private String address(String written) {
    if (!written.matches("(?s)['`]/.*")) {
      return written;
    }
    lines.need(BASE);
    boolean plain = written.charAt(0) == '`' || !written.matches("(?s).*[`$\\\\].*");
    return plain
        ? "`${" + base + "}" + written.substring(1, written.length() - 1) + "`"
        : base + " + " + written;
  }

  /// `http.get(…)`.
  String call(Step.Send send) throws UnsayableException {
    Request request = send.request();
    String method = request.method().literalText().orElse("");
    String function = METHODS.getOrDefault(method, "request");
    boolean bare = function.equals("get") || function.equals("head");
    List<String> arguments = new ArrayList<>();
    if (function.equals("request")) {
      arguments.add(js.of(request.method()));
    }
    arguments.add(url(request));
    String body = body(request);
    if (bare && !body.equals("null")) {
      throw new UnsayableException("a body of " + method);
    }
    List<String> parameters = parameters(send);
    if (!bare && (!body.equals("null") || !parameters.isEmpty())) {
      arguments.add(body);
    }
    if (!parameters.isEmpty()) {
      arguments.add("{ " + String.join(", ", parameters) + " }");
    }
    return "http." + function + "(" + String.join(", ", arguments) + ")";
  }

  /// `['GET', url, body, parameters]`, as `http.batch` takes it.
  String element(Step.Send send) throws UnsayableException {
    Request request = send.request();
    List<String> parts = new ArrayList<>(List.of(js.of(request.method()), url(request)));
    String body = body(request);
    List<String> parameters = parameters(send);
    if (!body.equals("null") || !parameters.isEmpty()) {
      parts.add(body);
    }
    if (!parameters.isEmpty()) {
      parts.add("{ " + String.join(", ", parameters) + " }");
    }
    return "[" + String.join(", ", parts) + "]";
  }

  private String url(Request request) throws UnsayableException {
    if (!request.query().isNothing()) {
      throw new UnsayableException("a query as a map; write it into the address");
    }
    return address(js.of(request.url()));
  }

  private String body(Request request) throws UnsayableException {
    return switch (request.payload()) {
      case Payload.None _ -> "null";
      case Payload.Json(Expression value) -> "JSON.stringify(" + js.of(value) + ")";
      case Payload.Form(Expression fields) -> js.of(fields);
      case Payload.Text(Expression text, String _) -> js.of(text);
    };
  }

  private List<String> parameters(Step.Send send) throws UnsayableException {
    Request request = send.request();
    List<String> parameters = new ArrayList<>();
    String type =
        switch (request.payload()) {
          case Payload.Json _ -> "application/json";
          case Payload.Text(Expression _, String given) -> given;
          case Payload.None _, Payload.Form _ -> "";
        };
    String headers = request.headers().isNothing() ? "" : js.of(request.headers());
    if (!type.isEmpty()) {
      String typed = "{ 'Content-Type': " + JsText.quoted(type) + " }";
      headers = headers.isEmpty() ? typed : "Object.assign(" + typed + ", " + headers + ")";
    }
    if (!headers.isEmpty()) {
      parameters.add("headers: " + headers);
    }
    if (!request.name().isNothing()) {
      parameters.add("tags: { name: " + js.of(request.name()) + " }");
    }
    if (!request.timeout().isZero()) {
      parameters.add("timeout: " + JsText.quoted(Durations.text(request.timeout())));
    }
    if (!request.followRedirects()) {
      parameters.add("redirects: 0");
    }
    if (!send.status().isNothing()) {
      parameters.add("responseCallback: http.expectedStatuses(" + statuses(send.status()) + ")");
    }
    return parameters;
  }

  /// `response.status == 200`, several of these, or `response.status in […]`.
  private static String statuses(Expression condition) throws UnsayableException {
    if (condition instanceof Expression.Binary(Infix operator, Expression left, Expression right)) {
      switch (operator) {
        case OR -> {
          return statuses(left) + ", " + statuses(right);
        }
        case EQUAL -> {
          if (right instanceof Expression.Literal(Value.Whole(long status))) {
            return left instanceof Expression.Binary
                ? "{ min: %d, max: %d }".formatted(status * 100, status * 100 + 99)
                : String.valueOf(status);
          }
        }
        case IN -> {
          if (right instanceof Expression.Items(List<Expression> items)) {
            List<String> all = new ArrayList<>();
            for (Expression item : items) {
              all.add(item instanceof Expression.Literal(Value.Whole(long s)) ? "" + s : "");
            }
            return String.join(", ", all);
          }
        }
        default -> {}
      }
    }
    throw new UnsayableException("a condition on the status of this kind");
  }
}
