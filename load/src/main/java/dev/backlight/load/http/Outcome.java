package dev.backlight.load.http;

/// How an exchange ended.
public sealed interface Outcome {

  record Answered(HttpResponse response) implements Outcome {}

  /// `detail` says more for people, such as the exception's message; may be empty.
  record Failed(Failure kind, String detail) implements Outcome {}
}
