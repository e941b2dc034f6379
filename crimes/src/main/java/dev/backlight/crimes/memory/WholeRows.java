package dev.backlight.crimes.memory;

import dev.backlight.crimes.Breadth;
import dev.backlight.crimes.Crime;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting;
import dev.backlight.model.StackEntry;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.Query;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All rows of a table at once, where the work could go batch by batch.
final class WholeRows {

  private static final Pattern EXPORT =
      Pattern.compile(
          "(?i).*(export|csv|xlsx|(generate|create|build|make|render|print|write|send)_?\\w*report|reports?_?to"
              + "|download|dump|archive|backup|sitemap).*");

  /// `get_dump_entries`, `findReportsByUser`: reads rows about exports and makes none.
  private static final Pattern LOOKS_UP =
      Pattern.compile("(?i)_*(get|list|find|load|fetch|select|query|search|count|is|has|check).*");

  private static final Pattern CLEANING =
      Pattern.compile(
          "(?i).*(expired|stale|cleanup|clean_?up|purge|prune|outdated|delete_?old|delete_?all"
              + "|remove_?old|housekeep|retention|obsolete|orphan|delete_unused).*");

  private WholeRows() {}

  static Stream<Sighting> in(Scene scene, Crime crime, Fn fn) {
    Set<Integer> seen = new HashSet<>();
    return fn.sites().stream()
        .flatMap(site ->
            Stream.of(
                    export(scene, crime, site),
                    deletion(scene, crime, site),
                    bulk(scene, crime, site),
                    buffered(scene, crime, site))
                .flatMap(s -> s))
        .filter(s -> seen.add(s.location().span().startLine()));
  }

  /// `rows = User.query.all()` in a function that turns them into a file.
  private static Stream<Sighting> export(Scene scene, Crime crime, Site site) {
    boolean all =
        site.has(Word.DATABASE)
            && site.has(Word.MANY)
            && !site.has(Word.WRITE)
            && !site.has(Word.STREAMS)
            && !site.query().bounded()
            && !site.query().has(Word.AGGREGATES)
            && site.kind() != Site.Kind.RELATION;
    if (callsOnly(site)) {
      return Stream.empty();
    }
    boolean paged = site.loops().stream().anyMatch(l -> l.kind() == LoopContext.Kind.WHILE);
    if (!all
        || paged
        || !collected(site)
        || !exports(scene, site.in())
        || counted(site)
        || forKeys(site)) {
      return Stream.empty();
    }
    return Stream.of(
        scene
            .at(crime, site)
            .sure(between(site) ? Confidence.LOW : Breadth.of(site).confidence())
            .says(
                "`"
                    + site.name()
                    + "` holds every row of the export before the first is"
                    + " written"));
  }

  /// `userIds = members.map(Member::getUserId)`: only the keys of what is exported are taken from
  /// it.
  private static boolean forKeys(Site site) {
    Stmt body = site.in().decl().body();
    Stmt block =
        ExprNames.around(body, site.at()).stream()
            .filter(Stmt.Block.class::isInstance)
            .reduce((outer, inner) -> inner)
            .orElse(body);
    List<Stmt.Assign> given = new ArrayList<>();
    boolean otherwise =
        Walker.anyStatement(
            block,
            statement -> {
              boolean uses =
                  Walker.values(statement).stream()
                      .flatMap(value -> ExprNames.all(value).stream())
                      .anyMatch(site.boundTo()::equals);
              if (!uses || ExprNames.inside(site.at(), statement.start(), statement.end())) {
                return false;
              }
              if (statement instanceof Stmt.Assign keys
                  && KEYS.matcher(ExprNames.last(keys.targets().getFirst())).find()) {
                given.add(keys);
                return false;
              }
              return true;
            });
    return !otherwise && !given.isEmpty();
  }

  private static final Pattern KEYS = Pattern.compile("(?i)(ids|keys|pks)$");

