package dev.backlight.source.code;

/// An argument of a call: `name` is empty for a positional one; `spread` for `*args`, `**kwargs`,
/// `...xs`.
public record Argument(String name, Expr value, boolean spread) {

  public static Argument of(Expr value) {
    return new Argument("", value, false);
  }
}
