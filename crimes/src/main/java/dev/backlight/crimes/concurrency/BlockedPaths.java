package dev.backlight.crimes.concurrency;

import dev.backlight.crimes.Scene;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The nearest blocking wait behind each Java method that makes no promise.
final class BlockedPaths {

  private static final int LONGEST = 5;
  private static final List<Word> WAITS =
      List.of(
          Word.DATABASE,
          Word.HTTP,
          Word.CACHE,
          Word.SLEEP,
          Word.SUBPROCESS,
          Word.MAIL,
          Word.NETWORK);

  private final Scene scene;
  private final Map<Fn, Site> next = new HashMap<>();

  BlockedPaths(Scene scene) {
    this.scene = scene;
    List<Fn> level = new ArrayList<>();
    for (Fn fn : scene.program().functions()) {
      fn.sites().stream()
          .filter(BlockedPaths::blocks)
          .filter(site -> !(site.has(Word.SLEEP) && site.followsFailure()))
          .findFirst()
          .ifPresent(site -> {
            next.put(fn, site);
            level.add(fn);
          });
    }
    spread(level);
  }

  private void spread(List<Fn> first) {
    List<Fn> level = first;
    for (int depth = 1; depth < LONGEST && !level.isEmpty(); depth++) {
      List<Fn> further = new ArrayList<>();
      for (Fn fn : level) {
        if (EventLoop.promises(fn)) {
          continue;
        }
        boolean pause = last(fn) instanceof Site wait && wait.has(Word.SLEEP);
        for (Site site : scene.program().callers(fn)) {
          if (pause && site.followsFailure()) {
            continue;
          }
          if (EventLoop.here(site) && next.putIfAbsent(site.in(), site) == null) {
            further.add(site.in());
          }
        }
      }
      level = further;
    }
  }

  /// Where the way from a function ends.
  private @Nullable Site last(Fn fn) {
    Site at = next.get(fn);
    for (int step = 0; at != null && !blocks(at) && step <= LONGEST; step++) {
      at = at.targets().stream().map(next::get).filter(Objects::nonNull).findFirst().orElse(null);
    }
    return at;
  }

  private static boolean blocks(Site site) {
    return site.blocks()
        && EventLoop.here(site)
        && site.kind() != Site.Kind.RELATION
        && WAITS.stream().anyMatch(site::has);
  }

  /// The calls from a place to a blocking wait, the place first; empty if it does not block.
  List<Site> from(Site site) {
    List<Site> path = new ArrayList<>();
    Site at = site;
    while (path.size() <= LONGEST) {
      path.add(at);
      if (blocks(at)) {
        return path;
      }
      Optional<Site> step =
          at.targets().stream()
              .filter(fn -> !EventLoop.promises(fn) && next.containsKey(fn))
              .findFirst()
              .map(next::get);
      if (step.isEmpty()) {
        return List.of();
      }
      at = step.get();
    }
    return List.of();
  }

  static Word word(Site last) {
    return WAITS.stream().filter(last::has).findFirst().orElse(Word.NETWORK);
  }
}
