package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Operator.Prefix;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Think;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Translates Python statements. What has no translation is refused, statement by statement, so
/// that one reading tells all of it.
final class PythonStatements {

  private static final Pattern TALK =
      Pattern.compile(
          "print|pprint(\\.pprint)?|(logging|log|logger|LOG|LOGGER|_logger|console_logger)"
              + "(\\.\\w+)*\\.(debug|info|warning|warn|error|critical|exception|log|setLevel)");

  private static final Map<String, Infix> UPDATES =
      Map.of(
          "+=", Infix.PLUS,
          "-=", Infix.MINUS,
          "*=", Infix.TIMES,
          "/=", Infix.DIVIDED,
          "//=", Infix.DIVIDED_DOWN,
          "%=", Infix.MODULO);

  private static final Set<String> STOPS = Set.of("StopUser", "locust.exception.StopUser");
  private static final Set<String> RESCHEDULES =
      Set.of(
          "RescheduleTask",
          "RescheduleTaskImmediately",
          "locust.exception.RescheduleTask",
          "locust.exception.RescheduleTaskImmediately");

  private final Code code;
  private final LocustNames names;
  private final PythonExpressions expressions;

  PythonStatements(Code code, LocustNames names, PythonExpressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
  }

  /// A function's body; its variables are those of `frame`.
  List<Step> block(Stmt.Block block, Frame frame) {
    Frame own = frame.block();
    for (Stmt statement : block.statements()) {
      try {
        statement(statement, own);
      } catch (RefusedException e) {
        code.refuse(e);
      }
    }
    return own.steps();
  }

  private void statement(Stmt statement, Frame frame) throws RefusedException {
    Place place = code.place(statement.start());
    switch (statement) {
      case Stmt.Evaluate evaluate -> evaluate(evaluate.value(), frame);
      case Stmt.Assign assign -> assign(assign, frame);
      case Stmt.If branch -> {
        Expression condition = expressions.translate(branch.condition(), frame);
        frame.add(
            new Step.If(
                place, condition, block(branch.then(), frame), block(branch.otherwise(), frame)));
      }
      case Stmt.Loop loop -> loop(loop, place, frame);
      case Stmt.Try attempt -> attempt(attempt, place, frame);
      case Stmt.Scope scope -> scope(scope, frame);
      case Stmt.Return returns ->
          frame.add(
              new Step.Return(
                  place,
                  returns.value() == Expr.NONE
                      ? Expression.NOTHING
                      : expressions.translate(returns.value(), frame)));
      case Stmt.Throw raise -> raise(raise, place, frame);
      case Stmt.Jump jump ->
          frame.add(
              new Step.Leave(
                  place,
                  jump.kind() == Stmt.Jump.Kind.BREAK
                      ? Step.Leave.Kind.BREAK
                      : Step.Leave.Kind.CONTINUE));
      case Stmt.Block block -> block(block, frame).forEach(frame::add);
      case Stmt.Choice choice -> throw new RefusedException(choice.start(), "match");
      case Stmt.Define define ->
          throw new RefusedException(define.start(), "a function inside a function");
    }
  }

  private void evaluate(Expr value, Frame frame) throws RefusedException {
    switch (value) {
      case Expr.Call call -> call(call, frame);
      case Expr.Operation(int start, int _, String operator, List<Expr> operands) -> {
        switch (operator) {
          case "assert" -> {
            Expression condition = expressions.translate(operands.getFirst(), frame);
            Expression reason =
                operands.size() > 1
                    ? expressions.translate(operands.get(1), frame)
                    : Expression.text(
                        "assert "
                            + code.text(operands.getFirst().start(), operands.getFirst().end()));
            Place place = code.place(start);
            frame.add(
                new Step.If(
                    place,
                    new Expression.Unary(Prefix.NOT, condition),
                    List.of(new Step.Fail(place, reason)),
                    List.of()));
          }
          case "delete" -> {
            for (Expr operand : operands) {
              delete(operand, frame);
            }
          }
          case "global", "nonlocal" -> {}
          default -> expressions.translate(value, frame);
        }
      }
      default -> expressions.translate(value, frame);
    }
  }

  private void delete(Expr operand, Frame frame) throws RefusedException {
    if (!(operand instanceof Expr.Index index)) {
      throw new RefusedException(operand, "del of this");
    }
    Expression container = expressions.translate(index.receiver(), frame);
    set(
        index.receiver(),
        Expression.call(Function.WITHOUT, container, expressions.translate(index.index(), frame)),
        frame);
  }

