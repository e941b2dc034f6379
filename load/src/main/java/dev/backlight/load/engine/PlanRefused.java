package dev.backlight.load.engine;

/// A plan that must not or cannot be run: what is wrong, and what to do about it.
public final class PlanRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String remedy;

  public PlanRefused(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  public String remedy() {
    return remedy;
  }
}
