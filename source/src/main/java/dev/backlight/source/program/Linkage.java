package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.FunctionDecl.Trait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the evaluation of one round may read of the rounds before it, and what it leaves to the
/// next.
///
/// A round reads only what earlier rounds left, so its result does not depend on the order in which
/// threads evaluate the files.
final class Linkage {

  /// An unresolved method call may be one of at most this many methods of its name.
  static final int SAME_NAME = 4;

  private static final Set<String> COMMON =
      Set.of(
          "get",
          "set",
          "add",
          "find",
          "save",
          "update",
          "delete",
          "remove",
          "create",
          "list",
          "all",
          "filter",
          "first",
          "last",
          "count",
          "exists",
          "query",
          "execute",
          "run",
          "start",
          "stop",
          "close",
          "open",
          "read",
          "write",
          "send",
          "load",
          "push",
          "pop",
          "map",
          "join",
          "split",
          "keys",
          "values",
          "items",
          "append",
          "extend",
          "insert",
          "index",
          "copy",
          "clear",
          "sort",
          "format",
          "strip",
          "encode",
          "decode",
          "info",
          "error",
          "warn",
          "debug",
          "log",
          "emit",
          "on",
          "then",
          "catch",
          "apply",
          "call",
          "bind",
          "test",
          "match",
          "replace",
          "toString",
          "equals",
          "hashCode",
          "put",
          "post",
          "patch",
          "head",
          "options",
          "use",
          "json",
          "text",
          "status",
          "end",
          "next",
          "validate",
          "parse",
          "dump",
          "serialize",
          "build",
          "init",
          "name",
          "size",
          "render",
          "process",
          "handle",
          "register",
          "setup",
          "reload",
          "refresh",
          "fetch",
          "search",
          "commit",
          "rollback",
          "flush",
          "connect");

  final Names names;
  final List<Fn> functions;
  final boolean last;
  private final Map<String, Unit> unitsByPath = new HashMap<>();
  private final Map<Language, Map<String, List<Fn>>> methods = new EnumMap<>(Language.class);
  private final Map<String, List<Fn>> extensions = new HashMap<>();
  private final Value[] returnedBefore;
  private final Value[] returned;
  private final Map<Unit, Map<String, Value>> modulesBefore;
  private final Map<Unit, Map<String, Value>> modules = new ConcurrentHashMap<>();
  private final Map<Fn, Map<Integer, Cls.Ranked>> parametersBefore;
  private final Map<Fn, Map<Integer, Cls.Ranked>> parameters = new ConcurrentHashMap<>();
  private final Map<Cls, Map<String, Cls.Ranked>> fieldsBefore;
  private final Map<Cls, Map<String, Cls.Ranked>> fields = new ConcurrentHashMap<>();

  private final Map<Unit, Map<String, Cls.Ranked>> attachedBefore;
  private final Map<Unit, Map<String, Cls.Ranked>> attached = new ConcurrentHashMap<>();

  private Linkage(
      Names names,
      List<Fn> functions,
      Value[] returned,
      Map<Unit, Map<String, Value>> modules,
      Map<Fn, Map<Integer, Cls.Ranked>> parameters,
      Map<Cls, Map<String, Cls.Ranked>> fields,
      Map<Unit, Map<String, Cls.Ranked>> attached,
      boolean last) {
    this.names = names;
    this.functions = functions;
    this.returnedBefore = returned;
    this.returned = returned.clone();
    this.modulesBefore = modules;
    this.parametersBefore = parameters;
    this.fieldsBefore = fields;
    this.attachedBefore = attached;
    this.last = last;
    functions.stream()
        .filter(fn -> fn.is(Trait.MODULE))
        .forEach(fn -> unitsByPath.put(fn.unit().path(), fn.unit()));
  }

  static Linkage first(Names names, List<Fn> functions) {
    Value[] none = new Value[functions.size()];
    Arrays.fill(none, Value.UNKNOWN);
    Linkage linkage =
        new Linkage(names, functions, none, Map.of(), Map.of(), Map.of(), Map.of(), false);
    linkage.indexMethods();
    return linkage;
  }

