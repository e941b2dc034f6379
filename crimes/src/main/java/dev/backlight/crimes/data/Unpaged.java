package dev.backlight.crimes.data;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.Breadth;
import dev.backlight.crimes.Crime;
import dev.backlight.crimes.QueryChain;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Reachability;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Lists without limit that no query in sight reads: querysets given to a template or table, tasks
/// that delete whatever matches, page sizes that the client chooses.
final class Unpaged {

  private static final Set<String> SIZES =
      Set.of("take", "limit", "pagesize", "page_size", "perpage", "per_page", "first", "size");
  private static final Set<String> QUERYSETS = Set.of("QuerySet", "Manager", "RelatedManager");

  private Unpaged() {}

  static Stream<Sighting> of(Crime crime, Scene scene) {
    return scene
        .functions()
        .flatMap(fn ->
            switch (fn.unit().language()) {
              case PYTHON -> Stream.concat(shown(crime, scene, fn), deleted(crime, scene, fn));
              case JAVASCRIPT, CSHARP, JAVA -> chosen(crime, scene, fn);
              case CONFIG -> Stream.empty();
            });
  }

  /// `render(request, "x.html", {"circuits": circuits})`, `CircuitTable(circuits)`.
  private static Stream<Sighting> shown(Crime crime, Scene scene, Fn fn) {
    List<Expr.Name> given = new ArrayList<>();
    for (Expr.Call call : Walker.calls(fn.decl().body())) {
      String name = Serializers.simple(call.callee());
      if (name.endsWith("Table")
          && !call.arguments().isEmpty()
          && call.arguments().getFirst().value() instanceof Expr.Name n) {
        given.add(n);
      } else if (name.equals("render")
          && call.arguments().size() > 2
          && call.arguments().get(2).value() instanceof Expr.Collection context) {
        context.entries().stream()
            .filter(entry -> entry.value() instanceof Expr.Name)
            .forEach(entry -> given.add((Expr.Name) entry.value()));
      }
    }
    return given.stream()
        .filter(name -> !configured(fn))
        .flatMap(name ->
            fn.sites().stream()
                .filter(site ->
                    queryset(site)
                        && assigns(fn, name.id(), site)
                        && site.at().end() < name.start())
                .limit(1)
                .map(site ->
                    scene
                        .at(crime, fn, name.start(), name.end())
                        .sure(Confidence.LOW)
                        .chain(site.location(), site.name())
                        .label(site.location(), "no limit")
                        .says(
                            "the template gets every row of `"
                                + name.id()
                                + "`: the queryset has no page")));
  }

  /// `RequestConfig(request, paginate=…).configure(table)`, `Paginator(rows, 25)`.
  private static boolean configured(Fn fn) {
    return Walker.calls(fn.decl().body()).stream()
        .anyMatch(
            call -> Serializers.simple(call.callee()).toLowerCase(Locale.ROOT).contains("paginat"));
  }

  private static boolean queryset(Site site) {
    return site.result() instanceof Value.Known known
        && QUERYSETS.contains(known.type().name())
        && !known.query().bounded();
  }

  private static boolean assigns(Fn fn, String name, Site site) {
    return Assigned.to(fn.decl().body(), name).stream().anyMatch(a -> a.value() == site.at());
  }

  /// A task that deletes all that matches in one go: Django collects the rows first.
  private static Stream<Sighting> deleted(Crime crime, Scene scene, Fn fn) {
    if (scene.program().reachability().of(fn) != Reachability.Reach.JOB) {
      return Stream.empty();
    }
    return fn.sites().stream()
        .filter(site ->
            site.isCall()
                && site.call().callee() instanceof Expr.Member m
                && (m.name().equals("delete") || m.name().equals("_raw_delete"))
                && site.receiver() instanceof Value.Known known
                && QUERYSETS.contains(known.type().name())
                && !known.query().bounded())
        .filter(site -> !QueryChain.of(site).byKey() && site.loops().isEmpty())
        .map(site ->
            scene
                .at(crime, site)
                .sure(Breadth.of(site) == Breadth.STATE ? Confidence.MEDIUM : Confidence.LOW)
                .label(site.location(), "no batches")
                .says(
                    "`"
                        + site.name()
                        + "` deletes every matching row at once instead of in batches"));
  }

  /// `take = options.take ?? 100` with no maximum.
  private static Stream<Sighting> chosen(Crime crime, Scene scene, Fn fn) {
    if (fn.unit().language() != Language.JAVASCRIPT || capped(fn)) {
      return Stream.empty();
    }
    List<Stmt.Assign> found = new ArrayList<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign a
              && a.declares()
              && a.targets().size() == 1
              && SIZES.contains(Serializers.simple(a.targets().getFirst()).toLowerCase(Locale.ROOT))
              && outside(a.value())) {
            found.add(a);
          }
        });
    boolean queries =
        fn.sites().stream().anyMatch(site -> site.has(Word.DATABASE) || site.has(Word.BUILDS));
    return found.stream()
        .filter(assign -> queries)
        .limit(1)
        .map(assign ->
            scene
                .at(crime, fn, assign.start(), assign.end())
                .sure(Confidence.LOW)
                .label(fn.unit().location(assign.start(), assign.end(), fn.symbol()), "no maximum")
                .says(
                    "the caller chooses how many rows it gets: `"
                        + Serializers.simple(assign.targets().getFirst())
                        + "` has no maximum"));
  }

  /// Whether a value is read from what somebody else sends: `options.take`, `req.query.limit`.
  private static boolean outside(Expr value) {
    return Walker.anyExpression(
        value,
        expr ->
            expr instanceof Expr.Member m
                && SIZES.contains(m.name().toLowerCase(Locale.ROOT))
                && Set.of(
                        "options",
                        "query",
                        "input",
                        "args",
                        "params",
                        "body",
                        "pagination",
                        "filter")
                    .contains(Serializers.simple(m.receiver())));
  }

  private static boolean capped(Fn fn) {
    return Walker.calls(fn.decl().body()).stream()
        .map(call -> Serializers.simple(call.callee()).toLowerCase(Locale.ROOT))
        .anyMatch(name ->
            name.equals("min")
                || name.contains("clamp")
                || name.contains("limit")
                || name.contains("validate"));
  }
}
