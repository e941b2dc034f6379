package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Step;
import dev.backlight.source.code.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A function in translation: the steps so far, and what its names mean.
///
/// An expression may need steps before it (`post(…).json()` sends first). They are put before the
/// statement, where that keeps the order; elsewhere they are refused.
final class Frame {

  private final Frame outermost;
  private final List<Step> out;
  private final boolean conditional;
  private final Set<String> locals = new LinkedHashSet<>();
  private final Map<String, Expression> meanings = new HashMap<>();
  private final Set<String> selves = new LinkedHashSet<>();
  private final Set<String> clients = new LinkedHashSet<>();
  private final Map<String, Expr> objects = new HashMap<>();
  private final Map<String, Integer> skipped = new HashMap<>();
  private final Map<String, Expr.Lambda> lambdas = new HashMap<>();
  private final Map<String, Expr.Collection> written = new HashMap<>();
  private int temporaries;

  Frame() {
    this.outermost = this;
    this.out = new ArrayList<>();
    this.conditional = false;
  }

  private Frame(Frame outer, List<Step> out, boolean conditional) {
    this.outermost = outer.outermost;
    this.out = out;
    this.conditional = conditional;
  }

  /// The same function, with steps of a block of its own.
  Frame block() {
    return new Frame(this, new ArrayList<>(), false);
  }

  /// The same function, where a step before the expression might be one too many.
  Frame conditionally() {
    return new Frame(this, out, true);
  }

  void add(Step step) {
    out.add(step);
  }

  /// Adds a step that an expression needs.
  void before(Expr at, Step step) throws RefusedException {
    if (conditional) {
      throw new RefusedException(
          at, "a request or call in a part of an expression that may not be evaluated");
    }
    out.add(step);
  }

  boolean isConditional() {
    return conditional;
  }

  List<Step> steps() {
    return List.copyOf(out);
  }

  /// Declares a variable of this function.
  String local(String name) {
    outermost.locals.add(name);
    return name;
  }

  List<String> locals() {
    return List.copyOf(outermost.locals);
  }

  /// A variable for the result of a step in an expression.
  String temporary(String kind) {
    return local(kind + "_" + ++outermost.temporaries);
  }

  Map<String, Expression> meanings() {
    return outermost.meanings;
  }

  /// Names that stand for the user.
  Set<String> selves() {
    return outermost.selves;
  }

  /// Names that stand for the user's client.
  Set<String> clients() {
    return outermost.clients;
  }

  /// Names that stand for what is no value here, such as open files, and what made them.
  Map<String, Expr> objects() {
    return outermost.objects;
  }

  /// How many rows of such a file were thrown away.
  Map<String, Integer> skipped() {
    return outermost.skipped;
  }

  /// Functions that are given to names in this function.
  Map<String, Expr.Lambda> lambdas() {
    return outermost.lambdas;
  }

  /// Maps that are given to names in this function, as they are written.
  Map<String, Expr.Collection> written() {
    return outermost.written;
  }
}
