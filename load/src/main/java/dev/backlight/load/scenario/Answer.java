package dev.backlight.load.scenario;

import dev.backlight.load.http.Body;
import dev.backlight.load.http.Header;
import dev.backlight.load.http.HttpResponse;
import dev.backlight.load.http.Timing;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A response as expressions see it. The body is read as text or JSON when somebody asks, once.
public final class Answer implements Value {

  private static final HttpResponse NONE =
      new HttpResponse(0, List.of(), Body.EMPTY, 0, "", Timing.NONE);

  private final HttpResponse response;
  private final Duration elapsed;
  private final String error;
  private Optional<String> text = Optional.empty();
  private Optional<Value> json = Optional.empty();

  private Answer(HttpResponse response, Duration elapsed, String error) {
    this.response = response;
    this.elapsed = elapsed;
    this.error = error;
  }

  public static Answer of(HttpResponse response, Duration elapsed) {
    return new Answer(response, elapsed, "");
  }

  /// No answer came: the status is 0 and the body empty.
  public static Answer failed(String error, Duration elapsed) {
    return new Answer(NONE, elapsed, error);
  }

  public int status() {
    return response.status();
  }

  public boolean isOk() {
    return status() > 0 && status() < 400;
  }

  public String url() {
    return response.finalUrl();
  }

  /// Why no answer came; empty if one did.
  public String error() {
    return error;
  }

  public Duration elapsed() {
    return elapsed;
  }

  public int size() {
    return response.body().length();
  }

  /// The first header of a name in any case.
  public Optional<String> header(String name) {
    return response.header(name);
  }

  /// All headers by their names in lower case, several of one name joined by commas.
  Value headers() {
    Map<String, Value> all = new LinkedHashMap<>();
    for (Header header : response.headers()) {
      all.merge(
          header.name().toLowerCase(Locale.ROOT),
          Value.of(header.value()),
          (before, more) -> Value.of(Values.text(before) + ", " + Values.text(more)));
    }
    return new Value.Fields(all);
  }

  /// The cookie that this answer sets.
  public Optional<String> cookie(String name) {
    return cookiePairs().stream()
        .filter(pair -> pair.getFirst().equals(name))
        .map(List::getLast)
        .findFirst();
  }

  Value cookies() {
    Map<String, Value> all = new LinkedHashMap<>();
    cookiePairs().forEach(pair -> all.put(pair.getFirst(), Value.of(pair.getLast())));
    return new Value.Fields(all);
  }

  private List<List<String>> cookiePairs() {
    List<List<String>> pairs = new ArrayList<>();
    for (Header header : response.headers()) {
      if (!header.is("set-cookie")) {
        continue;
      }
      String pair = header.value().split(";", 2)[0];
      int cut = pair.indexOf('=');
      if (cut > 0) {
        pairs.add(List.of(pair.substring(0, cut).strip(), pair.substring(cut + 1).strip()));
      }
    }
    return pairs;
  }

  public String text() {
    if (text.isEmpty()) {
      text = Optional.of(response.body().text(charset()));
    }
    return text.get();
  }

  private Charset charset() {
    String type = header("content-type").orElse("").toLowerCase(Locale.ROOT);
    int at = type.indexOf("charset=");
    if (at < 0) {
      return StandardCharsets.UTF_8;
    }
    String name = type.substring(at + 8).split("[;\\s]", 2)[0].replace("\"", "");
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.UTF_8;
    }
  }

  /// The body as JSON.
  public Value json() throws EvaluationException {
    if (json.isEmpty()) {
      json = Optional.of(Json.read(text()));
    }
    return json.get();
  }

  @Override
  public String toString() {
    return status() + " " + url();
  }
}
