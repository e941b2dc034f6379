package dev.backlight.crimes.caching;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.ExprNames;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// A query that walks over many rows for a few, and whether its answer is the same for everybody.
final class DearQuery {

  private DearQuery() {}

  /// Groups or joins and counts: a walk over many rows for a few.
  static boolean is(Site site) {
    return site.isCall()
        && site.has(Word.DATABASE)
        && !site.has(Word.WRITE)
        && (site.query().has(Word.AGGREGATES) || site.has(Word.AGGREGATES))
        && site.loops().isEmpty()
        && grouped(site);
  }

  private static boolean grouped(Site site) {
    String text = text(site).toLowerCase(Locale.ROOT);
    return text.contains("group by")
        || site.query().has(Word.JOINS)
        || text.contains("group_by")
        || text.contains("groupby")
        || text.contains("annotate")
        || text.contains("aggregate");
  }

  /// The names and texts of the query.
  private static String text(Site site) {
    StringBuilder text = new StringBuilder();
    Walker.expressions(
        site.at(),
        expr -> {
          switch (expr) {
            case Expr.Literal l -> text.append(l.text()).append(' ');
            case Expr.Template t -> text.append(t.text()).append(' ');
            case Expr.Member m -> text.append(m.name()).append(' ');
            default -> {}
          }
        });
    return text.toString();
  }

  /// Nothing in the query comes from the caller: no parameter, no request, no user.
  static boolean parameterless(Site site) {
    Set<String> names = ExprNames.all(site.at());
    Fn fn = site.in();
    boolean own =
        fn.decl().parameters().stream()
            .anyMatch(parameter -> names.contains(parameter.name()) && !plumbing(parameter.name()));
    return !own
        && names.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .noneMatch(name ->
                name.contains("request")
                    || name.equals("req")
                    || name.contains("user")
                    || name.contains("tenant")
                    || name.equals("params")
                    || name.equals("query_params")
                    || name.equals("args")
                    || name.endsWith("_id")
                    || name.equals("ctx")
                    || name.equals("group_id")
                    || name.equals("values"))
        && locals(fn, names);
  }

  private static boolean plumbing(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("session")
        || lower.equals("db")
        || lower.equals("self")
        || lower.equals("this")
        || lower.contains("conn")
        || lower.contains("cursor");
  }

  /// Locals the query is made of do not come from parameters either.
  private static boolean locals(Fn fn, Set<String> names) {
    Set<String> given = new HashSet<>();
    fn.decl().parameters().stream()
        .map(p -> p.name())
        .filter(n -> !plumbing(n))
        .forEach(given::add);
    return names.stream()
        .flatMap(name -> Assigned.to(fn.decl().body(), name).stream())
        .flatMap(a -> ExprNames.all(a.value()).stream())
        .noneMatch(from -> given.contains(from) || from.contains("request") || from.equals("req"));
  }
}
