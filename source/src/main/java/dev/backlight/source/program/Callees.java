package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.knowledge.Entry;
import dev.backlight.source.knowledge.KnownType;
import dev.backlight.source.knowledge.Outcome;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a call runs: functions of the tree, or what the knowledge says of a library.
final class Callees {

  private final Evaluator evaluator;
  private final Extensions extensions;

  Callees(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.extensions = new Extensions(evaluator);
  }

  /// What a callee turned out to be.
  record Target(
      Words words,
      Outcome outcome,
      Value receiver,
      List<Fn> functions,
      boolean certain,
      Value made,
      Site.Kind kind) {
    static final Target NONE =
        new Target(Words.NONE, Outcome.NOTHING, Value.UNKNOWN, List.of(), true, Value.UNKNOWN);

    Target(
        Words words,
        Outcome outcome,
        Value receiver,
        List<Fn> functions,
        boolean certain,
        Value made) {
      this(
          words,
          outcome,
          receiver,
          functions,
          certain,
          made,
          made instanceof Value.Instance ? Site.Kind.CONSTRUCT : Site.Kind.CALL);
    }
  }

  Target target(Expr.Call e) {
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
        receiver = receiver.isUnknown() ? managed(m) : receiver;
        yield called(evaluator.members.member(receiver, m.name(), m), receiver, m.name(), e);
      }
      case Expr.Member m -> {
        Value value =
            evaluator.linkage.names.types.of(evaluator.unit, TypeRef.of(dotted(m)), List.of());
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
          List<TypeRef> arguments = e.typeArguments();
          Value made =
              evaluator.linkage.names.types.of(
                  evaluator.unit, new TypeRef(n.id(), arguments), List.of());
          if (made instanceof Value.Instance
              || made instanceof Value.Known
              || made instanceof Value.Listing) {
            yield construct(made, e);
          }
        }
        yield called(evaluator.expressions.name(n), Value.UNKNOWN, n.id(), e);
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

  /// `order.lines.all()` of an order that nobody has declared: Django's managers are asked this
  /// way, and only one entity has `lines`.
  private Value managed(Expr.Member asked) {
    return evaluator.unit.language() == Language.PYTHON
            && ASKED.contains(asked.name())
            && asked.receiver() instanceof Expr.Member relation
        ? evaluator
            .linkage
            .names
            .managed(relation.name())
            .<Value>map(found ->
                new Value.Known(
                    found.manager().orElseThrow(),
                    List.of(new Value.Instance(found.target().orElseThrow())),
                    Query.NONE,
                    false))
            .orElse(Value.UNKNOWN)
        : Value.UNKNOWN;
  }

  private static final Set<String> ASKED =
      Set.of(
          "all",
          "filter",
          "exclude",
          "order_by",
          "select_related",
          "prefetch_related",
          "values",
          "values_list",
          "annotate");

  private Value required(Expr.Call e) {
    return evaluator.members.imported(evaluator.linkage.names.required(evaluator.unit, e));
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
        Optional<Entry> call = evaluator.knowledge().call(o.path());
        Optional<KnownType> type = evaluator.knowledge().typeByPath(o.path());
        yield call.isPresent()
            ? known(new Value.Member(call.get(), receiver))
            : type.isPresent()
                ? construct(new Value.Known(type.get()), e)
                : unresolved(receiver, name, e);
      }
      case Value.Known k ->
          evaluator
              .knowledge()
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
      for (Value.Known known : Members.inheritedTypes(i.type())) {
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
    if (evaluator.unit.role() == Unit.Role.PRODUCT) {
      // Doubles in tests implement what the product calls, and never run there.
      functions = functions.stream().filter(fn -> fn.unit().role() != Unit.Role.TEST).toList();
    }
    Language language = evaluator.unit.language();
    if (functions.size() < 2 || language != Language.CSHARP && language != Language.JAVA) {
      return functions;
    }
    List<Fn> fitting = functions.stream().filter(fn -> takes(fn, e.arguments().size())).toList();
    return fitting.isEmpty() ? functions : fitting;
  }

  private Target unresolved(Value receiver, String name, Expr.Call e) {
    Optional<Relation> relation = evaluator.members.getter(receiver, name);
    if (relation.isPresent()) {
      Relation r = relation.get();
      Words words =
          r.lazy() && r.manager().isEmpty()
              ? Words.of(Word.DATABASE, r.many() ? Word.MANY : Word.ONE)
              : Words.NONE;
      return new Target(
          words,
          Outcome.NOTHING,
          receiver,
          List.of(),
          true,
          Members.loaded(r),
          words.isEmpty() ? Site.Kind.CALL : Site.Kind.RELATION);
    }
    List<Fn> extended = extensions.of(receiver, name, e);
    boolean blind = Extensions.isBlind(receiver);
    if (!extended.isEmpty() && (!blind || evaluator.knowledge().anywhere(name).isEmpty())) {
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
      Optional<Entry> anywhere = evaluator.knowledge().anywhere(name);
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
}
