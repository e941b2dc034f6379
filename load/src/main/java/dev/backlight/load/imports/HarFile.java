package dev.backlight.load.imports;

import dev.backlight.load.scenario.EvaluationException;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Json;
import dev.backlight.load.scenario.Payload;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Request;
import dev.backlight.load.scenario.Selection;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Task;
import dev.backlight.load.scenario.Think;
import dev.backlight.load.scenario.Value;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads HAR recordings of browsers: one task that sends what was sent, with the pauses between.
/// Requests to other origins than the most frequent one are left out.
final class HarFile {

  private static final Duration NO_PAUSE = Duration.ofMillis(100);
  private static final Set<String> OWN =
      Set.of(
          "host",
          "content-length",
          "cookie",
          "connection",
          "accept-encoding",
          "if-none-match",
          "if-modified-since",
          "transfer-encoding",
          "upgrade-insecure-requests",
          "priority",
          "te",
          "keep-alive");

  private final String path;
  private final List<Imported.Note> notes = new ArrayList<>();
  private int others;

  /// A recorded request.
  private record Entry(
      int number, String method, URI url, Value request, double start, double milliseconds) {
    String origin() {
      return url.getScheme() + "://" + url.getRawAuthority();
    }
  }

  private HarFile(String path) {
    this.path = path;
  }

  static Imported read(String path, String text) throws ImportException {
    return new HarFile(path).read(text);
  }

  private Imported read(String text) throws ImportException {
    List<Entry> entries = new ArrayList<>();
    try {
      Value all = Selection.json(Json.read(text), "/log/entries").orElse(Value.NOTHING);
      if (!(all instanceof Value.Items(List<Value> items)) || items.isEmpty()) {
        throw new ImportException(place(0), "a HAR file without log.entries");
      }
      for (Value item : items) {
        entry(item, entries);
      }
    } catch (EvaluationException e) {
      throw new ImportException(place(0), String.valueOf(e.getMessage()));
    }
    if (entries.isEmpty()) {
      throw new ImportException(place(0), "a HAR file without requests over HTTP");
    }
    entries.sort(Comparator.comparingDouble(Entry::start));
    String origin = mostFrequent(entries);
    if (others > 0) {
      notes.add(new Imported.Note(place(0), others + " WebSockets are left out"));
    }
    long elsewhere = entries.stream().filter(each -> !each.origin().equals(origin)).count();
    if (elsewhere > 0) {
      notes.add(new Imported.Note(place(0), elsewhere + " requests to other origins are left out"));
    }
    List<Step> steps = steps(entries.stream().filter(e -> e.origin().equals(origin)).toList());
    Task task = new Task("visit", 1, List.of(), steps);
    return new Imported(Journeys.of(path, origin, "visitor", List.of(task), List.of()), notes);
  }

  private Place place(int entry) {
    return new Place(path, Math.max(1, entry), 1);
  }

  private void entry(Value item, List<Entry> entries) throws EvaluationException {
    int number = entries.size() + 1;
    String url = text(item, "/request/url");
    if (url.startsWith("ws")) {
      others++;
      return;
    } else if (!url.startsWith("http")) {
      return;
    }
    double start = 0;
    try {
      start = OffsetDateTime.parse(text(item, "/startedDateTime")).toInstant().toEpochMilli();
    } catch (DateTimeParseException e) {
      start = entries.isEmpty() ? 0 : entries.getLast().start;
    }
    Value time = Selection.json(item, "/time").orElse(Value.NOTHING);
    double milliseconds =
        switch (time) {
          case Value.Whole(long ms) -> ms;
          case Value.Decimal(double ms) -> ms;
          default -> 0;
        };
    entries.add(
        new Entry(
            number,
            text(item, "/request/method"),
            uri(url, number),
            Selection.json(item, "/request").orElse(Value.NOTHING),
            start,
            milliseconds));
  }

