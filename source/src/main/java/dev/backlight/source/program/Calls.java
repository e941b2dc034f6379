package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.knowledge.Entry;
import dev.backlight.source.knowledge.Knowledge;
import dev.backlight.source.knowledge.KnownType;
import dev.backlight.source.knowledge.Outcome;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Calls and members: what they are, what they run, what comes back.
final class Calls {

  private final Evaluator evaluator;
  private final Callbacks callbacks;
  private final Extensions extensions;

  Calls(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.callbacks = new Callbacks(evaluator);
    this.extensions = new Extensions(evaluator);
  }

  private Knowledge knowledge() {
    return evaluator.linkage.names.knowledge(evaluator.unit);
  }

  /// What a callee turned out to be.
  record Target(
      Words words,
      Outcome outcome,
      Value receiver,
      List<Fn> functions,
      boolean certain,
      Value made) {
    static final Target NONE =
        new Target(Words.NONE, Outcome.NOTHING, Value.UNKNOWN, List.of(), true, Value.UNKNOWN);
  }

  // Members.

  /// A member that is read, not called.
  Value property(Expr.Member e, Site.Use use, String bound, boolean awaited) {
    Value receiver = evaluator.evaluate(e.receiver(), Site.Use.CHAINED, "", false);
    Value value = member(receiver, e.name(), e);
    return switch (value) {
      case Value.Member m -> read(e, m, use, bound, awaited);
      case Value.Function f when f.functions().getFirst().is(Trait.PROPERTY) -> {
        Value result = resultOf(f.functions().getFirst());
        site(
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
    Query query = queryOf(m.receiver());
    Value result = outcome(entry.outcome(), m.receiver(), List.of(), e, entry.words());
    if (property && !entry.words().isEmpty() && use != Site.Use.PASSED) {
      site(
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

  /// An ORM relation that is loaded by reading it.
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
    if (r.lazy() && r.manager().isEmpty()) {
      site(
          e,
          Site.Kind.RELATION,
          Words.of(Word.DATABASE, r.many() ? Word.MANY : Word.ONE),
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

  private static Value loaded(Relation r) {
    Value target = r.target().<Value>map(Value.Instance::new).orElse(Value.UNKNOWN);
    return r.manager().isPresent()
        ? new Value.Known(r.manager().get(), List.of(target), Query.NONE, true)
        : r.many() ? new Value.Listing(target, false, Query.NONE) : target;
  }

  /// `order.getItems()` where the getter is generated (Lombok, records).
  private Optional<Relation> getter(Value receiver, String name) {
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
      case Value.ClassOf c -> ofClass(c.type(), name, receiver, true);
      case Value.Known k ->
          knowledge()
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
    return knowledge()
        .type(evaluator.unit.language() == Language.PYTHON ? "str" : "String")
        .flatMap(type -> knowledge().member(type, name))
        .<Value>map(entry -> new Value.Member(entry, receiver))
        .orElse(Value.UNKNOWN);
  }

  private Value pending(Value.Pending p, String name) {
    for (String type :
        p.type().isEmpty()
            ? List.of("Task", "Promise", "CompletableFuture", "asyncio.Task")
            : List.of(p.type(), "Future")) {
      Optional<Entry> entry =
          knowledge().type(type).flatMap(known -> knowledge().member(known, name));
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
          knowledge().type(type).flatMap(known -> knowledge().member(known, name));
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
    Optional<Entry> call = knowledge().call(path);
    if (call.isPresent()) {
      return new Value.Member(call.get(), new Value.Outside(before));
    }
    Optional<KnownType> type = knowledge().typeByPath(before);
    if (type.isPresent()) {
      Optional<Entry> entry = knowledge().member(type.get(), name);
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
      Optional<Entry> entry = knowledge().member(known.type(), name);
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
    return isQuery(known)
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

  private static List<Value.Known> inheritedTypes(Cls type) {
    List<Value.Known> known = new ArrayList<>();
    Hierarchy.lineage(type).forEach(cls -> known.addAll(cls.known()));
    return known;
  }

  private Value field(Cls type, String name) {
    for (Cls cls : Hierarchy.lineage(type)) {
      Optional<TypeDecl.Field> field = cls.field(name);
      if (field.isPresent() && !field.get().type().isNone()) {
        Value value =
            evaluator.linkage.names.typed(
                cls.unit(), field.get().type(), cls.decl().typeParameters());
        if (!value.isUnknown() && !(value instanceof Value.Listing)) {
          return value;
        }
        Value assigned = evaluator.linkage.field(cls, name);
        return assigned.isUnknown() ? value : assigned;
      }
      Value assigned = evaluator.linkage.field(cls, name);
      if (!assigned.isUnknown()) {
        return assigned;
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

  // Calls.

  Value call(Expr.Call e, Site.Use use, String bound, boolean awaited) {
    Target target = target(e);
    List<Value> arguments = new ArrayList<>();
    if (isDeferred(e)) {
      return evaluator.evaluate(e.arguments().getFirst().value());
    }
    List<Callbacks.Given> given = new ArrayList<>();
    Value returned = Value.UNKNOWN;
    for (int i = 0; i < e.arguments().size(); i++) {
      Argument argument = e.arguments().get(i);
      if (argument.value() instanceof Expr.Lambda lambda) {
        Callbacks.Given one = callbacks.run(lambda, target, e, arguments, i);
        given.add(one);
        arguments.add(one.function());
        returned = returned.isUnknown() ? one.result() : returned;
      } else {
        Value value = evaluator.evaluate(argument.value(), Site.Use.PASSED, "", false);
        if (value instanceof Value.Function f
            && f.functions().stream().noneMatch(fn -> fn.is(Trait.CONSTRUCTOR))) {
          Callbacks.Given one = callbacks.handOver(f, argument.value(), target, e);
          given.add(one);
          returned = returned.isUnknown() ? one.result() : returned;
        }
        arguments.add(value);
      }
    }
    Value result =
        target.made().isUnknown()
            ? outcome(target.outcome(), target.receiver(), arguments, e, target.words())
            : target.made();
    if (result.isUnknown() && !target.functions().isEmpty()) {
      result = resultOf(target.functions().getFirst());
    }
    if (target.outcome().name().equals("returned")) {
      result = returned.settled();
    }
    if (target.words().hasAny(Word.ASYNC, Word.STARTS, Word.GATHERS, Word.GATHERS_BOUNDED)
        && !(result instanceof Value.Pending)
        && !target.words().has(Word.BUILDS)) {
      result = new Value.Pending(result, "");
    }
    passParameters(target, e, arguments);
    sources(target, arguments, e);
    Words words = target.words();
    Query query = queryOf(target.receiver());
    if (words.has(Word.DATABASE)) {
      Optional<Sql> sql = Sql.in(e, arguments);
      if (sql.isPresent()) {
        query = query.plus(sql.get().words().minus(Word.WRITE), List.of(), sql.get().limit());
        words =
            sql.get().writes()
                ? words.minus(Word.MANY, Word.ONE).plus(Word.WRITE)
                : sql.get().words().has(Word.SCALAR)
                    ? words.minus(Word.MANY).plus(Word.SCALAR)
                    : words.has(Word.ONE) ? words : words.plus(Word.MANY);
        if (result instanceof Value.Listing l) {
          result = new Value.Listing(l.element(), false, query.plus(words, List.of(), 0));
        }
      }
    }
    site(
        e,
        e.constructs() || target.made() instanceof Value.Instance
            ? Site.Kind.CONSTRUCT
            : Site.Kind.CALL,
        words,
        asked(query, words, arguments),
        target.receiver(),
        List.copyOf(arguments),
        result,
        target.functions(),
        target.certain(),
        Site.Run.HERE,
        use,
        bound,
        awaited);
    callbacks.sites(given);
    grow(e, target);
    return result;
  }

  /// `Depends(f)`, `Annotated`: nothing is called here.
  private static boolean isDeferred(Expr.Call e) {
    return e.callee() instanceof Expr.Name n
        && n.id().equals("Depends")
        && !e.arguments().isEmpty();
  }

  private void grow(Expr.Call e, Target target) {
    if (target.words().has(Word.GROWS)
        && e.callee() instanceof Expr.Member m
        && m.receiver() instanceof Expr.Name n
        && evaluator.frame.look(n.id()) instanceof Value.Listing l) {
      Value element = l.element();
      if (element.isUnknown() && !e.arguments().isEmpty()) {
        element =
            evaluator.frame.sites.isEmpty()
                ? element
                : evaluator.frame.sites.getLast().arguments().isEmpty()
                    ? element
                    : evaluator.frame.sites.getLast().arguments().getLast();
      }
      evaluator.frame.assign(n.id(), new Value.Listing(element, false, l.query()), false);
    }
  }

  /// `cache[key] = value`.
  void store(Expr.Index target) {
    Value receiver = evaluator.evaluate(target.receiver(), Site.Use.CHAINED, "", false);
    Value key = evaluator.evaluate(target.index());
    site(
        target,
        Site.Kind.CALL,
        Words.of(Word.GROWS),
        Query.NONE,
        receiver,
        List.of(key),
        Value.UNKNOWN,
        List.of(),
        true,
        Site.Run.HERE,
        Site.Use.DROPPED,
        "",
        false);
  }

  /// A slice of a query limits it; of a list, copies in memory.
  Value slice(Value receiver, Expr.Operation slice) {
    if (receiver instanceof Value.Known k && knowledge().words(k.type()).has(Word.LAZY)) {
      boolean offset =
          slice.operands().size() > 1
              && slice.operands().get(0) != Expr.NONE
              && !(slice.operands().get(0) instanceof Expr.Literal);
      boolean bounded = slice.operands().size() > 1 && slice.operands().get(1) != Expr.NONE;
      Words words = bounded ? Words.of(Word.LIMITS) : Words.NONE;
      Query query =
          k.query()
              .plus(
                  offset ? words.plus(Word.OFFSETS) : words,
                  List.of(),
                  bounded ? number(slice.operands().get(1)) : 0);
      return new Value.Known(k.type(), k.arguments(), query, k.certain());
    }
    return receiver;
  }

  private static double number(Expr expr) {
    if (expr instanceof Expr.Literal l && l.kind() == Expr.Literal.Kind.NUMBER) {
      try {
        return Double.parseDouble(l.text().replace("_", ""));
      } catch (NumberFormatException e) {
        return 0;
      }
    }
    return 0;
  }

  private Target target(Expr.Call e) {
    return switch (e.callee()) {
      case Expr.Member m when !e.constructs() -> {
        Value receiver =
            m.receiver() instanceof Expr.Name n && n.id().equals("super")
                ? parent()
                : evaluator.evaluate(m.receiver(), Site.Use.CHAINED, "", false);
        receiver =
            m.receiver() instanceof Expr.Call c
                    && c.callee() instanceof Expr.Name n
                    && n.id().equals("super")
                ? parent()
                : evaluator.thenables.receiver(receiver, m.receiver(), m.name());
        yield called(member(receiver, m.name(), m), receiver, m.name(), e);
      }
      case Expr.Member m -> {
        Value value =
            evaluator.linkage.names.typed(
                evaluator.unit, dev.backlight.source.code.TypeRef.of(dotted(m)), List.of());
        Value made = value.isUnknown() ? evaluator.evaluate(m) : value;
        yield made instanceof Value.Instance || made instanceof Value.Known
            ? construct(made, e)
            : called(made, Value.UNKNOWN, m.name(), e);
      }
      case Expr.Name n when n.id().equals("super") -> Target.NONE;
      case Expr.Name n when n.id().equals("require") && !required(e).isUnknown() ->
          new Target(Words.NONE, Outcome.NOTHING, Value.UNKNOWN, List.of(), true, required(e));
      case Expr.Name n -> {
        if (e.constructs()) {
          List<dev.backlight.source.code.TypeRef> arguments = e.typeArguments();
          Value made =
              evaluator.linkage.names.typed(
                  evaluator.unit,
                  new dev.backlight.source.code.TypeRef(n.id(), arguments),
                  List.of());
          if (made instanceof Value.Instance
              || made instanceof Value.Known
              || made instanceof Value.Listing) {
            yield construct(made, e);
          }
        }
        yield called(evaluator.name(n), Value.UNKNOWN, n.id(), e);
      }
      case Expr.Lambda lambda -> {
        Fn fn = evaluator.unit.functions().get(lambda.function());
        Value result =
            evaluator.inside(
                fn,
                List.of(),
                evaluator.frame.loops,
                evaluator.frame.scopes,
                evaluator.frame.translated);
        yield new Target(
            Words.NONE,
            Outcome.NOTHING,
            Value.UNKNOWN,
            List.of(fn),
            true,
            fn.is(Trait.ASYNC) ? new Value.Pending(result, "") : result);
      }
      default -> called(evaluator.evaluate(e.callee()), Value.UNKNOWN, "", e);
    };
  }

  private Value required(Expr.Call e) {
    return imported(evaluator.linkage.names.required(evaluator.unit, e));
  }

  private static String dotted(Expr expr) {
    return switch (expr) {
      case Expr.Name n -> n.id();
      case Expr.Member m -> dotted(m.receiver()) + "." + m.name();
      default -> "?";
    };
  }

  private Value parent() {
    Optional<Cls> own = evaluator.receiver();
    if (own.isEmpty()) {
      return Value.UNKNOWN;
    }
    if (!own.get().parents().isEmpty()) {
      return new Value.ClassOf(own.get().parents().getFirst());
    }
    return own.get().known().isEmpty() ? Value.UNKNOWN : own.get().known().getFirst();
  }

  private Target called(Value callee, Value receiver, String name, Expr.Call e) {
    return switch (callee) {
      case Value.Function f ->
          new Target(
              Words.NONE,
              Outcome.NOTHING,
              receiver,
              overloads(f.functions(), e),
              f.certain(),
              Value.UNKNOWN);
      case Value.Member m -> known(m);
      case Value.ClassOf c -> construct(new Value.Instance(c.type()), e);
      case Value.Outside o -> {
        Optional<Entry> call = knowledge().call(o.path());
        Optional<KnownType> type = knowledge().typeByPath(o.path());
        yield call.isPresent()
            ? known(new Value.Member(call.get(), receiver))
            : type.isPresent()
                ? construct(new Value.Known(type.get()), e)
                : unresolved(receiver, name, e);
      }
      case Value.Known k ->
          knowledge()
              .member(k.type(), "()")
              .map(entry -> known(new Value.Member(entry, k)))
              .orElse(unresolvedOr(k, receiver, name, e));
      default -> unresolved(receiver, name, e);
    };
  }

  private Target unresolvedOr(Value.Known k, Value receiver, String name, Expr.Call e) {
    return receiver.isUnknown()
        ? unresolved(receiver, name, e)
        : new Target(Words.NONE, Outcome.NOTHING, receiver, List.of(), k.certain(), k);
  }

  private static Target known(Value.Member m) {
    boolean certain = !(m.receiver() instanceof Value.Known k) || k.certain();
    return new Target(
        m.entry().words(), m.entry().outcome(), m.receiver(), List.of(), certain, Value.UNKNOWN);
  }

  private Target construct(Value made, Expr.Call e) {
    Words words = Words.NONE;
    List<Fn> constructors = List.of();
    if (made instanceof Value.Instance i) {
      constructors = Hierarchy.inherited(i.type(), "<new>", new HashSet<>()).orElse(List.of());
      constructors =
          constructors.size() > 1 ? byArity(constructors, e.arguments().size()) : constructors;
      for (Value.Known known : inheritedTypes(i.type())) {
        words = words.plus(known.type().constructor().words());
      }
    } else if (made instanceof Value.Known k) {
      words = k.type().constructor().words();
      Outcome outcome = k.type().constructor().outcome();
      if (!outcome.name().isEmpty()) {
        return new Target(words, outcome, Value.UNKNOWN, List.of(), true, Value.UNKNOWN);
      }
    }
    return new Target(words, Outcome.NOTHING, Value.UNKNOWN, constructors, true, made);
  }

  private static List<Fn> byArity(List<Fn> functions, int arguments) {
    List<Fn> fitting = functions.stream().filter(fn -> takes(fn, arguments)).toList();
    return fitting.isEmpty() ? List.of(functions.getFirst()) : fitting;
  }

  private static boolean takes(Fn fn, int arguments) {
    List<Parameter> parameters = fn.decl().parameters();
    long needed = parameters.stream().filter(p -> p.initial() == Expr.NONE && !p.rest()).count();
    return needed <= arguments
        && (arguments <= parameters.size() || parameters.stream().anyMatch(Parameter::rest));
  }

  /// The overloads that take so many arguments, where the language has overloads.
  private List<Fn> overloads(List<Fn> all, Expr.Call e) {
    List<Fn> functions = all;
    if (evaluator.unit.role() == Unit.Role.PRODUCT && functions.size() > 1) {
      // Doubles in tests implement what the product calls, and never run there.
      List<Fn> real = functions.stream().filter(fn -> fn.unit().role() != Unit.Role.TEST).toList();
      functions = real.isEmpty() ? functions : real;
    }
    Language language = evaluator.unit.language();
    if (functions.size() < 2 || language != Language.CSHARP && language != Language.JAVA) {
      return functions;
    }
    List<Fn> fitting = functions.stream().filter(fn -> takes(fn, e.arguments().size())).toList();
    return fitting.isEmpty() ? functions : fitting;
  }

  private Target unresolved(Value receiver, String name, Expr.Call e) {
    Optional<Relation> relation = getter(receiver, name);
    if (relation.isPresent()) {
      Relation r = relation.get();
      Words words =
          r.lazy() && r.manager().isEmpty()
              ? Words.of(Word.DATABASE, r.many() ? Word.MANY : Word.ONE)
              : Words.NONE;
      return new Target(words, Outcome.NOTHING, receiver, List.of(), true, loaded(r));
    }
    List<Fn> extended = extensions.of(receiver, name, e);
    boolean blind = Extensions.isBlind(receiver);
    if (!extended.isEmpty() && (!blind || knowledge().anywhere(name).isEmpty())) {
      boolean certain = !blind && extended.size() == 1;
      return new Target(Words.NONE, Outcome.NOTHING, receiver, extended, certain, Value.UNKNOWN);
    }
    if (!receiver.isUnknown()
        && !(receiver instanceof Value.Outside)
        && !(receiver instanceof Value.Instance)
        && !(receiver instanceof Value.Member)) {
      return new Target(Words.NONE, Outcome.NOTHING, receiver, List.of(), true, Value.UNKNOWN);
    }
    if (e.callee() instanceof Expr.Member) {
      Optional<Entry> anywhere = knowledge().anywhere(name);
      if (anywhere.isPresent()) {
        return new Target(
            anywhere.get().words(),
            anywhere.get().outcome(),
            receiver,
            List.of(),
            false,
            Value.UNKNOWN);
      }
      List<Fn> named = evaluator.linkage.named(evaluator.unit, name);
      boolean dynamic =
          evaluator.unit.language() == Language.PYTHON
              || evaluator.unit.language() == Language.JAVASCRIPT;
      if (dynamic && !named.isEmpty() && fits(named, e)) {
        return new Target(Words.NONE, Outcome.NOTHING, receiver, named, false, Value.UNKNOWN);
      }
    }
    return new Target(Words.NONE, Outcome.NOTHING, receiver, List.of(), true, Value.UNKNOWN);
  }

  private static boolean fits(List<Fn> functions, Expr.Call e) {
    boolean spread = e.arguments().stream().anyMatch(Argument::spread);
    return spread
        || functions.stream()
            .anyMatch(fn ->
                fn.decl().parameters().size() >= e.arguments().size()
                    || fn.decl().parameters().stream().anyMatch(p -> p.rest()));
  }

  /// What a function of the tree gives back when called.
  Value resultOf(Fn fn) {
    Value declared =
        evaluator.linkage.names.typed(
            fn.unit(),
            fn.decl().returns(),
            fn.owner().map(o -> o.decl().typeParameters()).orElse(List.of()));
    Value inferred = evaluator.linkage.returns(fn);
    boolean coarse =
        declared.isUnknown()
            || declared == Value.SCALAR
            || declared instanceof Value.Listing
            || declared instanceof Value.Pending p
                && (p.value().isUnknown() || p.value() instanceof Value.Listing);
    Value value =
        coarse && !inferred.isUnknown() && !(inferred instanceof Value.Constant)
            ? inferred
            : declared;
    if (fn.is(Trait.ASYNC) && !(value instanceof Value.Pending) && !fn.is(Trait.GENERATOR)) {
      return new Value.Pending(value, "");
    }
    return declared instanceof Value.Pending p && !(value instanceof Value.Pending)
        ? new Value.Pending(value, p.type())
        : value;
  }

  private void passParameters(Target target, Expr.Call e, List<Value> arguments) {
    for (Fn fn : target.functions()) {
      int shift = Extensions.isReceiverFirst(fn, target.receiver(), e) ? 1 : 0;
      if (shift == 1) {
        evaluator.linkage.parameter(fn, 0, evaluator.rank(e.start()), target.receiver());
      }
      for (int i = 0; i < arguments.size(); i++) {
        String name = e.arguments().get(i).name();
        int index = i + shift;
        if (!name.isEmpty()) {
          index = -1;
          for (int p = 0; p < fn.decl().parameters().size(); p++) {
            index = fn.decl().parameters().get(p).name().equals(name) ? p : index;
          }
        }
        if (index >= 0 && index < fn.decl().parameters().size()) {
          evaluator.linkage.parameter(fn, index, evaluator.rank(e.start()), arguments.get(i));
        }
      }
    }
  }

  /// A lazy query given to something that reads it all: `list(qs)`, `len(qs)`.
  private void sources(Target target, List<Value> arguments, Expr.Call e) {
    boolean python = evaluator.unit.language() == Language.PYTHON;
    boolean reads =
        target.words().hasAny(Word.COLLECTS, Word.SIFTS)
            || python && target.words().has(Word.ITERATES);
    if (reads && !target.words().waits()) {
      for (int i = 0; i < arguments.size(); i++) {
        iterate(arguments.get(i), e.arguments().get(i).value());
      }
      if (!(target.receiver() instanceof Value.Listing)) {
        iterate(target.receiver(), e);
      }
    }
  }

  /// Keeps a site for a lazy query that runs because it is iterated.
  void iterate(Value source, Expr at) {
    if (source instanceof Value.Known k && !evaluator.thenables.is(source)) {
      Words words = knowledge().words(k.type());
      if (words.has(Word.LAZY)) {
        Words run = words.waits() ? words : words.plus(Word.DATABASE);
        site(
            at,
            Site.Kind.ITERATION,
            run.minus(Word.LAZY).plus(Word.MANY),
            k.query(),
            k,
            List.of(),
            Value.UNKNOWN,
            List.of(),
            k.certain(),
            Site.Run.HERE,
            Site.Use.USED,
            "",
            false);
      }
    }
  }

  /// What runs a statement that was built apart, `session.execute(select(User).limit(5))`, has what
  /// was built into it.
  Query asked(Query query, Words words, List<Value> arguments) {
    if (words.has(Word.DATABASE)
        && !arguments.isEmpty()
        && arguments.getFirst() instanceof Value.Known k
        && knowledge().words(k.type()).has(Word.BUILDS)) {
      return query.plus(k.query().words(), k.query().eager(), k.query().limit());
    }
    return query;
  }

  /// Whether iterating a value runs it, or it is a statement that others run.
  boolean isQuery(Value.Known value) {
    return knowledge().words(value.type()).hasAny(Word.LAZY, Word.BUILDS);
  }

  Query queryOf(Value receiver) {
    return switch (receiver) {
      case Value.Known k -> k.query();
      case Value.Listing l -> l.query();
      default -> Query.NONE;
    };
  }

  /// What comes back, by the knowledge's pattern.
  Value outcome(Outcome outcome, Value receiver, List<Value> arguments, Expr at, Words words) {
    return new Outcomes(evaluator, this, receiver, arguments, at, words).of(outcome);
  }

  void site(
      Expr at,
      Site.Kind kind,
      Words words,
      Query query,
      Value receiver,
      List<Value> arguments,
      Value result,
      List<Fn> targets,
      boolean certain,
      Site.Run run,
      Site.Use use,
      String bound,
      boolean awaited) {
    Frame frame = evaluator.frame;
    if (!evaluator.linkage.last || frame.translated) {
      return;
    }
    frame.sites.add(
        new Site(
            frame.fn,
            kind,
            at,
            Naming.of(at),
            words,
            query,
            receiver,
            arguments,
            result,
            targets,
            certain,
            run,
            frame.loops,
            frame.scopes,
            awaited,
            use,
            bound));
  }
}
