package dev.backlight.load.scenario;

import dev.backlight.load.pace.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Everything a run does, as data. `target` may be empty, and so may `phases`: then the command
/// line says where to and how much. `variables` are computed once, in their order, and shared by
/// all users.
public record Scenario(
    String name,
    String target,
    Duration timeout,
    Map<String, Expression> variables,
    List<Feed> feeds,
    List<Procedure> procedures,
    List<UserKind> users,
    List<Phase> phases,
    List<Threshold> thresholds) {

  public static Scenario of(String name, List<UserKind> users) {
    return new Scenario(
        name, "", Duration.ZERO, Map.of(), List.of(), List.of(), users, List.of(), List.of());
  }
}
