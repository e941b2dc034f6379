package dev.backlight.load.scenario;

/// What a request carries.
public sealed interface Payload {

  Payload NONE = new None();

  record None() implements Payload {}

  record Json(Expression value) implements Payload {}

  /// A map as `application/x-www-form-urlencoded`; a text is sent as it is.
  record Form(Expression fields) implements Payload {}

  /// A text as it is; without a `type` no `Content-Type` is added.
  record Text(Expression text, String type) implements Payload {}
}