  private static URI uri(String url, int number) throws EvaluationException {
    try {
      return URI.create(Curl.encoded(url));
    } catch (IllegalArgumentException e) {
      throw new EvaluationException("request " + number + " has a broken address: " + url);
    }
  }

  private static String text(Value value, String pointer) throws EvaluationException {
    return Selection.json(value, pointer).orElse(Value.NOTHING) instanceof Value.Text(String text)
        ? text
        : "";
  }

  private static String mostFrequent(List<Entry> entries) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    entries.forEach(each -> counts.merge(each.origin(), 1, Integer::sum));
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private List<Step> steps(List<Entry> entries) throws ImportException {
    List<Step> steps = new ArrayList<>();
    double end = entries.getFirst().start();
    for (Entry entry : entries) {
      Duration gap = Duration.ofMillis(Math.max(0, Math.round(entry.start() - end)));
      if (gap.compareTo(NO_PAUSE) > 0) {
        steps.add(new Step.Pause(place(entry.number()), new Think.Constant(gap)));
      }
      end = Math.max(end, entry.start() + entry.milliseconds());
      try {
        steps.add(Step.Send.of(place(entry.number()), request(entry)));
      } catch (EvaluationException e) {
        throw new ImportException(place(entry.number()), String.valueOf(e.getMessage()));
      }
    }
    return List.copyOf(steps);
  }

  private Request request(Entry entry) throws EvaluationException {
    String query = entry.url().getRawQuery() == null ? "" : "?" + entry.url().getRawQuery();
    String path = entry.url().getRawPath().isEmpty() ? "/" : entry.url().getRawPath();
    Map<String, Expression> headers = new LinkedHashMap<>();
    Value all = Selection.json(entry.request(), "/headers").orElse(Value.NOTHING);
    if (all instanceof Value.Items(List<Value> items)) {
      for (Value header : items) {
        String name = text(header, "/name");
        String lower = name.toLowerCase(Locale.ROOT);
        if (!OWN.contains(lower) && !lower.startsWith(":") && !lower.startsWith("sec-")) {
          headers.put(name, Expression.text(text(header, "/value")));
        }
        if (lower.equals("authorization")) {
          note("the recorded Authorization is sent again by all users");
        } else if (lower.equals("cookie")) {
          note("recorded cookies are left out: users send those that answers set");
        }
      }
    }
    // A recording holds what redirects led to as well.
    Request request =
        Request.of(entry.method(), Expression.text(path + query))
            .withHeaders(Journeys.headers(headers))
            .following(false);
    return request.with(payload(entry));
  }

  private void note(String text) {
    Imported.Note note = new Imported.Note(place(0), text);
    if (!notes.contains(note)) {
      notes.add(note);
    }
  }

  /// The text that was sent, or the form's fields where the browser kept those.
  private static Payload payload(Entry entry) throws EvaluationException {
    String type = text(entry.request(), "/postData/mimeType");
    String body = text(entry.request(), "/postData/text");
    String what = "request " + entry.number() + " (" + entry.method() + " " + entry.url() + ")";
    if (text(entry.request(), "/postData/encoding").equals("base64")) {
      throw new EvaluationException(what + " has a body that is not text");
    } else if (!body.isEmpty()) {
      return new Payload.Text(Expression.text(body), type);
    }
    Value params = Selection.json(entry.request(), "/postData/params").orElse(Value.NOTHING);
    if (!(params instanceof Value.Items(List<Value> items)) || items.isEmpty()) {
      return Payload.NONE;
    }
    if (type.startsWith("multipart/")) {
      throw new EvaluationException(what + " uploads, and its body was not recorded");
    }
    Map<String, Expression> fields = new LinkedHashMap<>();
    for (Value item : items) {
      String name = text(item, "/name");
      if (fields.put(name, Expression.text(text(item, "/value"))) != null) {
        throw new EvaluationException(what + " has the field '" + name + "' twice");
      }
    }
    return new Payload.Form(Journeys.headers(fields));
  }
}
