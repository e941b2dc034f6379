package dev.backlight.load.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// One user's cookies, after RFC 6265: domain, path, `Secure`, expiry, and the limits that browsers
/// have. There is no list of public suffixes; a domain needs a dot instead. Requests of a user side
/// by side share it.
final class CookieJar {

  private static final int MAX_COOKIES = 300;
  private static final int MAX_COOKIE_CHARACTERS = 8 * 1024;

  private record Stored(
      String name,
      String value,
      String domain,
      boolean hostOnly,
      String path,
      boolean secure,
      Instant expires,
      long number) {

    boolean sameAs(Stored other) {
      return name.equals(other.name) && domain.equals(other.domain) && path.equals(other.path);
    }

    boolean matches(Url url) {
      String host = url.origin().host();
      boolean ofDomain =
          host.equals(domain) || (!hostOnly && host.endsWith("." + domain) && !isAddress(host));
      return ofDomain && (!secure || url.origin().secure()) && pathMatches(url.path());
    }

    private boolean pathMatches(String requested) {
      return requested.equals(path)
          || (requested.startsWith(path)
              && (path.endsWith("/") || requested.charAt(path.length()) == '/'));
    }
  }

  private final Clock clock;
  private final List<Stored> cookies = new ArrayList<>();
  private long number;

  CookieJar(Clock clock) {
    this.clock = clock;
  }

  synchronized boolean isEmpty() {
    return cookies.isEmpty();
  }

  /// Takes a `Set-Cookie` header of a response to `url`; ignores what the standard ignores.
  synchronized void store(Url url, String header) {
    String[] parts = header.split(";");
    int equals = parts[0].indexOf('=');
    if (equals < 1 || header.length() > MAX_COOKIE_CHARACTERS) {
      return;
    }
    String host = url.origin().host();
    String domain = host;
    boolean hostOnly = true;
    boolean secure = false;
    String path = defaultPath(url.path());
    Instant expires = Instant.MAX;
    boolean maxAgeSeen = false;
    for (int i = 1; i < parts.length; i++) {
      int at = parts[i].indexOf('=');
      String name = (at < 0 ? parts[i] : parts[i].substring(0, at)).strip();
      String value = at < 0 ? "" : parts[i].substring(at + 1).strip();
      switch (name.toLowerCase(Locale.ROOT)) {
        case "domain" -> {
          String wanted = value.startsWith(".") ? value.substring(1) : value;
          if (!wanted.isEmpty()) {
            domain = wanted.toLowerCase(Locale.ROOT);
            hostOnly = false;
          }
        }
        case "path" -> path = value.startsWith("/") ? value : path;
        case "secure" -> secure = true;
        case "max-age" -> {
          Instant end = afterSeconds(value);
          maxAgeSeen |= !end.equals(Instant.MAX);
          expires = end;
        }
        case "expires" -> expires = maxAgeSeen ? expires : date(value, expires);
        default -> {}
      }
    }
    if (!hostOnly && !mayBelongTo(host, domain)) {
      return;
    }
    add(
        new Stored(
            parts[0].substring(0, equals).strip(),
            unquoted(parts[0].substring(equals + 1).strip()),
            domain,
            hostOnly || host.equals(domain) && isAddress(host),
            path,
            secure,
            expires,
            number++));
  }

  synchronized void add(Url url, String name, String value) {
    add(new Stored(name, value, url.origin().host(), true, "/", false, Instant.MAX, number++));
  }

  private void add(Stored cookie) {
    cookies.removeIf(cookie::sameAs);
    if (cookie.expires().isAfter(clock.instant())) {
      cookies.add(cookie);
      if (cookies.size() > MAX_COOKIES) {
        cookies.removeFirst();
      }
    }
  }

  /// The value of the `Cookie` header for a request, empty if there is nothing to send.
  synchronized String headerFor(Url url) {
    if (cookies.isEmpty()) {
      return "";
    }
    Instant now = clock.instant();
    cookies.removeIf(cookie -> !cookie.expires().isAfter(now));
    List<Stored> matching =
        cookies.stream()
            .filter(cookie -> cookie.matches(url))
            .sorted(
                Comparator.comparingInt((Stored cookie) -> -cookie.path().length())
                    .thenComparingLong(Stored::number))
            .toList();
    StringBuilder header = new StringBuilder();
    for (Stored cookie : matching) {
      header.append(header.isEmpty() ? "" : "; ").append(cookie.name()).append('=');
      header.append(cookie.value());
    }
    return header.toString();
  }

  synchronized List<Cookie> all() {
    return cookies.stream()
        .map(c -> new Cookie(c.name(), c.value(), c.domain(), c.path()))
        .toList();
  }

  synchronized void clear() {
    cookies.clear();
  }

  private static boolean mayBelongTo(String host, String domain) {
    return host.equals(domain)
        || (host.endsWith("." + domain) && domain.indexOf('.') > 0 && !isAddress(host));
  }

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  private static String defaultPath(String path) {
    int last = path.lastIndexOf('/');
    return last <= 0 ? "/" : path.substring(0, last);
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private Instant afterSeconds(String value) {
    try {
      long seconds = Long.parseLong(value);
      return seconds <= 0 ? Instant.MIN : clock.instant().plusSeconds(Math.min(seconds, 1L << 32));
    } catch (NumberFormatException e) {
      return Instant.MAX;
    }
  }

  private static Instant date(String value, Instant otherwise) {
    try {
      String spaced = value.replaceFirst("(\\d{1,2})-(\\w{3})-(\\d{4})", "$1 $2 $3");
      return ZonedDateTime.parse(spaced, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return otherwise;
    }
  }
}
