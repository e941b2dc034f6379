package dev.backlight.model;

/// How the severity of a crime is found (scoring model 2026.1, section 4).
public sealed interface Grading {

  /// From the modelled time: how much of the objective the fix returns.
  record ByCost() implements Grading {}

  /// No time effect (missing tracing, a design choice): always this severity, at most HIGH.
  record Fixed(Severity severity) implements Grading {
    public Fixed {
      if (severity == Severity.CRITICAL) {
        throw new IllegalArgumentException("a fixed severity is at most HIGH");
      }
    }
  }

  /// Failure without a bound when a request reaches it (no timeout on a remote call, memory that
  /// grows with data): `reached` if a route reaches it, `otherwise` if none is known to.
  record Unbounded(Severity reached, Severity otherwise) implements Grading {}
}
