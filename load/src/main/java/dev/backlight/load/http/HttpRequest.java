package dev.backlight.load.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What to send. `target` is origin-form (`/users?page=1`, sent to the session's base) or an
/// absolute URL. Header names are sent as written; `Host`, `Content-Length` and the session's
/// cookies are added where they are missing. A `timeout` of zero is the policy's.
public record HttpRequest(
    String method,
    String target,
    List<Header> headers,
    Body body,
    boolean followRedirects,
    Duration timeout) {

  public HttpRequest {
    headers = List.copyOf(headers);
    if (!isMethod(method)) {
      throw new IllegalArgumentException("'" + method + "' is not an HTTP method");
    }
    if (!isTarget(target)) {
      throw new IllegalArgumentException("'" + target + "' is not a request target");
    }
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("a timeout of " + timeout);
    }
  }

  public static HttpRequest get(String target) {
    return of("GET", target);
  }

  public static HttpRequest of(String method, String target) {
    return new HttpRequest(method, target, List.of(), Body.EMPTY, true, Duration.ZERO);
  }

  /// With one more header.
  public HttpRequest header(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new HttpRequest(method, target, more, body, followRedirects, timeout);
  }

  public HttpRequest body(Body newBody) {
    return new HttpRequest(method, target, headers, newBody, followRedirects, timeout);
  }

  public HttpRequest following(boolean redirects) {
    return new HttpRequest(method, target, headers, body, redirects, timeout);
  }

  public HttpRequest within(Duration newTimeout) {
    return new HttpRequest(method, target, headers, body, followRedirects, newTimeout);
  }

  boolean has(String name) {
    for (Header header : headers) {
      if (header.is(name)) {
        return true;
      }
    }
    return false;
  }

  // Every request of every user comes by here: loops, because streams cost it a tenth of its
  // memory.

  private static boolean isMethod(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isToken(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isTarget(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) == 0x7f) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static boolean isToken(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }
}
