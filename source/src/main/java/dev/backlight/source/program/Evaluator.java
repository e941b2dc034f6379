package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.knowledge.KnownType;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Walks the functions of one file in the order of their text and says what every expression may
/// be, keeping a [Site] for whatever may wait.
///
/// Statements are taken once, branches one after the other: the last telling assignment wins. That
/// is coarse, and enough for receivers, which seldom change their type.
final class Evaluator {

  final Linkage linkage;
  final Unit unit;
  private final BitSet done = new BitSet();
  final Calls calls;
  final Thenables thenables;
  Frame frame;

  Evaluator(Linkage linkage, Unit unit) {
    this.linkage = linkage;
    this.unit = unit;
    this.frame = new Frame(unit.module(), null, List.of(), List.of(), false);
    this.calls = new Calls(this);
    this.thenables = new Thenables(this);
  }

  void run() {
    Frame module = frame;
    done.set(0);
    block(unit.module().decl().body());
    for (Cls type : unit.classes()) {
      for (TypeDecl.Field field : type.decl().fields()) {
        if (field.initial() != Expr.NONE) {
          Value value = evaluate(field.initial(), Site.Use.STORED, field.name(), false);
          linkage.field(type, field.name(), rank(field.start()), value);
        }
      }
    }
    for (Fn fn : unit.functions()) {
      if (!done.get(fn.decl().id()) && !fn.is(Trait.LAMBDA) && fn.decl().enclosing() <= 0) {
        frame = module;
        function(fn);
      }
    }
    // Whatever no expression led to, so that nothing is lost.
    for (Fn fn : unit.functions()) {
      if (!done.get(fn.decl().id())) {
        frame = module;
        function(fn);
      }
    }
    linkage.module(unit, module.names);
    if (linkage.last) {
      unit.module().sites(module.sites);
    }
  }

  long rank(int offset) {
    return (long) unit.index() << 32 | offset;
  }

  /// Evaluates a function that is called by others, not here.
  void function(Fn fn) {
    inside(fn, List.of(), List.of(), List.of(), false);
  }

  /// Evaluates a function's body in its own frame; `arguments` are what is known of its parameters.
  Value inside(
      Fn fn,
      List<Value> arguments,
      List<LoopContext> loops,
      List<ScopeContext> scopes,
      boolean translated) {
    boolean again = done.get(fn.decl().id());
    done.set(fn.decl().id());
    Frame before = frame;
    frame = new Frame(fn, before, loops, scopes, translated);
    try {
      parameters(fn, arguments);
      block(fn.decl().body());
      Value result = result(fn, frame);
      if (!again) {
        linkage.returned(fn, result);
        if (linkage.last) {
          fn.sites(frame.sites);
        }
      }
      return result;
    } finally {
      frame = before;
    }
  }

  private static Value result(Fn fn, Frame frame) {
    return fn.is(Trait.GENERATOR) && !frame.yielded.isUnknown()
        ? new Value.Listing(frame.yielded, false, Query.NONE)
        : frame.returned;
  }

