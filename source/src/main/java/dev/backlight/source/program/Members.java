package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.knowledge.Entry;
import dev.backlight.source.knowledge.KnownType;
import dev.backlight.source.knowledge.Outcome;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a member of a value is: a method, a field, an ORM relation, something that the knowledge
/// knows.
final class Members {

  private final Evaluator evaluator;

  Members(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// A member that is read, not called.
  Value property(Expr.Member e, Site.Use use, String bound, boolean awaited) {
    Value receiver = evaluator.evaluate(e.receiver(), Site.Use.CHAINED, "", false);
    Value value = member(receiver, e.name(), e);
    return switch (value) {
      case Value.Member m -> read(e, m, use, bound, awaited);
      case Value.Function f when f.functions().getFirst().is(Trait.PROPERTY) -> {
        Value result = evaluator.calls.resultOf(f.functions().getFirst());
        evaluator.calls.site(
            e,
            Site.Kind.PROPERTY,
            Words.NONE,
            Query.NONE,
            receiver,
            List.of(),
            result,
            f.functions(),
            f.certain(),
            Site.Run.HERE,
            use,
            bound,
            awaited);
        yield result;
      }
      default -> {
        Value relation = relation(e, e.name(), receiver, value, use, bound);
        yield relation;
      }
    };
  }

  private Value read(Expr.Member e, Value.Member m, Site.Use use, String bound, boolean awaited) {
    Entry entry = m.entry();
    boolean property = evaluator.unit.language() == Language.CSHARP || entry.words().has(Word.LAZY);
    Query query = Queries.of(m.receiver());
    Value result =
        evaluator.calls.outcome(entry.outcome(), m.receiver(), List.of(), e, entry.words());
    if (property && !entry.words().isEmpty() && use != Site.Use.PASSED) {
      evaluator.calls.site(
          e,
          Site.Kind.PROPERTY,
          entry.words().minus(Word.LAZY),
          query,
          m.receiver(),
          List.of(),
          result,
          List.of(),
          true,
          Site.Run.HERE,
          use,
          bound,
          awaited);
    }
    boolean function =
        use == Site.Use.PASSED
            && evaluator.unit.language() == Language.JAVASCRIPT
            && !entry.words().isEmpty();
    return result.isUnknown() || function ? m : result;
  }

  /// An ORM relation: one that is loaded by reading it, or one that was loaded with its row.
  private Value relation(
      Expr e, String name, Value receiver, Value value, Site.Use use, String bound) {
    if (!(receiver instanceof Value.Instance i)) {
      return value;
    }
    Optional<Relation> relation = Relation.of(i.type(), name, evaluator.linkage.names);
    if (relation.isEmpty()) {
      return value;
    }
    Relation r = relation.get();
    Value result = loaded(r);
    if ((r.lazy() || r.many()) && r.manager().isEmpty()) {
      evaluator.calls.site(
          e,
          Site.Kind.RELATION,
          r.lazy() ? Words.of(Word.DATABASE, r.many() ? Word.MANY : Word.ONE) : Words.NONE,
          Query.NONE,
          receiver,
          List.of(),
          result,
          List.of(),
          true,
          Site.Run.HERE,
          use,
          bound,
          false);
    }
    return result;
  }

  static Value loaded(Relation r) {
    Value target = r.target().<Value>map(Value.Instance::new).orElse(Value.UNKNOWN);
    return r.manager().isPresent()
        ? new Value.Known(r.manager().get(), List.of(target), Query.NONE, true)
        : r.many() ? new Value.Listing(target, false, Query.NONE) : target;
  }

  /// `order.getItems()` where the getter is generated (Lombok, records).
  Optional<Relation> getter(Value receiver, String name) {
    if (receiver instanceof Value.Instance i && name.startsWith("get") && name.length() > 3) {
      String field = Character.toLowerCase(name.charAt(3)) + name.substring(4);
      return Relation.of(i.type(), field, evaluator.linkage.names);
    }
    return Optional.empty();
  }

  /// A relation read by its bare name inside its own entity.
  Value own(Expr.Name e, Cls owner, Value value) {
    return relation(e, e.id(), new Value.Instance(owner), value, Site.Use.USED, "");
  }

  /// A member of a value. A known library's member is a [Value.Member].
  Value member(Value receiver, String name, Expr at) {
    return switch (receiver) {
      case Value.Instance i -> ofClass(i.type(), name, receiver, false);
      case Value.ClassOf c when name.equals("class") -> c;
      case Value.ClassOf c -> ofClass(c.type(), name, receiver, true);
      case Value.Known k ->
          evaluator
              .knowledge()
              .member(k.type(), name)
              .<Value>map(entry -> new Value.Member(entry, receiver))
              .orElse(Value.UNKNOWN);
      case Value.Module m -> {
        Value value = imported(evaluator.linkage.names.member(m.unit(), name, 0));
        yield value.isUnknown() ? evaluator.linkage.variable(m.unit(), name) : value;
      }
      case Value.Outside o
          when o.path().equals("module")
              && name.equals("exports")
              && evaluator.unit.language() == Language.JAVASCRIPT ->
          new Value.Module(evaluator.unit);
      case Value.Outside o -> outside(o.path() + "." + name);
      case Value.Pending p -> pending(p, name);
      case Value.Listing l ->
          listing(name).<Value>map(e -> new Value.Member(e, receiver)).orElse(Value.UNKNOWN);
      case Value.Member m -> evaluator.hint(name);
      case Value.Scalar s -> scalar(name, receiver);
      case Value.Constant c -> scalar(name, receiver);
      case Value.Function f -> {
        Optional<Fn> inner =
            f.functions().getFirst().unit().functions().stream()
                .filter(fn ->
                    fn.name().equals(name)
                        && fn.decl().enclosing() == f.functions().getFirst().decl().id())
                .findFirst();
        yield inner
            .<Value>map(fn -> new Value.Function(List.of(fn), Value.UNKNOWN, true))
            .orElse(Value.UNKNOWN);
      }
      case Value.Unknown u -> {
        Value hinted = evaluator.hint("*." + name);
        yield hinted.isUnknown() ? evaluator.hint(name) : hinted;
      }
    };
  }

  private Value scalar(String name, Value receiver) {
    return evaluator
        .knowledge()
        .type(evaluator.unit.language() == Language.PYTHON ? "str" : "String")
        .flatMap(type -> evaluator.knowledge().member(type, name))
        .<Value>map(entry -> new Value.Member(entry, receiver))
        .orElse(Value.UNKNOWN);
  }

  private Value pending(Value.Pending p, String name) {
    for (String type :
        p.type().isEmpty()
            ? List.of("Task", "Promise", "CompletableFuture", "asyncio.Task")
            : List.of(p.type(), "Future")) {
      Optional<Entry> entry =
          evaluator
              .knowledge()
              .type(type)
              .flatMap(known -> evaluator.knowledge().member(known, name));
      if (entry.isPresent()) {
        return new Value.Member(entry.get(), p);
      }
    }
    return Value.UNKNOWN;
  }

  private Optional<Entry> listing(String name) {
    List<String> types =
        switch (evaluator.unit.language()) {
          case PYTHON -> List.of("list", "dict");
          case JAVASCRIPT -> List.of("Array");
          case CSHARP -> List.of("List", "IEnumerable");
          case JAVA -> List.of("List", "Stream");
          case CONFIG -> List.of();
        };
    for (String type : types) {
      Optional<Entry> entry =
          evaluator
              .knowledge()
              .type(type)
              .flatMap(known -> evaluator.knowledge().member(known, name));
      if (entry.isPresent()) {
        return entry;
      }
    }
    return Optional.empty();
  }

  /// A dotted name from outside the tree: a type, a function, or just a longer path.
  private Value outside(String path) {
    Value hinted = evaluator.hint(path);
    if (!hinted.isUnknown()) {
      return hinted;
    }
    int dot = path.lastIndexOf('.');
    String before = path.substring(0, dot);
    String name = path.substring(dot + 1);
    Optional<Entry> call = evaluator.knowledge().call(path);
    if (call.isPresent()) {
      return new Value.Member(call.get(), new Value.Outside(before));
    }
    Optional<KnownType> type = evaluator.knowledge().typeByPath(before);
    if (type.isPresent()) {
      Optional<Entry> entry = evaluator.knowledge().member(type.get(), name);
      if (entry.isPresent()) {
        return new Value.Member(entry.get(), new Value.Known(type.get()));
      }
    }
    String last = before.substring(before.lastIndexOf('.') + 1);
    boolean upper = !last.isEmpty() && Character.isUpperCase(last.charAt(0));
    Value starred = upper ? evaluator.hint("*." + name) : Value.UNKNOWN;
    if (starred instanceof Value.Known k) {
      return new Value.Known(k.type(), List.of(new Value.Outside(before)), Query.NONE, false);
    }
    return new Value.Outside(path);
  }

  private Value ofClass(Cls type, String name, Value receiver, boolean asClass) {
    List<Fn> methods = Hierarchy.methods(type, name);
    if (!methods.isEmpty() && !methods.stream().allMatch(fn -> fn.is(Trait.ABSTRACT))) {
      return new Value.Function(methods, receiver, true);
    }
    Value field = field(type, name);
    if (!field.isUnknown()) {
      return field;
    }
    for (Value.Known known : inheritedTypes(type)) {
      Optional<Entry> entry =
          AnnotatedStatements.of(methods, known)
              .or(() -> evaluator.knowledge().member(known.type(), name));
      if (entry.isPresent()) {
        Value self =
            known.arguments().isEmpty()
                ? new Value.Known(known.type(), elements(type, known), Query.NONE, true)
                : known;
        return new Value.Member(declared(entry.get(), methods), asClass ? receiver : self);
      }
    }
    if (!methods.isEmpty()) {
      return new Value.Function(methods, receiver, true);
    }
    for (Cls nested : type.unit().classes()) {
      if (asClass && nested.name().equals(name) && nested.decl().outer() == type.decl().id()) {
        return new Value.ClassOf(nested);
      }
    }
    return evaluator.hint(name);
  }

  /// An entity is an element of what its own methods give; a query of its own is not.
  private List<Value> elements(Cls type, Value.Known known) {
    return evaluator.queries.isQuery(known)
        ? evaluator.linkage.names.managers().rows(type)
        : List.of(new Value.Instance(type));
  }

  /// A repository's own abstract method says by its type whether it gives one row, a page or a
  /// list.
  private Entry declared(Entry entry, List<Fn> methods) {
    if (methods.isEmpty() || !entry.words().has(Word.DATABASE)) {
      return entry;
    }
    Fn method = methods.getFirst();
    String type = method.decl().returns().simpleName();
    boolean paged =
        method.decl().parameters().stream()
            .anyMatch(p ->
                p.type().simpleName().equals("Pageable") || p.type().simpleName().equals("Limit"));
    boolean many =
        switch (type) {
          case "List",
              "Set",
              "Collection",
              "Iterable",
              "Stream",
              "Flux",
              "Page",
              "Slice",
              "Streamable" ->
              true;
          default -> false;
        };
    boolean streams = type.equals("Stream") || type.equals("Flux");
    if (!entry.words().has(Word.MANY) && !many) {
      return entry;
    }
    Words words = entry.words().minus(Word.MANY, Word.ONE).plus(many ? Word.MANY : Word.ONE);
    words = paged || type.equals("Page") || type.equals("Slice") ? words.plus(Word.LIMITS) : words;
    words = streams ? words.plus(Word.STREAMS) : words;
    return new Entry(
        entry.library(),
        entry.name(),
        words,
        many ? entry.outcome() : new Outcome("T0", List.of()));
  }

  static List<Value.Known> inheritedTypes(Cls type) {
    List<Value.Known> known = new ArrayList<>();
    Hierarchy.lineage(type).forEach(cls -> known.addAll(cls.known()));
    return known;
  }

  private Value field(Cls type, String name) {
    for (Cls cls : Hierarchy.lineage(type)) {
      Value value = cls.written(name, evaluator.linkage.names);
      if (!value.isUnknown() && !(value instanceof Value.Listing)) {
        return value;
      }
      Value assigned = evaluator.linkage.field(cls, name);
      if (!assigned.isUnknown()) {
        return assigned;
      }
      if (cls.types(name)) {
        return value;
      }
    }
    return Value.UNKNOWN;
  }

  /// Resolves a reference to another file's variable.
  Value imported(Value value) {
    if (value instanceof Value.Outside o && o.path().startsWith("\0")) {
      String[] parts = o.path().split("\0", -1);
      return evaluator.linkage.variable(parts[1], parts[2]);
    }
    return value;
  }
}
