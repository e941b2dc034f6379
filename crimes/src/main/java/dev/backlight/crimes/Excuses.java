package dev.backlight.crimes;

import dev.backlight.model.Confidence;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.SourceRoots;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.ScopeContext;
import dev.backlight.source.program.Site;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Why a wait inside a loop may not be one wait per element: retries, batches, a few constants,
/// results that are kept, paths that only errors take.
public final class Excuses {

  private static final Pattern KIND =
      Pattern.compile(
          "(?i)action|perm(ission)?|model(_?class)?|cls|klass|table(_?name)?|status|state|kind"
              + "|(\\w+_)?type|field(_?name)?|attr|column|lang(uage)?|locale|currency|step|phase|level"
              + "|side|direction|method|mode|quarter|format|ext(ension)?|suffix|prefix|env(ironment)?"
              + "|region|queue|shard|database|backend|provider|role|scope|dialect|driver");

  /// Code that runs when an installation is set up, moved or saved.
  private static final Pattern MAINTENANCE =
      Pattern.compile(
          "(?i)(^|/)(install\\w*|migrations?|upgrades?|fixes|seed\\w*|setup|demo|backups?\\w*|data-import"
              + "|populate|(release|build)[_-]?(builder|tools?|scripts?))/");

  private static final Pattern SETTING_UP =
      Pattern.compile(
          "(^|\\.)(Migrat|migrat|[Uu]pgrade|[Ii]nstall|[Ii]nit_?[Dd][Bb]|[Ss]eed|[Rr]unMigrations|\\w*StartupTask|[Bb]ootstrap|[Ii]nitiali[sz]e|[Dd]eploy|test|Test)");

  /// Messages that are handed on and ticked off one at a time, so that none is lost or sent twice.
  private static final Pattern DELIVERS =
      Pattern.compile("(?i)outbox|inbox|dead_?letter|retry_?queue");

  /// What is taken back when something failed.
  private static final Pattern UNDOES = Pattern.compile("(?i)roll_?back|compensat|undo");

  private Excuses() {}

  /// Whether it runs when an installation starts, is set up or moved.
  public static boolean setsUp(Site site) {
    return SETTING_UP.matcher(site.in().symbol()).find()
        || site.in().decl().parameters().stream()
            .anyMatch(p -> BUILDERS.contains(p.type().simpleName()));
  }

  /// What an application of ASP.NET Core is put together with.
  private static final Set<String> BUILDERS =
      Set.of(
          "IApplicationBuilder",
          "IServiceCollection",
          "WebApplication",
          "WebApplicationBuilder",
          "IHost",
          "IHostBuilder",
          "IWebHostBuilder",
          "IHostApplicationBuilder");

  /// Whether the loop is no loop over data.
  static boolean excused(LoopContext loop, Site site) {
    return LoopShapes.steps(loop)
        || LoopShapes.constant(loop, site.in())
        || overParts(loop, site)
        || Once.perLoop(loop, site)
        || everyNth(loop, site)
        || Carried.fromStepToStep(loop, site);
  }

  /// `if row_number % 100 == 0: report(row_number)`: for one in many.
  private static boolean everyNth(LoopContext loop, Site site) {
    return ExprNames.around(loop.body(), site.at()).stream()
        .anyMatch(statement ->
            statement instanceof Stmt.If branch
                && ExprNames.inside(site.at(), branch.then().start(), branch.then().end())
                && Walker.anyExpression(
                    branch.condition(),
                    expr -> expr instanceof Expr.Operation o && o.operator().equals("%")));
  }

  /// Whether a loop goes in steps of many, or tries again.
  public static boolean inSteps(LoopContext loop) {
    return LoopShapes.steps(loop);
  }

  /// Whether a loop visits what the program or its configuration is put together from.
  public static boolean overParts(LoopContext loop, Site site) {
    return LoopShapes.overParts(loop, site);
  }

  /// Whether the way to the wait is only taken when something fails, or only once per key.
  static boolean excused(List<Site> path, LoopContext loop) {
    for (int i = 0; i < path.size(); i++) {
      Site site = path.get(i);
      if (site.scopes().stream()
              .anyMatch(s ->
                  s.kind() == ScopeContext.Kind.CATCH
                      && (s.start() > loop.start() || site.in() != path.getFirst().in()))
          || Remembered.kept(site, i == 0 ? loop : null)
          || i > 0 && Remembered.memoizes(site.in().decl())) {
        return true;
      }
    }
    Words words = path.getLast().words();
    return words.hasAny(Word.TRANSACTION, Word.CLOSES)
        || words.has(Word.OPENS) && !words.hasAny(Word.MANY, Word.ONE)
        || Set.of(
                "rollback",
                "connect",
                "begin",
                "close",
                "Commit",
                "CommitTransaction",
                "CommitAsync")
            .contains(path.getLast().name().replaceAll(".*\\.", ""));
  }

