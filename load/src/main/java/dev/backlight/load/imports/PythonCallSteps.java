package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Think;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Walker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Translates calls whose result nobody takes: requests, functions of the file, and methods that
/// change what they are called of.
final class PythonCallSteps {

  private static final Set<String> CHANGING = Set.of("append", "extend", "update", "clear", "pop");

  private final Code code;
  private final LocustNames names;
  private final PythonExpressions expressions;
  private final PythonAssignments assignments;

  PythonCallSteps(
      Code code, LocustNames names, PythonExpressions expressions, PythonAssignments assignments) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
    this.assignments = assignments;
  }

  void call(Expr.Call call, Frame frame) throws RefusedException {
    String dotted = code.dotted(call.callee());
    if (dotted.matches("this(\\.user)?\\.environment\\..*")) {
      throw new RefusedException(
          call,
          dotted.endsWith("quit") || dotted.endsWith("stop")
              ? "ending the whole run; raise StopUser() ends the user"
              : dotted.replaceFirst("this", "self") + "(): Locust itself is not there");
    }
    if (PythonTalk.isTalk(dotted)) {
      talk(call, dotted, frame);
      return;
    }
    if (names.data().faker().seeds(call, frame)) {
      code.note(call.start(), "the seed of Faker is left out: --seed draws all that is random");
      return;
    }
    if (names.data().skips(call, frame)) {
      return;
    }
    Place place = code.place(call.start());
    Optional<Step.Send> send = names.requests().send(call, frame);
    if (send.isPresent()) {
      if (LocustRequests.catches(call)) {
        throw new RefusedException(call, "catch_response without 'with'");
      }
      frame.add(send.get());
      return;
    }
    Optional<FunctionDecl> own = names.functions().callee(call, frame);
    if (own.isPresent()) {
      frame.add(names.functions().procedure(call, own.get(), "", frame));
      return;
    }
    if (names.functions().isBaseCall(call)) {
      return;
    }
    switch (dotted) {
      case "time.sleep", "gevent.sleep" -> {
        frame.add(new Step.Pause(place, new Think.Seconds(names.argument(call, 0, frame))));
        return;
      }
      case "random.shuffle" -> {
        Expr list = call.arguments().getFirst().value();
        Expression before = expressions.translate(list, frame);
        assignments.set(
            list,
            Expression.call(Function.SAMPLE, before, Expression.call(Function.LENGTH, before)),
            frame);
        return;
      }
      case "random.seed",
          "urllib3.disable_warnings",
          "requests.packages.urllib3.disable_warnings" -> {
        code.note(call.start(), dotted + "() is left out: it does not change what is sent");
        return;
      }
      default -> {}
    }
    if (call.callee() instanceof Expr.Member member) {
      method(call, member, place, frame);
    } else {
      expressions.translate(call, frame);
    }
  }

  private boolean does(Expr expr, Frame frame) {
    return switch (expr) {
      case Expr.Assigning _ -> true;
      case Expr.Call call ->
          names.functions().callee(call, frame).isPresent()
              || call.callee() instanceof Expr.Member(int _, int _, Expr receiver, String name)
                  && (names.isClient(receiver, frame) || name.equals("pop"))
              || code.dotted(call.callee()).equals("next");
      default -> false;
    };
  }

  private void talk(Expr.Call call, String dotted, Frame frame) throws RefusedException {
    for (Argument argument : call.arguments()) {
      boolean does = Walker.anyExpression(argument.value(), each -> does(each, frame));
      if (does) {
        throw new RefusedException(
            call, "a request or call of this file inside of " + dotted + "(); do it before");
      }
    }
    code.note(call.start(), dotted + "() is left out");
  }

  private void method(Expr.Call call, Expr.Member member, Place place, Frame frame)
      throws RefusedException {
    Expr receiver = member.receiver();
    if (names.isSelf(receiver, frame)) {
      switch (member.name()) {
        case "interrupt" -> frame.add(new Step.Interrupt(place));
        case "wait" -> frame.add(new Step.Pause(place, names.waiting(frame)));
        default ->
            throw new RefusedException(call, "self." + member.name() + "() is not in this file");
      }
      return;
    }
    if (names.isClientCookies(receiver, frame)) {
      cookies(call, member.name(), place, frame);
      return;
    }
    if (CHANGING.contains(member.name())) {
      names.requireOwn(receiver, frame);
      names.requireOwnContent(receiver, frame);
    }
    switch (member.name()) {
      case "success" -> frame.add(new Step.Judge(place, true, Expression.text("")));
      case "failure" -> frame.add(new Step.Judge(place, false, names.argument(call, 0, frame)));
      case "raise_for_status" -> {
        Expression status = Expression.member(expressions.translate(receiver, frame), "status");
        frame.add(
            new Step.If(
                place,
                Expression.binary(Infix.AT_LEAST, status, Expression.whole(400)),
                List.of(
                    new Step.Fail(
                        place,
                        new Expression.Template(List.of(Expression.text("status "), status)))),
                List.of()));
      }
      case "append" -> {
        Expression added = new Expression.Items(List.of(names.argument(call, 0, frame)));
        assignments.set(receiver, plus(receiver, added, frame), frame);
      }
      case "extend" ->
          assignments.set(receiver, plus(receiver, names.argument(call, 0, frame), frame), frame);
      case "update" -> update(call, receiver, frame);
      case "clear" -> {
        Expression empty =
            new Expression.Conditional(
                Expression.binary(
                    Infix.EQUAL,
                    Expression.call(Function.TYPE, expressions.translate(receiver, frame)),
                    Expression.text("list")),
                new Expression.Items(List.of()),
                new Expression.Fields(List.of()));
        assignments.set(receiver, empty, frame);
      }
      case "pop" -> {
        pop(call, receiver, frame);
      }
      case "close" -> code.note(call.start(), ".close() is left out");
      default -> expressions.translate(call, frame);
    }
  }

  private Expression plus(Expr receiver, Expression more, Frame frame) throws RefusedException {
    return Expression.binary(Infix.PLUS, expressions.translate(receiver, frame), more);
  }

  private void update(Expr.Call call, Expr receiver, Frame frame) throws RefusedException {
    Expression before =
        names.isClientHeaders(receiver, frame)
            ? names.clientHeaders()
            : expressions.translate(receiver, frame);
    assignments.set(receiver, Expression.call(Function.MERGE, before, updates(call, frame)), frame);
  }

  private Expression updates(Expr.Call call, Frame frame) throws RefusedException {
    List<Expression.Fields.Field> fields = new ArrayList<>();
    for (Argument argument : call.arguments()) {
      Expression value = expressions.translate(argument.value(), frame);
      if (argument.name().isEmpty()) {
        return value;
      }
      fields.add(new Expression.Fields.Field(Expression.text(argument.name()), value));
    }
    return new Expression.Fields(List.copyOf(fields));
  }

  private void pop(Expr.Call call, Expr receiver, Frame frame) throws RefusedException {
    Expression place =
        call.arguments().isEmpty() ? Expression.whole(-1) : names.argument(call, 0, frame);
    Expression list =
        names.isClientHeaders(receiver, frame)
            ? names.clientHeaders()
            : expressions.translate(receiver, frame);
    assignments.set(receiver, Expression.call(Function.WITHOUT, list, place), frame);
  }

  private void cookies(Expr.Call call, String name, Place place, Frame frame)
      throws RefusedException {
    switch (name) {
      case "clear" -> frame.add(new Step.HoldCookie(place, "", Expression.NOTHING));
      case "set" -> {
        Optional<String> cookie = names.argument(call, 0, frame).literalText();
        if (cookie.isEmpty()) {
          throw new RefusedException(call, "a cookie whose name is computed");
        }
        frame.add(new Step.HoldCookie(place, cookie.get(), names.argument(call, 1, frame)));
      }
      default -> throw new RefusedException(call, "self.client.cookies." + name + "()");
    }
  }
}
