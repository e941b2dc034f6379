package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.program.EntryPoint.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the entry points: decorated and annotated functions, methods of framework classes,
/// handlers given to a router, and handlers known by the shape of their parameters.
final class Entries {

  private final Map<Fn, EntryPoint> found = new LinkedHashMap<>();
  private final Exported exported = new Exported();
  private final InheritedEntries inherited = new InheritedEntries(this);
  private final RegisteredEntries registered = new RegisteredEntries(this);

  private Entries() {}

  static List<EntryPoint> of(List<Unit> units, List<Fn> functions) {
    Entries entries = new Entries();
    for (Fn fn : functions) {
      if (fn.unit().role() == Unit.Role.PRODUCT) {
        entries.declared(fn);
      } else {
        entries.offline(fn);
      }
    }
    for (Fn fn : functions) {
      if (fn.unit().role() == Unit.Role.PRODUCT) {
        fn.sites().forEach(entries.registered::registered);
      }
    }
    List<EntryPoint> all = new ArrayList<>(entries.found.values());
    all.sort(Comparator.comparingInt(entry -> entry.function().index()));
    return List.copyOf(all);
  }

  /// `POST /api/cron/invoices`: a scheduler calls it, and no user waits.
  private static final Pattern SCHEDULED = Pattern.compile("(?i)/cron(-?jobs?)?(/|$)");

  void add(Fn fn, Kind told, String name) {
    Kind kind = told == Kind.REQUEST && SCHEDULED.matcher(name).find() ? Kind.JOB : told;
    found.merge(
        fn,
        new EntryPoint(fn, kind, name),
        (a, b) ->
            a.kind() == b.kind() && a.name().startsWith("handler ")
                ? b
                : a.kind().compareTo(b.kind()) <= 0 ? a : b);
  }

  private void offline(Fn fn) {
    if (fn.is(Trait.MODULE)) {
      add(fn, fn.unit().role() == Unit.Role.TEST ? Kind.TEST : Kind.CLI, fn.unit().path());
    }
  }

  private void declared(Fn fn) {
    if (fn.is(Trait.MODULE)) {
      add(fn, Kind.STARTUP, fn.unit().path());
      return;
    }
    for (Annotation annotation : fn.decl().annotations()) {
      Optional<Kind> kind = AnnotatedEntries.kind(fn, annotation);
      if (kind.isPresent()) {
        add(fn, kind.get(), AnnotatedEntries.title(fn, annotation, kind.get()));
      }
    }
    fn.owner().ifPresent(owner -> inherited.method(fn, owner));
    Optional<String> verb = routedByFile(fn);
    Optional<String> action = serverAction(fn);
    if (verb.isPresent()) {
      add(fn, Kind.REQUEST, verb.get() + " " + route(fn.unit().path()));
    } else if (action.isPresent()) {
      add(fn, Kind.REQUEST, "action " + action.get());
    } else if (fn.unit().language() == Language.JAVASCRIPT && takesRequest(fn)) {
      add(fn, Kind.REQUEST, "handler " + (fn.symbol().isEmpty() ? fn.unit().path() : fn.symbol()));
    }
    if (fn.name().equals("main") && fn.unit().language() == Language.JAVA && fn.is(Trait.STATIC)
        || fn.name().equals("Main") && fn.unit().language() == Language.CSHARP
        || scripted(fn)) {
      add(fn, Kind.CLI, "main");
    }
  }

  /// Whether it is defined under `if __name__ == "__main__":`, which only the command line runs.
  private static boolean scripted(Fn fn) {
    return fn.unit().language() == Language.PYTHON
        && fn.enclosing()
            .filter(module -> module.is(Trait.MODULE))
            .filter(module ->
                module.decl().body().statements().stream()
                    .anyMatch(statement ->
                        statement instanceof Stmt.If guard
                            && guard.start() <= fn.decl().start()
                            && fn.decl().end() <= guard.end()
                            && guard.condition() instanceof Expr.Operation comparison
                            && comparison.operands().stream()
                                .anyMatch(side ->
                                    side instanceof Expr.Name n && n.id().equals("__name__"))))
            .isPresent();
  }

  private static final Pattern ROUTE_FILE =
      Pattern.compile("(.*/)?(app/(?<next>.*?)/?route|routes/(?<kit>.*?)/?\\+server)\\.[cm]?[jt]s");
  private static final Set<String> VERBS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

  /// The verb that a function answers because its file lies where the framework looks for routes
  /// (Next.js, SvelteKit) and exports it, bare or wrapped.
  private Optional<String> routedByFile(Fn fn) {
    if (fn.unit().language() != Language.JAVASCRIPT
        || !ROUTE_FILE.matcher(fn.unit().path()).matches()) {
      return Optional.empty();
    }
    if (VERBS.contains(fn.name())) {
      return Optional.of(fn.name());
    }
    return exported.name(fn).filter(VERBS::contains);
  }

  /// What a page calls as if it were its own: the exports of a file that begins with `'use
  /// server'`.
  private Optional<String> serverAction(Fn fn) {
    return fn.unit().language() == Language.JAVASCRIPT
            && ServerScripts.directive(fn.unit().file(), "use server")
        ? exported.name(fn)
        : Optional.empty();
  }

  private static String route(String path) {
    Matcher matcher = ROUTE_FILE.matcher(path);
    if (!matcher.matches()) {
      return path;
    }
    String route = matcher.group("next") == null ? matcher.group("kit") : matcher.group("next");
    return "/"
        + route.replaceAll("\\([^/]*\\)/", "").replaceAll("\\[+(\\.\\.\\.)?([^\\]]*)\\]+", "{$2}");
  }

  /// Express, Koa and Lambda handlers by the shape of their parameters.
  private static boolean takesRequest(Fn fn) {
    List<Parameter> parameters = fn.decl().parameters();
    if (parameters.size() < 2) {
      return false;
    }
    String first = parameters.get(0).name();
    String second = parameters.get(1).name();
    return (first.equals("req") || first.equals("request") || first.equals("_req"))
            && (second.equals("res") || second.equals("response") || second.equals("reply"))
        || first.equals("ctx") && second.equals("next");
  }
}
