package dev.backlight.load.engine;

import dev.backlight.load.http.HttpResponse;

/// What a behaviour thinks of an answer.
public sealed interface Verdict {

  Verdict SUCCESS = new Success();

  record Success() implements Verdict {}

  /// `reason` groups failures in the result: short, and the same for the same cause.
  record Failure(String reason) implements Verdict {}

  static Verdict failure(String reason) {
    return new Failure(reason);
  }

  /// Statuses from 400 are failures.
  static Verdict byStatus(HttpResponse response) {
    return response.status() < 400 ? SUCCESS : failure("status " + response.status());
  }
}
