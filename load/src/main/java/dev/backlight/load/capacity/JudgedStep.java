package dev.backlight.load.capacity;

/// A step, what it was for, and its outcome: `pass`, `fail` or `void`, with the reason.
public record JudgedStep(Purpose purpose, Step step, String outcome, String why) {

  /// Why a rate is held.
  public enum Purpose {
    WARM_UP,
    BRACKET,
    NARROW,
    CONFIRM,
    OVERLOAD,
    RECOVER
  }

  public boolean passed() {
    return outcome.equals("pass");
  }
}
