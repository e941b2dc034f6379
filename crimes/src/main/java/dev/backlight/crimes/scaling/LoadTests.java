package dev.backlight.crimes.scaling;

import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Unit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The load tests that are written as programs. They are tools, so crimes of the product never see
/// them.
final class LoadTests {

  private static final Set<String> USERS = Set.of("HttpUser", "FastHttpUser", "User", "HttpLocust");

  /// A user class of Locust.
  record Users(Unit unit, Cls type) {}

  /// A script of k6 with its options, if they stand there as an object.
  record Script(Unit unit, int line, Optional<Expr.Collection> options, boolean computed) {}

  /// What nobody runs any more, and what shows how one could.
  private static final Pattern ASIDE =
      Pattern.compile(
          "(?i)(^|/)(attic|old|archived?|deprecated|legacy|samples?|examples?|demos?|tutorials?|load-?_?generators?)/");

  private LoadTests() {}

  static Stream<Users> locust(Scene scene) {
    return scene.program().units().stream()
        .filter(unit -> Dotted.imports(unit, "locust") && !ASIDE.matcher(unit.path()).find())
        .flatMap(unit ->
            unit.classes().stream()
                .filter(type ->
                    type.decl().supertypes().stream()
                        .anyMatch(parent -> USERS.contains(parent.simpleName())))
                .map(type -> new Users(unit, type)));
  }

  static Stream<Script> k6(Scene scene) {
    return scene.program().units().stream()
        .filter(unit -> Dotted.imports(unit, "k6") && !ASIDE.matcher(unit.path()).find())
        .filter(unit ->
            unit.file().exports().stream()
                .anyMatch(e -> e.name().equals("default") || e.name().equals("options")))
        .map(LoadTests::script);
  }

  /// The function that an exported value is, by its place or its name.
  static Optional<Fn> function(Unit unit, Expr value) {
    return switch (value) {
      case Expr.Lambda l -> Optional.of(unit.functions().get(l.function()));
      case Expr.Name n ->
          unit.functions().stream().filter(fn -> fn.name().equals(n.id())).findFirst();
      default -> Optional.empty();
    };
  }

  private static Script script(Unit unit) {
    int[] line = {
      unit.file().imports().stream()
          .filter(i -> i.module().startsWith("k6"))
          .mapToInt(i -> unit.file().span(i.start(), i.end()).startLine())
          .findFirst()
          .orElse(1)
    };
    Expr[] value = {Expr.NONE};
    for (Stmt statement : unit.module().decl().body().statements()) {
      Walker.statements(
          statement,
          inner -> {
            if (inner instanceof Stmt.Assign assign
                && assign.targets().size() == 1
                && assign.targets().getFirst() instanceof Expr.Name name
                && name.id().equals("options")) {
              value[0] = assign.value();
              line[0] = unit.file().span(assign.start(), assign.end()).startLine();
            }
          });
    }
    boolean spread =
        value[0] instanceof Expr.Collection c
            && c.entries().stream().anyMatch(Expr.Collection.Entry::spread);
    return value[0] instanceof Expr.Collection object
        ? new Script(unit, line[0], Optional.of(object), spread)
        : new Script(
            unit,
            line[0],
            Optional.empty(),
            value[0] != Expr.NONE
                || unit.file().imports().stream().anyMatch(i -> i.alias().equals("options")));
  }

  /// Whether the file looks at its own outcome: an exit code, an assertion, a check of statistics.
  static boolean judges(Unit unit, List<String> names) {
    boolean[] found = new boolean[1];
    for (var fn : unit.functions()) {
      Walker.expressions(fn.decl().body(), expr -> found[0] |= names.contains(Dotted.last(expr)));
      Walker.statements(
          fn.decl().body(),
          statement ->
              found[0] |=
                  statement instanceof Stmt.Assign assign
                      && assign.targets().stream().anyMatch(t -> names.contains(Dotted.last(t))));
    }
    return found[0];
  }
}
