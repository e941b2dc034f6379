package dev.backlight.source.program;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import java.util.ArrayList;
import java.util.List;

/// Which loops run as often as the source says.
final class Bounds {

  /// A loop that runs at most this often is no loop for our purposes.
  static final int SMALL = 20;

  private Bounds() {}

  /// `range(3)`, a literal collection, `Object.keys({…})` are not recognised further than here.
  static boolean isFixed(Expr source) {
    return switch (source) {
      case Expr.Literal l -> true;
      case Expr.Template t -> true;
      case Expr.Collection c ->
          !c.entries().isEmpty() && c.entries().stream().noneMatch(Expr.Collection.Entry::spread);
      case Expr.Call c when c.callee() instanceof Expr.Name n && n.id().equals("range") ->
          !c.arguments().isEmpty() && c.arguments().stream().allMatch(a -> small(a.value()));
      case Expr.Call c
          when c.callee() instanceof Expr.Name n
              && (n.id().equals("enumerate")
                  || n.id().equals("zip")
                  || n.id().equals("reversed")) ->
          c.arguments().stream().anyMatch(a -> isFixed(a.value()));
      case Expr.Call c
          when c.callee() instanceof Expr.Member m
              && m.receiver() instanceof Expr.Name n
              && n.id().equals("Enumerable")
              && m.name().equals("Range") ->
          c.arguments().stream().allMatch(a -> small(a.value()));
      default -> false;
    };
  }

  private static boolean small(Expr expr) {
    if (expr instanceof Expr.Literal l && l.kind() == Expr.Literal.Kind.NUMBER) {
      try {
        return Double.parseDouble(l.text().replace("_", "")) <= SMALL;
      } catch (NumberFormatException e) {
        return false;
      }
    }
    return false;
  }

  /// `i < 3`.
  static boolean countsToConstant(Expr condition) {
    return condition instanceof Expr.Operation o
        && o.operands().size() == 2
        && (o.operator().startsWith("<") || o.operator().startsWith(">"))
        && o.operands().stream().anyMatch(Bounds::small)
        && !(o.operator().startsWith(">"));
  }

  /// The names that a function's parameters bind; a destructured one has no name and is taken apart
  /// at the head of the body.
  static List<String> names(FunctionDecl function) {
    List<String> names = new ArrayList<>();
    for (FunctionDecl.Parameter parameter : function.parameters()) {
      if (!parameter.name().isEmpty()) {
        names.add(parameter.name());
      }
    }
    for (Stmt statement : function.body().statements()) {
      if (statement instanceof Stmt.Assign assign
          && assign.value() instanceof Expr.Name source
          && source.id().startsWith("$")
          && source.start() == assign.start()) {
        names.addAll(names(assign.targets()));
      }
    }
    return List.copyOf(names);
  }

  /// The names that targets bind.
  static List<String> names(List<Expr> targets) {
    List<String> names = new ArrayList<>();
    targets.forEach(target -> collect(target, names));
    return List.copyOf(names);
  }

  private static void collect(Expr target, List<String> names) {
    switch (target) {
      case Expr.Name n -> names.add(n.id());
      case Expr.Collection c -> c.entries().forEach(entry -> collect(entry.value(), names));
      case Expr.Assigning a -> collect(a.target(), names);
      case Expr.Operation o -> o.operands().forEach(x -> collect(x, names));
      default -> {}
    }
  }
}
