package dev.backlight.load.imports;

import dev.backlight.load.imports.ImportException.Refusal;
import dev.backlight.load.imports.ShellWords.Word;
import dev.backlight.load.scenario.Durations;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Label;
import dev.backlight.load.scenario.Payload;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Request;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Task;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `curl` command lines: each is a task.
final class Curl {

  private static final Pattern ORIGIN = Pattern.compile("(https?://[^/?#]+)(.*)");

  /// Flags of one letter, which may stand together.
  private static final Pattern SHORT_FLAGS = Pattern.compile("-[sSvifkNg46LGI#]+");

  private static final Set<String> HARMLESS =
      Set.of(
          "--silent",
          "--show-error",
          "--verbose",
          "--include",
          "--compressed",
          "--fail",
          "--insecure",
          "-#",
          "--progress-bar",
          "--no-buffer",
          "--http1.1",
          "--http2",
          "--globoff",
          "--path-as-is",
          "--ipv4",
          "--ipv6");
  private static final Set<String> HARMLESS_WITH_VALUE =
      Set.of(
          "-o",
          "--output",
          "-w",
          "--write-out",
          "--retry",
          "--connect-timeout",
          "--cacert",
          "--retry-delay",
          "-c",
          "--cookie-jar",
          "-D",
          "--dump-header");

  private final String path;
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<Imported.Note> notes = new ArrayList<>();
  private String origin = "";

  private Curl(String path) {
    this.path = path;
  }

  static Imported read(String path, String text) throws ImportException {
    return new Curl(path).read(text);
  }

