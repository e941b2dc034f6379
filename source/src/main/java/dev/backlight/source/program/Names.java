package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.knowledge.Knowledge;
import dev.backlight.source.knowledge.KnownType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a name at the top of a file, or a written type, means.
final class Names {

  private static final Set<String> PENDING =
      Set.of(
          "Promise",
          "PromiseLike",
          "Task",
          "ValueTask",
          "Awaitable",
          "Coroutine",
          "Future",
          "CompletableFuture",
          "CompletionStage",
          "ListenableFuture",
          "SettableFuture",
          "FluentFuture",
          "Mono",
          "Uni",
          "Single",
          "Maybe",
          "ConfiguredTaskAwaitable");
  private static final Set<String> COLLECTIONS =
      Set.of(
          "List",
          "list",
          "Sequence",
          "Iterable",
          "Iterator",
          "Collection",
          "Set",
          "set",
          "frozenset",
          "tuple",
          "Tuple",
          "Array",
          "ReadonlyArray",
          "ICollection",
          "IEnumerable",
          "IList",
          "IReadOnlyList",
          "IReadOnlyCollection",
          "HashSet",
          "ISet",
          "Queue",
          "Stack",
          "LinkedList",
          "ArrayList",
          "Generator",
          "AsyncGenerator",
          "AsyncIterator",
          "AsyncIterable",
          "IAsyncEnumerable",
          "Flux",
          "Stream",
          "Multi");
  private static final Set<String> TRANSPARENT =
      Set.of(
          "Optional",
          "Annotated",
          "Mapped",
          "Final",
          "ClassVar",
          "Readonly",
          "Partial",
          "Required",
          "NonNullable",
          "Awaited",
          "Nullable",
          "Lazy",
          "ActionResult",
          "IOptions",
          "ResponseEntity",
          "Ref",
          "Type",
          "Depends");
  private static final Set<String> SCALARS =
      Set.of(
          "str",
          "int",
          "float",
          "bool",
          "bytes",
          "string",
          "number",
          "boolean",
          "String",
          "Integer",
          "Long",
          "Double",
          "Boolean",
          "long",
          "double",
          "char",
          "byte",
          "decimal",
          "Guid",
          "UUID",
          "DateTime",
          "DateTimeOffset",
          "TimeSpan",
          "Instant",
          "void",
          "short",
          "uint",
          "ulong",
          "date",
          "datetime",
          "Decimal",
          "Date",
          "bigint",
          "Float",
          "Short");

  private final Modules modules;
  private final Map<Language, Knowledge> knowledge;
  private final Map<Language, Map<String, List<Cls>>> classesByName = new EnumMap<>(Language.class);
  private final Map<Unit, Map<String, Value>> top = new HashMap<>();
  private final Map<Unit, Map<String, Value>> imported = new HashMap<>();
  private final Map<Unit, List<Import>> wildcards = new HashMap<>();

  /// The files that the imports of a JavaScript file name, import by import.
  private final Map<Unit, List<Optional<Unit>>> scripts = new HashMap<>();

  private final Map<Cls, Map<String, Relation>> relations = new HashMap<>();
  private Managers managers = Managers.NONE;

  Names(List<Unit> units, Modules modules, Map<Language, Knowledge> knowledge) {
    this.modules = modules;
    this.knowledge = knowledge;
    for (Unit unit : units) {
      Map<String, Value> own = new HashMap<>();
      for (Cls type : unit.classes()) {
        if (!type.name().isEmpty()) {
          classesByName
              .computeIfAbsent(unit.language(), l -> new HashMap<>())
              .computeIfAbsent(type.name(), n -> new ArrayList<>(1))
              .add(type);
          own.putIfAbsent(type.name(), new Value.ClassOf(type));
        }
      }
      for (Fn fn : unit.functions()) {
        if (fn.decl().type() < 0 && fn.decl().enclosing() == 0 && !fn.is(Trait.LAMBDA)) {
          own.put(fn.name(), new Value.Function(List.of(fn), Value.UNKNOWN, true));
        }
      }
      top.put(unit, own);
      if (unit.language() == Language.JAVASCRIPT) {
        scripts.put(
            unit,
            unit.file().imports().stream().map(one -> modules.script(one.module(), unit)).toList());
      }
    }
    for (Unit unit : units) {
      Map<String, Value> names = new HashMap<>();
      List<Import> stars = new ArrayList<>();
      for (Import one : unit.file().imports()) {
        if (one.name().equals("*")) {
          stars.add(one);
        } else if (!one.alias().isEmpty()) {
          bind(unit, one, names);
        }
      }
      imported.put(unit, names);
      wildcards.put(unit, stars);
    }
  }

