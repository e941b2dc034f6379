package dev.backlight.source.program;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Everything that some functions run, with the way there.
public final class Trail {

  private final Map<Fn, Optional<Site>> from = new HashMap<>();

  private Trail() {}

  /// Follows the calls for which `follows` holds, breadth first.
  public static Trail from(Collection<Fn> roots, Predicate<Site> follows) {
    Trail trail = new Trail();
    Map<Fn, Optional<Site>> level = new LinkedHashMap<>();
    roots.forEach(root -> level.put(root, Optional.empty()));
    List<Fn> reached = new ArrayList<>(level.keySet());
    trail.from.putAll(level);
    while (!reached.isEmpty()) {
      List<Fn> further = new ArrayList<>();
      for (Fn fn : reached) {
        for (Site site : fn.sites()) {
          if (follows.test(site)) {
            for (Fn target : site.targets()) {
              if (trail.from.putIfAbsent(target, Optional.of(site)) == null) {
                further.add(target);
              }
            }
          }
        }
      }
      reached = further;
    }
    return trail;
  }

  public boolean reaches(Fn fn) {
    return from.containsKey(fn);
  }

  /// The calls from a root to a function, in order; empty for a root.
  public List<Site> to(Fn fn) {
    List<Site> path = new ArrayList<>();
    Optional<Site> step = from.getOrDefault(fn, Optional.empty());
    while (step.isPresent() && path.size() < 64) {
      path.add(step.get());
      step = from.getOrDefault(step.get().in(), Optional.empty());
    }
    return path.reversed();
  }
}
