package dev.backlight.model;

/// What a crime costs before and after the fix, as two arithmetic expressions over named quantities
/// (`N * t_db`, `t_db + ceil(N / k) * t_http`; functions ceil, max, min, log2; operators + - * /
/// and parentheses), the `unit` of the result (`ms`, `MB`, `queries`, `connections`) and the
/// sentence that says what it measures (`per request`, `per export`, `per expiry`).
public record CostFormula(String before, String after, String unit, String per) {

  /// A crime with no effect on time or space that a formula could show.
  public static final CostFormula NONE = new CostFormula("", "", "", "");

  public boolean isNone() {
    return before.isEmpty();
  }
}
