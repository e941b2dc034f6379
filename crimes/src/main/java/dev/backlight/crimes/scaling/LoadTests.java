package dev.backlight.crimes.scaling;

import dev.backlight.crimes.Assigned;
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
    List<Stmt.Assign> options = Assigned.to(unit.module().decl().body(), "options");
    Expr value = options.isEmpty() ? Expr.NONE : options.getLast().value();
    int line =
        options.isEmpty()
            ? unit.file().imports().stream()
                .filter(i -> i.module().startsWith("k6"))
                .mapToInt(i -> unit.file().span(i.start(), i.end()).startLine())
                .findFirst()
                .orElse(1)
            : unit.file().span(options.getLast().start(), options.getLast().end()).startLine();
    if (value instanceof Expr.Collection object) {
      boolean spread = object.entries().stream().anyMatch(Expr.Collection.Entry::spread);
      return new Script(unit, line, Optional.of(object), spread);
    }
    boolean elsewhere =
        value != Expr.NONE
            || unit.file().imports().stream().anyMatch(i -> i.alias().equals("options"));
    return new Script(unit, line, Optional.empty(), elsewhere);
  }

  /// Whether the file looks at its own outcome: an exit code, an assertion, a check of statistics.
  static boolean judges(Unit unit, List<String> names) {
    return unit.functions().stream()
        .map(fn -> fn.decl().body())
        .anyMatch(body ->
            Walker.anyExpression(body, expr -> names.contains(Dotted.last(expr)))
                || Walker.anyStatement(
                    body,
                    statement ->
                        statement instanceof Stmt.Assign assign
                            && assign.targets().stream()
                                .anyMatch(t -> names.contains(Dotted.last(t)))));
  }
}
