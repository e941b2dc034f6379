package dev.backlight.load.engine;

import dev.backlight.load.http.Failure;
import dev.backlight.load.http.HttpClient;
import dev.backlight.load.http.HttpClient.Reachability;
import dev.backlight.load.http.Origin;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Schedule;

/// What is checked before the first request, so that the tool is no weapon by accident.
final class Preflight {

  private Preflight() {}

  /// Throws PlanRefused.
  static void check(Plan plan, HttpClient client) {
    Limits limits = plan.limits();
    if (plan.duration().compareTo(limits.maxDuration()) > 0) {
      throw new PlanRefused(
          "the plan lasts %d s; the limit is %d s"
              .formatted(plan.duration().toSeconds(), limits.maxDuration().toSeconds()),
          "Shorten its phases.");
    }
    for (Phase phase : plan.phases()) {
      check(phase, limits);
    }
    Origin origin = origin(plan);
    if (client.look(origin) instanceof Reachability.Unusable(Failure kind, String detail)) {
      throw refused(origin, kind, detail);
    }
  }

  private static void check(Phase phase, Limits limits) {
    switch (phase) {
      case Phase.Closed closed -> {
        if (closed.users().most() > limits.maxUsers()) {
          throw new PlanRefused(
              "phase '%s' has %,d users; the limit is %,d"
                  .formatted(phase.name(), closed.users().most(), limits.maxUsers()),
              "Use fewer users.");
        }
      }
      case Phase.Open open -> {
        double peak = Schedule.peakPerSecond(open);
        if (peak > limits.maxRatePerSecond()) {
          throw new PlanRefused(
              "phase '%s' has %,.0f arrivals per second; the limit is %,.0f"
                  .formatted(phase.name(), peak, limits.maxRatePerSecond()),
              "Use a lower rate.");
        }
      }
    }
  }

  private static Origin origin(Plan plan) {
    try {
      return Origin.of(plan.target());
    } catch (IllegalArgumentException e) {
      throw new PlanRefused(
          String.valueOf(e.getMessage()), "A target looks like http://127.0.0.1:8000/path.");
    }
  }

  private static PlanRefused refused(Origin origin, Failure kind, String detail) {
    return switch (kind) {
      case FORBIDDEN_TARGET ->
          new PlanRefused(
              origin + " is not on this machine or a private network",
              "Load may harm it. If it is yours to load: --i-own-this-target");
      case UNKNOWN_HOST ->
          new PlanRefused("unknown host '" + detail + "'", "Is the name spelled right?");
      default -> new PlanRefused(origin + ": " + kind.words(), detail);
    };
  }
}
