package dev.backlight.load.imports;

import dev.backlight.load.scenario.PhaseReader;
import dev.backlight.load.scenario.ScenarioException;
import dev.backlight.load.scenario.ScenarioReader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a file of journeys can be written in.
public enum Format {
  SCENARIO("Backlight's own scenario, YAML"),
  LOCUST("a Locust file, Python"),
  K6("a k6 script, JavaScript"),
  HAR("a HAR recording"),
  OPENAPI("an OpenAPI 3 description"),
  CURL("curl command lines"),
  ACCESS_LOG("an access log");

  private static final Pattern LOCUST_IMPORT =
      Pattern.compile("(?m)^\\s*(from|import)\\s+locust\\b");
  private static final Pattern K6_IMPORT = Pattern.compile("from\\s+['\"]k6|require\\(['\"]k6");

  private static final Pattern HAR_START = Pattern.compile("^\\s*\\{\\s*\"log\"\\s*:");
  private static final Pattern OPENAPI_START =
      Pattern.compile("(?m)^\\s*[{]?\\s*\"?openapi\"?\\s*:\\s*[\"']?3");
  private static final Pattern CURL_LINE = Pattern.compile("(?m)^\\s*(\\$ )?curl\\s");
  private static final int HEAD = 10_000;

  private final String meaning;

  Format(String meaning) {
    this.meaning = meaning;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String meaning() {
    return meaning;
  }

  public static Optional<Format> named(String word) {
    return List.of(values()).stream().filter(each -> each.word().equals(word)).findFirst();
  }

  /// By what a file says, and by its name where that leaves it open.
  public static Optional<Format> of(String path, String text) {
    String name = path.toLowerCase(Locale.ROOT);
    String start = text.substring(0, Math.min(HEAD, text.length()));
    if (LOCUST_IMPORT.matcher(text).find() || name.endsWith(".py")) {
      return Optional.of(LOCUST);
    } else if (K6_IMPORT.matcher(text).find() || name.endsWith(".js") || name.endsWith(".ts")) {
      return Optional.of(K6);
    } else if (name.endsWith(".har") || HAR_START.matcher(start).find()) {
      return Optional.of(HAR);
    } else if (OPENAPI_START.matcher(start).find()) {
      return Optional.of(OPENAPI);
    } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return Optional.of(SCENARIO);
    } else if (CURL_LINE.matcher(start).find()) {
      return Optional.of(CURL);
    }
    return LogFormat.of(text.lines().filter(line -> !line.isBlank()).limit(20).toList())
        .map(_ -> ACCESS_LOG);
  }

  /// Reads `text` of the file that messages call `path`.
  public Imported read(String path, String text, PhaseReader.Logs logs, ImportOptions options)
      throws ImportException, ScenarioException {
    return switch (this) {
      case SCENARIO -> new Imported(ScenarioReader.read(path, text, logs), List.of());
      case LOCUST -> LocustFile.read(path, text);
      case K6 -> K6Script.read(path, text);
      case HAR -> HarFile.read(path, text);
      case OPENAPI -> OpenApi.read(path, text, options);
      case CURL -> Curl.read(path, text);
      case ACCESS_LOG -> AccessLog.read(path, text, options);
    };
  }
}
