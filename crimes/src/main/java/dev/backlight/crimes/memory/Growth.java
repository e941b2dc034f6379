package dev.backlight.crimes.memory;

import dev.backlight.crimes.Scene;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Program;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Long-lived collections that traffic adds to.
final class Growth {

  /// They run while the program starts: what they add is written in the source.
  private static final Pattern STARTING =
      Pattern.compile(
          "(?i)_*(register|add_?(handler|listener|route|plugin|type|class|provider|rule|command"
              + "|hook|middleware|extension|converter|parser|strategy|processor|parts?$|factor)"
              + "|init|setup|set_up|config|bootstrap|load|start|boot|use$|on$|on_?module|on_?app"
              + "|build|create_?app|install|define|declare|ready|connect_?signals|warm|preload"
              + "|populate|discover|scan|post_?construct|after_?properties|main$|export|decorat"
              + "|wrap|contribute|create|subscribe).*");

  /// Code has a fixed number of types, methods and files.
  private static final Set<String> CODE_KEYS =
      Set.of(
          "Type",
          "Class",
          "MethodInfo",
          "PropertyInfo",
          "Method",
          "Field",
          "FieldInfo",
          "Assembly",
          "Constructor",
          "ConstructorInfo",
          "Boolean",
          "boolean",
          "bool",
          "ClassLoader",
          "CultureInfo",
          "Locale",
          "byte",
          "Byte",
          "ResourceType",
          "TypeInfo",
          "JavaType",
          "HttpMethod",
          "HttpStatus",
          "Module");

  private static final Pattern REGISTRY =
      Pattern.compile(
          "(?i)(registry|registered|handlers?|listeners?|subscribers|plugins?|providers|factories"
              + "|strategies|middlewares?|converters?|extensions?|validators?|commands|hooks?"
              + "|routes|schemas|definitions|adapters|serializers|resolvers|interceptors|filters|columns|decorat)s?$");
  private static final Pattern CODE_KEY =
      Pattern.compile("(?i).*(type|culture|locale|class|enum|schema|entity)_?(name)?");
  private static final Set<String> CODE_CALLS =
      Set.of(
          "GetType", "getClass", "typeof", "type", "getDeclaringClass", "getSimpleName", "resolve");
  private static final Set<String> CODE_NAMES =
      Set.of(
          "class",
          "__class__",
          "__name__",
          "cls",
          "clazz",
          "constructor",
          "__qualname__",
          "__module__",
          "model_name",
          "prototype",
          "model",
          "locale",
          "language",
          "lang");

  /// `Kind.RADIO.name()`: how a constant is spelled.
  private static final Set<String> SPELLS =
      Set.of("name", "toString", "ToString", "getName", "value", "getValue", "getCode", "code");

  private final Scene scene;
  private final Set<String> enums = new HashSet<>();

  Growth(Scene scene) {
    this.scene = scene;
    Program program = scene.program();
    for (Cls type : program.classes()) {
      if (type.decl().kind() == TypeDecl.Kind.ENUM
          || type.decl().supertypes().stream().anyMatch(t -> t.simpleName().endsWith("Enum"))) {
        enums.add(type.name());
      }
    }
  }

  /// The uses that add what traffic brings.
  List<Held.Use> of(Held held) {
    if (held.shape() != Held.Shape.LIST
        && (keyedByCode(held.type())
            || held.name().matches("(?i).*(type|class|cultur|locale|lang).*"))) {
      return List.of();
    }
    return held.uses(Held.Act.GROWS).filter(use -> traffic(held, use)).toList();
  }

  private boolean traffic(Held held, Held.Use use) {
    Fn fn = use.fn();
    if (fn.is(Trait.MODULE)
        || constructs(fn)
        || !scene.matters(fn)
        || FilledOnce.is(scene, held, use)) {
      return false;
    }
    if (registry(held)
        || STARTS_PARTS.matcher(fn.name()).matches()
        || scene.reach(fn) == Reach.UNKNOWN
            && (starts(fn) && !held.calledCache() || inBrowser(fn))) {
      return false;
    }
    if (REGISTERS.matcher(fn.name()).find() && takesCode(fn)) {
      return false;
    }
    return held.shape() == Held.Shape.LIST || !fixedKey(use.key());
  }

