package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.program.EntryPoint.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the entry points: decorated and annotated functions, methods of framework classes,
/// handlers given to a router, and handlers known by the shape of their parameters.
final class Entries {

  private final Map<Fn, EntryPoint> found = new LinkedHashMap<>();
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

  void add(Fn fn, Kind kind, String name) {
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
    if (fn.unit().language() == Language.JAVASCRIPT && takesRequest(fn)) {
      add(fn, Kind.REQUEST, "handler " + (fn.symbol().isEmpty() ? fn.unit().path() : fn.symbol()));
    }
    if (fn.name().equals("main") && fn.unit().language() == Language.JAVA && fn.is(Trait.STATIC)
        || fn.name().equals("Main") && fn.unit().language() == Language.CSHARP) {
      add(fn, Kind.CLI, "main");
    }
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