  Knowledge knowledge(Unit unit) {
    return java.util.Objects.requireNonNull(knowledge.get(unit.language()));
  }

  private void bind(Unit unit, Import one, Map<String, Value> names) {
    switch (unit.language()) {
      case PYTHON -> bindPython(unit, one, names);
      case JAVASCRIPT -> names.put(one.alias(), script(unit, one));
      case JAVA -> names.put(one.alias(), qualified(unit, one.module(), one.name()));
      case CSHARP -> names.put(one.alias(), qualified(unit, one.module(), one.name()));
      case CONFIG -> throw new IllegalStateException("configuration has no imports");
    }
  }

  private void bindPython(Unit unit, Import one, Map<String, Value> names) {
    if (one.name().isEmpty()) {
      // `import a.b` binds `a`; members are looked up by path.
      boolean dotted = one.alias().equals(one.module()) && one.module().contains(".");
      Optional<Unit> file = modules.python(one.module(), unit);
      if (file.isPresent() && !isOutside(unit, one.module())) {
        names.put(one.alias(), new Value.Module(file.get()));
      } else {
        String root = dotted ? one.module().substring(0, one.module().indexOf('.')) : one.alias();
        names.put(root, new Value.Outside(dotted ? root : one.module()));
      }
      return;
    }
    Value value = new Value.Outside(one.module() + "." + one.name());
    if (one.module().startsWith(".") || !isOutside(unit, one.module())) {
      Optional<Unit> file = modules.python(one.module(), unit);
      Optional<Unit> sub =
          modules.python(
              one.module().endsWith(".")
                  ? one.module() + one.name()
                  : one.module() + "." + one.name(),
              unit);
      if (file.isPresent()) {
        Value inside = member(file.get(), one.name(), 0);
        value =
            inside.isUnknown() && sub.isPresent()
                ? new Value.Module(sub.get())
                : inside.isUnknown() ? new Imported(file.get(), one.name()).value() : inside;
      } else if (sub.isPresent()) {
        value = new Value.Module(sub.get());
      }
    }
    names.put(one.alias(), value);
  }

  /// A variable of another file; looked up when used, as its value is found while linking.
  record Imported(Unit unit, String name) {
    Value value() {
      return new Value.Outside("\0" + unit.path() + "\0" + name);
    }
  }

  private boolean isOutside(Unit unit, String module) {
    int dot = module.indexOf('.');
    return knowledge(unit).knowsModule(dot < 0 ? module : module.substring(0, dot))
        && modules.python(module, unit).map(u -> !sharesRoot(u, unit)).orElse(true);
  }

  private static boolean sharesRoot(Unit a, Unit b) {
    int cut = a.path().indexOf('/');
    return cut > 0 && b.path().startsWith(a.path().substring(0, cut + 1));
  }

  /// `require('m')` where it is not an import of its own.
  Value required(Unit unit, Expr.Call call) {
    return unit.language() == Language.JAVASCRIPT
            && call.callee() instanceof Expr.Name(_, _, String id)
            && id.equals("require")
            && call.arguments().size() == 1
            && call.arguments().getFirst().value() instanceof Expr.Literal module
        ? script(unit, new Import(call.start(), call.end(), module.text(), "default", ""))
        : Value.UNKNOWN;
  }

