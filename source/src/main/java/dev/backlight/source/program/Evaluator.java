package dev.backlight.source.program;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.knowledge.Knowledge;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// Walks the functions of one file in the order of their text and says what every expression may
/// be, keeping a [Site] for whatever may wait.
///
/// Statements are taken once, branches one after the other: the last telling assignment wins. That
/// is coarse, and enough for receivers, which seldom change their type.
final class Evaluator {

  final Linkage linkage;
  final Unit unit;
  private final BitSet done = new BitSet();
  final Statements statements;
  final Expressions expressions;
  final Members members;
  final Callees callees;
  final Calls calls;
  final Queries queries;
  final Thenables thenables;
  Frame frame;

  Evaluator(Linkage linkage, Unit unit) {
    this.linkage = linkage;
    this.unit = unit;
    this.frame = new Frame(unit.module(), null, List.of(), List.of(), false);
    this.statements = new Statements(this);
    this.expressions = new Expressions(this);
    this.members = new Members(this);
    this.callees = new Callees(this);
    this.calls = new Calls(this);
    this.queries = new Queries(this);
    this.thenables = new Thenables(this);
  }

  void run() {
    Frame module = frame;
    done.set(0);
    statements.block(unit.module().decl().body());
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

  /// The place of an offset in the order of files and text, those of tests and scripts last.
  long rank(int offset) {
    long last = unit.role() == Unit.Role.PRODUCT ? 0 : 1L << 62;
    return last | (long) unit.index() << 32 | offset;
  }

  /// Evaluates a function that is called by others, not here.
  void function(Fn fn) {
    inside(fn, List.of(), List.of(), List.of(), false);
  }

  boolean isDone(Fn fn) {
    return done.get(fn.decl().id());
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
      statements.block(fn.decl().body());
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
      Value value = linkage.names.types.of(unit, parameter.type(), typeParameters(fn));
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

  static List<String> typeParameters(Fn fn) {
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

  Knowledge knowledge() {
    return linkage.names.knowledge(unit);
  }

  Value hint(String name) {
    return knowledge()
        .hint(name)
        .<Value>map(type -> new Value.Known(type, List.of(), Query.NONE, false))
        .orElse(Value.UNKNOWN);
  }

  Value evaluate(Expr expr) {
    return expressions.evaluate(expr, Site.Use.USED, "", false);
  }

  Value evaluate(Expr expr, Site.Use use, String bound, boolean awaited) {
    return expressions.evaluate(expr, use, bound, awaited);
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
}
