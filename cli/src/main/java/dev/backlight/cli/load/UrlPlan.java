package dev.backlight.cli.load;

import dev.backlight.cli.Surroundings;
import dev.backlight.cli.Trouble;
import dev.backlight.cli.config.Durations;
import dev.backlight.load.engine.Limits;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.Work;
import dev.backlight.load.http.Body;
import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Users;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes a plan of one request from a URL and options.
final class UrlPlan {

  private static final Pattern RATE =
      Pattern.compile("(\\d+(?:\\.\\d+)?)(?:\\.\\.(\\d+(?:\\.\\d+)?))?(?:\\s*/\\s*(s|m|h))?");
  private static final Pattern USERS = Pattern.compile("(\\d{1,7})(?:\\.\\.(\\d{1,7}))?");
  private static final Users USUAL_USERS = new Users.Constant(10);

  private UrlPlan() {}

  static boolean isUrl(String target) {
    String lower = target.toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") || lower.startsWith("https://");
  }

  static Plan of(String target, LoadOptions options, Surroundings surroundings) throws Trouble {
    URI url = url(target);
    HttpRequest request = request(url, options.request, surroundings);
    Work work = new Work.Single(request.method() + " " + path(url), request);
    return new Plan(
        url,
        work,
        phases(options),
        policy(options),
        Limits.USUAL.inFlight(positive(options.amount.maxInFlight, "--max-in-flight")),
        options.amount.seed,
        request.method() + " " + url);
  }

  static HttpPolicy policy(LoadOptions options) throws Trouble {
    HttpPolicy policy =
        HttpPolicy.USUAL
            .timeouts(
                HttpPolicy.USUAL.connectTimeout(), duration(options.request.timeout, "--timeout"))
            .verifyingTls(!options.request.insecure)
            .allowingPublicTargets(options.request.owned);
    return options.request.http2 ? policy.with(HttpPolicy.Protocol.HTTP_2) : policy;
  }

  static URI url(String target) throws Trouble {
    try {
      URI url = new URI(target);
      if (url.getHost() != null || url.getAuthority() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new Trouble(
          "'" + target + "' is not a URL: " + e.getReason(),
          "Write it as http://127.0.0.1:8000/path, spaces as %20.");
    }
    throw new Trouble("'" + target + "' names no host", "Write it as http://127.0.0.1:8000/path.");
  }

  private static String path(URI url) {
    String path = url.getRawPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  private static HttpRequest request(
      URI url, LoadOptions.Request options, Surroundings surroundings) throws Trouble {
    Body body = body(options.body, surroundings);
    String method = options.method;
    if (method == null) {
      method = options.body == null ? "GET" : "POST";
    }
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    try {
      HttpRequest request =
          HttpRequest.of(method.toUpperCase(Locale.ROOT), path(url) + query).body(body);
      for (String header : options.headers) {
        int colon = header.indexOf(':');
        if (colon < 1) {
          throw new Trouble(
              "'" + header + "' is not a header", "Write it as -H 'Accept: application/json'.");
        }
        request =
            request.header(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
      }
      return request;
    } catch (IllegalArgumentException e) {
      throw new Trouble(String.valueOf(e.getMessage()), "");
    }
  }

  private static Body body(@Nullable String text, Surroundings surroundings) throws Trouble {
    if (text == null || !text.startsWith("@")) {
      return Body.of(text == null ? "" : text);
    }
    Path file = surroundings.resolve(Path.of(text.substring(1)));
    try {
      return Body.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new Trouble("cannot read " + file, "--body @FILE needs a file that is there.");
    }
  }

  static List<Phase> phases(LoadOptions options) throws Trouble {
    Phase load = phase(options);
    String warmUp = options.amount.warmUp;
    if (warmUp == null) {
      return List.of(load);
    }
    Duration time = duration(warmUp, "--warm-up");
    List<Phase> phases = new ArrayList<>();
    phases.add(
        switch (load) {
          case Phase.Closed closed ->
              new Phase.Closed("warm-up", time, new Users.Constant(closed.users().most()), true);
          case Phase.Open open ->
              new Phase.Open("warm-up", time, start(open.arrivals()), open.rhythm(), true);
        });
    phases.add(load);
    return phases;
  }

  private static Arrivals start(Arrivals arrivals) {
    return arrivals instanceof Arrivals.Ramp(double from, double _)
        ? new Arrivals.Constant(from)
        : arrivals;
  }

  private static Phase phase(LoadOptions options) throws Trouble {
    Duration time = duration(options.amount.duration, "--duration");
    LoadOptions.Model model = options.model;
    String rate = model == null ? null : model.rate;
    if (rate != null) {
      Phase.Rhythm rhythm = options.amount.poisson ? Phase.Rhythm.POISSON : Phase.Rhythm.EVEN;
      return new Phase.Open("load", time, arrivals(rate), rhythm, false);
    }
    if (options.amount.poisson) {
      throw new Trouble("--poisson is about arrivals", "Say how many come: --rate 500 --poisson");
    }
    String users = model == null ? null : model.users;
    return new Phase.Closed("load", time, users == null ? USUAL_USERS : users(users), false);
  }

  private static Arrivals arrivals(String text) throws Trouble {
    Matcher matcher = RATE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new Trouble("'" + text + "' is not a rate", "Write it as 500, 500/s, 30/m or 10..500.");
    }
    double unit =
        switch (String.valueOf(matcher.group(3))) {
          case "m" -> 60;
          case "h" -> 3600;
          default -> 1;
        };
    double from = Double.parseDouble(matcher.group(1)) / unit;
    if (matcher.group(2) == null) {
      if (from <= 0) {
        throw new Trouble("a rate of 0 is no load", "Write it as --rate 500.");
      }
      return new Arrivals.Constant(from);
    }
    return new Arrivals.Ramp(from, Double.parseDouble(matcher.group(2)) / unit);
  }

  private static Users users(String text) throws Trouble {
    Matcher matcher = USERS.matcher(text.strip());
    if (!matcher.matches() || text.strip().equals("0")) {
      throw new Trouble(
          "'" + text + "' is not a number of users", "Write it as 50, or as 1..50 for a ramp.");
    }
    int from = Integer.parseInt(matcher.group(1));
    return matcher.group(2) == null
        ? new Users.Constant(from)
        : new Users.Ramp(from, Integer.parseInt(matcher.group(2)));
  }

  static Duration duration(String text, String option) throws Trouble {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Trouble(option + ": " + e.getMessage(), "");
    }
  }

  private static int positive(int value, String option) throws Trouble {
    if (value < 1) {
      throw new Trouble(option + " must be at least 1", "");
    }
    return value;
  }
}
