package dev.backlight.crimes;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Sql;
import dev.backlight.source.program.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the calls of a query say in their arguments: options objects, keys, limits.
public final class QueryChain {

  private static final Set<String> LIMITS =
      Set.of(
          "take",
          "limit",
          "first",
          "top",
          "size",
          "pagesize",
          "page_size",
          "perpage",
          "per_page",
          "pageable",
          "page",
          "maxresults",
          "max_results",
          "rows",
          "count_limit");
  private static final Set<String> KEYS = Set.of("id", "pk", "_id", "uuid", "key", "slug", "guid");

  private final Site site;
  private final List<Expr.Call> calls = new ArrayList<>();

  private QueryChain(Site site) {
    this.site = site;
  }

  public static QueryChain of(Site site) {
    QueryChain chain = new QueryChain(site);
    Expr at = site.at();
    for (int i = 0; i < 40; i++) {
      switch (at) {
        case Expr.Call c -> {
          chain.calls.add(c);
          at = c.callee();
        }
        case Expr.Member m -> at = m.receiver();
        case Expr.Await a -> at = a.value();
        case Expr.Index x -> at = x.receiver();
        default -> {
          return chain;
        }
      }
    }
    return chain;
  }

  /// Whether an option, argument type or later call limits it.
  public boolean limited() {
    return site.query().bounded()
        || site.words().hasAny(Word.LIMITS, Word.PAGINATES, Word.STREAMS, Word.ONE, Word.SCALAR)
        || site.query().has(Word.AGGREGATES) && !site.query().has(Word.JOINS)
        || calls.stream().anyMatch(call -> call.arguments().stream().anyMatch(this::limits))
        || site.arguments().stream().anyMatch(QueryChain::pages)
        || limitedLater();
  }

  private static boolean pages(Value value) {
    return value instanceof Value.Known k
        && (k.type().name().contains("Page") || k.type().name().equals("Limit"));
  }

  private boolean limits(Argument argument) {
    return LIMITS.contains(argument.name().toLowerCase(Locale.ROOT))
        || argument.value() instanceof Expr.Name n
            && LIMITS.contains(n.id().toLowerCase(Locale.ROOT))
        || options(argument.value(), LIMITS)
        || argument.value() instanceof Expr.Call c
            && c.callee() instanceof Expr.Member m
            && m.receiver() instanceof Expr.Name r
            && r.id().contains("Page");
  }

  private static boolean options(Expr expr, Set<String> names) {
    return expr instanceof Expr.Collection c
        && c.entries().stream()
            .anyMatch(entry ->
                entry.key() instanceof Expr.Literal key
                    && names.contains(key.text().toLowerCase(Locale.ROOT)));
  }

  /// A longer chain around this call: `Model.find().limit(10)`.
  private boolean limitedLater() {
    return site.use() == Site.Use.CHAINED
        && site.in().sites().stream()
            .anyMatch(other ->
                other.at().start() == site.at().start()
                    && other.at().end() > site.at().end()
                    && other
                        .words()
                        .hasAny(Word.LIMITS, Word.ONE, Word.SCALAR, Word.PAGINATES, Word.STREAMS));
  }

  /// Whether it asks for rows by key or by a list of keys.
  public boolean byKey() {
    for (Expr.Call call : calls) {
      Optional<Sql> sql =
          call.arguments().stream()
              .map(Argument::value)
              .map(QueryChain::text)
              .flatMap(Optional::stream)
              .map(Sql::of)
              .flatMap(Optional::stream)
              .findFirst();
      if (sql.isPresent() && sql.get().byKey()) {
        return true;
      }
      for (Argument argument : call.arguments()) {
        if (keyed(argument.name()) || mentionsKey(argument.value(), site.in(), 6)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Optional<String> text(Expr expr) {
    return switch (expr) {
      case Expr.Literal l -> Optional.of(l.text());
      case Expr.Template t -> Optional.of(t.text());
      case Expr.Call c when !c.arguments().isEmpty() -> text(c.arguments().getFirst().value());
      default -> Optional.empty();
    };
  }

  /// `id=…`, `pk__in=…`, `uuid__in=…`.
  private static boolean keyed(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return KEYS.contains(lower) || lower.endsWith("__in") || lower.endsWith("_in");
  }

  private static boolean mentionsKey(Expr expr, Fn fn, int depth) {
    if (depth == 0) {
      return false;
    }
    return switch (expr) {
      case Expr.Operation o when o.operator().startsWith("==") || o.operator().equals("in") ->
          o.operands().stream().anyMatch(QueryChain::key);
      case Expr.Operation o -> o.operands().stream().anyMatch(x -> mentionsKey(x, fn, depth - 1));
      case Expr.Call c
          when c.callee() instanceof Expr.Member m
              && Set.of("in_", "Contains", "any_", "contains").contains(m.name()) ->
          true;
      case Expr.Call c ->
          c.arguments().stream()
              .anyMatch(a -> keyed(a.name()) || mentionsKey(a.value(), fn, depth - 1));
      case Expr.Lambda l ->
          returned(fn.unit().file().functions().get(l.function()))
              .map(value -> mentionsKey(value, fn, depth - 1))
              .orElse(false);
      case Expr.Collection c ->
          c.entries().stream()
              .anyMatch(entry ->
                  entry.key() instanceof Expr.Literal key && keyed(key.text())
                      || mentionsKey(entry.value(), fn, depth - 1));
      default -> false;
    };
  }

  private static Optional<Expr> returned(FunctionDecl lambda) {
    return lambda.body().statements().size() == 1
            && lambda.body().statements().getFirst() instanceof Stmt.Return r
        ? Optional.of(r.value())
        : Optional.empty();
  }

  private static boolean key(Expr expr) {
    return switch (expr) {
      case Expr.Member m -> KEYS.contains(m.name().toLowerCase(Locale.ROOT));
      case Expr.Call c -> key(c.callee());
      default -> false;
    };
  }

  /// Whether it is built of calls, or its SQL stands here.
  public boolean textInSight() {
    return !RAW.contains(site.name().replaceAll(".*\\.", ""))
        || calls.stream()
            .flatMap(call -> call.arguments().stream())
            .anyMatch(a -> text(a.value()).flatMap(Sql::of).isPresent());
  }

  private static final Set<String> RAW =
      Set.of("query", "queryForList", "execute", "Query", "QueryAsync", "raw", "createQuery");

  /// Whether anything narrows the rows.
  public boolean filtered() {
    return site.query().has(Word.FILTERS)
        || site.words().has(Word.FILTERS)
        || site.name().contains("By")
        || calls.stream()
            .anyMatch(call ->
                call.arguments().stream()
                    .anyMatch(argument ->
                        argument.value() instanceof Expr.Lambda
                            || options(argument.value(), Set.of("where", "filter", "query"))
                            || options(argument.value(), KEYS)
                            || argument.value() instanceof Expr.Collection c
                                && !c.entries().isEmpty()
                                && c.entries().getFirst().key() instanceof Expr.Literal));
  }

  public List<Expr.Call> calls() {
    return calls;
  }
}
