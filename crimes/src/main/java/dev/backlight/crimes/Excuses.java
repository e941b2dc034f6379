package dev.backlight.crimes;

import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.ScopeContext;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Why a wait inside a loop may not be one wait per element: retries, batches, a few constants,
/// results that are kept, paths that only errors take.
public final class Excuses {

  /// Loops that try again, or that walk in steps of many.
  private static final Pattern STEPS =
      Pattern.compile(
          ".*(retr(y|ies)|attempt|tries|chunk|batch|page|slice|partition|window|bucket|backoff|poll"
              + "|split_?every|iter_?max).*");

  /// Collections that hold the parts a program is put together from.
  private static final Pattern PARTS =
      Pattern.compile(
          ".*(listeners?|handlers?|plugins?|providers?|strateg(y|ies)|hooks?|interceptors?"
              + "|middlewares?|observers?|backends?|adapters?|processors?|locales?|languages?"
              + "|currenc(y|ies)|settings|configs?|configurations?|modes?|drivers?|engines?|databases"
              + "|resolvers?|savers?|validators?|middlewares|services|modules|customfields|enums?"
              + "|partitions?|shards?|servers?|dimensions|checkers|tasks|factor(y|ies)|\\w*sources?|contributors"
              + "|extensions|registr(y|ies)|data_?sources?|nodes|peers|brokers|hosts)");

  /// What an installation is configured with: a few of each.
  private static final Pattern SETTINGS =
      Pattern.compile(
          "_?(config|configuration|settings|app_?settings|appsettings|Options|_options)");

  private static final Pattern KIND =
      Pattern.compile(
          "(?i)action|perm(ission)?|model(_?class)?|cls|klass|table(_?name)?|status|state|kind"
              + "|(\\w+_)?type|field(_?name)?|attr|column|lang(uage)?|locale|currency|step|phase|level"
              + "|side|direction|method|mode|quarter|format|ext(ension)?|suffix|prefix|env(ironment)?"
              + "|region|queue|shard|database|backend|provider|role|scope|dialect|driver");

  private static final Pattern KEPT =
      Pattern.compile(
          ".*(cache|memo|lru|lookup|loaded|known|seen|visited|already|by_?id|map|dict).*");

  private static final Set<String> LOADERS =
      Set.of(
          "computeIfAbsent",
          "GetOrAdd",
          "getOrSet",
          "get_or_set",
          "GetOrCreate",
          "GetOrCreateAsync",
          "GetOrAddAsync",
          "setdefault",
          "getOrCompute",
          "memoize");
  private static final Set<String> TESTS =
      Set.of(
          "in",
          "not in",
          "has",
          "ContainsKey",
          "containsKey",
          "TryGetValue",
          "contains",
          "Contains",
          "getIfPresent",
          "get",
          "includes",
          "hasOwnProperty");

  /// Code that runs when an installation is set up, moved or saved.
  private static final Pattern MAINTENANCE =
      Pattern.compile(
          "(?i)(^|/)(install\\w*|migrations?|upgrades?|fixes|seed\\w*|setup|demo|backups?\\w*|data-import"
              + "|populate)/");

  private static final Pattern SETTING_UP =
      Pattern.compile(
          "(^|\\.)(Migrat|migrat|[Uu]pgrade|[Ii]nstall|[Ss]eed|[Bb]ootstrap|[Ii]nitiali[sz]e|test|Test)");

  private Excuses() {}

  /// Whether the loop is no loop over data.
  static boolean excused(LoopContext loop, Site site) {
    return steps(loop) || constant(loop, site.in()) || overParts(loop, site);
  }

  private static boolean steps(LoopContext loop) {
    if (loop.variables().stream().anyMatch(v -> STEPS.matcher(lower(v)).matches())
        || identifiers(loop.sourceExpr()).stream()
            .anyMatch(id -> STEPS.matcher(lower(id)).matches())) {
      return true;
    }
    Expr source = loop.sourceExpr();
    if (loop.kind() == LoopContext.Kind.COUNTING) {
      return strides(loop.body());
    }
    return source instanceof Expr.Call c
        && c.callee() instanceof Expr.Name n
        && n.id().equals("range")
        && (c.arguments().size() == 3
            || loop.variables().stream().allMatch(v -> v.startsWith("_")));
  }

