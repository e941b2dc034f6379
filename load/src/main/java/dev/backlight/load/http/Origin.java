package dev.backlight.load.http;

import java.net.IDN;
import java.net.URI;
import java.util.Locale;

/// Where connections go: scheme, host and port. The host of an IPv6 address has no brackets.
public record Origin(boolean secure, String host, int port) {

  public Origin {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not a host and port: '" + host + "':" + port);
    }
  }

  /// Of an absolute `http` or `https` URL; throws IllegalArgumentException for anything else.
  public static Origin of(URI url) {
    return Url.parse(url.toString()).origin();
  }

  static Origin of(boolean secure, String authority) {
    String text = authority.substring(authority.lastIndexOf('@') + 1);
    int bracket = text.lastIndexOf(']');
    int colon = text.indexOf(':', Math.max(bracket, 0));
    String host = colon < 0 ? text : text.substring(0, colon);
    int port = secure ? 443 : 80;
    if (colon >= 0 && colon + 1 < text.length()) {
      try {
        port = Integer.parseInt(text.substring(colon + 1));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + authority + "' has no valid port", e);
      }
    }
    if (bracket >= 0) {
      return new Origin(secure, host.substring(1, bracket), port);
    }
    return new Origin(secure, IDN.toASCII(host).toLowerCase(Locale.ROOT), port);
  }

  /// As in a `Host` header.
  public String authority() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (secure ? 443 : 80) ? name : name + ":" + port;
  }

  @Override
  public String toString() {
    return (secure ? "https://" : "http://") + authority();
  }
}
