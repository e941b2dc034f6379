package dev.backlight.crimes.serialization;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// JavaScript that answers with the rows of `SELECT *`.
final class StarRows {

  private static final Pattern STAR = Pattern.compile("(?is)\\s*select\\s+(\\w+\\.)?\\*\\s.*");
  private static final Set<String> ANSWERS = Set.of("json", "send");

  private StarRows() {}

  static Stream<Sighting> in(Scene scene, Crime crime) {
    return scene
        .functions()
        .filter(fn -> fn.unit().language() == Language.JAVASCRIPT)
        .flatMap(fn -> answers(scene, crime, fn));
  }

  private static Stream<Sighting> answers(Scene scene, Crime crime, Fn fn) {
    Set<String> rows = rows(fn);
    if (rows.isEmpty()) {
      return Stream.empty();
    }
    return Walker.calls(fn.decl().body()).stream()
        .filter(call -> call.callee() instanceof Expr.Member m && ANSWERS.contains(m.name()))
        .filter(call -> call.arguments().stream().anyMatch(a -> holds(a.value(), rows)))
        .map(call ->
            scene
                .at(crime, fn, call.start(), call.end())
                .says("answers with the rows of `SELECT *`, every column of them"));
  }

  /// Variables that hold what a `SELECT *` for many rows gave.
  private static Set<String> rows(Fn fn) {
    Set<String> names = new HashSet<>();
    for (Site site : fn.sites()) {
      if (site.isCall() && site.has(Word.DATABASE) && star(site)) {
        Walker.statements(
            fn.decl().body(),
            statement -> {
              if (statement instanceof Stmt.Assign assign
                  && assign.value().start() <= site.at().start()
                  && site.at().end() <= assign.value().end()) {
                assign
                    .targets()
                    .forEach(target ->
                        Walker.expressions(
                            target,
                            expr -> {
                              if (expr instanceof Expr.Name n) {
                                names.add(n.id());
                              }
                            }));
              }
            });
      }
    }
    return names;
  }

  private static boolean star(Site site) {
    for (Argument argument : site.call().arguments()) {
      String text =
          switch (argument.value()) {
            case Expr.Literal l -> l.text();
            case Expr.Template t -> t.text();
            default -> "";
          };
      boolean one = text.matches("(?is).*\\b(limit\\s+1|where\\s+(\\w+\\.)?id\\s*=.*)\\b.*");
      if (STAR.matcher(text).matches() && !one) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(Expr value, Set<String> rows) {
    return switch (value) {
      case Expr.Name n -> rows.contains(n.id());
      case Expr.Member m when m.name().equals("rows") ->
          m.receiver() instanceof Expr.Name n && rows.contains(n.id());
      default -> false;
    };
  }
}