  /// `i += size`: the step stands last in the body.
  private static boolean strides(Stmt.Block body) {
    if (body.statements().isEmpty() || !(body.statements().getLast() instanceof Stmt.Assign step)) {
      return false;
    }
    return step.operator().equals("+=")
        && !(step.value() instanceof Expr.Literal l && l.text().equals("1"));
  }

  /// Whether a loop visits what the program or its configuration is put together from.
  public static boolean overParts(LoopContext loop, Site site) {
    if (loop.sourceExpr() instanceof Expr.Member || loop.sourceExpr() instanceof Expr.Call) {
      List<String> ids = identifiers(loop.sourceExpr());
      boolean script = site.in().unit().language() == Language.JAVASCRIPT;
      if (ids.size() > 1
          && ids.stream()
              .anyMatch(id -> SETTINGS.matcher(id).matches() || !script && id.equals("options"))) {
        return true;
      }
    }
    return loop.kind() != LoopContext.Kind.COUNTING
        && last(loop.sourceExpr()).filter(id -> PARTS.matcher(lower(id)).matches()).isPresent();
  }

  /// What stands in the source: an enum's values, a constant of the class or module.
  private static boolean constant(LoopContext loop, Fn fn) {
    if (loop.source() instanceof Value.ClassOf) {
      return true;
    }
    return switch (loop.sourceExpr()) {
      case Expr.Call c when c.callee() instanceof Expr.Member m -> {
        boolean type = m.receiver() instanceof Expr.Name n && capital(n.id());
        yield type
                && Set.of("values", "GetValues", "GetNames", "allOf", "entries").contains(m.name())
                && c.arguments().size() < 2
            || m.receiver() instanceof Expr.Name o
                && o.id().equals("Object")
                && c.arguments().size() == 1
                && last(c.arguments().getFirst().value()).filter(Excuses::capital).isPresent()
            || Set.of("items", "keys", "values", "entries", "entrySet", "keySet", "stream")
                    .contains(m.name())
                && fixed(m.receiver(), fn);
      }
      case Expr.Call c when c.callee() instanceof Expr.Name && c.arguments().size() == 1 ->
          fixed(c.arguments().getFirst().value(), fn);
      case Expr.Member m when m.name().equals("values") || m.name().equals("Keys") ->
          fixed(m.receiver(), fn);
      default -> fixed(loop.sourceExpr(), fn);
    };
  }

  private static boolean fixed(Expr source, Fn fn) {
    Optional<String> name =
        switch (source) {
          case Expr.Name n -> Optional.of(n.id());
          case Expr.Member m -> Optional.of(m.name());
          default -> Optional.empty();
        };
    if (name.isEmpty()) {
      return false;
    }
    String id = name.get();
    if (id.length() > 2 && id.equals(id.toUpperCase(Locale.ROOT)) && capital(id)) {
      return true;
    }
    Optional<TypeDecl.Field> field = owner(fn).flatMap(cls -> cls.field(id));
    if (field.isPresent()) {
      return field.get().isStatic() && field.get().isFinal()
          || field.get().initial() instanceof Expr.Collection c && !c.entries().isEmpty();
    }
    return source instanceof Expr.Name && assigned(fn, id)
        || source instanceof Expr.Name && assigned(fn.unit().module(), id);
  }

  private static Optional<dev.backlight.source.program.Cls> owner(Fn fn) {
    Fn at = fn;
    for (int i = 0; i < 8 && at.owner().isEmpty() && at.enclosing().isPresent(); i++) {
      at = at.enclosing().get();
    }
    return at.owner();
  }

