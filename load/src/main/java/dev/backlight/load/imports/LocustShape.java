package dev.backlight.load.imports;

import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Users;
import dev.backlight.load.scenario.Constants;
import dev.backlight.load.scenario.Value;
import dev.backlight.source.code.TypeDecl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Translates a `LoadTestShape` whose `stages` are a list of `duration`, `users` and `spawn_rate`,
/// with durations counted from the start as in Locust's own example.
final class LocustShape {

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
    Optional<Value> value =
        Constants.of(names.expressions().translate(stages.get().initial(), new Frame()));
    if (value.isEmpty() || !(value.get() instanceof Value.Items(List<Value> items))) {
      throw new RefusedException(stages.get().start(), "stages that are not a list of maps");
    }
    List<Phase> phases = new ArrayList<>();
    double end = 0;
    int users = 0;
    for (Value item : items) {
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
