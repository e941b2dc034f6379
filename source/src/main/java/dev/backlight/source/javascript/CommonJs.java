package dev.backlight.source.javascript;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Expr.Collection;
import dev.backlight.source.code.Expr.Literal;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.SourceFile.Export;
import dev.backlight.source.code.Stmt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Recognizes modules of Node's older kind in what is already lowered.
final class CommonJs {

  /// `require('m')` has the name `default`, `require('m').a` has `a`, `await import('m')` none.
  record Required(String module, String name) {}

  private CommonJs() {}

  /// What an expression requires, if it is nothing but that.
  static Optional<Required> required(Expr value) {
    return switch (value) {
      case Expr.Call(_, _, Expr.Name(_, _, String id), var arguments, _, _)
          when id.equals("require")
              && arguments.size() == 1
              && arguments.getFirst().value()
                  instanceof Literal(_, _, Literal.Kind kind, String module)
              && kind == Literal.Kind.STRING ->
          Optional.of(new Required(module, "default"));
      case Expr.Member(_, _, Expr.Call call, String name) ->
          required(call).map(r -> new Required(r.module(), name));
      case Expr.Await(_, _, Expr.Call(_, _, Expr.Name(_, _, String id), var arguments, _, _))
          when id.equals("import")
              && !arguments.isEmpty()
              && arguments.getFirst().value()
                  instanceof Literal(_, _, Literal.Kind kind, String module)
              && kind == Literal.Kind.STRING ->
          Optional.of(new Required(module, ""));
      case Expr.Cast(_, _, _, Expr inner) -> required(inner);
      default -> Optional.empty();
    };
  }

  /// The imports that an assignment amounts to; empty if it does anything else besides.
  static List<Import> imports(Stmt.Assign assign) {
    if (assign.targets().size() != 1) {
      return List.of();
    }
    Optional<Required> required = required(assign.value());
    if (required.isEmpty()) {
      return List.of();
    }
    String module = required.get().module();
    String name = required.get().name();
    return switch (assign.targets().getFirst()) {
      case Expr.Name target ->
          List.of(new Import(assign.start(), assign.end(), module, name, target.id()));
      case Collection pattern when name.equals("default") || name.isEmpty() ->
          members(pattern, module);
      default -> List.of();
    };
  }

  private static List<Import> members(Collection pattern, String module) {
    List<Import> imports = new ArrayList<>();
    for (Collection.Entry entry : pattern.entries()) {
      if (entry.key() instanceof Literal key
          && entry.value() instanceof Expr.Name(int start, int end, String alias)) {
        imports.add(new Import(start, end, module, key.text(), alias));
      } else {
        return List.of();
      }
    }
    return imports;
  }

  /// What the top-level statements hang on `module.exports`, directly or under another name for it
  /// (`const User = module.exports; User.create = …`).
  static List<Export> exports(List<Stmt> statements) {
    List<Export> exports = new ArrayList<>();
    Set<String> aliases = new HashSet<>();
    for (Stmt statement : statements) {
      if (statement instanceof Stmt.Assign(_, _, var targets, String operator, Expr value, _, _)
          && operator.equals("=")
          && targets.size() == 1) {
        exportsOf(targets.getFirst(), value, exports, aliases);
      }
    }
    for (Stmt statement : statements) {
      if (statement instanceof Stmt.Assign(_, _, var targets, _, Expr value, _, _)
          && targets.getFirst() instanceof Expr.Member(_, _, Expr.Name owner, String name)
          && aliases.contains(owner.id())) {
        exports.add(new Export(name, value));
      }
    }
    return exports;
  }

  /// `exports.a = exports.b = value`: compilers write chains of hundreds.
  private static void exportsOf(
      Expr target, Expr value, List<Export> exports, Set<String> aliases) {
    List<Expr> targets = new ArrayList<>(List.of(target));
    Expr last = value;
    while (last instanceof Expr.Assigning(_, _, Expr inner, String operator, Expr innerValue)
        && operator.equals("=")) {
      targets.add(inner);
      last = innerValue;
    }
    boolean whole = targets.stream().anyMatch(CommonJs::isExports);
    if (whole) {
      exportWhole(last, exports, aliases);
    }
    for (Expr one : targets) {
      if (one instanceof Expr.Name name && !isExports(one) && (whole || isExports(last))) {
        aliases.add(name.id());
      } else if (one instanceof Expr.Member(_, _, Expr owner, String name) && isExports(owner)) {
        exports.add(new Export(name, last));
      }
    }
  }

  private static void exportWhole(Expr value, List<Export> exports, Set<String> aliases) {
    if (isExports(value)) {
      return;
    }
    exports.add(new Export("default", value));
    if (value instanceof Expr.Name name) {
      aliases.add(name.id());
    } else if (value instanceof Collection object) {
      for (Collection.Entry entry : object.entries()) {
        if (entry.key() instanceof Literal key) {
          exports.add(new Export(key.text(), entry.value()));
        }
      }
    }
  }

  private static boolean isExports(Expr value) {
    return switch (value) {
      case Expr.Name name -> name.id().equals("exports");
      case Expr.Member(_, _, Expr.Name owner, String name) ->
          owner.id().equals("module") && name.equals("exports");
      default -> false;
    };
  }
}
