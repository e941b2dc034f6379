package dev.backlight.crimes;

import dev.backlight.model.Sighting.Edit;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Unit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Mechanical fixes as replacements of bytes.
public final class Edits {

  private Edits() {}

  public static Edit replace(Unit unit, Expr expr, String text) {
    return new Edit(unit.path(), expr.start(), expr.end(), text);
  }

  /// Another name for the last part of a dotted callee.
  public static Edit rename(Unit unit, Expr.Member member, String name) {
    int length = member.name().getBytes(StandardCharsets.UTF_8).length;
    return new Edit(unit.path(), member.end() - length, member.end(), name);
  }

  public static List<Edit> wrap(Unit unit, Expr expr, String before, String after) {
    return List.of(
        new Edit(unit.path(), expr.start(), expr.start(), before),
        new Edit(unit.path(), expr.end(), expr.end(), after));
  }

  /// Awaits the asynchronous twin of a call: `X.Read(…)` becomes `await X.ReadAsync(…)`, in
  /// parentheses where more follows. `twin` is the last name, or `await` and the whole callee.
  public static List<Edit> await(Site site, String twin) {
    if (!(site.at() instanceof Expr.Call call)
        || call.constructs()
        || !(call.callee() instanceof Expr.Member member)) {
      return List.of();
    }
    Unit unit = site.in().unit();
    if (twin.startsWith("await ")) {
      return List.of(replace(unit, member, twin));
    }
    boolean chained = site.use() == Site.Use.CHAINED;
    return List.of(
        new Edit(unit.path(), call.start(), call.start(), chained ? "(await " : "await "),
        rename(unit, member, twin),
        new Edit(unit.path(), call.end(), call.end(), chained ? ")" : ""));
  }

  /// Takes a statement of one call away with its line, unless its block would be left empty.
  public static Optional<Edit> drop(Fn fn, Expr call) {
    Optional<Stmt.Block> block = blockOf(fn.decl().body(), call);
    if (block.isEmpty() || block.get().statements().size() < 2) {
      return Optional.empty();
    }
    var lines = fn.unit().file().lines();
    int line = lines.line(call.start());
    if (line != lines.line(call.end()) || line >= lines.count()) {
      return Optional.empty();
    }
    boolean alone =
        block.get().statements().stream()
                .filter(s -> lines.line(s.start()) == line || lines.line(s.end() - 1) == line)
                .count()
            == 1;
    return alone
        ? Optional.of(new Edit(fn.unit().path(), lines.start(line), lines.start(line + 1), ""))
        : Optional.empty();
  }

  private static Optional<Stmt.Block> blockOf(Stmt.Block body, Expr call) {
    Stmt.Block[] found = new Stmt.Block[1];
    Walker.statements(
        body,
        statement -> {
          if (statement instanceof Stmt.Block block
              && block.statements().stream()
                  .anyMatch(s -> s instanceof Stmt.Evaluate e && e.value() == call)) {
            found[0] = block;
          }
        });
    return Optional.ofNullable(found[0]);
  }
}
