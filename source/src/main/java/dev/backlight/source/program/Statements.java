package dev.backlight.source.program;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.List;

/// What statements do to what is known: names they give values, loops and scopes they open.
final class Statements {

  private final Evaluator evaluator;

  Statements(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  void block(Stmt.Block block) {
    for (Stmt statement : block.statements()) {
      statement(statement);
    }
  }

  private void statement(Stmt statement) {
    switch (statement) {
      case Stmt.Evaluate s -> evaluator.evaluate(s.value(), Site.Use.DROPPED, "", false);
      case Stmt.Assign s -> assign(s);
      case Stmt.If s -> {
        evaluator.evaluate(s.condition());
        block(s.then());
        block(s.otherwise());
      }
      case Stmt.Loop s -> loop(s);
      case Stmt.Choice s -> {
        evaluator.evaluate(s.subject());
        s.arms().forEach(this::block);
      }
      case Stmt.Try s -> attempt(s);
      case Stmt.Scope s -> scope(s);
      case Stmt.Return s ->
          returns(
              evaluator.thenables.returned(
                  evaluator.evaluate(s.value(), Site.Use.RETURNED, "", false), s.value()));
      case Stmt.Throw s -> evaluator.evaluate(s.value());
      case Stmt.Jump s -> {}
      case Stmt.Define s -> define(evaluator.unit.functions().get(s.function()));
      case Stmt.Block s -> block(s);
    }
  }

  private void returns(Value value) {
    if (evaluator.frame.returned.isUnknown()) {
      evaluator.frame.returned = value;
    }
  }

  private void define(Fn fn) {
    evaluator.frame.names.put(fn.name(), new Value.Function(List.of(fn), Value.UNKNOWN, true));
    if (!evaluator.isDone(fn)) {
      evaluator.function(fn);
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
        evaluator.evaluate(
            s.value(), stored ? Site.Use.STORED : Site.Use.BOUND, stored ? field : name, false);
    if (!s.type().isNone()) {
      Value declared =
          evaluator.linkage.names.types.of(
              evaluator.unit, s.type(), Evaluator.typeParameters(evaluator.frame.fn));
      value =
          declared.isUnknown() || declared instanceof Value.Listing && !value.isUnknown()
              ? value
              : refine(declared, value);
    }
    if (value.isUnknown() && !name.isEmpty()) {
      value = evaluator.hint(name);
    }
    if (s.targets().size() == 1) {
      bind(s.targets().getFirst(), value, s.declares());
    } else {
      Value element = evaluator.expressions.element(value);
      s.targets().forEach(target -> bind(target, element, s.declares()));
    }
  }

  /// A declared type, with what the value knows beyond it.
  static Value refine(Value declared, Value value) {
    return value instanceof Value.Known
            || value instanceof Value.Instance
            || value instanceof Value.Listing
        ? value
        : declared;
  }

  void bind(Expr target, Value value, boolean declares) {
    switch (target) {
      case Expr.Name n -> evaluator.frame.assign(n.id(), value, declares);
      case Expr.Member m -> {
        Value receiver = evaluator.evaluate(m.receiver());
        if (receiver instanceof Value.Instance i) {
          evaluator.linkage.field(i.type(), m.name(), evaluator.rank(m.start()), value);
        } else if (receiver instanceof Value.ClassOf c) {
          evaluator.linkage.field(c.type(), m.name(), evaluator.rank(m.start()), value);
        } else if (receiver instanceof Value.Module module) {
          evaluator.linkage.attach(module.unit(), m.name(), evaluator.rank(m.start()), value);
        }
      }
      case Expr.Index i -> evaluator.calls.store(i);
      case Expr.Collection c -> {
        for (Expr.Collection.Entry entry : c.entries()) {
          Value part =
              entry.spread()
                  ? value
                  : entry.key() instanceof Expr.Literal key
                      ? evaluator.members.member(value, key.text(), target)
                      : evaluator.expressions.element(value);
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
    List<LoopContext> before = evaluator.frame.loops;
    s.before().forEach(this::statement);
    Value source = Value.UNKNOWN;
    boolean fixed = false;
    if (s.kind() == Stmt.Loop.Kind.EACH) {
      source = evaluator.evaluate(s.source(), Site.Use.USED, "", false).settled();
      if (s.async()) {
        evaluator.thenables.streamed(source, s.source());
      } else {
        evaluator.queries.iterate(source, s.source());
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
    evaluator.frame.loops =
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
      evaluator.evaluate(s.source());
    }
    block(s.body());
    evaluator.frame.loops = before;
  }

  void bindEach(List<Expr> targets, Value source) {
    Value element = evaluator.expressions.element(source);
    targets.forEach(target -> bind(target, element, true));
  }

  static boolean fixed(Value source, Expr expr) {
    return source instanceof Value.Listing l && l.fixed()
        || source instanceof Value.Constant
        || Bounds.isFixed(expr);
  }

  private void attempt(Stmt.Try s) {
    List<ScopeContext> before = evaluator.frame.scopes;
    evaluator.frame.scopes = around(before, ScopeContext.Kind.TRY, s.body());
    block(s.body());
    for (Stmt.Try.Catch one : s.catches()) {
      evaluator.frame.scopes = around(before, ScopeContext.Kind.CATCH, one.body());
      block(one.body());
    }
    evaluator.frame.scopes = around(before, ScopeContext.Kind.FINALLY, s.last());
    block(s.last());
    evaluator.frame.scopes = before;
  }

  private static List<ScopeContext> around(
      List<ScopeContext> scopes, ScopeContext.Kind kind, Stmt.Block block) {
    return Frame.with(
        scopes, new ScopeContext(kind, block.start(), block.end(), Value.UNKNOWN, Expr.NONE));
  }

  private void scope(Stmt.Scope s) {
    List<ScopeContext> before = evaluator.frame.scopes;
    for (Stmt.Scope.Resource resource : s.resources()) {
      boolean lock = s.kind() == Stmt.Scope.Kind.LOCK;
      Value value =
          evaluator
              .evaluate(
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
      evaluator.frame.scopes =
          Frame.with(
              evaluator.frame.scopes,
              new ScopeContext(kind, s.start(), s.end(), entered, resource.value()));
    }
    block(s.body());
    evaluator.frame.scopes = before;
  }

  /// What the call that made a value does, or the value's type is.
  private Words wordsOf(Value value, Expr expr) {
    Words words =
        value instanceof Value.Known k ? evaluator.knowledge().words(k.type()) : Words.NONE;
    List<Site> sites = evaluator.frame.sites;
    if (!sites.isEmpty()
        && (sites.getLast().at() == expr
            || expr instanceof Expr.Await a && sites.getLast().at() == a.value())) {
      words = words.plus(sites.getLast().words());
    }
    return words;
  }
}
