package dev.backlight.source.program;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Under which names the modules of JavaScript export their functions, bare or wrapped in calls:
/// `export const list = procedure.query(async () => …)`.
final class Exported {

  /// An exported value: what a module's own statement gives to the exported name.
  private record Span(String name, int start, int end) {}

  private final Map<Unit, List<Span>> spans = new HashMap<>();

  /// The name of the export that holds a function of a module; not of one inside a function.
  Optional<String> name(Fn fn) {
    return span(fn).map(Span::name);
  }

  /// Whether the export is not the function itself but what a call makes of it.
  boolean wraps(Fn fn) {
    return span(fn).filter(span -> span.start() < fn.decl().start()).isPresent();
  }

  private Optional<Span> span(Fn fn) {
    boolean outer = fn.enclosing().map(around -> around.is(Trait.MODULE)).orElse(true);
    if (!outer || fn.unit().file().exports().isEmpty()) {
      return Optional.empty();
    }
    return spans.computeIfAbsent(fn.unit(), unit -> spans(unit.file())).stream()
        .filter(span -> span.start() <= fn.decl().start() && fn.decl().end() <= span.end())
        .findFirst();
  }

  private static List<Span> spans(SourceFile file) {
    Map<String, Span> bound = new HashMap<>();
    for (FunctionDecl function : file.functions()) {
      if (function.is(Trait.MODULE)) {
        function.body().statements().forEach(statement -> bind(statement, bound));
      } else if (!function.name().isEmpty()) {
        bound.putIfAbsent(
            function.name(), new Span(function.name(), function.start(), function.end()));
      }
    }
    List<Span> all = new ArrayList<>();
    for (SourceFile.Export export : file.exports()) {
      Expr value = export.value();
      if (value instanceof Expr.Name own && bound.containsKey(own.id())) {
        Span span = bound.get(own.id());
        all.add(new Span(export.name(), span.start(), span.end()));
      } else {
        all.add(new Span(export.name(), value.start(), value.end()));
      }
    }
    return all;
  }

  private static void bind(Stmt statement, Map<String, Span> bound) {
    if (statement instanceof Stmt.Block block) {
      block.statements().forEach(inner -> bind(inner, bound));
    } else if (statement instanceof Stmt.Assign a
        && a.targets().size() == 1
        && a.targets().getFirst() instanceof Expr.Name n) {
      bound.put(n.id(), new Span(n.id(), a.value().start(), a.value().end()));
    }
  }
}
