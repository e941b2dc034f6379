package dev.backlight.load.scenario;

import dev.backlight.load.pace.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Everything a run does, as data. `target` may be empty, and so may `phases`: then the command
/// line says where to and how much. `variables` are computed once, in their order, and shared by
/// all users; so is what `setup` sets, which is done once before the load, as `teardown` is after
/// it.
public record Scenario(
    String name,
    String target,
    Duration timeout,
    Map<String, Expression> variables,
    List<Feed> feeds,
    List<Procedure> procedures,
    List<Step> setup,
    List<Step> teardown,
    List<UserKind> users,
    List<Phase> phases,
    List<Threshold> thresholds) {

  public static Scenario of(String name, List<UserKind> users) {
    return new Scenario(
        name,
        "",
        Duration.ZERO,
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        users,
        List.of(),
        List.of());
  }

  public Scenario with(List<UserKind> others) {
    return new Scenario(
        name,
        target,
        timeout,
        variables,
        feeds,
        procedures,
        setup,
        teardown,
        others,
        phases,
        thresholds);
  }

  /// What users do, without how many of them come and what must hold.
  public Scenario journeys() {
    return new Scenario(
        name,
        target,
        timeout,
        variables,
        feeds,
        procedures,
        setup,
        teardown,
        users,
        List.of(),
        List.of());
  }
}
