package dev.backlight.load.scenario;

import java.time.Duration;
import java.util.List;

/// A request to be. `name` is what it is recorded under; nothing means the method and the URL with
/// the names of its variables in place of their values. `headers` and `query` give maps, or
/// nothing. A `timeout` of zero is the usual one.
public record Request(
    Expression method,
    Expression url,
    Expression name,
    Expression headers,
    Expression query,
    Payload payload,
    List<String> tags,
    Duration timeout,
    boolean followRedirects) {

  public static Request of(String method, Expression url) {
    return new Request(
        Expression.text(method),
        url,
        Expression.NOTHING,
        Expression.NOTHING,
        Expression.NOTHING,
        Payload.NONE,
        List.of(),
        Duration.ZERO,
        true);
  }

  public Request named(Expression newName) {
    return new Request(
        method, url, newName, headers, query, payload, tags, timeout, followRedirects);
  }

  public Request withHeaders(Expression newHeaders) {
    return new Request(
        method, url, name, newHeaders, query, payload, tags, timeout, followRedirects);
  }

  public Request withQuery(Expression newQuery) {
    return new Request(
        method, url, name, headers, newQuery, payload, tags, timeout, followRedirects);
  }

  public Request with(Payload newPayload) {
    return new Request(
        method, url, name, headers, query, newPayload, tags, timeout, followRedirects);
  }

  public Request tagged(List<String> newTags) {
    return new Request(
        method, url, name, headers, query, payload, newTags, timeout, followRedirects);
  }

  public Request within(Duration newTimeout) {
    return new Request(
        method, url, name, headers, query, payload, tags, newTimeout, followRedirects);
  }

  public Request following(boolean redirects) {
    return new Request(method, url, name, headers, query, payload, tags, timeout, redirects);
  }
}