  /// `findStats(court, fromDate, toDate)`: what lies between two dates.
  private static boolean between(Site site) {
    return site.isCall()
        && site.call().arguments().stream()
                .flatMap(argument -> ExprNames.all(argument.value()).stream())
                .filter(name -> DATE.matcher(name).find())
                .distinct()
                .count()
            >= 2;
  }

  private static final Pattern DATE =
      Pattern.compile(
          "(?i)(from|to|start|end|since|until|begin|min|max)_?\\w*(date|time|day)|(date|time)_?(from|to|start|end)");

  /// `if (total > EXPORT_LIMIT) throw …` before the rows are read.
  private static boolean counted(Site site) {
    return Walker.anyStatement(
        site.in().decl().body(),
        statement ->
            statement instanceof Stmt.If branch
                && branch.end() <= site.at().start()
                && branch.condition() instanceof Expr.Operation o
                && Set.of(">", ">=", "<", "<=").contains(o.operator())
                && Walker.anyStatement(
                    branch.then(), s -> s instanceof Stmt.Throw || s instanceof Stmt.Return));
  }

  /// `cursor.execute("CALL refresh()")`: a statement that reads from no table.
  private static boolean callsOnly(Site site) {
    return site.isCall()
        && !site.call().arguments().isEmpty()
        && site.call().arguments().getFirst().value() instanceof Expr.Literal text
        && text.kind() == Expr.Literal.Kind.STRING
        && !FROM.matcher(text.text()).find();
  }

  private static final Pattern FROM = Pattern.compile("(?i)\\bfrom\\b");

  private static boolean collected(Site site) {
    return site.has(Word.COLLECTS) || site.kind() != Site.Kind.ITERATION;
  }

  private static boolean exports(Scene scene, Fn fn) {
    List<String> routes = scene.program().reachability().routes(fn);
    return EXPORT.matcher(fn.name()).matches() && !LOOKS_UP.matcher(fn.name()).matches()
        || !routes.isEmpty()
            && routes.stream().allMatch(r -> r.matches("(?i).*(export|csv|xlsx|download).*"));
  }

  /// Django collects every row, and what cascades, before it deletes.
  private static Stream<Sighting> deletion(Scene scene, Crime crime, Site site) {
    if (site.in().unit().language() != Language.PYTHON
        || !site.name().endsWith(".delete")
        || !site.has(Word.DATABASE)
        || !(site.receiver() instanceof Value.Known known)
        || !known.type().name().matches("QuerySet|Manager")
        || limited(known.query())
        || looped(site)) {
      return Stream.empty();
    }
    Fn fn = site.in();
    boolean many =
        CLEANING.matcher(fn.name()).matches()
            || scene.reach(fn) == Sighting.Reach.JOB && older(site);
    return many && !sliced(site)
        ? Stream.of(
            scene
                .at(crime, site)
                .sure(all(site) ? Confidence.HIGH : Confidence.LOW)
                .says("one `delete()` collects every matching row and its cascade in memory"))
        : Stream.empty();
  }

  /// Nothing narrows it: `Event.objects.all().delete()`.
  private static boolean all(Site site) {
    return site.receiver() instanceof Value.Known known && !known.query().has(Word.FILTERS);
  }

  private static boolean looped(Site site) {
    return site.loops().stream().anyMatch(loop -> !loop.fixed());
  }

  private static boolean limited(Query query) {
    return query.has(Word.LIMITS) || query.has(Word.ONE);
  }

  /// A filter by age: `created__lt=…`.
  private static boolean older(Site site) {
    return Walker.anyExpression(
        site.at(),
        expr ->
            expr instanceof Expr.Call call
                && call.arguments().stream().anyMatch(a -> a.name().matches(".*__lte?")));
  }

  private static boolean sliced(Site site) {
    return Walker.anyExpression(
        site.at(),
        expr ->
            expr instanceof Expr.Index
                || expr instanceof Expr.Call call
                    && call.arguments().stream()
                        .anyMatch(a -> a.name().matches("(pk|id|uuid|\\w+_id|token)(__in)?")));
  }

