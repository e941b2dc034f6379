package dev.backlight.load.imports;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import java.util.Set;
import java.util.regex.Pattern;

/// Tells what in a Python file only talks to its reader: printing and logging, and what is computed
/// for that alone.
final class PythonTalk {

  private static final Pattern TALK =
      Pattern.compile(
          "print|pprint(\\.pprint)?|(logging|log|logger|LOG|LOGGER|_logger|console_logger)"
              + "(\\.\\w+)*\\.(debug|info|warning|warn|error|critical|exception|log|setLevel)");

  private static final Set<String> HARMLESS =
      Set.of(
          "str",
          "int",
          "float",
          "len",
          "round",
          "repr",
          "sorted",
          "list",
          "max",
          "min",
          "sum",
          "isinstance",
          "getattr",
          "hasattr",
          "type",
          "json.dumps",
          "time.time",
          "time.strftime",
          "datetime.datetime.now",
          "datetime.datetime.utcnow",
          "range",
          "enumerate",
          "zip",
          "dict");

  private PythonTalk() {}

  static boolean isTalk(String dotted) {
    return TALK.matcher(dotted).matches();
  }

  /// Whether a function does nothing but print and log.
  static boolean onlyTalks(Code code, FunctionDecl function) {
    return talks(code, function.body());
  }

  private static boolean talks(Code code, Stmt.Block block) {
    return block.statements().stream().allMatch(each -> talks(code, each));
  }

  /// Whether a statement does nothing but talk, and compute what is said.
  static boolean talks(Code code, Stmt statement) {
    return switch (statement) {
      case Stmt.Evaluate(int _, int _, Expr value) ->
          value instanceof Expr.Literal
              || value instanceof Expr.Call call
                  && isTalk(code.dotted(call.callee()))
                  && call.arguments().stream().map(Argument::value).allMatch(v -> reads(code, v));
      case Stmt.Assign assign ->
          assign.targets().stream().allMatch(Expr.Name.class::isInstance)
              && reads(code, assign.value());
      case Stmt.If branch ->
          reads(code, branch.condition())
              && talks(code, branch.then())
              && talks(code, branch.otherwise());
      case Stmt.Loop loop -> reads(code, loop.source()) && talks(code, loop.body());
      case Stmt.Block block -> talks(code, block);
      case Stmt.Return(int _, int _, Expr value) -> reads(code, value);
      case Stmt.Jump _ -> true;
      case Stmt.Try attempt ->
          talks(code, attempt.body())
              && talks(code, attempt.last())
              && attempt.catches().stream().allMatch(each -> talks(code, each.body()));
      case Stmt.Choice _, Stmt.Scope _, Stmt.Throw _, Stmt.Define _ -> false;
    };
  }

  /// Whether an expression only looks: at Locust's own objects, and through what Python brings.
  private static boolean reads(Code code, Expr expr) {
    boolean[] only = {true};
    Walker.expressions(
        expr,
        each -> {
          switch (each) {
            case Expr.Call call -> only[0] &= isHarmless(code, call);
            case Expr.Assigning _, Expr.Await _, Expr.Yield _ -> only[0] = false;
            default -> {}
          }
        });
    return only[0];
  }

  private static boolean isHarmless(Code code, Expr.Call call) {
    if (HARMLESS.contains(code.dotted(call.callee()))) {
      return true;
    }
    if (!(call.callee() instanceof Expr.Member member)) {
      return false;
    }
    Expr at = member.receiver();
    while (at instanceof Expr.Member inner) {
      at = inner.receiver();
    }
    return switch (at) {
      case Expr.Literal _, Expr.Template _ -> true;
      case Expr.Name name ->
          !code.isImported(name.id()) && !name.id().equals("this") && isLook(member.name());
      default -> false;
    };
  }

  /// Methods of Locust's statistics and of Python's texts and maps that change nothing.
  private static boolean isLook(String method) {
    return method.startsWith("get")
        || method.startsWith("is")
        || Set.of("format", "items", "keys", "values", "join", "strip", "split", "upper", "lower")
            .contains(method);
  }
}