  /// `startJobs`, `initWorkers`: runs once, even where a route of the first set-up leads to it.
  private static final Pattern STARTS_PARTS =
      Pattern.compile(
          "(?i)_*(start|init(iali[sz]e)?|set_?up|boot|schedule)_?(\\w*_)?\\w*(jobs|tasks|crons|timers"
              + "|schedulers?|services|workers|server|app)");

  private static final Pattern REGISTERS = Pattern.compile("(?i)^(un)?(register|bind|add|put)");

  /// `register(Class<? extends Event> event)`: there are as many as the source has.
  private static boolean takesCode(Fn fn) {
    return fn.decl().parameters().stream().anyMatch(p -> CODE_KEYS.contains(p.type().simpleName()));
  }

  /// Names of what plug-ins and decorators fill.
  private static boolean registry(Held held) {
    return REGISTRY.matcher(held.name()).find();
  }

  /// Code of a page; it lives as long as the tab.
  private static boolean inBrowser(Fn fn) {
    return fn.unit().path().matches(".*\\.(tsx|jsx|vue)|(.*/)?(frontend|webapp|ui-ngx)/.*")
        || fn.unit().file().imports().stream()
            .anyMatch(i -> i.module().matches("(react|vue|svelte|@angular/|rxjs).*"));
  }

  private static boolean constructs(Fn fn) {
    return fn.is(Trait.CONSTRUCTOR)
        || Set.of("__init_subclass__", "__new__", "__set_name__", "__init__").contains(fn.name());
  }

  private static boolean starts(Fn fn) {
    Optional<Fn> at = Optional.of(fn);
    while (at.isPresent() && !at.get().is(Trait.MODULE)) {
      if (STARTING.matcher(at.get().name()).matches() || decorator(at.get())) {
        return true;
      }
      at = at.get().enclosing();
    }
    return fn.decl().annotations().stream()
        .anyMatch(a -> Set.of("PostConstruct", "EventListener", "Bean").contains(a.simpleName()));
  }

  /// `EntityId()`, `Money()`: functions of JavaScript with a capital decorate classes.
  private static boolean decorator(Fn fn) {
    return fn.unit().language() == Language.JAVASCRIPT
        && !fn.name().isEmpty()
        && Character.isUpperCase(fn.name().charAt(0))
        && fn.owner().isEmpty();
  }

  private boolean keyedByCode(TypeRef type) {
    if (type.arguments().isEmpty()) {
      return false;
    }
    String key = type.arguments().getFirst().simpleName();
    return CODE_KEYS.contains(key)
        || enums.contains(key)
        || key.endsWith("Type")
        || key.endsWith("Kind")
        || key.endsWith("Enum")
        || key.equals("type");
  }

  private boolean fixedKey(Expr key) {
    return switch (key) {
      case Expr.Literal _ -> true;
      case Expr.Name n -> ofCode(n.id());
      case Expr.Member m -> ofCode(m.name()) || enums.contains(Makers.simpleName(m.receiver()));
      case Expr.Call c ->
          CODE_CALLS.contains(Makers.simpleName(c.callee()))
              || c.callee() instanceof Expr.Member m
                  && c.arguments().isEmpty()
                  && SPELLS.contains(m.name())
                  && m.receiver() instanceof Expr.Member constant
                  && constant(constant.name());
      case Expr.Template t -> t.parts().stream().allMatch(this::fixedKey);
      default -> false;
    };
  }

  private static boolean ofCode(String name) {
    return CODE_NAMES.contains(name) || constant(name) || CODE_KEY.matcher(name).matches();
  }

  private static boolean constant(String name) {
    return name.length() > 1 && name.equals(name.toUpperCase(Locale.ROOT));
  }
}
