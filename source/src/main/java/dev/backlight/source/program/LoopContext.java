package dev.backlight.source.program;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import java.util.List;

/// A loop around a place. Two of the same loop are equal by identity of `start` within a function.
///
/// `fixed`: how often it runs stands in the source (a literal collection, `range(3)`). `source` is
/// what it iterates over, `variables` the names it binds. `body` has its statements, EMPTY for
/// comprehensions and callbacks.
public record LoopContext(
    Kind kind,
    int start,
    int end,
    boolean async,
    boolean fixed,
    Value source,
    Expr sourceExpr,
    List<String> variables,
    Stmt.Block body) {

  public enum Kind {
    EACH,
    COUNTING,
    WHILE,
    COMPREHENSION,
    /// A function called once per element: `map`, `forEach`, `Select`.
    CALLBACK
  }
}
