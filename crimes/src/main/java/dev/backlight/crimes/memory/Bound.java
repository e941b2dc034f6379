package dev.backlight.crimes.memory;

import dev.backlight.crimes.Assigned;
import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.Set;

/// Where the result of a call goes, seen through `await`, casts and `ConfigureAwait`. `name` is the
/// variable, empty if there is none; `local` tells it from a field.
record Bound(String name, boolean local, boolean returned, boolean kept) {

  private static final Set<String> SAME =
      Set.of("ConfigureAwait", "AsTask", "unwrap", "block", "get", "join", "orElseThrow");

  static Bound of(Site site) {
    String[] name = {""};
    boolean[] declared = new boolean[1];
    boolean[] returned = {site.use() == Site.Use.RETURNED};
    boolean[] kept = {site.use() == Site.Use.STORED || site.use() == Site.Use.MANAGED};
    Walker.statements(
        site.in().decl().body(),
        statement -> {
          switch (statement) {
            case Stmt.Assign assign
                when is(assign.value(), site) && assign.targets().size() == 1 -> {
              if (assign.targets().getFirst() instanceof Expr.Name n) {
                name[0] = n.id();
                declared[0] |= assign.declares();
              } else {
                kept[0] = true;
              }
            }
            case Stmt.Return r when is(r.value(), site) -> returned[0] = true;
            case Stmt.Scope scope ->
                scope
                    .resources()
                    .forEach(resource -> {
                      kept[0] |= Walker.anyExpression(resource.value(), expr -> same(expr, site));
                    });
            default -> {}
          }
        });
    boolean local = declared[0] || isLocal(site.in(), name[0]);
    return new Bound(name[0], local && !kept[0], returned[0], kept[0]);
  }

  private static boolean is(Expr expr, Site site) {
    if (same(expr, site)) {
      return true;
    }
    return switch (expr) {
      case Expr.Await a -> is(a.value(), site);
      case Expr.Cast c -> is(c.value(), site);
      case Expr.Call call when call.callee() instanceof Expr.Member m && SAME.contains(m.name()) ->
          is(m.receiver(), site);
      default -> false;
    };
  }

  private static boolean same(Expr expr, Site site) {
    return expr.start() == site.at().start() && expr.end() == site.at().end();
  }

  /// A name that is assigned without a declaration here may be a field, a captured or a global
  /// variable.
  private static boolean isLocal(Fn fn, String name) {
    boolean python = fn.unit().language() == Language.PYTHON && !fn.is(Trait.MODULE);
    boolean local =
        python || Assigned.to(fn.decl().body(), name).stream().anyMatch(Stmt.Assign::declares);
    return local
        && !Walker.anyExpression(
            fn.decl().body(),
            expr ->
                expr instanceof Expr.Operation o
                    && (o.operator().equals("global") || o.operator().equals("nonlocal"))
                    && o.operands().stream().anyMatch(x -> Makers.simpleName(x).equals(name)));
  }
}
