package dev.backlight.load.http;

/// Why there is no answer.
public enum Failure {
  /// Nobody listens on the port.
  REFUSED("connection refused"),
  /// No route to the host.
  UNREACHABLE("host unreachable"),
  /// The name does not resolve.
  UNKNOWN_HOST("unknown host"),
  /// The address is public and nobody said that it may be loaded.
  FORBIDDEN_TARGET("target not allowed"),
  CONNECT_TIMEOUT("connect timeout"),
  /// Handshake or certificate.
  TLS("TLS failure"),
  /// No complete response in time.
  TIMEOUT("timeout"),
  /// The server reset the connection.
  RESET("connection reset"),
  /// The connection ended before the response did.
  CLOSED_EARLY("connection closed early"),
  /// Not HTTP, or HTTP that contradicts itself.
  BAD_RESPONSE("bad response"),
  /// Head, or decoded body, beyond the limits.
  TOO_LARGE("response too large"),
  REDIRECT_LOOP("redirect loop"),
  /// The content encoding is damaged or unknown.
  DECODE("cannot decode body"),
  /// Never sent: no connection became free before the end.
  OUT_OF_CONNECTIONS("out of connections"),
  /// Never answered: the run ended.
  CANCELLED("cancelled");

  private final String words;

  Failure(String words) {
    this.words = words;
  }

  /// As a report says it.
  public String words() {
    return words;
  }
}
