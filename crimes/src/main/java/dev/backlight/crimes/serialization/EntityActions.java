package dev.backlight.crimes.serialization;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Program;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Controllers of C# and Java whose result type is a list of entities.
final class EntityActions {

  private static final Set<String> MANY =
      Set.of(
          "List",
          "Set",
          "Collection",
          "Iterable",
          "Page",
          "Slice",
          "Flux",
          "Stream",
          "IEnumerable",
          "IList",
          "ICollection",
          "IReadOnlyList",
          "IAsyncEnumerable",
          "IQueryable");
  private static final Set<String> AROUND =
      Set.of(
          "ResponseEntity",
          "Mono",
          "CompletableFuture",
          "Task",
          "ValueTask",
          "ActionResult",
          "Optional",
          "HttpEntity",
          "DeferredResult",
          "Callable");

  private EntityActions() {}

  static Stream<Sighting> in(Scene scene, Crime crime) {
    Set<String> csharp = new HashSet<>();
    Set<String> java = new HashSet<>();
    entities(scene.program(), csharp, java);
    return scene
        .functions()
        .filter(fn -> action(fn))
        .flatMap(fn -> {
          boolean dotnet = fn.unit().language() == Language.CSHARP;
          return entity(fn.decl().returns(), dotnet ? csharp : java, false).stream()
              .map(name ->
                  scene
                      .at(crime, fn, fn.decl().nameStart(), fn.decl().nameEnd())
                      .says("answers with `" + name + "` entities, every column of them"));
        });
  }

  private static void entities(Program program, Set<String> csharp, Set<String> java) {
    for (Cls type : program.classes()) {
      Language language = type.unit().language();
      if (language == Language.CSHARP) {
        for (TypeDecl.Field field : type.decl().fields()) {
          if (field.type().simpleName().equals("DbSet") && !field.type().arguments().isEmpty()) {
            csharp.add(field.type().arguments().getFirst().simpleName());
          }
        }
        type.methods()
            .values()
            .forEach(fns ->
                fns.forEach(fn -> {
                  TypeRef returns = fn.decl().returns();
                  if (returns.simpleName().equals("DbSet") && !returns.arguments().isEmpty()) {
                    csharp.add(returns.arguments().getFirst().simpleName());
                  }
                }));
      } else if (language == Language.JAVA
          && type.decl().annotations().stream().anyMatch(a -> a.simpleName().equals("Entity"))) {
        java.add(type.name());
      }
    }
  }

  private static boolean action(Fn fn) {
    if (fn.unit().language() == Language.JAVA) {
      boolean rest =
          fn.owner().stream()
              .flatMap(o -> o.decl().annotations().stream())
              .anyMatch(a -> a.simpleName().equals("RestController"));
      return mapped(fn) && (rest || annotated(fn, "ResponseBody"));
    }
    return fn.unit().language() == Language.CSHARP && mapped(fn);
  }

  private static boolean mapped(Fn fn) {
    return fn.decl().annotations().stream()
        .map(Annotation::simpleName)
        .anyMatch(a -> a.equals("GetMapping") || a.equals("RequestMapping") || a.equals("HttpGet"));
  }

  private static boolean annotated(Fn fn, String name) {
    return fn.decl().annotations().stream().anyMatch(a -> a.simpleName().equals(name));
  }

  /// The entity in a type, if it is a collection of them.
  private static Optional<String> entity(TypeRef type, Set<String> entities, boolean many) {
    if (many && entities.contains(type.simpleName())) {
      return Optional.of(type.simpleName());
    }
    if (type.arguments().isEmpty()) {
      return Optional.empty();
    }
    if (MANY.contains(type.simpleName())) {
      return entity(type.arguments().getFirst(), entities, true);
    }
    return AROUND.contains(type.simpleName())
        ? entity(type.arguments().getFirst(), entities, many)
        : Optional.empty();
  }
}
