package dev.backlight.reference.web;

import java.time.Duration;

/// What the client is told when it does not get what it asked for: a status, a word that programs
/// can rely on, and a sentence for people.
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final Duration retryAfter;

  private Problem(int status, String code, String message, Duration retryAfter) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  public static Problem badRequest(String message) {
    return new Problem(400, "bad_request", message, Duration.ZERO);
  }

  public static Problem unauthorized(String message) {
    return new Problem(401, "unauthorized", message, Duration.ZERO);
  }

  public static Problem notFound(String message) {
    return new Problem(404, "not_found", message, Duration.ZERO);
  }

  public static Problem tooLarge(String message) {
    return new Problem(413, "too_large", message, Duration.ZERO);
  }

  public static Problem overloaded(String message) {
    return new Problem(503, "overloaded", message, Duration.ofSeconds(1));
  }

  static Problem internal() {
    return new Problem(500, "internal", "Something broke here; it is in our log.", Duration.ZERO);
  }

  public int status() {
    return status;
  }

  String code() {
    return code;
  }

  /// Zero: trying again will not help.
  Duration retryAfter() {
    return retryAfter;
  }
}