  private Value script(Unit unit, Import one) {
    Optional<Unit> file = modules.script(one.module(), unit);
    if (file.isPresent()) {
      if (one.name().isEmpty()) {
        return new Value.Module(file.get());
      }
      Value found = exported(file.get(), one.name(), 0);
      if (!found.isUnknown()) {
        return found;
      }
      return one.name().equals("default")
          ? new Value.Module(file.get())
          : new Imported(file.get(), one.name()).value();
    }
    if (modules.isOwnPackage(one.module())) {
      return unique(unit, one.name());
    }
    String module = one.module().startsWith("node:") ? one.module().substring(5) : one.module();
    return new Value.Outside(
        one.name().isEmpty() || one.name().equals("default") ? module : module + "." + one.name());
  }

  private Value unique(Unit unit, String name) {
    List<Cls> candidates =
        classesByName.getOrDefault(unit.language(), Map.of()).getOrDefault(name, List.of());
    return candidates.size() == 1 ? new Value.ClassOf(candidates.getFirst()) : Value.UNKNOWN;
  }

  /// What a JavaScript file exports under a name.
  Value exported(Unit unit, String name, int depth) {
    if (depth > 6) {
      return Value.UNKNOWN;
    }
    for (SourceFile.Export export : unit.file().exports()) {
      if (export.name().equals(name)) {
        if (export.value() instanceof Expr.Name n) {
          Value value = named(unit, n.id());
          return value.isUnknown() ? new Imported(unit, n.id()).value() : value;
        }
        if (export.value() instanceof Expr.Call c && !required(unit, c).isUnknown()) {
          return required(unit, c);
        }
        if (export.value() instanceof Expr.Lambda l) {
          return new Value.Function(
              List.of(unit.functions().get(l.function())), Value.UNKNOWN, true);
        }
      }
    }
    List<Optional<Unit>> files = scripts.getOrDefault(unit, List.of());
    for (int i = 0; i < files.size(); i++) {
      Import one = unit.file().imports().get(i);
      if (one.alias().equals(name) || one.name().equals("*")) {
        Optional<Unit> file = files.get(i);
        if (file.isPresent() && file.get() != unit) {
          Value value = exported(file.get(), one.name().equals("*") ? name : one.name(), depth + 1);
          if (!value.isUnknown()) {
            return value;
          }
        }
      }
    }
    Value own = top.getOrDefault(unit, Map.of()).get(name);
    return own == null ? Value.UNKNOWN : own;
  }

  private Value qualified(Unit unit, String module, String name) {
    for (Cls candidate : candidates(unit, name)) {
      if (candidate.decl().qualifier().equals(module)) {
        return new Value.ClassOf(candidate);
      }
    }
    List<Cls> outer = candidates(unit, module.substring(module.lastIndexOf('.') + 1));
    for (Cls one : outer) {
      for (Cls nested : one.unit().classes()) {
        if (nested.name().equals(name) && nested.decl().outer() == one.decl().id()) {
          return new Value.ClassOf(nested);
        }
      }
      Optional<List<Fn>> method = Hierarchy.inherited(one, name, new java.util.HashSet<>());
      if (method.isPresent()) {
        return new Value.Function(method.get(), new Value.ClassOf(one), true);
      }
    }
    return new Value.Outside(module + "." + name);
  }

  private List<Cls> candidates(Unit unit, String name) {
    return classesByName.getOrDefault(unit.language(), Map.of()).getOrDefault(name, List.of());
  }

  /// A name at the top of a file, UNKNOWN if nothing declares it. Variables of the module are not
  /// looked at: they are the evaluator's.
  Value named(Unit unit, String name) {
    Value own = top.getOrDefault(unit, Map.of()).get(name);
    if (own != null) {
      return own;
    }
    Value bound = imported.getOrDefault(unit, Map.of()).get(name);
    if (bound != null) {
      return bound;
    }
    return switch (unit.language()) {
      case JAVA, CSHARP -> sharedSpace(unit, name);
      case PYTHON, JAVASCRIPT -> starred(unit, name);
      case CONFIG -> Value.UNKNOWN;
    };
  }