  /// A URL whose odd characters are percent-encoded.
  static String encoded(String url) {
    StringBuilder out = new StringBuilder();
    for (byte b : url.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > ' ' && b < 0x7f && "\"<>\\^`{|}".indexOf(b) < 0;
      out.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xFF));
    }
    return out.toString();
  }

  private Imported read(String text) throws ImportException {
    List<Task> tasks = new ArrayList<>();
    ShellWords.Read read = ShellWords.read(text);
    read.problems()
        .forEach(each -> refusals.add(new Refusal(new Place(path, each.line(), 1), each.reason())));
    for (ShellWords.Command command : read.commands()) {
      Place place = new Place(path, command.line(), 1);
      List<Word> words = command.words();
      int start = words.getFirst().text().equals("$") ? 1 : 0;
      if (start >= words.size() || !words.get(start).text().matches("(.*/)?curl")) {
        refusals.add(new Refusal(place, "'" + words.getFirst().text() + "' is not curl"));
        continue;
      }
      try {
        tasks.add(task(words.subList(start + 1, words.size()), place, tasks.size() + 1));
      } catch (IllegalArgumentException e) {
        refusals.add(new Refusal(place, String.valueOf(e.getMessage())));
      }
    }
    if (!refusals.isEmpty()) {
      throw new ImportException(refusals);
    }
    if (tasks.isEmpty()) {
      throw new ImportException(new Place(path, 1, 1), "no curl line");
    }
    return new Imported(Journeys.of(path, origin, "caller", tasks, List.of()), notes);
  }

  private Task task(List<Word> words, Place place, int number) {
    Line line = new Line(place);
    for (int i = 0; i < words.size(); i++) {
      String option = words.get(i).text();
      if (!option.startsWith("-") || option.equals("-")) {
        line.url(words.get(i));
        continue;
      }
      int equals = option.indexOf('=');
      if (option.startsWith("--") && equals > 0) {
        line.option(
            option.substring(0, equals),
            new Word(List.of(Expression.text(option.substring(equals + 1)))));
      } else if (SHORT_FLAGS.matcher(option).matches()) {
        for (char flag : option.substring(1).toCharArray()) {
          line.flag("-" + flag);
        }
      } else if (HARMLESS.contains(option)) {
        line.flag(option);
      } else if (Line.FLAGS.contains(option)) {
        line.flag(option);
      } else if (option.length() > 2
          && !option.startsWith("--")
          && "XHdubAem".indexOf(option.charAt(1)) >= 0) {
        line.option(
            option.substring(0, 2), new Word(List.of(Expression.text(option.substring(2)))));
      } else if (i + 1 < words.size()) {
        line.option(option, words.get(++i));
      } else {
        throw new IllegalArgumentException("the option " + option + " has no value");
      }
    }
    Request request = line.request();
    return new Task(
        number + " " + Label.of(request).orElse("request"),
        1,
        List.of(),
        List.of(Step.Send.of(place, request)));
  }

  /// One command line's request in the making.
  private final class Line {

    static final Set<String> FLAGS = Set.of("--get", "--head", "--location");

    private final Place place;

    private String method = "";
    private boolean query;
    private final Map<String, Expression> headers = new LinkedHashMap<>();
    private final List<Expression> data = new ArrayList<>();
    private Expression url = Expression.NOTHING;
    private Duration timeout = Duration.ZERO;
    private String type = "";
    private boolean follows;

    Line(Place place) {
      this.place = place;
    }

    private void note(String text) {
      notes.add(new Imported.Note(place, text));
    }

    void flag(String option) {
      switch (option) {
        case "-G", "--get" -> query = true;
        case "-I", "--head" -> method = "HEAD";
        case "-L", "--location" -> follows = true;
        case "-k", "--insecure" -> note("for certificates of one's own: --insecure");
        case "--http2" -> note("for HTTP/2: --http2");
        default -> {}
      }
    }

    /// A text that is known before the run.
    private static String known(String option, Word value) {
      return value
          .value()
          .literalText()
          .orElseThrow(() -> new IllegalArgumentException(option + " of a variable"));
    }

    void option(String option, Word value) {
      switch (option) {
        case "-X", "--request" -> method = known(option, value);
        case "-H", "--header" -> header(value);
        case "-d", "--data", "--data-ascii", "--data-raw", "--data-binary" -> {
          if (value.parts().getFirst().literalText().orElse("").startsWith("@")
              && !option.equals("--data-raw")) {
            throw new IllegalArgumentException(
                "data from a file (" + value.text() + "); write it into the line");
          }
          data.add(value.value());
          type = type.isEmpty() ? "application/x-www-form-urlencoded" : type;
        }
        case "--data-urlencode" -> {
          String[] pair = value.text().split("=", 2);
          if (pair.length < 2) {
            throw new IllegalArgumentException("--data-urlencode without a name");
          }
          data.add(Expression.text(pair[0] + "=" + encodedValue(pair[1])));
          type = "application/x-www-form-urlencoded";
        }
        case "--json" -> {
          data.add(value.value());
          type = "application/json";
          headers.putIfAbsent("Accept", Expression.text("application/json"));
        }
        case "-u", "--user" ->
            headers.put(
                "Authorization",
                new Expression.Template(
                    List.of(
                        Expression.text("Basic "),
                        Expression.call(Function.BASE64, value.value()))));
        case "-b", "--cookie" -> {
          boolean file =
              value.parts().stream()
                  .noneMatch(part -> part.literalText().filter(t -> t.contains("=")).isPresent());
          if (file) {
            note("cookies of a file are left out: users send those that answers set");
          } else {
            headers.put("Cookie", value.value());
          }
        }
        case "-A", "--user-agent" -> headers.put("User-Agent", value.value());
        case "-e", "--referer" -> headers.put("Referer", value.value());
        case "-m", "--max-time" -> timeout = Durations.parse(value.text() + "s");
        case "--url" -> url(value);
        default -> {
          if (!HARMLESS_WITH_VALUE.contains(option)) {
            throw new IllegalArgumentException(
                "the option " + option + " has no translation; leave it out or write a scenario");
          } else if (option.startsWith("--retry")) {
            note(option + " is left out: what fails is counted, not sent again");
          }
        }
      }
    }

    private String encodedValue(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void header(Word word) {
      List<Expression> parts = new ArrayList<>(word.parts());
      String first = parts.getFirst().literalText().orElse("");
      int colon = first.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("a header without a name");
      }
      String rest = first.substring(colon + 1).stripLeading();
      if (rest.isEmpty() && parts.size() > 1) {
        parts.removeFirst();
      } else {
        parts.set(0, Expression.text(rest));
      }
      String name = first.substring(0, colon);
      if (name.equalsIgnoreCase("host")) {
        note("the header Host is left out: it is that of the target");
      }
      if (!Set.of("host", "content-length", "accept-encoding", "connection")
          .contains(name.toLowerCase(Locale.ROOT))) {
        headers.put(name, new Word(List.copyOf(parts)).value());
      }
    }

    void url(Word word) {
      if (!url.isNothing()) {
        throw new IllegalArgumentException("two addresses in one line");
      }
      List<Expression> parts = new ArrayList<>(word.parts());
      String first = parts.getFirst().literalText().orElse("");
      String whole = first.isEmpty() || first.contains("://") ? first : "http://" + first;
      Matcher matcher = ORIGIN.matcher(whole);
      if (matcher.matches()) {
        String rest = matcher.group(2);
        if (origin.isEmpty() || origin.equals(matcher.group(1))) {
          origin = matcher.group(1);
          rest = rest.startsWith("/") || parts.size() > 1 && rest.isEmpty() ? rest : "/" + rest;
          if (rest.isEmpty()) {
            parts.removeFirst();
          } else {
            parts.set(0, Expression.text(rest));
          }
        }
      }
      url = new Word(List.copyOf(parts)).value();
    }

    Request request() {
      if (url.isNothing()) {
        throw new IllegalArgumentException("no address in this line");
      }
      Expression address = url;
      Payload payload = Payload.NONE;
      if (!data.isEmpty()) {
        List<Expression> joined = new ArrayList<>();
        for (Expression each : data) {
          if (!joined.isEmpty()) {
            joined.add(Expression.text("&"));
          }
          joined.add(each);
        }
        Expression body = joined.size() == 1 ? joined.getFirst() : new Expression.Template(joined);
        if (query) {
          address = new Expression.Template(List.of(url, Expression.text("?"), body));
        } else {
          boolean typed = headers.keySet().stream().anyMatch("content-type"::equalsIgnoreCase);
          payload = new Payload.Text(body, typed ? "" : type);
        }
      }
      String verb = !method.isEmpty() ? method : payload.equals(Payload.NONE) ? "GET" : "POST";
      return Request.of(verb, address)
          .withHeaders(Journeys.headers(headers))
          .with(payload)
          .within(timeout)
          .following(follows);
    }
  }
}
