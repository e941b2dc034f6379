package dev.backlight.load.imports;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import java.util.LinkedHashSet;
import java.util.Set;

/// The attributes that a Python file's methods give their objects.
final class SelfAttributes {

  private SelfAttributes() {}

  static Set<String> of(Code code) {
    Set<String> names = new LinkedHashSet<>();
    for (FunctionDecl function : code.file().functions()) {
      Walker.statements(
          function.body(),
          statement -> {
            if (statement instanceof Stmt.Assign assign) {
              assign.targets().forEach(target -> add(target, names));
            }
          });
    }
    return names;
  }

  private static void add(Expr target, Set<String> names) {
    if (target instanceof Expr.Member member) {
      names.add(member.name());
    }
  }
}
