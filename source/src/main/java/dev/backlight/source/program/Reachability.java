package dev.backlight.source.program;

import dev.backlight.source.code.FunctionDecl.Trait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/// Who runs each function: the entry points that lead to it.
public final class Reachability {

  /// Routes kept per function; more say nothing new.
  private static final int ROUTES = 10;

  public enum Reach {
    REQUEST,
    JOB,
    /// No entry point is known.
    UNKNOWN,
    /// Only start-up, command line, migrations, seeds or tests.
    OFFLINE
  }

  private final Reach[] reach;
  private final List<List<String>> routes;

  private Reachability(Reach[] reach, List<List<String>> routes) {
    this.reach = reach;
    this.routes = routes;
  }

  static Reachability of(List<Fn> functions, List<EntryPoint> entries, List<List<Site>> callers) {
    Reach[] reach = new Reach[functions.size()];
    Arrays.fill(reach, Reach.OFFLINE);
    spread(reach, Reach.UNKNOWN, unknownRoots(functions, entries, callers));
    spread(reach, Reach.JOB, roots(entries, EntryPoint.Kind.JOB));
    spread(reach, Reach.REQUEST, roots(entries, EntryPoint.Kind.REQUEST));
    return new Reachability(reach, routes(functions, entries));
  }

  private static List<Fn> roots(List<EntryPoint> entries, EntryPoint.Kind kind) {
    return entries.stream().filter(e -> e.kind() == kind).map(EntryPoint::function).toList();
  }

  /// Functions of the product that nothing calls and no entry point names, and those that a module
  /// hands to a timer or emitter: they run again and again after the start.
  private static List<Fn> unknownRoots(
      List<Fn> functions, List<EntryPoint> entries, List<List<Site>> callers) {
    boolean[] named = new boolean[functions.size()];
    entries.forEach(entry -> named[entry.function().index()] = true);
    List<Fn> roots = new ArrayList<>();
    Exported exported = new Exported();
    for (Fn fn : functions) {
      // That tests call it says nothing of who else does.
      boolean called =
          callers.get(fn.index()).stream()
              .anyMatch(site -> site.in() != fn && site.in().unit().role() == Unit.Role.PRODUCT);
      boolean later =
          callers.get(fn.index()).stream()
              .anyMatch(site ->
                  site.kind() == Site.Kind.CALLBACK
                      && site.run() == Site.Run.LATER
                      && site.in().is(Trait.MODULE));
      if ((!called || later || exported.wraps(fn))
          && !named[fn.index()]
          && !fn.is(Trait.MODULE)
          && fn.unit().role() == Unit.Role.PRODUCT) {
        roots.add(fn);
      }
    }
    return roots;
  }

  private static void spread(Reach[] reach, Reach as, List<Fn> roots) {
    ArrayDeque<Fn> queue = new ArrayDeque<>();
    for (Fn root : roots) {
      if (reach[root.index()].compareTo(as) > 0) {
        reach[root.index()] = as;
        queue.add(root);
      }
    }
    while (!queue.isEmpty()) {
      for (Site site : queue.remove().sites()) {
        for (Fn target : site.targets()) {
          if (reach[target.index()].compareTo(as) > 0) {
            reach[target.index()] = as;
            queue.add(target);
          }
        }
      }
    }
  }

  private static List<List<String>> routes(List<Fn> functions, List<EntryPoint> entries) {
    List<TreeSet<String>> names = new ArrayList<>();
    functions.forEach(fn -> names.add(new TreeSet<>()));
    ArrayDeque<Fn> queue = new ArrayDeque<>();
    for (EntryPoint entry : entries) {
      if (entry.judged() && add(names.get(entry.function().index()), entry.name())) {
        queue.add(entry.function());
      }
    }
    while (!queue.isEmpty()) {
      Fn fn = queue.remove();
      List<String> own = List.copyOf(names.get(fn.index()));
      for (Site site : fn.sites()) {
        for (Fn target : site.targets()) {
          boolean changed = false;
          for (String name : own) {
            changed |= add(names.get(target.index()), name);
          }
          if (changed) {
            queue.add(target);
          }
        }
      }
    }
    List<List<String>> lists = new ArrayList<>();
    names.forEach(set -> lists.add(List.copyOf(set)));
    return lists;
  }

  /// Keeps the smallest [#ROUTES] names: the same whatever the order.
  private static boolean add(NavigableSet<String> set, String name) {
    if (set.contains(name) || (set.size() == ROUTES && set.last().compareTo(name) <= 0)) {
      return false;
    }
    set.add(name);
    if (set.size() > ROUTES) {
      set.pollLast();
    }
    return true;
  }

  public Reach of(Fn fn) {
    return reach[fn.index()];
  }

  /// At most ten entry points that lead to the function, sorted.
  public List<String> routes(Fn fn) {
    return routes.get(fn.index());
  }
}
