package dev.backlight.crimes.pools;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.ExprNames;
import dev.backlight.model.Language;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.Optional;
import java.util.Set;

/// What becomes of an object that a function makes.
enum Keeping {
  /// Used here and left behind.
  LOCAL,
  /// Given to the caller.
  RETURNED,
  /// Put where it outlives the call: a field, an outer variable, a map.
  KEPT;

  private static final Set<String> KEEPERS =
      Set.of(
          "put",
          "set",
          "add",
          "push",
          "append",
          "setdefault",
          "putIfAbsent",
          "register",
          "computeIfAbsent",
          "setAttribute",
          "decorate",
          "provide",
          "AddSingleton",
          "TryAdd",
          "AddOrUpdate",
          "GetOrAdd",
          "register_instance",
          "registerInstance",
          "setHttpClient",
          "compareAndSet",
          "bind",
          "assign");

  static Keeping of(Site site) {
    Fn fn = site.in();
    Optional<Stmt> statement = ExprNames.statement(fn.decl().body(), site.at());
    if (statement.isEmpty()) {
      return KEPT;
    }
    Keeping direct = direct(fn, statement.get(), site.at());
    if (direct != LOCAL || !(statement.get() instanceof Stmt.Assign a)) {
      return direct;
    }
    Keeping later = LOCAL;
    for (Expr target : a.targets()) {
      if (target instanceof Expr.Name name) {
        Keeping found = later(fn, name.id(), a.start());
        later = found.compareTo(later) > 0 ? found : later;
      }
    }
    return later;
  }

  private static Keeping direct(Fn fn, Stmt statement, Expr made) {
    return switch (statement) {
      case Stmt.Return r -> chained(r.value(), made) ? LOCAL : RETURNED;
      case Stmt.Assign a when a.targets().stream().anyMatch(target -> outlives(fn, a, target)) ->
          KEPT;
      case Stmt.Evaluate e -> handedOver(fn, e.value(), made);
      default -> nested(fn, statement, made);
    };
  }

  private static Keeping nested(Fn fn, Stmt statement, Expr made) {
    return Walker.values(statement).stream().anyMatch(value -> handedOver(fn, value, made) == KEPT)
        ? KEPT
        : LOCAL;
  }

  /// `return new Client().get(url)`: the client itself is not what is given back.
  private static boolean chained(Expr value, Expr made) {
    Expr at = value;
    for (int i = 0; i < 40 && at != made; i++) {
      switch (at) {
        case Expr.Call c
            when c.callee() instanceof Expr.Member m
                && ExprNames.inside(made, m.receiver().start(), m.receiver().end()) -> {
          return true;
        }
        case Expr.Await a -> at = a.value();
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  private static boolean outlives(Fn fn, Stmt.Assign assign, Expr target) {
    return switch (target) {
      case Expr.Member m ->
          !(m.receiver() instanceof Expr.Name n) || !declared(fn, n.id(), assign.start());
      case Expr.Index _ -> true;
      case Expr.Name n ->
          fn.unit().language() == Language.PYTHON
              ? Assigned.any(fn.unit().module().decl().body(), n.id())
              : !assign.declares() && !declared(fn, n.id(), assign.start());
      default -> false;
    };
  }

  private static boolean declared(Fn fn, String name, int before) {
    return Assigned.to(fn.decl().body(), name).stream()
        .anyMatch(a -> a.start() < before && a.declares());
  }

  /// `clients.put(key, client)`, `this.x = client` as an expression.
  private static Keeping handedOver(Fn fn, Expr value, Expr made) {
    Keeping[] found = {LOCAL};
    Walker.expressions(
        value,
        expr -> {
          if (expr instanceof Expr.Call c
              && c.callee() instanceof Expr.Member m
              && KEEPERS.contains(m.name())
              && c.arguments().stream()
                  .map(Argument::value)
                  .anyMatch(v -> ExprNames.inside(made, v.start(), v.end()))) {
            found[0] = KEPT;
          } else if (expr instanceof Expr.Assigning a
              && ExprNames.inside(made, a.value().start(), a.value().end())
              && !(a.target() instanceof Expr.Name n && declared(fn, n.id(), a.start()))) {
            found[0] = KEPT;
          } else if (expr instanceof Expr.Yield y
              && ExprNames.inside(made, y.value().start(), y.value().end())) {
            found[0] = RETURNED;
          }
        });
    return found[0];
  }

  private static Keeping later(Fn fn, String name, int after) {
    Keeping[] found = {LOCAL};
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement.start() <= after) {
            return;
          }
          for (Expr value : Walker.values(statement)) {
            Walker.expressions(
                value,
                expr -> {
                  if (expr instanceof Expr.Name n && n.id().equals(name)) {
                    Keeping use = use(fn, statement, n);
                    found[0] = use.compareTo(found[0]) > 0 ? use : found[0];
                  }
                });
          }
        });
    if (found[0] == LOCAL && captured(fn, name)) {
      return KEPT;
    }
    return found[0];
  }

  private static Keeping use(Fn fn, Stmt statement, Expr.Name name) {
    return switch (statement) {
      case Stmt.Return r when holds(r.value(), name) -> RETURNED;
      case Stmt.Assign a
          when holds(a.value(), name)
              && a.targets().stream().anyMatch(target -> outlives(fn, a, target)) ->
          KEPT;
      case Stmt.Evaluate e -> handedOver(fn, e.value(), name);
      default -> LOCAL;
    };
  }

  /// The value itself, in a collection, or in an object made of it.
  private static boolean holds(Expr value, Expr.Name name) {
    return switch (value) {
      case Expr.Name n -> n == name;
      case Expr.Collection c -> c.entries().stream().anyMatch(entry -> holds(entry.value(), name));
      case Expr.Call c ->
          (c.constructs() || Character.isUpperCase((ExprNames.last(c) + "x").charAt(0)))
              && c.arguments().stream().anyMatch(argument -> holds(argument.value(), name));
      case Expr.Operation o -> o.operands().stream().anyMatch(operand -> holds(operand, name));
      case Expr.Cast c -> holds(c.value(), name);
      case Expr.Await a -> holds(a.value(), name);
      default -> false;
    };
  }

  /// Closed over by a function that may outlive this one.
  private static boolean captured(Fn fn, String name) {
    return fn.inner().stream()
        .filter(inner -> !inner.is(Trait.LAMBDA) || inner.decl().body().statements().size() > 1)
        .anyMatch(inner -> {
          return Walker.anyExpression(
              inner.decl().body(), expr -> expr instanceof Expr.Name n && n.id().equals(name));
        });
  }
}
