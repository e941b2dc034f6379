package dev.backlight.source.program;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import java.util.List;

/// Reads relation names out of eager-loading arguments.
final class Relations {

  private Relations() {}

  /// `"orders__items"` and `"orders.items"` name both; `x => x.Orders` and `User.orders` name one;
  /// `["orders", "profile"]` and `{ orders: true }` name several.
  static void named(Expr expr, Unit unit, List<String> into) {
    switch (expr) {
      case Expr.Literal l -> {
        for (String part : l.text().split("__|\\.|\\s+")) {
          into.add(part);
        }
      }
      case Expr.Member m -> into.add(m.name());
      case Expr.Lambda l ->
          unit.functions()
              .get(l.function())
              .decl()
              .body()
              .statements()
              .forEach(s -> {
                if (s instanceof Stmt.Return r) {
                  named(r.value(), unit, into);
                }
              });
      case Expr.Call c -> {
        for (Argument argument : c.arguments()) {
          named(argument.value(), unit, into);
        }
        if (c.callee() instanceof Expr.Member m) {
          named(m.receiver() instanceof Expr.Call ? m.receiver() : Expr.NONE, unit, into);
        }
      }
      case Expr.Collection c ->
          c.entries()
              .forEach(entry -> {
                if (entry.key() instanceof Expr.Literal key) {
                  into.add(key.text());
                }
                named(entry.value(), unit, into);
              });
      default -> {}
    }
  }
}
