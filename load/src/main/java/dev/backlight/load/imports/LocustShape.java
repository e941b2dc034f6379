package dev.backlight.load.imports;

import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Users;
import dev.backlight.load.scenario.Constants;
import dev.backlight.load.scenario.Value;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.Walker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Translates a `LoadTestShape` whose `stages` are a list of `duration`, `users` and `spawn_rate`,
/// with durations counted from the start as in Locust's own example.
final class LocustShape {

  private static final Set<String> KEYS = Set.of("duration", "users", "spawn_rate", "name");

  private final Code code;
  private final LocustNames names;

  LocustShape(Code code, LocustNames names) {
    this.code = code;
    this.names = names;
  }

  List<Phase> phases(TypeDecl type) throws RefusedException {
    Optional<TypeDecl.Field> stages = names.field(type, "stages");
    if (stages.isEmpty()) {
      throw new RefusedException(
          type.nameStart(), "a shape without a list of stages; write phases in a scenario");
    }
    requireUsual(type);
    Optional<Value> value =
        Constants.of(names.expressions().translate(stages.get().initial(), new Frame()));
    if (value.isEmpty() || !(value.get() instanceof Value.Items(List<Value> items))) {
      throw new RefusedException(stages.get().start(), "stages that are not a list of maps");
    }
    List<Phase> phases = new ArrayList<>();
    double end = 0;
    int users = 0;
    for (Value item : items) {
      if (item instanceof Value.Fields(Map<String, Value> fields)) {
        for (String key : fields.keySet()) {
          if (!KEYS.contains(key)) {
            throw new RefusedException(stages.get().start(), key + " of a stage");
          }
        }
      }
      double until = number(item, "duration", stages.get());
      int target = (int) number(item, "users", stages.get());
      double rate = number(item, "spawn_rate", stages.get());
      double seconds = until - end;
      if (seconds <= 0 || rate <= 0) {
        throw new RefusedException(
            stages.get().start(), "stages whose durations do not grow, or without spawn_rate");
      }
      double ramp = Math.min(seconds, Math.abs(target - users) / rate);
      String name = "stage " + (items.indexOf(item) + 1);
      if (ramp >= 1) {
        phases.add(
            new Phase.Closed(name + " ramp", time(ramp), new Users.Ramp(users, target), false));
      }
      double left = ramp >= 1 ? seconds - ramp : seconds;
      if (left > 0.001) {
        phases.add(new Phase.Closed(name, time(left), new Users.Constant(target), false));
      }
      users = target;
      end = until;
    }
    code.note(type.nameStart(), "the stages of " + type.name() + " are phases now");
    return phases;
  }

  /// `tick()` must go through the stages and take the first whose `duration` is not over.
  private void requireUsual(TypeDecl type) throws RefusedException {
    Optional<FunctionDecl> tick = names.method(type, "tick");
    if (tick.isEmpty()) {
      throw new RefusedException(type.nameStart(), "a shape without tick()");
    }
    List<Stmt.Loop> loops = new ArrayList<>();
    List<Stmt> changes = new ArrayList<>();
    Walker.statements(
        tick.get().body(),
        statement -> {
          if (statement instanceof Stmt.Loop loop) {
            loops.add(loop);
          } else if (statement instanceof Stmt.Assign assign && !assign.operator().equals("=")) {
            changes.add(assign);
          }
        });
    boolean usual =
        loops.size() == 1
            && changes.isEmpty()
            && loops.getFirst().source() instanceof Expr.Member source
            && source.name().equals("stages")
            && loops.getFirst().body().statements().stream().anyMatch(LocustShape::isUsual);
    if (!usual) {
      throw new RefusedException(
          tick.get().nameStart(), "a tick() that computes; write phases in a scenario");
    }
  }

  /// `if run_time < stage["duration"]:`.
  private static boolean isUsual(Stmt statement) {
    return statement instanceof Stmt.If branch
        && branch.condition()
            instanceof Expr.Operation(int _, int _, String operator, List<Expr> operands)
        && operator.startsWith("<")
        && operands.getLast() instanceof Expr.Index index
        && index.index() instanceof Expr.Literal key
        && key.text().equals("duration");
  }

  private static Duration time(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1e3));
  }

  private static double number(Value stage, String name, TypeDecl.Field at)
      throws RefusedException {
    if (stage instanceof Value.Fields(Map<String, Value> fields)) {
      Value value = fields.getOrDefault(name, Value.NOTHING);
      if (value instanceof Value.Whole(long number)) {
        return number;
      } else if (value instanceof Value.Decimal(double number)) {
        return number;
      }
    }
    throw new RefusedException(at.start(), "a stage without " + name);
  }
}