  /// `for row in query: …` and then `bulk_update(query, …)`: the query keeps all rows.
  private static Stream<Sighting> bulk(Scene scene, Crime crime, Site site) {
    if (!site.isCall()
        || !site.has(Word.BULK)
        || !site.has(Word.WRITE)
        || site.call().arguments().isEmpty()
        || !(site.call().arguments().getFirst().value() instanceof Expr.Name rows)) {
      return Stream.empty();
    }
    Fn fn = site.in();
    return fn.sites().stream()
        .filter(other ->
            other.kind() == Site.Kind.ITERATION
                && iterates(other, rows.id())
                && !limited(other.query())
                && !parameterOfBatch(fn, rows.id()))
        .findFirst()
        .map(other ->
            scene
                .at(crime, other)
                .sure(parameter(fn, rows.id()) ? Confidence.MEDIUM : Breadth.of(other).confidence())
                .chain(site.location(), "one bulk write of all of them")
                .says("`" + rows.id() + "` keeps every row it gave until one bulk write"))
        .stream();
  }

  private static boolean iterates(Site site, String name) {
    return site.at() instanceof Expr.Name n && n.id().equals(name);
  }

  private static boolean parameter(Fn fn, String name) {
    return fn.decl().parameters().stream().anyMatch(p -> p.name().equals(name));
  }

  private static boolean parameterOfBatch(Fn fn, String name) {
    return name.contains("batch") || name.contains("chunk") || fn.name().contains("batch");
  }

  /// Whether the project runs on MySQL, whose driver takes the fetch size otherwise.
  private static boolean otherDatabase(Scene scene) {
    Set<String> names = scene.stack().stream().map(StackEntry::name).collect(Collectors.toSet());
    return !names.contains("PostgreSQL") && (names.contains("MySQL") || names.contains("MariaDB"));
  }

  /// pgjdbc ignores the fetch size while autocommit is on.
  private static Stream<Sighting> buffered(Scene scene, Crime crime, Site site) {
    if (site.in().unit().language() != Language.JAVA
        || !site.isCall()
        || !site.name().endsWith(".setFetchSize")
        || otherDatabase(scene)) {
      return Stream.empty();
    }
    Fn fn = site.in();
    Set<String> called =
        Walker.calls(fn.decl().body()).stream()
            .map(call -> Makers.simpleName(call.callee()))
            .collect(Collectors.toSet());
    boolean commits = called.contains("setAutoCommit") || called.contains("setMaxRows");
    boolean transactional =
        Stream.concat(
                fn.decl().annotations().stream(),
                fn.owner().stream().flatMap(o -> o.decl().annotations().stream()))
            .anyMatch(a -> a.simpleName().equals("Transactional"));
    List<FunctionDecl.Parameter> parameters = fn.decl().parameters();
    return called.contains("getConnection")
            && !commits
            && !transactional
            && parameters.stream().noneMatch(p -> p.type().simpleName().equals("Connection"))
        ? Stream.of(
            scene
                .at(crime, site)
                // How many rows the statement gives, a limit in it often says (decision 13).
                .sure(Confidence.LOW)
                .says("the fetch size is ignored while autocommit is on: all rows are buffered"))
        : Stream.empty();
  }

  static boolean mentionsSize(Stmt body) {
    return Walker.anyExpression(
        body,
        expr -> {
          String text =
              switch (expr) {
                case Expr.Name n -> n.id();
                case Expr.Member m -> m.name();
                case Expr.Literal l when l.kind() == Expr.Literal.Kind.STRING -> l.text();
                default -> "";
              };
          return SIZE.matcher(text).matches();
        });
  }

  private static final Pattern SIZE =
      Pattern.compile(
          "(?i)(.*content_?-?length.*|.*max_?(size|bytes|length|content|file|upload|image).*"
              + "|.*size_?limit.*|.*limit.*bytes.*|getsize|.*file_?size.*|too_?large.*"
              + "|.*byte_?length.*|length)");
}