  /// How sure a repetition can be at most: what ends at the first hit, or asks for a group at a
  /// time, may be right.
  static Confidence most(LoopContext loop, Site site, List<Site> path) {
    if (ends(loop, site)
            && loop.kind() == LoopContext.Kind.EACH
            && !site.in().is(FunctionDecl.Trait.GENERATOR)
        || stopsAtHit(loop, site)
        || grouped(loop, site)
        || ofKinds(loop)
        || sharedParent(path)
        || path.getLast().kind() == Site.Kind.RELATION && Carried.sameEachTime(loop, path)
        || Remembered.onMiss(loop, site)
        || Once.perKind(loop, site)
        || MAINTENANCE.matcher(SourceRoots.place(site.in().unit().path())).find()
        || setsUp(site)
        || UNDOES.matcher(site.in().symbol()).find()
        || DELIVERS.matcher(site.in().unit().path() + site.in().symbol()).find()
        || path.getLast().has(Word.WRITE) && path.size() > 2
        || path.stream().skip(1).anyMatch(Excuses::chosen)
        || path.getLast().name().matches(".*(fetchone|fetchall)")
        || ExprNames.subject(loop.sourceExpr())
            .map(ExprNames::lower)
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
    return ExprNames.around(site.in().decl().body(), site.at()).stream()
        .anyMatch(statement ->
            statement instanceof Stmt.If kind && asksKind(kind.condition(), parameters)
                || statement instanceof Stmt.If branch
                    && branch.condition() instanceof Expr.Operation o
                    && o.operator().startsWith("==")
                    && o.operands().stream()
                        .anyMatch(x -> x instanceof Expr.Name n && parameters.contains(n.id()))
                    && o.operands().stream()
                        .anyMatch(x ->
                            x instanceof Expr.Member m
                                    && m.receiver() instanceof Expr.Name r
                                    && ExprNames.capital(r.id())
                                || x instanceof Expr.Literal));
  }

  /// `isinstance(value, str)`: the same for all elements, and callers may give the other kind.
  private static boolean asksKind(Expr condition, List<String> parameters) {
    return condition instanceof Expr.Call call
        && call.callee() instanceof Expr.Name function
        && function.id().equals("isinstance")
        && !call.arguments().isEmpty()
        && call.arguments().getFirst().value() instanceof Expr.Name n
        && parameters.contains(n.id());
  }

  /// `i < list.Count`, `i < ids.length`.
  private static boolean measured(Expr condition) {
    return ExprNames.identifiers(condition).stream()
        .map(ExprNames::lower)
        .anyMatch(id ->
            id.equals("length") || id.equals("count") || id.equals("size") || id.equals("len"));
  }

  /// Whether the loop is left with what is found.
  private static boolean ends(LoopContext loop, Site site) {
    List<Stmt> around = ExprNames.around(loop.body(), site.at());
    return site.use() == Site.Use.RETURNED
        || !around.isEmpty() && around.getLast() instanceof Stmt.Return;
  }

  /// `if (found) return found;` after the wait.
  private static boolean stopsAtHit(LoopContext loop, Site site) {
    return Walker.anyStatement(
        loop.body(),
        statement ->
            statement instanceof Stmt.If branch
                && (branch.start() >= site.at().end()
                    || ExprNames.inside(site.at(), branch.condition()))
                && (ExprNames.inside(site.at(), branch.condition())
                    || positive(branch.condition(), site.boundTo()))
                && !(branch.condition() instanceof Expr.Operation o && o.operator().equals("!"))
                && branch.then().statements().stream()
                    .anyMatch(s ->
                        s instanceof Stmt.Jump j && j.kind() == Stmt.Jump.Kind.BREAK
                            || s instanceof Stmt.Return r && r.value() != Expr.NONE));
  }

  private static final Pattern SUCCEEDED =
      Pattern.compile("is\\w*|ok|(?i:is_?success\\w*|success\\w*|found|has_?value)");

  private static boolean positive(Expr condition, String name) {
    if (name.isEmpty()) {
      return false;
    }
    return switch (condition) {
      case Expr.Name n -> n.id().equals(name);
      case Expr.Member m ->
          m.receiver() instanceof Expr.Name n
              && n.id().equals(name)
              && SUCCEEDED.matcher(m.name()).matches();
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
                && ExprNames.lower(n.id()).matches(".*([^s]s|list|set)")
                && !ExprNames.lower(n.id())
                    .matches(".*(status|address|class|process|access|alias)"));
  }
}
