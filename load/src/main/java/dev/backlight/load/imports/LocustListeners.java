package dev.backlight.load.imports;

import dev.backlight.load.scenario.Durations;
import dev.backlight.load.scenario.Threshold;
import dev.backlight.load.scenario.ThresholdReader;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a Locust file does when something happens in Locust: it runs outside of users and has no
/// place in a scenario. What only talks is noted; what sets the exit code by the figures of the run
/// becomes thresholds; everything else is refused.
final class LocustListeners {

  private static final Map<String, String> OPPOSITES = Map.of(">", "<=", ">=", "<");
  private static final Map<String, String> FIGURES =
      Map.of(
          "avg_response_time", "mean",
          "median_response_time", "median",
          "max_response_time", "max");

  private final Code code;
  private final List<Threshold> thresholds = new ArrayList<>();

  LocustListeners(Code code) {
    this.code = code;
  }

  List<Threshold> thresholds() {
    return thresholds;
  }

  /// Judges all listeners that decorators register.
  void read() {
    for (FunctionDecl function : code.file().functions()) {
      for (Annotation each : function.annotations()) {
        if (each.name().startsWith("events.") || each.name().startsWith("locust.events.")) {
          listener(function);
          break;
        }
      }
    }
  }

  /// `events.quitting.add_listener(f)`; whether a call is such a one.
  boolean adds(Expr.Call call) {
    if (!(call.callee() instanceof Expr.Member member) || !member.name().equals("add_listener")) {
      return false;
    }
    Optional<FunctionDecl> function =
        call.arguments().size() == 1
                && call.arguments().getFirst().value() instanceof Expr.Name name
            ? code.function(name.id())
            : Optional.empty();
    if (function.isPresent()) {
      listener(function.get());
    } else {
      code.refuse(new RefusedException(call, "a listener that is not in this file"));
    }
    return true;
  }

  private void listener(FunctionDecl function) {
    List<String> rules = new ArrayList<>();
    if (PythonTalk.onlyTalks(code, function)) {
      code.note(function.start(), "the listener " + function.name() + "() is left out: it talks");
    } else if (judges(function.body(), rules) && !rules.isEmpty()) {
      for (String rule : rules) {
        thresholds.add(ThresholdReader.parse("", rule));
        code.note(function.start(), "the exit code is set by the threshold " + rule);
      }
    } else {
      code.refuse(
          new RefusedException(
              function.nameStart(),
              "the listener "
                  + function.name()
                  + "() runs outside of any user; what it prepares belongs into on_start, or into"
                  + " the setup of a scenario"));
    }
  }

  /// Whether a block does nothing but set the exit code by figures, and talk.
  private boolean judges(Stmt.Block block, List<String> rules) {
    for (Stmt statement : block.statements()) {
      boolean known =
          PythonTalk.talks(code, statement)
              || isExitCode(statement)
              || statement instanceof Stmt.If branch && judges(branch, rules);
      if (!known) {
        return false;
      }
    }
    return true;
  }

  private boolean judges(Stmt.If branch, List<String> rules) {
    boolean fails = branch.then().statements().stream().anyMatch(LocustListeners::isFailure);
    boolean plain =
        branch.then().statements().stream()
            .allMatch(each -> PythonTalk.talks(code, each) || isExitCode(each));
    if (!plain) {
      return false;
    }
    if (fails && !rule(branch.condition(), rules)) {
      return false;
    }
    return judges(branch.otherwise(), rules);
  }

  private static boolean isExitCode(Stmt statement) {
    return statement instanceof Stmt.Assign assign
        && assign.targets().size() == 1
        && assign.targets().getFirst() instanceof Expr.Member member
        && member.name().equals("process_exit_code")
        && assign.value() instanceof Expr.Literal;
  }

  private static boolean isFailure(Stmt statement) {
    return isExitCode(statement)
        && statement instanceof Stmt.Assign assign
        && assign.value() instanceof Expr.Literal literal
        && !literal.text().equals("0");
  }

  /// `environment.stats.total.fail_ratio > 0.01` fails a run that `errors <= 1%` lets pass.
  private boolean rule(Expr condition, List<String> rules) {
    if (!(condition instanceof Expr.Operation(int _, int _, String operator, List<Expr> operands))
        || operands.size() != 2) {
      return false;
    }
    if (operator.equals("||")) {
      return rule(operands.getFirst(), rules) && rule(operands.getLast(), rules);
    }
    String sign = OPPOSITES.getOrDefault(operator, "");
    if (sign.isEmpty()
        || !(operands.getLast() instanceof Expr.Literal bound)
        || bound.kind() != Expr.Literal.Kind.NUMBER) {
      return false;
    }
    double number = Double.parseDouble(bound.text().replace("_", ""));
    Optional<String> rule = figure(operands.getFirst(), sign, number);
    rule.ifPresent(rules::add);
    return rule.isPresent();
  }

  private Optional<String> figure(Expr figure, String sign, double bound) {
    String milliseconds = " " + sign + " " + Durations.plain(bound) + "ms";
    if (figure instanceof Expr.Call call
        && call.callee() instanceof Expr.Member(int _, int _, Expr of, String name)
        && isTotal(of)
        && name.equals("get_response_time_percentile")
        && call.arguments().size() == 1
        && call.arguments().getFirst().value() instanceof Expr.Literal share) {
      double percent = Double.parseDouble(share.text()) * 100;
      return Optional.of("p" + Durations.plain(Math.round(percent * 1e6) / 1e6) + milliseconds);
    }
    if (!(figure instanceof Expr.Member(int _, int _, Expr of, String name)) || !isTotal(of)) {
      return Optional.empty();
    }
    if (name.equals("fail_ratio")) {
      double percent = Math.round(bound * 1e8) / 1e6;
      return Optional.of("errors " + sign + " " + Durations.plain(percent) + "%");
    }
    return Optional.ofNullable(FIGURES.get(name)).map(known -> known + milliseconds);
  }

  private boolean isTotal(Expr expr) {
    String dotted = code.dotted(expr);
    return Set.of("environment.stats.total", "environment.runner.stats.total", "stats.total")
        .contains(dotted);
  }
}
