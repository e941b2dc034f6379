package dev.backlight.crimes.concurrency;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A statement that only awaits one call: what it binds, what it reads, and the call's site.
record Awaits(Stmt statement, Site site, Set<String> binds, Set<String> reads, boolean result) {

  static Optional<Awaits> of(Fn fn, Stmt statement) {
    return switch (statement) {
      case Stmt.Evaluate e -> of(fn, statement, e.value(), List.of());
      case Stmt.Assign a when a.operator().equals("=") -> of(fn, statement, a.value(), a.targets());
      default -> Optional.empty();
    };
  }

  /// What a statement awaits one after the other inside one value: `return { a: await x(), b: await
  /// y() }`, `show(await x(), await y())`.
  static List<Awaits> within(Fn fn, Stmt statement) {
    Expr value =
        switch (statement) {
          case Stmt.Return r -> r.value();
          case Stmt.Evaluate e -> e.value();
          case Stmt.Assign a when a.operator().equals("=") -> a.value();
          default -> Expr.NONE;
        };
    return parts(value)
        .flatMap(part -> of(fn, statement, part, List.of()).stream())
        .map(one -> new Awaits(statement, one.site(), Set.of(), one.reads(), true))
        .toList();
  }

  private static Stream<Expr> parts(Expr value) {
    return switch (value) {
      case Expr.Collection c -> c.entries().stream().map(Expr.Collection.Entry::value);
      case Expr.Call call ->
          call.arguments().stream()
              .map(Argument::value)
              .flatMap(argument ->
                  argument instanceof Expr.Collection ? parts(argument) : Stream.of(argument));
      default -> Stream.empty();
    };
  }

  private static Optional<Awaits> of(Fn fn, Stmt statement, Expr value, List<Expr> targets) {
    if (!(value instanceof Expr.Await await) || !(bare(await.value()) instanceof Expr.Call call)) {
      return Optional.empty();
    }
    boolean nested =
        Walker.anyExpression(
            call, expr -> expr instanceof Expr.Await || expr instanceof Expr.Lambda);
    if (nested) {
      return Optional.empty();
    }
    Set<String> binds = new HashSet<>();
    targets.forEach(target -> binds.addAll(names(target)));
    return fn.sites().stream()
        .filter(site -> site.at() == call)
        .findFirst()
        .map(site -> new Awaits(statement, site, binds, names(call), !targets.isEmpty()));
  }

  /// Without `.ConfigureAwait(false)`.
  private static Expr bare(Expr value) {
    return value instanceof Expr.Call c
            && c.callee() instanceof Expr.Member m
            && m.name().equals("ConfigureAwait")
        ? m.receiver()
        : value;
  }

  static Set<String> names(Expr expr) {
    Set<String> names = new HashSet<>();
    Walker.expressions(
        expr,
        inside -> {
          switch (inside) {
            case Expr.Name n when !n.id().equals("this") -> names.add(n.id());
            case Expr.Member m when m.receiver() instanceof Expr.Name n && n.id().equals("this") ->
                names.add("this." + m.name());
            default -> {}
          }
        });
    return names;
  }

  /// The last word of the callee: `getUser` of `this.users.getUser(id)`.
  String verb() {
    return switch (site.call().callee()) {
      case Expr.Member m -> m.name();
      case Expr.Name n -> n.id();
      default -> "";
    };
  }
}
