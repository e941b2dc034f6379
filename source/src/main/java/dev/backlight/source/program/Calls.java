package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.knowledge.Outcome;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Calls: what they are given, what comes back, and the [Site] that is kept of each.
final class Calls {

  private final Evaluator evaluator;
  private final Callbacks callbacks;

  Calls(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.callbacks = new Callbacks(evaluator);
  }

  Value call(Expr.Call e, Site.Use use, String bound, boolean awaited) {
    Callees.Target target = evaluator.callees.target(e);
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
    if (result.isUnknown()) {
      result = Conventions.result(evaluator.unit.language(), e, arguments);
    }
    passParameters(target, e, arguments);
    sources(target, arguments, e);
    Words words = target.words();
    Query query = Queries.of(target.receiver());
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
        e.constructs() ? Site.Kind.CONSTRUCT : target.kind(),
        words,
        evaluator.queries.asked(query, words, arguments),
        target.receiver(),
        List.copyOf(arguments),
        result,
        target.functions(),
        target.certain(),
        run(e, target),
        use,
        bound,
        awaited);
    callbacks.sites(given);
    grow(e, target);
    return result;
  }

  /// Methods of Spring and EJB that run on a pool's thread when another object calls them.
  private Site.Run run(Expr.Call call, Callees.Target target) {
    boolean own =
        call.callee() instanceof Expr.Name
            || call.callee() instanceof Expr.Member m
                && m.receiver() instanceof Expr.Name self
                && self.id().equals("this");
    return !own
            && evaluator.unit.language() == Language.JAVA
            && !target.functions().isEmpty()
            && target.functions().stream().allMatch(Calls::runsOnPool)
        ? Site.Run.ELSEWHERE
        : Site.Run.HERE;
  }

  private static boolean runsOnPool(Fn fn) {
    return fn.decl().annotations().stream()
        .anyMatch(a -> a.simpleName().equals("Async") || a.simpleName().equals("Asynchronous"));
  }

  /// `Depends(f)`, `Annotated`: nothing is called here.
  private static boolean isDeferred(Expr.Call e) {
    return e.callee() instanceof Expr.Name n
        && n.id().equals("Depends")
        && !e.arguments().isEmpty();
  }

  private void grow(Expr.Call e, Callees.Target target) {
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

  /// What a function of the tree gives back when called.
  Value resultOf(Fn fn) {
    Value declared = fn.declared(evaluator.linkage.names);
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

  private void passParameters(Callees.Target target, Expr.Call e, List<Value> arguments) {
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
        if (index >= 0
            && index < fn.decl().parameters().size()
            && !(sample(arguments.get(i)) && fn.unit().role() == Unit.Role.PRODUCT)) {
          evaluator.linkage.parameter(fn, index, evaluator.rank(e.start()), arguments.get(i));
        }
      }
    }
  }

  /// The two or three elements that a test has written down: they say nothing of real sizes.
  private boolean sample(Value argument) {
    return evaluator.unit.role() != Unit.Role.PRODUCT
        && argument instanceof Value.Listing list
        && list.fixed();
  }

  /// A lazy query given to something that reads it all: `list(qs)`, `len(qs)`.
  private void sources(Callees.Target target, List<Value> arguments, Expr.Call e) {
    boolean python = evaluator.unit.language() == Language.PYTHON;
    boolean reads =
        target.words().hasAny(Word.COLLECTS, Word.SIFTS)
            || python && target.words().has(Word.ITERATES);
    if (reads && !target.words().waits()) {
      for (int i = 0; i < arguments.size(); i++) {
        evaluator.queries.iterate(arguments.get(i), e.arguments().get(i).value());
      }
      if (!(target.receiver() instanceof Value.Listing)) {
        evaluator.queries.iterate(target.receiver(), e);
      }
    }
  }

  /// What comes back, by the knowledge's pattern.
  Value outcome(Outcome outcome, Value receiver, List<Value> arguments, Expr at, Words words) {
    return new Outcomes(evaluator, receiver, arguments, at, words).of(outcome);
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