  /// Whether a function gives a name a literal collection and nothing else.
  private static boolean assigned(Fn fn, String id) {
    List<Expr> values = new ArrayList<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign a
              && a.targets().stream()
                  .anyMatch(t -> t instanceof Expr.Name n && n.id().equals(id))) {
            values.add(a.value());
          }
        });
    return !values.isEmpty()
        && values.stream()
            .allMatch(value ->
                value instanceof Expr.Collection c
                    && !c.entries().isEmpty()
                    && c.entries().stream().noneMatch(Expr.Collection.Entry::spread));
  }

  /// Whether the way to the wait is only taken when something fails, or only once per key.
  static boolean excused(List<Site> path, LoopContext loop) {
    for (int i = 0; i < path.size(); i++) {
      Site site = path.get(i);
      if (site.scopes().stream()
              .anyMatch(s ->
                  s.kind() == ScopeContext.Kind.CATCH
                      && (s.start() > loop.start() || site.in() != path.getFirst().in()))
          || kept(site, i == 0 ? loop : null)
          || i > 0 && memoizes(site.in().decl())) {
        return true;
      }
    }
    return path.getLast().words().hasAny(Word.TRANSACTION, Word.OPENS, Word.CLOSES)
        || Set.of("rollback", "connect", "begin", "close")
            .contains(path.getLast().name().replaceAll(".*\\.", ""));
  }

  private static boolean memoizes(FunctionDecl function) {
    return function.annotations().stream()
        .map(Annotation::simpleName)
        .map(Excuses::lower)
        .anyMatch(name -> name.contains("cache") || name.contains("memo"));
  }

  /// Whether what is found here is kept for the next time.
  private static boolean kept(Site site, @Nullable LoopContext loop) {
    List<Stmt> around = around(site.in().decl().body(), site.at());
    int from = 0;
    if (loop != null) {
      for (int i = 0; i < around.size(); i++) {
        if (around.get(i).start() <= loop.start() && around.get(i) instanceof Stmt.Loop) {
          from = i + 1;
        }
      }
    }
    for (int i = from; i < around.size(); i++) {
      if (around.get(i) instanceof Stmt.If branch
          && !inside(site.at(), branch.condition())
          && remembers(branch, site)) {
        return true;
      }
    }
    return site.in().sites().stream()
            .anyMatch(other ->
                other.at() instanceof Expr.Call call
                    && LOADERS.contains(last(call.callee()).orElse(""))
                    && inside(site.at(), other.at()))
        || loaderLambda(site)
        || returnsEarly(site, loop);
  }

  /// `cache.computeIfAbsent(key, k -> query(k))`: the query stands in the lambda.
  private static boolean loaderLambda(Site site) {
    if (!site.in().is(FunctionDecl.Trait.LAMBDA) || site.in().enclosing().isEmpty()) {
      return false;
    }
    return Walker.calls(site.in().enclosing().get().decl().body()).stream()
        .anyMatch(call ->
            LOADERS.contains(last(call.callee()).orElse(""))
                && call.start() <= site.in().decl().start()
                && site.in().decl().end() <= call.end());
  }

  /// `if key not in seen: seen[key] = query(key)`, `if (device == null) device = query()`.
  private static boolean remembers(Stmt.If branch, Site site) {
    List<String> named = identifiers(branch.condition());
    boolean tests = named.stream().anyMatch(TESTS::contains) || mentions(branch.condition());
    if (tests && named.stream().anyMatch(id -> KEPT.matcher(lower(id)).matches())) {
      return true;
    }
    boolean[] stored = {false};
    Walker.statements(
        branch,
        statement -> {
          if (statement instanceof Stmt.Assign a
              && inside(site.at(), a.value())
              && a.targets().stream()
                  .anyMatch(t -> target(t).filter(named::contains).isPresent())) {
            stored[0] = true;
          }
        });
    return stored[0];
  }

  private static boolean mentions(Expr condition) {
    boolean[] found = {false};
    Walker.expressions(
        condition,
        expr ->
            found[0] |=
                expr instanceof Expr.Operation o && TESTS.contains(o.operator())
                    || expr instanceof Expr.Index);
    return found[0];
  }

  private static Optional<String> target(Expr expr) {
    return switch (expr) {
      case Expr.Name n -> Optional.of(n.id());
      case Expr.Member m -> Optional.of(m.name());
      case Expr.Index x -> target(x.receiver());
      default -> Optional.empty();
    };
  }

  /// `if (cache.TryGetValue(key, out var hit)) return hit;` or `continue` before the wait.
  private static boolean returnsEarly(Site site, @Nullable LoopContext loop) {
    boolean[] found = {false};
    Walker.statements(
        site.in().decl().body(),
        statement -> {
          if (statement instanceof Stmt.If branch
              && branch.end() <= site.at().start()
              && (loop == null || branch.start() > loop.start() && branch.end() < loop.end())
              && branch.then().statements().stream()
                  .anyMatch(s -> s instanceof Stmt.Return || s instanceof Stmt.Jump)) {
            List<String> named = identifiers(branch.condition());
            found[0] |=
                (named.stream().anyMatch(TESTS::contains)
                        || mentions(branch.condition())
                        || loop == null)
                    && named.stream()
                        .anyMatch(id ->
                            lower(id).contains("cache")
                                || lower(id).contains("memo")
                                || loop != null && KEPT.matcher(lower(id)).matches());
          }
        });
    return found[0];
  }

  /// How sure a repetition can be at most: what ends at the first hit, or asks for a group at a
  /// time, may be right.
  static Confidence most(LoopContext loop, Site site, List<Site> path) {
    if (site.use() == Site.Use.RETURNED
            && loop.kind() == LoopContext.Kind.EACH
            && !site.in().is(FunctionDecl.Trait.GENERATOR)
        || stopsAtHit(loop, site)
        || grouped(loop, site)
        || ofKinds(loop)
        || sharedParent(path)
        || MAINTENANCE.matcher(site.in().unit().path()).find()
        || SETTING_UP.matcher(site.in().symbol()).find()
        || path.getLast().has(Word.WRITE) && path.size() > 2
        || path.stream().skip(1).anyMatch(Excuses::chosen)
        || path.getLast().name().matches(".*(fetchone|fetchall)")
        || last(loop.sourceExpr())
            .map(Excuses::lower)
            .filter(id ->
                id.endsWith("channels")
                    || id.endsWith("channel_ids")
                    || id.endsWith("languages")
                    || id.endsWith("types")
                    || id.endsWith("roles"))
            .isPresent()
        || path.getLast().name().endsWith("full_clean")
        || loop.kind() == LoopContext.Kind.COUNTING
            && loop.source().isUnknown()
            && !measured(loop.sourceExpr())) {
      return Confidence.LOW;
    }
    return Confidence.HIGH;
  }

  /// Loops over kinds of things, of which a program has a handful.
  private static boolean ofKinds(LoopContext loop) {
    return loop.variables().stream().anyMatch(v -> KIND.matcher(v).matches());
  }

  /// `this.getLoan().getRules()`: the elements of one parent's list share the parent, whose
  /// relation is loaded once.
  private static boolean sharedParent(List<Site> path) {
    Site wait = path.getLast();
    if (path.size() < 2 || wait.kind() != Site.Kind.RELATION) {
      return false;
    }
    Expr at = wait.at() instanceof Expr.Call c ? c.callee() : wait.at();
    return at instanceof Expr.Member m
        && (m.receiver() instanceof Expr.Call
            || m.receiver() instanceof Expr.Member inner && inner.receiver() instanceof Expr.Name);
  }

  /// `if (type == ImageType.Chapter) query()`: only some callers get there.
  private static boolean chosen(Site site) {
    List<String> parameters =
        site.in().decl().parameters().stream().map(FunctionDecl.Parameter::name).toList();
    return around(site.in().decl().body(), site.at()).stream()
        .anyMatch(statement ->
            statement instanceof Stmt.If branch
                && branch.condition() instanceof Expr.Operation o
                && o.operator().startsWith("==")
                && o.operands().stream()
                    .anyMatch(x -> x instanceof Expr.Name n && parameters.contains(n.id()))
                && o.operands().stream()
                    .anyMatch(x ->
                        x instanceof Expr.Member m
                                && m.receiver() instanceof Expr.Name r
                                && capital(r.id())
                            || x instanceof Expr.Literal));
  }

  /// `i < list.Count`, `i < ids.length`.
  private static boolean measured(Expr condition) {
    return identifiers(condition).stream()
        .map(Excuses::lower)
        .anyMatch(id ->
            id.equals("length") || id.equals("count") || id.equals("size") || id.equals("len"));
  }

  /// `if (found) return found;` after the wait.
  private static boolean stopsAtHit(LoopContext loop, Site site) {
    boolean[] found = {false};
    Walker.statements(
        loop.body(),
        statement -> {
          if (statement instanceof Stmt.If branch
              && (branch.start() >= site.at().end() || inside(site.at(), branch.condition()))
              && (inside(site.at(), branch.condition())
                  || positive(branch.condition(), site.boundTo()))
              && !(branch.condition() instanceof Expr.Operation o && o.operator().equals("!"))) {
            found[0] |=
                branch.then().statements().stream()
                    .anyMatch(s ->
                        s instanceof Stmt.Jump j && j.kind() == Stmt.Jump.Kind.BREAK
                            || s instanceof Stmt.Return r && r.value() != Expr.NONE);
          }
        });
    return found[0];
  }

  private static boolean positive(Expr condition, String name) {
    if (name.isEmpty()) {
      return false;
    }
    return switch (condition) {
      case Expr.Name n -> n.id().equals(name);
      case Expr.Member m ->
          m.receiver() instanceof Expr.Name n && n.id().equals(name) && m.name().startsWith("is");
      case Expr.Operation o
          when o.operator().startsWith("!=")
              || o.operator().equals("is not")
              || o.operator().equals("&&") ->
          o.operands().stream().anyMatch(x -> positive(x, name));
      case Expr.Call c
          when c.callee() instanceof Expr.Member m && m.receiver() instanceof Expr.Name n ->
          n.id().equals(name) && m.name().startsWith("is") && !m.name().equals("isEmpty");
      default -> false;
    };
  }

  /// `for key, ids in groups.items(): load(ids)` asks once per group.
  private static boolean grouped(LoopContext loop, Site site) {
    if (!site.isCall()) {
      return false;
    }
    return site.call().arguments().stream()
        .map(argument -> argument.value())
        .anyMatch(value ->
            value instanceof Expr.Name n
                && loop.variables().contains(n.id())
                && lower(n.id()).matches(".*([^s]s|list|set)")
                && !lower(n.id()).matches(".*(status|address|class|process|access|alias)"));
  }

  private static List<Stmt> around(Stmt root, Expr at) {
    List<Stmt> path = new ArrayList<>();
    Stmt here = root;
    for (int i = 0; i < 200; i++) {
      Optional<Stmt> inner =
          Walker.children(here).stream()
              .filter(s -> s.start() <= at.start() && at.end() <= s.end() && s.end() > 0)
              .findFirst();
      if (inner.isEmpty()) {
        return path;
      }
      path.add(inner.get());
      here = inner.get();
    }
    return path;
  }

  private static boolean inside(Expr inner, Expr outer) {
    return outer != Expr.NONE && outer.start() <= inner.start() && inner.end() <= outer.end();
  }

  private static List<String> identifiers(Expr expr) {
    List<String> found = new ArrayList<>();
    Walker.expressions(
        expr,
        inner -> {
          switch (inner) {
            case Expr.Name n -> found.add(n.id());
            case Expr.Member m -> found.add(m.name());
            default -> {}
          }
        });
    return found;
  }

  /// The name that says most about what an expression is: `this.plugins.values()` is `plugins`.
  private static Optional<String> last(Expr expr) {
    return switch (expr) {
      case Expr.Name n -> Optional.of(n.id());
      case Expr.Member m
          when Set.of(
                  "values",
                  "keys",
                  "items",
                  "entries",
                  "stream",
                  "Values",
                  "Keys",
                  "entrySet",
                  "keySet",
                  "ToList",
                  "ToArray",
                  "length",
                  "toArray")
              .contains(m.name()) ->
          last(m.receiver());
      case Expr.Member m -> Optional.of(m.name());
      case Expr.Call c -> last(c.callee());
      case Expr.Await a -> last(a.value());
      case Expr.Index x -> last(x.receiver());
      default -> Optional.empty();
    };
  }

  private static boolean capital(String id) {
    return !id.isEmpty() && Character.isUpperCase(id.charAt(0));
  }

  private static String lower(String id) {
    return id.toLowerCase(Locale.ROOT);
  }
}
