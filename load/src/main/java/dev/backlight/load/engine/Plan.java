package dev.backlight.load.engine;

import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.pace.Phase;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A run before it happens: what, how much, how. Immutable. `text` is the plan as its author wrote
/// it, kept with the result; may be empty.
public record Plan(
    URI target,
    Work work,
    List<Phase> phases,
    HttpPolicy http,
    Limits limits,
    long seed,
    String text) {

  public Plan {
    phases = List.copyOf(phases);
    if (phases.isEmpty()) {
      throw new IllegalArgumentException("a plan without phases");
    }
    Set<String> names = new HashSet<>();
    for (Phase phase : phases) {
      if (!names.add(phase.name())) {
        throw new IllegalArgumentException("two phases are named " + phase.name());
      }
    }
  }

  /// The usual policy and limits, seed 1.
  public static Plan of(URI target, Work work, Phase... phases) {
    return new Plan(target, work, List.of(phases), HttpPolicy.USUAL, Limits.USUAL, 1, "");
  }

  /// GET of one URL.
  public static Plan get(URI url, Phase... phases) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String origin = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    return of(url, new Work.Single("GET " + path, HttpRequest.get(origin)), phases);
  }

  public Plan with(HttpPolicy policy) {
    return new Plan(target, work, phases, policy, limits, seed, text);
  }

  public Plan with(Limits newLimits) {
    return new Plan(target, work, phases, http, newLimits, seed, text);
  }

  public Plan with(List<Phase> newPhases) {
    return new Plan(target, work, newPhases, http, limits, seed, text);
  }

  public Plan seeded(long newSeed) {
    return new Plan(target, work, phases, http, limits, newSeed, text);
  }

  public Plan described(String newText) {
    return new Plan(target, work, phases, http, limits, seed, newText);
  }

  public Duration duration() {
    return phases.stream().map(Phase::duration).reduce(Duration.ZERO, Duration::plus);
  }
}
