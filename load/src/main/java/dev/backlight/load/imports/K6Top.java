package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Stmt;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The top of a k6 script, which k6 runs once for each user before its journey: it gives names
/// values, exports functions and options, and says which statuses are a success. What does more is
/// refused.
final class K6Top {

  private static final Set<String> EXPORTED_FUNCTIONS =
      Set.of("default", "setup", "teardown", "handleSummary", "options");

  private final Code code;
  private final K6Names names;

  K6Top(Code code, K6Names names) {
    this.code = code;
    this.names = names;
  }

  /// Reads what all requests take from it. Comes before their translation.
  void read() {
    for (Stmt statement : code.module().body().statements()) {
      code.refuseLost(statement.start(), statement.start() + 1);
      try {
        statement(statement);
      } catch (RefusedException e) {
        code.refuse(e);
      }
    }
    for (SourceFile.Export each : code.file().exports()) {
      boolean own = !(each.value() instanceof Expr.Name name) || isDeclared(name);
      if (EXPORTED_FUNCTIONS.contains(each.name())
          && !own
          && !each.name().equals("handleSummary")) {
        code.refuse(
            new RefusedException(each.value(), each.name() + " from another file; copy it here"));
      }
    }
  }

  private boolean isDeclared(Expr.Name name) {
    return names.moduleValue(name.id()).isPresent() || names.function(name).isPresent();
  }

  private void statement(Stmt statement) throws RefusedException {
    switch (statement) {
      case Stmt.Assign assign -> assign(assign);
      case Stmt.Evaluate(int _, int _, Expr value) -> evaluated(value);
      case Stmt.If branch -> {
        if (!isGuard(branch)) {
          throw new RefusedException(
              branch.start(), "an 'if' at the top of the script; write it as a ? b : c");
        }
        code.note(branch.start(), "an 'if' that only ends the script is left out");
      }
      case Stmt.Define _ -> {}
      case Stmt.Block block -> {
        if (!block.statements().isEmpty()) {
          throw new RefusedException(block.start(), "a block at the top of the script");
        }
      }
      case Stmt.Loop _, Stmt.Try _, Stmt.Choice _, Stmt.Scope _, Stmt.Throw _, Stmt.Return _ ->
          throw other(statement);
      case Stmt.Jump _ -> throw other(statement);
    }
  }

  private static RefusedException other(Stmt statement) {
    return new RefusedException(
        statement.start(),
        "what runs at the top of the script; only constants, functions and options are read");
  }

  /// Names are looked up where they are used.
  private void assign(Stmt.Assign assign) throws RefusedException {
    if (!assign.declares()) {
      Expr target = assign.targets().getFirst();
      throw new RefusedException(
          assign.start(),
          "changing "
              + code.text(target.start(), target.end())
              + " at the top of the script; write its value where it is declared");
    }
  }

  private void evaluated(Expr value) throws RefusedException {
    switch (value) {
      case Expr.Lambda _, Expr.Literal _, Expr.Name _, Expr.Collection _ -> {}
      case Expr.Call call -> call(call);
      default ->
          throw new RefusedException(
              value,
              "what runs at the top of the script; only constants, functions and options are read");
    }
  }

  private void call(Expr.Call call) throws RefusedException {
    String dotted = code.dotted(call.callee());
    if (dotted.startsWith("console.")) {
      code.note(call.start(), "console output is left out");
    } else if (dotted.equals("k6/http.setResponseCallback") && call.arguments().size() == 1) {
      K6Requests requests = names.expressions().calls().requests();
      Expression condition =
          requests
              .parameters()
              .successful(call.arguments().getFirst().value(), new Frame().conditionally());
      requests.expectAlways(condition);
    } else {
      throw new RefusedException(
          call,
          (dotted.isEmpty() ? "a call" : dotted + "()")
              + " at the top of the script; only constants, functions and options are read");
    }
  }

  /// `if (!__ENV.BASE_URL) { throw new Error('…'); }`.
  private boolean isGuard(Stmt.If branch) {
    return branch.otherwise().statements().isEmpty()
        && branch.then().statements().stream().allMatch(this::ends);
  }

  private boolean ends(Stmt statement) {
    Optional<String> called =
        statement instanceof Stmt.Evaluate(int _, int _, Expr value)
                && value instanceof Expr.Call call
            ? Optional.of(code.dotted(call.callee()))
            : Optional.empty();
    return statement instanceof Stmt.Throw
        || called
            .filter(name -> name.startsWith("console.") || List.of("k6.fail").contains(name))
            .isPresent();
  }
}
