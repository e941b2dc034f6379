package dev.backlight.load.imports;

import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Request;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// Reads access logs of nginx, Apache and HAProxy: what was asked for, in its shares, in its
/// rhythm. A request of the log is an arrival, and one request.
public final class AccessLog {

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int SAMPLE = 200;
  private static final int TARGETS_PER_ROUTE = 200;
  private static final int MAX_ROUTES = 300;
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private AccessLog() {}

  /// One method and route, and what was asked for there.
  private record Route(String method, String template, Set<String> targets, AtomicInteger count) {}

  static Imported read(String path, String text, ImportOptions options) throws ImportException {
    List<Imported.Note> notes = new ArrayList<>();
    List<LogLine> lines = lines(path, text, options, notes);
    Place place = new Place(path, 1, 1);
    List<LogLine> kept = new ArrayList<>();
    for (LogLine line : lines) {
      if (options.unsafe() || SAFE.contains(line.method())) {
        kept.add(line);
      }
    }
    if (kept.size() < lines.size()) {
      notes.add(
          new Imported.Note(
              place,
              "%d of %d requests change data and are left out; --unsafe sends them, without their bodies"
                  .formatted(lines.size() - kept.size(), lines.size())));
    }
    if (kept.isEmpty()) {
      throw new ImportException(place, "no request that is safe to send; --unsafe sends others");
    }
    List<Duration> times = times(kept);
    Phase phase = rhythm(times, notes, place);
    return new Imported(
        Journeys.of(path, "", "visitor", tasks(kept, notes, place), List.of(phase)), notes);
  }

  /// The times of a log's requests from its first, for phases that replay it.
  ///
  /// @throws IllegalArgumentException where no line can be read
  public static List<Duration> times(String path, String text) {
    try {
      return times(lines(path, text, ImportOptions.USUAL, new ArrayList<>()));
    } catch (ImportException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// Notes how many lines are no requests, and which is the first.
  private static List<LogLine> lines(
      String path, String text, ImportOptions options, List<Imported.Note> notes)
      throws ImportException {
    List<String> all = text.lines().toList();
    List<String> written = all.stream().filter(line -> !line.isBlank()).toList();
    Optional<LogFormat> format;
    try {
      format =
          options.logFormat().isEmpty()
              ? LogFormat.of(written.stream().limit(SAMPLE).toList())
              : Optional.of(LogFormat.nginx(options.logFormat()));
    } catch (IllegalArgumentException e) {
      throw new ImportException(new Place(path, 1, 1), String.valueOf(e.getMessage()));
    }
    List<LogLine> lines = new ArrayList<>();
    if (format.isPresent()) {
      int others = 0;
      int first = 0;
      for (int i = 0; i < all.size(); i++) {
        Optional<LogLine> line = format.get().read(all.get(i));
        line.ifPresent(lines::add);
        if (line.isEmpty() && !all.get(i).isBlank()) {
          first = others++ == 0 ? i + 1 : first;
        }
      }
      if (others > 0) {
        notes.add(
            new Imported.Note(
                new Place(path, first, 1),
                "%d of %d lines are no requests of this format and are left out; this is the first"
                    .formatted(others, written.size())));
      }
    }
    if (lines.isEmpty()) {
      throw new ImportException(
          new Place(path, 1, 1),
          "no line is in the combined format, HAProxy's or JSON; say --log-format '…'");
    }
    lines.sort(Comparator.comparingDouble(LogLine::at));
    return lines;
  }

  /// Logs of whole seconds: the requests of a second are spread over it evenly.
  private static List<Duration> times(List<LogLine> lines) {
    List<Duration> times = new ArrayList<>();
    double first = lines.getFirst().at();
    for (int i = 0; i < lines.size(); ) {
      int end = i;
      while (end < lines.size() && lines.get(end).at() == lines.get(i).at()) {
        end++;
      }
      boolean exact = lines.get(i).exact();
      for (int k = i; k < end; k++) {
        double within = exact ? 0 : 1000.0 * (k - i) / (end - i);
        times.add(Duration.ofNanos((long) ((lines.get(k).at() - first + within) * 1e6)));
      }
      i = end;
    }
    return times;
  }

  /// The whole log, or its busiest ten minutes.
  private static Phase rhythm(List<Duration> times, List<Imported.Note> notes, Place place) {
    Duration whole = times.getLast().plusSeconds(1);
    Duration from = Duration.ZERO;
    Duration length = whole;
    if (whole.compareTo(LONGEST) > 0) {
      length = LONGEST;
      from = busiest(times);
      notes.add(
          new Imported.Note(
              place,
              "the log is %d minutes long; its busiest ten are replayed"
                  .formatted(whole.toMinutes())));
    }
    Duration start = from;
    Duration end = from.plus(length);
    List<Duration> kept =
        times.stream()
            .filter(time -> time.compareTo(start) >= 0 && time.compareTo(end) < 0)
            .map(time -> time.minus(start))
            .toList();
    return new Phase.Open("replay", length, new Arrivals.Replay(kept), Phase.Rhythm.EVEN, false);
  }

  private static Duration busiest(List<Duration> times) {
    int best = 0;
    int most = 0;
    int end = 0;
    for (int i = 0; i < times.size(); i++) {
      while (end < times.size() && times.get(end).compareTo(times.get(i).plus(LONGEST)) < 0) {
        end++;
      }
      if (end - i > most) {
        most = end - i;
        best = i;
      }
    }
    return times.get(best);
  }

  private static List<Task> tasks(List<LogLine> lines, List<Imported.Note> notes, Place place) {
    Map<String, Route> routes = new LinkedHashMap<>();
    for (LogLine line : lines) {
      String template = RouteTemplate.of(line.target());
      Route route =
          routes.computeIfAbsent(
              line.method() + " " + template,
              _ -> new Route(line.method(), template, new LinkedHashSet<>(), new AtomicInteger()));
      route.count().incrementAndGet();
      if (route.targets().size() < TARGETS_PER_ROUTE) {
        route.targets().add(line.target());
      }
    }
    List<Route> sorted = new ArrayList<>(routes.values());
    sorted.sort(Comparator.comparingInt((Route route) -> route.count().get()).reversed());
    if (sorted.size() > MAX_ROUTES) {
      long rare = sorted.stream().skip(MAX_ROUTES).mapToLong(route -> route.count().get()).sum();
      notes.add(
          new Imported.Note(
              place,
              rare + " requests of routes beyond the " + MAX_ROUTES + " busiest are left out"));
    }
    return sorted.stream().limit(MAX_ROUTES).map(route -> task(route, place)).toList();
  }

  private static Task task(Route route, Place place) {
    List<Expression> targets =
        route.targets().stream().map(target -> Expression.text(Curl.encoded(target))).toList();
    Expression url =
        targets.size() == 1
            ? targets.getFirst()
            : Expression.call(Function.RANDOM_CHOICE, new Expression.Items(targets));
    String name = route.method() + " " + route.template();
    Request request = Request.of(route.method(), url).named(Expression.text(name));
    return new Task(name, route.count().get(), List.of(), List.of(Step.Send.of(place, request)));
  }
}
