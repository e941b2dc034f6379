package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.TypeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a type that somebody wrote down means: a class of the tree, a type the knowledge knows, a
/// collection, something to wait for.
final class WrittenTypes {

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

  private final Names names;

  WrittenTypes(Names names) {
    this.names = names;
  }

  /// The value of a written type.
  Value of(Unit unit, TypeRef ref, List<String> parameters) {
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
    ref.arguments().forEach(argument -> arguments.add(of(unit, argument, parameters)));
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
      arguments.add(of(unit, argument, parameters));
    }
    String name = ref.name();
    int dot = name.indexOf('.');
    Value root = names.named(unit, dot < 0 ? name : name.substring(0, dot));
    if (dot >= 0 && root.isUnknown()) {
      root = names.named(unit, ref.simpleName());
      return instance(unit, root, arguments, name);
    }
    if (dot >= 0) {
      for (String part : name.substring(dot + 1).split("\\.", -1)) {
        root =
            switch (root) {
              case Value.Outside o -> new Value.Outside(o.path() + "." + part);
              case Value.Module m -> names.member(m.unit(), part, 0);
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
          names
              .knowledge(unit)
              .typeByPath(o.path())
              .<Value>map(t -> new Value.Known(t, arguments, Query.NONE, true))
              .orElse(Value.UNKNOWN);
      default ->
          unit.language() == Language.JAVASCRIPT || unit.language() == Language.PYTHON
              ? names
                  .knowledge(unit)
                  .typeByPath(name)
                  .<Value>map(t -> new Value.Known(t, arguments, Query.NONE, true))
                  .orElse(Value.UNKNOWN)
              : Value.UNKNOWN;
    };
  }
}
