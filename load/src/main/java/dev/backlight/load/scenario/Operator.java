package dev.backlight.load.scenario;

/// What stands before or between expressions.
public final class Operator {

  private Operator() {}

  public enum Prefix {
    NOT("not "),
    MINUS("-");

    private final String sign;

    Prefix(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }
  }

  /// By how tightly they bind, the loosest first.
  public enum Infix {
    OR("or", 1),
    AND("and", 2),
    EQUAL("==", 4),
    UNEQUAL("!=", 4),
    LESS("<", 4),
    AT_MOST("<=", 4),
    GREATER(">", 4),
    AT_LEAST(">=", 4),
    IN("in", 4),
    PLUS("+", 5),
    MINUS("-", 5),
    TIMES("*", 6),
    DIVIDED("/", 6),
    DIVIDED_DOWN("//", 6),
    MODULO("%", 6);

    private final String sign;
    private final int binding;

    Infix(String sign, int binding) {
      this.sign = sign;
      this.binding = binding;
    }

    public String sign() {
      return sign;
    }

    int binding() {
      return binding;
    }
  }
}