  Linkage next(boolean last) {
    Linkage next =
        new Linkage(names, functions, returned, modules, parameters, fields, attached, last);
    next.methods.putAll(methods);
    next.extensions.putAll(extensions);
    return next;
  }

  private void indexMethods() {
    for (Fn fn : functions) {
      if (fn.is(Trait.EXTENSION)) {
        extensions.computeIfAbsent(fn.name(), n -> new ArrayList<>(1)).add(fn);
      }
      if (fn.unit().role() == Unit.Role.PRODUCT
          && (fn.decl().type() >= 0 || fn.is(Trait.LAMBDA))
          && fn.name().length() > 4
          && !COMMON.contains(fn.name())
          && !fn.is(Trait.CONSTRUCTOR)) {
        methods
            .computeIfAbsent(fn.unit().language(), l -> new HashMap<>())
            .computeIfAbsent(fn.name(), n -> new ArrayList<>(1))
            .add(fn);
      }
    }
  }

  /// Methods of a name that is telling enough, if there are few.
  List<Fn> named(Unit unit, String name) {
    List<Fn> found = methods.getOrDefault(unit.language(), Map.of()).getOrDefault(name, List.of());
    return found.size() <= SAME_NAME ? found : List.of();
  }

  /// The C# extension methods of a name. Where nothing is known of the receiver (`blind`), only
  /// names that tell enough count.
  List<Fn> extensions(String name, boolean blind) {
    String common = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    return blind && (name.length() <= 4 || COMMON.contains(common))
        ? List.of()
        : extensions.getOrDefault(name, List.of());
  }

  Value returns(Fn fn) {
    return returnedBefore[fn.index()];
  }

  void returned(Fn fn, Value value) {
    returned[fn.index()] = value;
  }

  /// A variable of the file at a path.
  Value variable(String path, String name) {
    Unit unit = unitsByPath.get(path);
    return unit == null ? Value.UNKNOWN : variable(unit, name);
  }

  Value variable(Unit unit, String name) {
    Value value = modulesBefore.getOrDefault(unit, Map.of()).getOrDefault(name, Value.UNKNOWN);
    Cls.Ranked ranked = attachedBefore.getOrDefault(unit, Map.of()).get(name);
    return value.isUnknown() && ranked != null ? ranked.value() : value;
  }

  /// What a file hangs on a module, its own or one it was given (`User.create = …`).
  void attach(Unit unit, String name, long rank, Value value) {
    if (carries(value)) {
      rank(attached.computeIfAbsent(unit, u -> new ConcurrentHashMap<>()), name, rank, value);
    }
  }

  void module(Unit unit, Map<String, Value> variables) {
    modules.put(unit, Map.copyOf(variables));
  }

  Value parameter(Fn fn, int index) {
    Cls.Ranked ranked = parametersBefore.getOrDefault(fn, Map.of()).get(index);
    return ranked == null ? Value.UNKNOWN : ranked.value();
  }

  void parameter(Fn fn, int index, long rank, Value value) {
    if (carries(value)) {
      rank(parameters.computeIfAbsent(fn, f -> new ConcurrentHashMap<>()), index, rank, value);
    }
  }

  Value field(Cls type, String name) {
    Cls.Ranked ranked = fieldsBefore.getOrDefault(type, Map.of()).get(name);
    return ranked == null ? Value.UNKNOWN : ranked.value();
  }

  void field(Cls type, String name, long rank, Value value) {
    if (carries(value)) {
      rank(fields.computeIfAbsent(type, t -> new ConcurrentHashMap<>()), name, rank, value);
    }
  }

  private static boolean carries(Value value) {
    return switch (value) {
      case Value.Unknown u -> false;
      case Value.Scalar s -> false;
      case Value.Constant c -> false;
      default -> true;
    };
  }

  private static <K> void rank(Map<K, Cls.Ranked> map, K key, long rank, Value value) {
    map.merge(key, new Cls.Ranked(rank, value), (a, b) -> a.rank() <= b.rank() ? a : b);
  }
}
