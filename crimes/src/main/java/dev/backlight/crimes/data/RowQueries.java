package dev.backlight.crimes.data;

import static dev.backlight.crimes.data.Serializers.named;
import static dev.backlight.crimes.data.Serializers.simple;

import dev.backlight.crimes.Scene;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl.Field;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Querysets of Django as they stand in the source: whose rows they are, and what is loaded with
/// the rows.
final class RowQueries {

  private final Scene scene;

  RowQueries(Scene scene) {
    this.scene = scene;
  }

  /// A queryset as far as it is known: `chosen` if code that is not in sight decides what to load.
  /// `lent` if it belongs to a row that the caller loaded, perhaps with these.
  record Rows(Fn in, Expr at, Cls model, Set<String> eager, boolean chosen, boolean lent) {

    Rows with(Set<String> loaded, boolean open) {
      return new Rows(in, at, model, loaded, open, lent);
    }
  }

  /// `program.courses.all()` of a program that is a parameter.
  private static boolean lent(Expr at, Fn fn) {
    return manager(at).isEmpty()
        && root(at) instanceof Expr.Name owner
        && fn.decl().parameters().stream().anyMatch(p -> p.name().equals(owner.id()));
  }

  private static final Set<String> QUERYSETS = Set.of("QuerySet", "Manager", "RelatedManager");

  /// `Order.objects.filter(…)`, `project.orders.all()`: a query of entities, not of their values.
  Optional<Rows> rows(Fn fn, Expr at) {
    boolean values =
        Walker.anyExpression(
            at, expr -> expr instanceof Expr.Call c && PROJECTED.contains(simple(c.callee())));
    if (values || projected(fn)) {
      return Optional.empty();
    }
    Optional<Cls> model =
        fn.sites().stream()
            .filter(site -> site.at().start() == at.start() && site.at().end() == at.end())
            .flatMap(site -> entity(site).stream())
            .findFirst()
            .or(() -> named(scene, manager(at), true));
    return model.map(entity -> {
      Set<String> eager = new HashSet<>();
      boolean chosen = loads(at, fn, eager);
      // What the model's own manager loads.
      entity
          .field("objects")
          .map(Field::initial)
          .ifPresent(own -> {
            if (own instanceof Expr.Call c) {
              named(scene, simple(c.callee()), false)
                  .ifPresent(manager -> ofManager(manager, MANAGERS, eager));
            }
          });
      return new Rows(fn, at, entity, eager, chosen, lent(at, fn));
    });
  }

  private static final int MANAGERS = 5;

  /// Adds what a manager's `get_queryset` loads, and those of the managers it extends.
  private static void ofManager(Cls manager, int depth, Set<String> eager) {
    manager
        .methods()
        .getOrDefault("get_queryset", List.of())
        .forEach(method -> loaded(method, eager));
    if (depth > 0) {
      manager.parents().forEach(parent -> ofManager(parent, depth - 1, eager));
    }
  }

  /// `rows = rows.values("user"); return rows.annotate(…)`: values by an earlier step.
  private static boolean projected(Fn fn) {
    return Walker.anyStatement(
        fn.decl().body(),
        statement ->
            statement instanceof Stmt.Assign a
                && a.targets().getFirst() instanceof Expr.Name rows
                && a.value() instanceof Expr.Call call
                && call.callee() instanceof Expr.Member m
                && m.name().startsWith("values")
                && root(m.receiver()) instanceof Expr.Name same
                && same.id().equals(rows.id()));
  }

  private static final Set<String> PROJECTED =
      Set.of("values", "values_list", "none", "get", "first", "last", "get_or_create", "create");

  private static Optional<Cls> entity(Site site) {
    return site.result() instanceof Value.Known k
            && QUERYSETS.contains(k.type().name())
            && !k.arguments().isEmpty()
            && k.arguments().getFirst() instanceof Value.Instance row
        ? Optional.of(row.type())
        : Optional.empty();
  }

  /// Adds what a queryset loads; true if it loads what no literal names.
  static boolean loads(Expr queryset, Fn fn, Set<String> eager) {
    boolean[] chosen = {false};
    Walker.expressions(queryset, expr -> chosen[0] |= loading(expr, eager));
    // Methods of the tree's own querysets.
    fn.sites().stream()
        .filter(site -> queryset.start() <= site.at().start() && site.at().end() <= queryset.end())
        .flatMap(site -> site.targets().stream())
        .forEach(target -> chosen[0] |= loaded(target, eager));
    return chosen[0];
  }

  /// Adds what a function's queries load.
  static boolean loaded(Fn fn, Set<String> eager) {
    boolean[] chosen = {false};
    // To the end: each of them adds to what is loaded.
    Walker.expressions(fn.decl().body(), expr -> chosen[0] |= loading(expr, eager));
    return chosen[0];
  }

  private static boolean loading(Expr expr, Set<String> eager) {
    if (!(expr instanceof Expr.Call call)) {
      return false;
    }
    String name = simple(call.callee());
    if (!LOADS.contains(name)) {
      // `qs = optimize_prefetch(qs)`: nobody can tell.
      String lower = name.toLowerCase(Locale.ROOT);
      return lower.contains("prefetch") || lower.contains("eager") || lower.contains("optimi");
    }
    if (call.arguments().isEmpty() && name.equals("select_related")) {
      eager.add("*");
    }
    boolean open = false;
    for (Argument argument : call.arguments()) {
      boolean[] named = {false};
      Walker.expressions(
          argument.value(),
          inner -> {
            if (inner instanceof Expr.Literal l) {
              eager.addAll(List.of(l.text().split("__")));
              named[0] = true;
            }
          });
      open |= !named[0];
    }
    return open;
  }

  private static final Set<String> LOADS =
      Set.of("select_related", "prefetch_related", "Prefetch", "prefetch_related_objects");

  /// `Order` of `Order.objects.filter(…)`.
  private static String manager(Expr expr) {
    Expr at = expr;
    for (int i = 0; i < 40; i++) {
      switch (at) {
        case Expr.Call c -> at = c.callee();
        case Expr.Member m when m.name().equals("objects") -> {
          return simple(m.receiver());
        }
        case Expr.Member m -> at = m.receiver();
        default -> {
          return "";
        }
      }
    }
    return "";
  }

  /// `qs` of `qs.filter(…).order_by(…)`.
  static Expr root(Expr expr) {
    Expr at = expr;
    for (int i = 0; i < 40; i++) {
      switch (at) {
        case Expr.Call c -> at = c.callee();
        case Expr.Member m -> at = m.receiver();
        default -> {
          return at;
        }
      }
    }
    return at;
  }
}
