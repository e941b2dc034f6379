package dev.backlight.crimes.memory;

import dev.backlight.crimes.ExprNames;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Program;
import dev.backlight.source.program.Unit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Tells which classes have one instance for the whole process.
final class Singletons {

  private static final Set<String> SPRING =
      Set.of(
          "Component",
          "Service",
          "Repository",
          "Controller",
          "RestController",
          "Configuration",
          "ControllerAdvice",
          "RestControllerAdvice",
          "Singleton",
          "ApplicationScoped");
  private static final Set<String> NEST = Set.of("Injectable", "Controller", "Resolver", "Gateway");
  private static final Set<String> HOSTED = Set.of("BackgroundService", "IHostedService");

  private final Set<String> named = new HashSet<>();

  Singletons(Program program) {
    for (Unit unit : program.units()) {
      if (unit.role() == Unit.Role.TEST) {
        continue;
      }
      switch (unit.language()) {
        case CSHARP -> unit.functions().forEach(this::registrations);
        case PYTHON, JAVASCRIPT -> exported(unit);
        case JAVA, CONFIG -> {}
      }
    }
  }

  /// `services.AddSingleton<IStore, Store>()`, `AddHostedService<Worker>()`.
  private void registrations(Fn fn) {
    for (Expr.Call call : Walker.calls(fn.decl().body())) {
      String name = Makers.simpleName(call.callee());
      if (!name.contains("AddSingleton") && !name.equals("AddHostedService")) {
        continue;
      }
      List<TypeRef> types = call.typeArguments();
      if (!types.isEmpty()) {
        named.add("C#" + types.getLast().simpleName());
      }
      call.arguments().forEach(a -> Walker.expressions(a.value(), made -> constructed("C#", made)));
    }
  }

  /// `store = Store()` at a module's top level, `export default new Store()`.
  private void exported(Unit unit) {
    String prefix = unit.language().name();
    for (Stmt statement : unit.module().decl().body().statements()) {
      if (!startsCommand(statement)) {
        Walker.expressions(statement, e -> constructed(prefix, e));
      }
    }
    for (SourceFile.Export export : unit.file().exports()) {
      constructed(prefix, export.value());
    }
  }

  /// `if __name__ == "__main__":` of a command, which ends when its work is done.
  private static boolean startsCommand(Stmt statement) {
    return statement instanceof Stmt.If branch
        && ExprNames.all(branch.condition()).contains("__name__");
  }

  private void constructed(String prefix, Expr expr) {
    if (expr instanceof Expr.Call call) {
      String name = Makers.simpleName(call.callee());
      if (!name.isEmpty() && Character.isUpperCase(name.charAt(0))) {
        named.add(prefix + name);
      }
    }
  }

  boolean contains(Cls type) {
    return switch (type.unit().language()) {
      case JAVA -> annotated(type, SPRING) && !scoped(type);
      case CSHARP ->
          named.contains("C#" + type.name())
              || type.decl().supertypes().stream().anyMatch(t -> HOSTED.contains(t.simpleName()));
      case JAVASCRIPT ->
          annotated(type, NEST) && !scoped(type)
              || named.contains(type.unit().language().name() + type.name()) && outermost(type);
      case PYTHON -> named.contains(type.unit().language().name() + type.name()) && outermost(type);
      case CONFIG -> false;
    };
  }

  private static boolean outermost(Cls type) {
    Fn within = type.unit().functions().get(Math.max(0, type.decl().within()));
    return within.is(Trait.MODULE);
  }

  private static boolean annotated(Cls type, Set<String> names) {
    return type.decl().annotations().stream().anyMatch(a -> names.contains(a.simpleName()));
  }

  /// `@Scope("prototype")`, `@RequestScope`, `@Injectable({ scope: Scope.REQUEST })`.
  private static boolean scoped(Cls type) {
    for (Annotation annotation : type.decl().annotations()) {
      if (annotation.simpleName().endsWith("Scope") && !annotation.simpleName().startsWith("App")) {
        return true;
      }
      if (annotation.arguments().stream().anyMatch(a -> names(a.value()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean names(Expr argument) {
    Set<String> found = new HashSet<>();
    Walker.expressions(
        argument,
        expr -> found.add(expr instanceof Expr.Literal l ? l.text() : Makers.simpleName(expr)));
    return found.contains("REQUEST")
        || found.contains("TRANSIENT")
        || found.contains("request")
        || found.contains("prototype")
        || found.contains("session");
  }
}
