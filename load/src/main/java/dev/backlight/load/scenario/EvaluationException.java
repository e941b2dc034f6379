package dev.backlight.load.scenario;

/// An expression that has no value with this data, such as a field that is not there.
public final class EvaluationException extends Exception {

  private static final long serialVersionUID = 1L;

  public EvaluationException(String message) {
    super(message);
  }

  /// Journeys fail often and in known places: no stack is needed.
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