  private Value starred(Unit unit, String name) {
    for (Import star : wildcards.getOrDefault(unit, List.of())) {
      if (unit.language() == Language.PYTHON) {
        Optional<Unit> file = modules.python(star.module(), unit);
        if (file.isPresent() && file.get() != unit) {
          Value value = member(file.get(), name, 1);
          if (!value.isUnknown()) {
            return value;
          }
        }
      }
    }
    return Value.UNKNOWN;
  }

  /// Java packages and C# namespaces: any class of the name, the nearest qualifier first.
  private Value sharedSpace(Unit unit, String name) {
    if (name.isEmpty() || !Character.isUpperCase(name.charAt(0))) {
      return Value.UNKNOWN;
    }
    List<Cls> candidates = candidates(unit, name);
    String own = unit.classes().isEmpty() ? "" : unit.classes().getFirst().decl().qualifier();
    List<Import> stars = wildcards.getOrDefault(unit, List.of());
    Cls best = null;
    int score = -1;
    for (Cls candidate : candidates) {
      String qualifier = candidate.decl().qualifier();
      int s =
          qualifier.equals(own)
              ? 3
              : stars.stream().anyMatch(i -> i.module().equals(qualifier))
                  ? 2
                  : own.startsWith(qualifier) && unit.language() == Language.CSHARP ? 1 : 0;
      if (s > score) {
        best = candidate;
        score = s;
      }
    }
    boolean known = knownHere(unit, name) != null;
    boolean enough = unit.language() == Language.JAVA ? score >= 2 : score >= (known ? 1 : 0);
    if (best != null && enough) {
      return new Value.ClassOf(best);
    }
    String path = knownHere(unit, name);
    return path == null ? Value.UNKNOWN : new Value.Outside(path);
  }

  /// The path by which the knowledge knows a Java or C# type visible in a file by its simple name.
  private @Nullable String knownHere(Unit unit, String name) {
    Knowledge known = knowledge(unit);
    if (unit.language() == Language.JAVA && known.typeByPath("java.lang." + name).isPresent()) {
      return "java.lang." + name;
    }
    for (Import star : wildcards.getOrDefault(unit, List.of())) {
      String path = star.module() + "." + name;
      if (known.typeByPath(path).isPresent()) {
        return path;
      }
    }
    // A C# type that two libraries have (`ISession`) goes by its namespace, any other by its name.
    return unit.language() == Language.CSHARP && known.typeByPath(name).isPresent() ? name : null;
  }

  /// A top-level member of a Python or JavaScript file.
  Value member(Unit unit, String name, int depth) {
    if (unit.language() == Language.JAVASCRIPT) {
      return exported(unit, name, 0);
    }
    Value own = top.getOrDefault(unit, Map.of()).get(name);
    if (own != null) {
      return own;
    }
    if (depth > 6) {
      return Value.UNKNOWN;
    }
    for (Import one : unit.file().imports()) {
      if (one.alias().equals(name) || one.name().equals("*")) {
        Optional<Unit> file = modules.python(one.module(), unit);
        if (file.isPresent() && file.get() != unit) {
          Value value = member(file.get(), one.name().equals("*") ? name : one.name(), depth + 1);
          if (!value.isUnknown()) {
            return value;
          }
        }
        if (!one.name().equals("*") && file.isEmpty()) {
          return new Value.Outside(one.module() + "." + one.name());
        }
      }
    }
    return modules
        .python(moduleOf(unit) + "." + name, unit)
        .<Value>map(Value.Module::new)
        .orElse(Value.UNKNOWN);
  }

  private static String moduleOf(Unit unit) {
    String path = unit.path();
    return path.endsWith("/__init__.py")
        ? path.substring(0, path.length() - 12).replace('/', '.')
        : "\0";
  }

