package dev.backlight.cli.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The routes of a source, to recognise requests by: `GET /orders/17` asks for `GET /orders/:id`.
///
/// A route matches a whole path. Where none does, one that is mounted below a prefix may: the first
/// one or two segments of the path are passed over, if what is left names the route by at least one
/// segment of text. Among several, the one with more text wins; a tie is nobody's.
final class RouteTable {

  private static final int MOST_PREFIX = 2;

  private final List<Route> routes;

  /// A route as its source names it, taken apart.
  private record Route(String name, String method, List<String> segments) {

    /// How many segments are the same text; −1 where it does not match.
    int texts(String wantedMethod, List<String> path) {
      boolean askedFor =
          method.equals(wantedMethod)
              || method.equals("ALL")
              || (wantedMethod.equals("HEAD") && method.equals("GET"));
      if (!askedFor) {
        return -1;
      }
      int texts = 0;
      for (int i = 0; i < segments.size(); i++) {
        String segment = segments.get(i);
        if (takesTheRest(segment)) {
          return path.size() > i ? texts : -1;
        }
        if (i >= path.size()) {
          return -1;
        }
        boolean open = isOpen(segment);
        if (!open && !segment.equalsIgnoreCase(path.get(i))) {
          return -1;
        }
        texts += open ? 0 : 1;
      }
      return path.size() == segments.size() ? texts : -1;
    }
  }

  /// A route, and the prefix of the path that it is mounted below; empty where there is none.
  record Match(String route, String prefix) {}

  RouteTable(Collection<String> names) {
    List<Route> all = new ArrayList<>();
    for (String name : Set.copyOf(names)) {
      int space = name.indexOf(" /");
      if (space > 0) {
        all.add(
            new Route(
                name,
                name.substring(0, space).toUpperCase(Locale.ROOT),
                segments(name.substring(space + 1))));
      }
    }
    routes = List.copyOf(all);
  }

  /// The route that `request` (`GET /orders/17`, `GET /orders/{id}`) asks for.
  Optional<Match> match(String request) {
    int space = request.indexOf(" /");
    if (space < 0) {
      return Optional.empty();
    }
    String method = request.substring(0, space).toUpperCase(Locale.ROOT);
    List<String> path = segments(request.substring(space + 1));
    Optional<Match> whole = best(method, path, 0).map(route -> new Match(route, ""));
    for (int cut = 1; whole.isEmpty() && cut <= MOST_PREFIX && cut < path.size(); cut++) {
      String prefix = "/" + String.join("/", path.subList(0, cut));
      whole = best(method, path.subList(cut, path.size()), 1).map(name -> new Match(name, prefix));
    }
    return whole;
  }

  private Optional<String> best(String method, List<String> path, int leastTexts) {
    int most = -1;
    List<String> names = new ArrayList<>();
    for (Route route : routes) {
      int texts = route.texts(method, path);
      if (texts >= leastTexts && texts >= most) {
        if (texts > most) {
          names.clear();
        }
        most = texts;
        names.add(route.name());
      }
    }
    return names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty();
  }

  private static List<String> segments(String path) {
    String clean = path.replaceFirst("[?#].*", "").replaceAll("^[\\^]?/+|/+\\$?$", "");
    return clean.isEmpty() ? List.of() : Arrays.asList(clean.split("/+", -1));
  }

  /// `{id}`, `:id`, `<int:id>`, `[id]`, `*`, `(?P<id>…)`: a place for any text.
  private static boolean isOpen(String segment) {
    return segment.startsWith(":") || segment.matches(".*[{<\\[(*].*");
  }

  private static boolean takesTheRest(String segment) {
    return segment.endsWith("*")
        || segment.startsWith("<path:")
        || segment.matches("\\{\\*.*|.*:path}|.*:\\.[*+]}");
  }
}
