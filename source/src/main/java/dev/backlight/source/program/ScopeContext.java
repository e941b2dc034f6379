package dev.backlight.source.program;

import dev.backlight.source.code.Expr;

/// A with/using/lock/transaction around a place. `value` is the resource or lock, `expr` its text.
public record ScopeContext(Kind kind, int start, int end, Value value, Expr expr) {

  public enum Kind {
    RESOURCE,
    LOCK,
    /// A resource or callback that holds a connection or transaction.
    TRANSACTION,
    TRY,
    CATCH,
    FINALLY,
    /// The branch of a condition.
    BRANCH
  }
}
