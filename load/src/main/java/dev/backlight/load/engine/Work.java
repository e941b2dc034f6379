package dev.backlight.load.engine;

import dev.backlight.load.http.HttpRequest;
import java.util.List;

/// What is done over and over.
public sealed interface Work {

  /// One request, the same each time, sent from event loops without a thread per user. Users of a
  /// closed phase are connections. Redirects are not followed and bodies are counted, not kept.
  record Single(String task, HttpRequest request) implements Work {}

  /// Journeys, each user on a virtual thread of its own. `setup` is done before each run,
  /// `teardown` after it.
  record Journeys(List<Population> populations, Once setup, Once teardown) implements Work {

    public Journeys(List<Population> populations) {
      this(populations, Once.NOTHING, Once.NOTHING);
    }

    public Journeys {
      populations = List.copyOf(populations);
      if (populations.isEmpty()) {
        throw new IllegalArgumentException("no population");
      }
    }
  }
}