  /// The value of a written type.
  Value typed(Unit unit, TypeRef ref, List<String> parameters) {
    if (ref.isNone()) {
      return Value.UNKNOWN;
    }
    String simple = ref.simpleName();
    if (parameters.contains(ref.name())) {
      return Value.UNKNOWN;
    }
    if (SCALARS.contains(simple) && ref.arguments().isEmpty()) {
      return Value.SCALAR;
    }
    Value known = knownType(unit, ref, parameters);
    if (known instanceof Value.Instance || PENDING.contains(simple) && ref.arguments().isEmpty()) {
      return known.isUnknown() && PENDING.contains(simple)
          ? new Value.Pending(Value.UNKNOWN, simple)
          : known;
    }
    List<Value> arguments = new ArrayList<>();
    ref.arguments().forEach(argument -> arguments.add(typed(unit, argument, parameters)));
    Value first = arguments.isEmpty() ? Value.UNKNOWN : arguments.getFirst();
    if (PENDING.contains(simple)) {
      return new Value.Pending(first, simple);
    }
    if (TRANSPARENT.contains(simple) && !arguments.isEmpty()) {
      return first;
    }
    if (!known.isUnknown()) {
      return known;
    }
    return COLLECTIONS.contains(simple)
        ? new Value.Listing(first, false, Query.NONE)
        : Value.UNKNOWN;
  }

  private Value knownType(Unit unit, TypeRef ref, List<String> parameters) {
    List<Value> arguments = new ArrayList<>();
    for (TypeRef argument : ref.arguments()) {
      arguments.add(typed(unit, argument, parameters));
    }
    String name = ref.name();
    int dot = name.indexOf('.');
    Value root = named(unit, dot < 0 ? name : name.substring(0, dot));
    if (dot >= 0 && root.isUnknown()) {
      root = named(unit, ref.simpleName());
      return instance(unit, root, arguments, name);
    }
    if (dot >= 0) {
      for (String part : name.substring(dot + 1).split("\\.", -1)) {
        root =
            switch (root) {
              case Value.Outside o -> new Value.Outside(o.path() + "." + part);
              case Value.Module m -> member(m.unit(), part, 0);
              case Value.ClassOf c -> nested(c.type(), part);
              default -> Value.UNKNOWN;
            };
      }
    }
    return instance(unit, root, arguments, name);
  }

  private static Value nested(Cls outer, String name) {
    for (Cls type : outer.unit().classes()) {
      if (type.name().equals(name) && type.decl().outer() == outer.decl().id()) {
        return new Value.ClassOf(type);
      }
    }
    return Value.UNKNOWN;
  }

  private Value instance(Unit unit, Value value, List<Value> arguments, String name) {
    return switch (value) {
      case Value.ClassOf c -> new Value.Instance(c.type());
      case Value.Outside o ->
          knowledge(unit)
              .typeByPath(o.path())
              .<Value>map(t -> new Value.Known(t, arguments, Query.NONE, true))
              .orElse(Value.UNKNOWN);
      default ->
          unit.language() == Language.JAVASCRIPT || unit.language() == Language.PYTHON
              ? knowledge(unit)
                  .typeByPath(name)
                  .<Value>map(t -> new Value.Known(t, arguments, Query.NONE, true))
                  .orElse(Value.UNKNOWN)
              : Value.UNKNOWN;
    };
  }

  /// A class by name anywhere in the tree if there is just one.
  Optional<Cls> onlyClass(Unit unit, String name) {
    List<Cls> candidates = candidates(unit, name);
    return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
  }

  /// Connects a class with the classes and library types it extends.
  void connect(Cls type) {
    for (TypeRef parent : type.decl().supertypes()) {
      switch (typed(type.unit(), parent, type.decl().typeParameters())) {
        case Value.Instance i when i.type() != type -> {
          type.parents().add(i.type());
          i.type().children().add(type);
        }
        case Value.Known k -> type.known().add(k);
        case Value.Listing l -> {
          // A class that extends a collection has no members we know.
        }
        default -> {
          Optional<KnownType> hinted = knowledge(type.unit()).hint("extends " + parent.name());
          hinted.ifPresent(t -> type.known().add(new Value.Known(t)));
        }
      }
    }
  }

  /// The relations of an entity class, by name.
  Map<String, Relation> relations(Cls type) {
    return relations.getOrDefault(type, Map.of());
  }

  void relations(Map<Cls, Map<String, Relation>> found) {
    relations.putAll(found);
  }

  Managers managers() {
    return managers;
  }

  void managers(Managers found) {
    managers = found;
  }
}