  private void parameters(Fn fn, List<Value> arguments) {
    List<FunctionDecl.Parameter> parameters = fn.decl().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      FunctionDecl.Parameter parameter = parameters.get(i);
      Value value = linkage.names.typed(unit, parameter.type(), typeParameters(fn));
      if (value.isUnknown() && i < arguments.size()) {
        value = arguments.get(i);
      }
      if ((value.isUnknown() || value == Value.SCALAR) && parameter.initial() != Expr.NONE) {
        value = injected(parameter.initial()).orElse(value);
      }
      for (var annotation : parameter.annotations()) {
        if (value.isUnknown() && !annotation.arguments().isEmpty()) {
          value = provided(evaluate(annotation.arguments().getFirst().value())).orElse(value);
        }
      }
      if (value.isUnknown()) {
        value = linkage.parameter(fn, i);
      }
      if (value.isUnknown()) {
        value = hint(parameter.name());
      }
      if (parameter.rest() && !(value instanceof Value.Listing)) {
        value = new Value.Listing(value, false, Query.NONE);
      }
      frame.names.put(parameter.name().isEmpty() ? "$" + i : parameter.name(), value);
    }
  }

  private static List<String> typeParameters(Fn fn) {
    return fn.owner().map(o -> o.decl().typeParameters()).orElse(List.of());
  }

  /// `= Depends(get_db)`: what the provider gives.
  private Optional<Value> injected(Expr initial) {
    if (initial instanceof Expr.Call call
        && call.callee() instanceof Expr.Name name
        && (name.id().equals("Depends") || name.id().equals("Security"))
        && !call.arguments().isEmpty()) {
      return provided(evaluate(call.arguments().getFirst().value()));
    }
    return Optional.empty();
  }

  private Optional<Value> provided(Value provider) {
    return switch (provider) {
      case Value.Function f -> {
        Value value = calls.resultOf(f.functions().getFirst()).settled();
        yield Optional.of(value instanceof Value.Listing l ? l.element() : value);
      }
      case Value.ClassOf c -> Optional.of(new Value.Instance(c.type()));
      default -> Optional.empty();
    };
  }

  Value hint(String name) {
    return linkage
        .names
        .knowledge(unit)
        .hint(name)
        .<Value>map(type -> new Value.Known(type, List.of(), Query.NONE, false))
        .orElse(Value.UNKNOWN);
  }

  // Statements.

  void block(Stmt.Block block) {
    for (Stmt statement : block.statements()) {
      statement(statement);
    }
  }

  private void statement(Stmt statement) {
    switch (statement) {
      case Stmt.Evaluate s -> evaluate(s.value(), Site.Use.DROPPED, "", false);
      case Stmt.Assign s -> assign(s);
      case Stmt.If s -> {
        evaluate(s.condition());
        block(s.then());
        block(s.otherwise());
      }
      case Stmt.Loop s -> loop(s);
      case Stmt.Choice s -> {
        evaluate(s.subject());
        s.arms().forEach(this::block);
      }
      case Stmt.Try s -> attempt(s);
      case Stmt.Scope s -> scope(s);
      case Stmt.Return s ->
          returns(thenables.returned(evaluate(s.value(), Site.Use.RETURNED, "", false), s.value()));
      case Stmt.Throw s -> evaluate(s.value());
      case Stmt.Jump s -> {}
      case Stmt.Define s -> define(unit.functions().get(s.function()));
      case Stmt.Block s -> block(s);
    }
  }

  private void returns(Value value) {
    if (frame.returned.isUnknown()) {
      frame.returned = value;
    }
  }

  private void define(Fn fn) {
    frame.names.put(fn.name(), new Value.Function(List.of(fn), Value.UNKNOWN, true));
    if (!done.get(fn.decl().id())) {
      function(fn);
    }
  }

  private void assign(Stmt.Assign s) {
    String name =
        s.targets().size() == 1 && s.targets().getFirst() instanceof Expr.Name n ? n.id() : "";
    boolean stored =
        s.targets().getFirst() instanceof Expr.Member
            || s.targets().getFirst() instanceof Expr.Index;
    String field = s.targets().getFirst() instanceof Expr.Member m ? m.name() : name;
    Value value =
        evaluate(
            s.value(), stored ? Site.Use.STORED : Site.Use.BOUND, stored ? field : name, false);
    if (!s.type().isNone()) {
      Value declared = linkage.names.typed(unit, s.type(), typeParameters(frame.fn));
      value =
          declared.isUnknown() || declared instanceof Value.Listing && !value.isUnknown()
              ? value
              : refine(declared, value);
    }
    if (value.isUnknown() && !name.isEmpty()) {
      value = hint(name);
    }
    if (s.targets().size() == 1) {
      bind(s.targets().getFirst(), value, s.declares());
    } else {
      Value element = element(value);
      s.targets().forEach(target -> bind(target, element, s.declares()));
    }
  }

  /// A declared type, with what the value knows beyond it.
  private static Value refine(Value declared, Value value) {
    return value instanceof Value.Known
            || value instanceof Value.Instance
            || value instanceof Value.Listing
        ? value
        : declared;
  }

  void bind(Expr target, Value value, boolean declares) {
    switch (target) {
      case Expr.Name n -> frame.assign(n.id(), value, declares);
      case Expr.Member m -> {
        Value receiver = evaluate(m.receiver());
        if (receiver instanceof Value.Instance i) {
          linkage.field(i.type(), m.name(), rank(m.start()), value);
        } else if (receiver instanceof Value.ClassOf c) {
          linkage.field(c.type(), m.name(), rank(m.start()), value);
        } else if (receiver instanceof Value.Module module) {
          linkage.attach(module.unit(), m.name(), rank(m.start()), value);
        }
      }
      case Expr.Index i -> calls.store(i);
      case Expr.Collection c -> {
        for (Expr.Collection.Entry entry : c.entries()) {
          Value part =
              entry.spread()
                  ? value
                  : entry.key() instanceof Expr.Literal key
                      ? calls.member(value, key.text(), target)
                      : element(value);
          bind(entry.value(), part, declares);
        }
      }
      case Expr.Assigning a -> bind(a.target(), value, declares);
      case Expr.Cast c -> bind(c.value(), value, declares);
      case Expr.Operation o -> o.operands().forEach(x -> bind(x, value, declares));
      default -> {}
    }
  }

  private void loop(Stmt.Loop s) {
    List<LoopContext> before = frame.loops;
    s.before().forEach(this::statement);
    Value source = Value.UNKNOWN;
    boolean fixed = false;
    if (s.kind() == Stmt.Loop.Kind.EACH) {
      source = evaluate(s.source(), Site.Use.USED, "", false).settled();
      if (s.async()) {
        thenables.streamed(source, s.source());
      } else {
        calls.iterate(source, s.source());
      }
      fixed = fixed(source, s.source());
    } else if (s.kind() == Stmt.Loop.Kind.COUNTING) {
      fixed = Bounds.countsToConstant(s.source());
    }
    LoopContext.Kind kind =
        switch (s.kind()) {
          case EACH -> LoopContext.Kind.EACH;
          case COUNTING -> LoopContext.Kind.COUNTING;
          case WHILE -> LoopContext.Kind.WHILE;
        };
    frame.loops =
        Frame.with(
            before,
            new LoopContext(
                kind,
                s.start(),
                s.end(),
                s.async(),
                fixed,
                source,
                s.source(),
                Bounds.names(s.targets()),
                s.body()));
    if (s.kind() == Stmt.Loop.Kind.EACH) {
      bindEach(s.targets(), source);
    } else {
      evaluate(s.source());
    }
    block(s.body());
    frame.loops = before;
  }

  private void bindEach(List<Expr> targets, Value source) {
    Value element = element(source);
    targets.forEach(target -> bind(target, element, true));
  }

  static boolean fixed(Value source, Expr expr) {
    return source instanceof Value.Listing l && l.fixed()
        || source instanceof Value.Constant
        || Bounds.isFixed(expr);
  }

  private void attempt(Stmt.Try s) {
    List<ScopeContext> before = frame.scopes;
    frame.scopes = around(before, ScopeContext.Kind.TRY, s.body());
    block(s.body());
    for (Stmt.Try.Catch one : s.catches()) {
      frame.scopes = around(before, ScopeContext.Kind.CATCH, one.body());
      block(one.body());
    }
    frame.scopes = around(before, ScopeContext.Kind.FINALLY, s.last());
    block(s.last());
    frame.scopes = before;
  }

  private static List<ScopeContext> around(
      List<ScopeContext> scopes, ScopeContext.Kind kind, Stmt.Block block) {
    return Frame.with(
        scopes, new ScopeContext(kind, block.start(), block.end(), Value.UNKNOWN, Expr.NONE));
  }

  private void scope(Stmt.Scope s) {
    List<ScopeContext> before = frame.scopes;
    for (Stmt.Scope.Resource resource : s.resources()) {
      boolean lock = s.kind() == Stmt.Scope.Kind.LOCK;
      Value value =
          evaluate(
                  resource.value(),
                  Site.Use.MANAGED,
                  resource.target() instanceof Expr.Name n ? n.id() : "",
                  s.async())
              .settled();
      Value entered = value instanceof Value.Listing l ? l.element() : value;
      if (resource.target() != Expr.NONE) {
        bind(resource.target(), entered, true);
      }
      Words words = wordsOf(value, resource.value());
      ScopeContext.Kind kind =
          lock || words.has(Word.LOCK)
              ? ScopeContext.Kind.LOCK
              : words.has(Word.TRANSACTION)
                  ? ScopeContext.Kind.TRANSACTION
                  : ScopeContext.Kind.RESOURCE;
      frame.scopes =
          Frame.with(
              frame.scopes, new ScopeContext(kind, s.start(), s.end(), entered, resource.value()));
    }
    block(s.body());
    frame.scopes = before;
  }

  /// What the call that made a value does, or the value's type is.
  private Words wordsOf(Value value, Expr expr) {
    Words words =
        value instanceof Value.Known k ? linkage.names.knowledge(unit).words(k.type()) : Words.NONE;
    List<Site> sites = frame.sites;
    if (!sites.isEmpty()
        && (sites.getLast().at() == expr
            || expr instanceof Expr.Await a && sites.getLast().at() == a.value())) {
      words = words.plus(sites.getLast().words());
    }
    return words;
  }

  // Expressions.

  Value evaluate(Expr expr) {
    return evaluate(expr, Site.Use.USED, "", false);
  }

  Value evaluate(Expr expr, Site.Use use, String bound, boolean awaited) {
    return switch (expr) {
      case Expr.Name e -> name(e);
      case Expr.Member e -> calls.property(e, use, bound, awaited);
      case Expr.Call e -> calls.call(e, use, bound, awaited);
      case Expr.Await e ->
          thenables.awaited(evaluate(e.value(), use, bound, true), e.value(), use, bound);
      case Expr.Literal e -> new Value.Constant(e.text());
      case Expr.Template e -> {
        e.parts().forEach(this::evaluate);
        yield e.parts().isEmpty() ? new Value.Constant(e.text()) : Value.SCALAR;
      }
      case Expr.Lambda e -> later(e);
      case Expr.Index e -> index(e);
      case Expr.Operation e -> operation(e, use, bound, awaited);
      case Expr.Collection e -> collection(e);
      case Expr.Comprehension e -> comprehension(e);
      case Expr.Assigning e -> {
        String name = e.target() instanceof Expr.Name n ? n.id() : "";
        Value value =
            e.value() == Expr.NONE
                ? Value.UNKNOWN
                : evaluate(
                    e.value(),
                    e.target() instanceof Expr.Name ? Site.Use.BOUND : Site.Use.STORED,
                    name,
                    false);
        bind(e.target(), value, false);
        yield value;
      }
      case Expr.Cast e -> {
        Value value = evaluate(e.value(), use, bound, awaited);
        Value declared = linkage.names.typed(unit, e.type(), typeParameters(frame.fn));
        yield declared.isUnknown() ? value : refine(declared, value);
      }
      case Expr.Yield e -> {
        Value value = evaluate(e.value());
        Value one = e.delegates() ? element(value) : value;
        frame.yielded = frame.yielded.isUnknown() ? one : frame.yielded;
        yield Value.UNKNOWN;
      }
      case Expr.Markup e -> {
        e.children().forEach(this::evaluate);
        yield Value.UNKNOWN;
      }
      case Expr.Opaque e -> {
        e.children().forEach(this::evaluate);
        yield Value.UNKNOWN;
      }
    };
  }

  private Value later(Expr.Lambda e) {
    Fn fn = unit.functions().get(e.function());
    if (!done.get(fn.decl().id())) {
      inside(fn, List.of(), List.of(), List.of(), frame.translated);
    }
    return new Value.Function(List.of(fn), Value.UNKNOWN, true);
  }

  Value name(Expr.Name e) {
    String id = e.id();
    if (id.equals("this")) {
      @Nullable Value bound = frame.look("this");
      return bound != null
          ? bound
          : receiver()
              .map(o ->
                  frame.fn.is(Trait.STATIC) && unit.language() == Language.PYTHON
                      ? (Value) new Value.ClassOf(o)
                      : new Value.Instance(o))
              .orElse(Value.UNKNOWN);
    }
    Value local = frame.look(id);
    if (local != null && !local.isUnknown()) {
      return local;
    }
    Value top = linkage.names.named(unit, id);
    if (!top.isUnknown()) {
      return calls.imported(top);
    }
    if (id.equals("exports") && unit.language() == Language.JAVASCRIPT) {
      return new Value.Module(unit);
    }
    if (unit.language() == Language.CSHARP || unit.language() == Language.JAVA) {
      Optional<Cls> owner = receiver();
      if (owner.isPresent() && local == null) {
        Value member =
            calls.own(e, owner.get(), calls.member(new Value.Instance(owner.get()), id, e));
        if (!member.isUnknown()) {
          return member;
        }
      }
    }
    Value hinted = hint(id);
    return !hinted.isUnknown() ? hinted : local != null ? local : new Value.Outside(id);
  }

  /// The class whose instance `this` is here.
  Optional<Cls> receiver() {
    for (Frame f = frame; f != null; f = f.parent) {
      if (f.fn.owner().isPresent()) {
        return f.fn.owner();
      }
    }
    return Optional.empty();
  }

  private Value index(Expr.Index e) {
    Value receiver = evaluate(e.receiver(), Site.Use.CHAINED, "", false).settled();
    evaluate(e.index());
    boolean slice = e.index() instanceof Expr.Operation o && o.operator().equals("slice");
    if (slice) {
      return calls.slice(receiver, (Expr.Operation) e.index());
    }
    if (receiver instanceof Value.Outside o) {
      return hint(o.path() + "[]");
    }
    if (!(e.index() instanceof Expr.Literal l) || l.kind() == Expr.Literal.Kind.NUMBER) {
      calls.iterate(receiver, e);
    }
    return element(receiver);
  }

  private Value operation(Expr.Operation e, Site.Use use, String bound, boolean awaited) {
    boolean passes =
        switch (e.operator()) {
          case "||", "??", "?:", "&&", "," -> true;
          default -> false;
        };
    Value first = Value.UNKNOWN;
    Value best = Value.UNKNOWN;
    for (int i = 0; i < e.operands().size(); i++) {
      boolean result = passes && !(e.operator().equals("?:") && i == 0);
      Value value =
          result
              ? evaluate(e.operands().get(i), use, bound, awaited)
              : evaluate(e.operands().get(i));
      first = i == 0 ? value : first;
      if (result
          && (best.isUnknown()
              || best instanceof Value.Outside
              || best instanceof Value.Constant)) {
        best = value;
      }
    }
    if (passes) {
      return best;
    }
    if (e.operator().equals("|") && unit.language() == Language.PYTHON && !e.operands().isEmpty()) {
      return first;
    }
    return Value.SCALAR;
  }

  private Value collection(Expr.Collection e) {
    Value element = Value.UNKNOWN;
    boolean fixed = true;
    for (Expr.Collection.Entry entry : e.entries()) {
      if (entry.key() != Expr.NONE) {
        evaluate(entry.key());
      }
      Value value = thenables.element(evaluate(entry.value()), entry.value());
      fixed &= !entry.spread();
      Value one = entry.spread() ? element(value) : value;
      element = element.isUnknown() ? one : element;
    }
    return new Value.Listing(element, fixed && !e.entries().isEmpty(), Query.NONE);
  }

  private Value comprehension(Expr.Comprehension e) {
    List<LoopContext> before = frame.loops;
    for (Expr.Comprehension.Clause clause : e.clauses()) {
      Value source = evaluate(clause.source()).settled();
      calls.iterate(source, clause.source());
      frame.loops =
          Frame.with(
              frame.loops,
              new LoopContext(
                  LoopContext.Kind.COMPREHENSION,
                  e.start(),
                  e.end(),
                  clause.async(),
                  fixed(source, clause.source()),
                  source,
                  clause.source(),
                  Bounds.names(clause.targets()),
                  Stmt.Block.EMPTY));
      bindEach(clause.targets(), source);
      clause.conditions().forEach(this::evaluate);
    }
    evaluate(e.key());
    Value element = evaluate(e.element());
    boolean fixed =
        frame.loops.subList(before.size(), frame.loops.size()).stream()
            .allMatch(LoopContext::fixed);
    frame.loops = before;
    return new Value.Listing(element, fixed, Query.NONE);
  }

  /// An element of a collection or query.
  Value element(Value value) {
    return switch (value) {
      case Value.Listing l -> l.element();
      case Value.Known k -> k.arguments().isEmpty() ? Value.UNKNOWN : k.arguments().getLast();
      case Value.Pending p -> element(p.value());
      default -> Value.UNKNOWN;
    };
  }

  List<Value> evaluateAll(List<Expr> exprs) {
    List<Value> values = new ArrayList<>();
    exprs.forEach(expr -> values.add(evaluate(expr)));
    return values;
  }

  Optional<KnownType> type(String name) {
    return linkage.names.knowledge(unit).type(name);
  }
}
