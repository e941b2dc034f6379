package dev.backlight.load.engine;

import dev.backlight.load.measure.GeneratorHealth;
import dev.backlight.load.measure.PhaseResult;
import dev.backlight.load.measure.PhaseResult.Model;
import dev.backlight.load.measure.Window;
import java.util.ArrayList;
import java.util.List;

/// What a reader of a result must know to not be misled.
final class Notes {

  private Notes() {}

  static List<String> of(
      Plan plan,
      List<PhaseResult> phases,
      List<Window> windows,
      GeneratorHealth health,
      boolean stopped,
      List<String> desertions) {
    List<String> notes = new ArrayList<>(desertions);
    if (stopped) {
      notes.add("The run was ended before its plan; all that was measured until then is here.");
    }
    if (phases.stream().anyMatch(phase -> phase.model() == Model.CLOSED)) {
      notes.add(
          "Closed model: users wait for their answer before they ask again, so a server that"
              + " stalls gets less load and its stall few samples. What arriving requests would"
              + " have waited is not in these figures; an open rate (--rate) shows it.");
    }
    if (health.voidSeconds() > 0) {
      notes.add(
          "In %d of %d seconds the generator did not keep up (%s): they say nothing about the server."
              .formatted(health.voidSeconds(), windows.size(), reason(windows)));
    }
    if (health.capHits() > 0) {
      notes.add(
          "The cap of %,d in flight was reached %,d times: later arrivals had to wait, and their time counts from when they should have started."
              .formatted(plan.limits().maxInFlight(), health.capHits()));
    }
    return notes;
  }

  private static String reason(List<Window> windows) {
    return windows.stream()
        .map(Window::voidReason)
        .filter(r -> !r.isEmpty())
        .findFirst()
        .orElse("");
  }
}
