package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Step;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Translates assignments in Python: of variables, attributes and parts of them, of answers and
/// results of functions, and of what the client keeps.
final class PythonAssignments {

  private static final Map<String, Infix> UPDATES =
      Map.of(
          "+=", Infix.PLUS,
          "-=", Infix.MINUS,
          "*=", Infix.TIMES,
          "/=", Infix.DIVIDED,
          "//=", Infix.DIVIDED_DOWN,
          "%=", Infix.MODULO);

  private final Code code;
  private final LocustNames names;
  private final PythonExpressions expressions;

  PythonAssignments(Code code, LocustNames names, PythonExpressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
  }

  /// `del items[0]`.
  void delete(Expr operand, Frame frame) throws RefusedException {
    if (!(operand instanceof Expr.Index index)) {
      throw new RefusedException(operand, "del of this");
    }
    Expression container = expressions.translate(index.receiver(), frame);
    set(
        index.receiver(),
        Expression.call(Function.WITHOUT, container, expressions.translate(index.index(), frame)),
        frame);
  }

  void assign(Stmt.Assign assign, Frame frame) throws RefusedException {
    if (assign.value() == Expr.NONE) {
      return;
    }
    Expr value = assign.value();
    if (assign.targets().size() == 1 && names.data().isObject(value)) {
      if (assign.targets().getFirst() instanceof Expr.Name target) {
        frame.objects().put(target.id(), value);
      }
      return;
    }
    if (value instanceof Expr.Call call && names.data().skips(call, frame)) {
      return;
    }
    if (assign.targets().size() == 1 && popped(assign.targets().getFirst(), value, frame)) {
      return;
    }
    if (value instanceof Expr.Call call
        && assign.targets().size() == 1
        && assign.targets().getFirst() instanceof Expr.Name target) {
      if (answer(call, target, assign, frame)) {
        return;
      }
    }
    if (assign.targets().size() == 1
        && assign.targets().getFirst() instanceof Expr.Member member
        && names.isClient(member.receiver(), frame)) {
      client(member, value, code.place(assign.start()), frame);
      return;
    }
    if (value instanceof Expr.Assigning inner) {
      assign(
          new Stmt.Assign(
              inner.start(),
              inner.end(),
              List.of(inner.target()),
              inner.operator(),
              inner.value(),
              false,
              assign.type()),
          frame);
      value = inner.target();
    }
    Expression given = expressions.translate(value, frame);
    if (assign.targets().size() > 1) {
      unpack(assign, given, frame);
      return;
    }
    Expr target = assign.targets().getFirst();
    Infix update = UPDATES.get(assign.operator());
    if (update != null) {
      given = Expression.binary(update, expressions.translate(target, frame), given);
    } else if (!assign.operator().equals("=")) {
      throw new RefusedException(assign.start(), "the operator " + assign.operator());
    }
    set(target, given, frame);
  }

  /// `x = items.pop()` takes the element and then sets the rest.
  private boolean popped(Expr target, Expr value, Frame frame) throws RefusedException {
    if (!(value instanceof Expr.Call call
        && call.callee() instanceof Expr.Member member
        && member.name().equals("pop"))) {
      return false;
    }
    Optional<Expression> taken = names.data().popped(call, frame);
    if (taken.isPresent()) {
      set(target, taken.get(), frame);
      return true;
    }
    names.requireOwn(member.receiver(), frame);
    names.requireOwnContent(member.receiver(), frame);
    Expression place =
        call.arguments().isEmpty() ? Expression.whole(-1) : names.argument(call, 0, frame);
    Expression list = expressions.translate(member.receiver(), frame);
    set(
        target,
        call.arguments().size() > 1
            ? Expression.call(Function.GET, list, place, names.argument(call, 1, frame))
            : new Expression.Index(list, place),
        frame);
    set(member.receiver(), Expression.call(Function.WITHOUT, list, place), frame);
    return true;
  }

  /// The answer or result of a call goes straight into its variable.
  private boolean answer(Expr.Call call, Expr.Name target, Stmt.Assign assign, Frame frame)
      throws RefusedException {
    if (!assign.operator().equals("=")) {
      return false;
    }
    Optional<Step.Send> send = names.requests().send(call, frame);
    if (send.isPresent()) {
      if (LocustRequests.catches(call)) {
        throw new RefusedException(call, "catch_response without 'with'");
      }
      frame.add(send.get().into(names.local(target.id(), frame)));
      return true;
    }
    Optional<FunctionDecl> own = names.functions().callee(call, frame);
    if (own.isPresent()) {
      Step.Do step = names.functions().procedure(call, own.get(), "", frame);
      frame.add(
          new Step.Do(
              step.place(), step.procedure(), step.arguments(), names.local(target.id(), frame)));
      return true;
    }
    return false;
  }

  private void client(Expr.Member member, Expr value, Place place, Frame frame)
      throws RefusedException {
    switch (member.name()) {
      case "headers" ->
          frame.add(names.set(place, headersVariable(), expressions.translate(value, frame)));
      case "auth" ->
          frame.add(
              new Step.Set(
                  place,
                  headersVariable(),
                  List.of(Expression.text("Authorization")),
                  LocustRequests.basic(expressions.translate(value, frame), value)));
      case "verify", "trust_env" ->
          code.note(member.start(), "self.client." + member.name() + " is left out");
      default -> throw new RefusedException(member, "self.client." + member.name());
    }
  }

  /// The variable that holds the headers of the client.
  String headersVariable() {
    names.clientHeaders();
    return LocustNames.CLIENT_HEADERS;
  }

  private void unpack(Stmt.Assign assign, Expression given, Frame frame) throws RefusedException {
    Expression whole = given;
    if (!(given instanceof Expression.Variable)) {
      String variable = frame.temporary("parts");
      frame.add(names.set(code.place(assign.start()), variable, given));
      whole = new Expression.Variable(variable);
    }
    for (int i = 0; i < assign.targets().size(); i++) {
      set(assign.targets().get(i), new Expression.Index(whole, Expression.whole(i)), frame);
    }
  }

  /// Sets a variable, an attribute, or a part of one.
  void set(Expr target, Expression value, Frame frame) throws RefusedException {
    Place place = code.place(target.start());
    List<Expression> path = new ArrayList<>();
    Expr at = target;
    while (at instanceof Expr.Index index) {
      path.addFirst(expressions.translate(index.index(), frame));
      at = index.receiver();
    }
    if (!path.isEmpty() || target instanceof Expr.Name || target instanceof Expr.Member) {
      names.requireOwn(at, frame);
    }
    if (!path.isEmpty()) {
      names.requireOwnContent(at, frame);
    }
    switch (at) {
      case Expr.Name name ->
          frame.add(
              new Step.Set(
                  place,
                  path.isEmpty() ? names.local(name.id(), frame) : names.variable(name, frame),
                  List.copyOf(path),
                  value));
      case Expr.Member member -> {
        if (names.isClientHeaders(member, frame)) {
          frame.add(new Step.Set(place, headersVariable(), List.copyOf(path), value));
          return;
        }
        String name =
            names
                .fields()
                .attribute(member, frame)
                .orElseThrow(() -> new RefusedException(target, "setting this"));
        if (!path.isEmpty()) {
          names.fields().attributeValue(member, name);
        }
        frame.add(new Step.Set(place, name, List.copyOf(path), value));
      }
      default -> throw new RefusedException(target, "setting this");
    }
  }
}
