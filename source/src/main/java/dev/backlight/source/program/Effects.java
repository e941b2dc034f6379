package dev.backlight.source.program;

import dev.backlight.source.knowledge.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What each function waits for, itself or through what it calls, with a shortest witness.
public final class Effects {

  private static final Word[] WAITS = {
    Word.DATABASE,
    Word.HTTP,
    Word.CACHE,
    Word.DISK,
    Word.SLEEP,
    Word.SUBPROCESS,
    Word.LOCK,
    Word.CPU,
    Word.MAIL,
    Word.QUEUE,
    Word.NETWORK,
    Word.SLOW
  };

  /// A chain longer than this convinces nobody.
  static final int LONGEST = 8;

  private final @Nullable Site[][] next = new Site[WAITS.length * 2][];
  private final byte[][] distance = new byte[WAITS.length * 2][];

  private Effects() {}

  static Effects of(List<Fn> functions, List<List<Site>> callers) {
    Effects effects = new Effects();
    List<Fn> waiting =
        functions.stream()
            .filter(fn -> fn.sites().stream().anyMatch(site -> site.words().waits()))
            .toList();
    for (int kind = 0; kind < WAITS.length * 2; kind++) {
      effects.spread(kind, functions, waiting, callers, WAITS[kind / 2], kind % 2 == 1);
    }
    return effects;
  }

  /// Breadth first from the calls that wait, against the direction of calls; certain calls first.
  private void spread(
      int kind,
      List<Fn> functions,
      List<Fn> waiting,
      List<List<Site>> callers,
      Word wait,
      boolean write) {
    @Nullable Site[] next = new Site[functions.size()];
    byte[] far = new byte[functions.size()];
    for (boolean purpose : new boolean[] {true, false}) {
      List<Fn> level = new ArrayList<>();
      for (Fn fn : waiting) {
        Site own = next[fn.index()] == null ? own(fn, wait, write, purpose) : null;
        if (own != null) {
          next[fn.index()] = own;
          level.add(fn);
        }
      }
      spread(functions, callers, next, far, level);
    }
    this.next[kind] = next;
    this.distance[kind] = far;
  }

  private static void spread(
      List<Fn> functions,
      List<List<Site>> callers,
      @Nullable Site[] next,
      byte[] far,
      List<Fn> level) {
    for (boolean certain : new boolean[] {true, false}) {
      List<Fn> reached = certain ? level : all(functions, next);
      for (int depth = 1; depth < LONGEST && !reached.isEmpty(); depth++) {
        List<Fn> further = new ArrayList<>();
        for (Fn fn : reached) {
          for (Site site : callers.get(fn.index())) {
            if (next[site.in().index()] == null
                && (site.certain() || !certain)
                && (site.run() == Site.Run.HERE || site.run() == Site.Run.EACH)) {
              next[site.in().index()] = site;
              far[site.in().index()] = (byte) (far[fn.index()] + 1);
              further.add(site.in());
            }
          }
        }
        reached = further;
      }
    }
  }

  private static List<Fn> all(List<Fn> functions, @Nullable Site[] next) {
    return functions.stream().filter(fn -> next[fn.index()] != null).toList();
  }

  /// What the function itself waits for: a wait of its `purpose`, or one that only opens a
  /// connection or transaction or that only a failure leads to.
  private static @Nullable Site own(Fn fn, Word wait, boolean write, boolean purpose) {
    for (Site site : fn.sites()) {
      if (site.has(wait)
          && site.has(Word.WRITE) == write
          && (site.run() == Site.Run.HERE || site.run() == Site.Run.EACH)
          && !(wait == Word.SLEEP && site.followsFailure())) {
        boolean opens = site.has(Word.OPENS) && !site.words().hasAny(Word.MANY, Word.ONE);
        boolean lesser =
            opens
                || site.has(Word.TRANSACTION)
                || site.scopes().stream().anyMatch(s -> s.kind() == ScopeContext.Kind.CATCH);
        if (lesser != purpose) {
          return site;
        }
      }
    }
    return null;
  }

  /// The calls that lead from a function to something it waits for: the last one waits itself.
  /// Empty if it does not.
  public List<Site> path(Fn fn, Word wait, boolean write) {
    for (int i = 0; i < WAITS.length; i++) {
      if (WAITS[i] == wait) {
        int kind = i * 2 + (write ? 1 : 0);
        return path(fn, next[kind], distance[kind]);
      }
    }
    throw new IllegalArgumentException(wait + " is nothing to wait for");
  }

  private static List<Site> path(Fn fn, @Nullable Site[] next, byte[] far) {
    List<Site> path = new ArrayList<>();
    Fn at = fn;
    for (int i = 0; i <= LONGEST; i++) {
      Site site = next[at.index()];
      if (site == null) {
        return List.of();
      }
      path.add(site);
      if (site.targets().isEmpty() || site.words().waits()) {
        return path;
      }
      Optional<Fn> target = nearest(site, next, far);
      if (target.isEmpty()) {
        return List.of();
      }
      at = target.get();
    }
    return path;
  }

  private static Optional<Fn> nearest(Site site, @Nullable Site[] next, byte[] far) {
    return site.targets().stream()
        .filter(fn -> next[fn.index()] != null && far[fn.index()] < far[site.in().index()])
        .min(Comparator.comparingInt(fn -> far[fn.index()]));
  }

  /// The calls from a place to something it waits for: the place itself, and on through its
  /// targets.
  public List<Site> from(Site site, Word wait, boolean write) {
    if (site.has(wait) && site.has(Word.WRITE) == write) {
      return List.of(site);
    }
    List<Site> shortest = List.of();
    for (Fn target : site.targets()) {
      List<Site> path = path(target, wait, write);
      if (!path.isEmpty() && (shortest.isEmpty() || path.size() < shortest.size())) {
        shortest = path;
      }
    }
    if (shortest.isEmpty()) {
      return List.of();
    }
    List<Site> whole = new ArrayList<>();
    whole.add(site);
    whole.addAll(shortest);
    return whole;
  }
}