  private void call(Expr.Call call, Frame frame) throws RefusedException {
    String dotted = code.dotted(call.callee());
    if (TALK.matcher(dotted).matches()) {
      talk(call, dotted);
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
    Optional<FunctionDecl> own = names.callee(call, frame);
    if (own.isPresent()) {
      frame.add(names.procedure(call, own.get(), "", frame));
      return;
    }
    if (names.isBaseCall(call)) {
      return;
    }
    switch (dotted) {
      case "time.sleep", "gevent.sleep" -> {
        frame.add(new Step.Pause(place, new Think.Seconds(argument(call, 0, frame))));
        return;
      }
      case "random.shuffle" -> {
        Expr list = call.arguments().getFirst().value();
        Expression before = expressions.translate(list, frame);
        set(
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

  private void talk(Expr.Call call, String dotted) throws RefusedException {
    for (Argument argument : call.arguments()) {
      boolean[] calls = {false};
      Walker.expressions(
          argument.value(),
          each -> calls[0] |= each instanceof Expr.Member m && m.name().equals("client"));
      if (calls[0]) {
        throw new RefusedException(call, "a request inside of " + dotted + "()");
      }
    }
    code.note(call.start(), dotted + "() is left out");
  }

  private Expression argument(Expr.Call call, int at, Frame frame) throws RefusedException {
    if (at >= call.arguments().size()) {
      throw new RefusedException(call, "a call with too few arguments");
    }
    return expressions.translate(call.arguments().get(at).value(), frame);
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
    switch (member.name()) {
      case "success" -> frame.add(new Step.Judge(place, true, Expression.text("")));
      case "failure" -> frame.add(new Step.Judge(place, false, argument(call, 0, frame)));
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
        Expression added = new Expression.Items(List.of(argument(call, 0, frame)));
        set(receiver, plus(receiver, added, frame), frame);
      }
      case "extend" -> set(receiver, plus(receiver, argument(call, 0, frame), frame), frame);
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
        set(receiver, empty, frame);
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
    set(receiver, Expression.call(Function.MERGE, before, updates(call, frame)), frame);
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
    Expression place = call.arguments().isEmpty() ? Expression.whole(-1) : argument(call, 0, frame);
    Expression list =
        names.isClientHeaders(receiver, frame)
            ? names.clientHeaders()
            : expressions.translate(receiver, frame);
    set(receiver, Expression.call(Function.WITHOUT, list, place), frame);
  }

  private void cookies(Expr.Call call, String name, Place place, Frame frame)
      throws RefusedException {
    switch (name) {
      case "clear" -> frame.add(new Step.HoldCookie(place, "", Expression.NOTHING));
      case "set" -> {
        Optional<String> cookie = argument(call, 0, frame).literalText();
        if (cookie.isEmpty()) {
          throw new RefusedException(call, "a cookie whose name is computed");
        }
        frame.add(new Step.HoldCookie(place, cookie.get(), argument(call, 1, frame)));
      }
      default -> throw new RefusedException(call, "self.client.cookies." + name + "()");
    }
  }

  private void assign(Stmt.Assign assign, Frame frame) throws RefusedException {
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
    Expression place = call.arguments().isEmpty() ? Expression.whole(-1) : argument(call, 0, frame);
    Expression list = expressions.translate(member.receiver(), frame);
    set(
        target,
        call.arguments().size() > 1
            ? Expression.call(Function.GET, list, place, argument(call, 1, frame))
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
    Optional<FunctionDecl> own = names.callee(call, frame);
    if (own.isPresent()) {
      Step.Do step = names.procedure(call, own.get(), "", frame);
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

  private String headersVariable() {
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
  private void set(Expr target, Expression value, Frame frame) throws RefusedException {
    Place place = code.place(target.start());
    List<Expression> path = new ArrayList<>();
    Expr at = target;
    while (at instanceof Expr.Index index) {
      path.addFirst(expressions.translate(index.index(), frame));
      at = index.receiver();
    }
    if (!path.isEmpty() || target instanceof Expr.Name) {
      names.requireOwn(at, frame);
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
                .attribute(member, frame)
                .orElseThrow(() -> new RefusedException(target, "setting this"));
        if (!path.isEmpty()) {
          names.attributeValue(member, name);
        }
        frame.add(new Step.Set(place, name, List.copyOf(path), value));
      }
      default -> throw new RefusedException(target, "setting this");
    }
  }

  private void loop(Stmt.Loop loop, Place place, Frame frame) throws RefusedException {
    switch (loop.kind()) {
      case EACH -> {
        Expression source = expressions.translate(loop.source(), frame);
        List<String> variables = new ArrayList<>();
        for (Expr target : loop.targets()) {
          if (!(target instanceof Expr.Name name)) {
            throw new RefusedException(target, "a loop over this");
          }
          variables.add(names.local(name.id(), frame));
        }
        frame.add(
            new Step.ForEach(place, List.copyOf(variables), source, block(loop.body(), frame)));
      }
      case WHILE -> {
        Frame before = frame.block();
        Expression condition = expressions.translate(loop.source(), before);
        List<Step> body = block(loop.body(), frame);
        if (before.steps().isEmpty()) {
          frame.add(new Step.While(place, condition, body));
          return;
        }
        List<Step> whole = new ArrayList<>(before.steps());
        whole.add(
            new Step.If(
                place,
                new Expression.Unary(Prefix.NOT, condition),
                List.of(new Step.Leave(place, Step.Leave.Kind.BREAK)),
                List.of()));
        whole.addAll(body);
        frame.add(new Step.While(place, Expression.truth(true), List.copyOf(whole)));
      }
      case COUNTING -> throw new RefusedException(loop.start(), "a counting loop");
    }
  }

  private void attempt(Stmt.Try attempt, Place place, Frame frame) {
    List<Step> recovery = List.of();
    for (Stmt.Try.Catch each : attempt.catches()) {
      if (!each.variable().isEmpty()) {
        frame.local("error");
        frame.meanings().put(each.variable(), new Expression.Variable("error"));
      }
      recovery = recovery.isEmpty() ? block(each.body(), frame) : recovery;
    }
    if (attempt.catches().size() > 1) {
      code.note(
          attempt.start(),
          "all errors go to the first 'except': kinds of errors are not told apart");
    }
    List<Step> body = block(attempt.body(), frame);
    if (attempt.catches().isEmpty()) {
      body.forEach(frame::add);
    } else {
      frame.add(new Step.Attempt(place, body, recovery));
    }
    block(attempt.last(), frame).forEach(frame::add);
  }

  /// `with self.client.get(…, catch_response=True) as response:` judges the answer in its body.
  private void scope(Stmt.Scope scope, Frame frame) throws RefusedException {
    if (scope.kind() == Stmt.Scope.Kind.RESOURCE
        && scope.resources().size() == 1
        && scope.resources().getFirst().value() instanceof Expr.Call call) {
      Stmt.Scope.Resource resource = scope.resources().getFirst();
      Optional<Step.Send> send = names.requests().send(call, frame);
      if (send.isPresent()) {
        String variable =
            resource.target() instanceof Expr.Name name ? names.local(name.id(), frame) : "";
        Step.Send own = send.get().into(variable);
        boolean rest = call.callee() instanceof Expr.Member member && member.name().equals("rest");
        List<Step> body = block(scope.body(), frame);
        if (LocustRequests.catches(call) || rest) {
          frame.add(own.judged(body));
        } else {
          frame.add(own);
          body.forEach(frame::add);
        }
        return;
      }
    }
    names.data().open(scope, frame);
    block(scope.body(), frame).forEach(frame::add);
  }

  private void raise(Stmt.Throw raise, Place place, Frame frame) throws RefusedException {
    Expr value = raise.value();
    String name = value instanceof Expr.Call call ? code.dotted(call.callee()) : code.dotted(value);
    if (STOPS.contains(name)) {
      frame.add(new Step.Stop(place, Expression.text("StopUser")));
    } else if (RESCHEDULES.contains(name)) {
      frame.add(new Step.Fail(place, Expression.text(name)));
    } else if (name.endsWith("InterruptTaskSet")) {
      frame.add(new Step.Interrupt(place));
    } else {
      Expression reason =
          value instanceof Expr.Call call && !call.arguments().isEmpty()
              ? expressions.translate(call.arguments().getFirst().value(), frame)
              : Expression.text(value == Expr.NONE ? "raised again" : name);
      frame.add(new Step.Fail(place, reason));
    }
  }
}
