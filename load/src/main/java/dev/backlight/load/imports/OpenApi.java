package dev.backlight.load.imports;

import dev.backlight.load.imports.ImportException.Refusal;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Payload;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Request;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads OpenAPI 3 descriptions: each operation is a task of one request, all equally often, with
/// the examples and defaults that the description gives and made-up values where it gives none.
final class OpenApi {

  private static final Set<String> SAFE = Set.of("get", "head", "options");
  private static final Set<String> METHODS =
      Set.of("get", "head", "options", "post", "put", "patch", "delete");
  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

  private final String path;
  private final String source;
  private final ImportOptions options;
  private final List<Imported.Note> notes = new ArrayList<>();
  private final OpenApiData data;
  private final Map<?, ?> root;

  private OpenApi(String path, String source, Map<?, ?> root, ImportOptions options) {
    this.path = path;
    this.source = source;
    this.options = options;
    this.root = root;
    this.data = new OpenApiData(root);
  }

  static Imported read(String path, String text, ImportOptions options) throws ImportException {
    try {
      Object root = new Load(LoadSettings.builder().setLabel(path).build()).loadFromString(text);
      if (root instanceof Map<?, ?> map
          && map.get("openapi") instanceof String version
          && version.startsWith("3")) {
        return new OpenApi(path, text, map, options).read();
      }
    } catch (YamlEngineException e) {
      throw new ImportException(new Place(path, 1, 1), "not YAML or JSON: " + e.getMessage());
    }
    throw new ImportException(new Place(path, 1, 1), "not an OpenAPI 3 description");
  }

  private Imported read() throws ImportException {
    List<Task> tasks = new ArrayList<>();
    int unsafe = 0;
    for (Map.Entry<?, ?> item : OpenApiData.map(root.get("paths")).entrySet()) {
      Map<?, ?> operations = data.resolved(item.getValue());
      for (Map.Entry<?, ?> each : operations.entrySet()) {
        String method = String.valueOf(each.getKey());
        String name = method.toUpperCase(Locale.ROOT) + " " + item.getKey();
        if (method.equals("trace")) {
          leaveOut(item.getKey(), name + " is left out: TRACE is not sent");
        } else if (method.equals("servers")) {
          leaveOut(item.getKey(), "servers of its own are left out; --target is for all");
        }
        if (!METHODS.contains(method)) {
          continue;
        }
        if (!options.unsafe() && !SAFE.contains(method)) {
          unsafe++;
          continue;
        }
        Map<?, ?> operation = data.resolved(each.getValue());
        Optional<Payload> payload = payload(operation);
        if (payload.isEmpty()) {
          leaveOut(
              item.getKey(),
              name + " is left out: it wants a body of " + media(operation).keySet());
          continue;
        }
        tasks.add(
            task(method, String.valueOf(item.getKey()), operations, operation, payload.get()));
      }
    }
    Place place = new Place(path, 1, 1);
    if (!data.missing().isEmpty()) {
      throw new ImportException(
          data.missing().stream()
              .map(each ->
                  new Refusal(place(each), "the reference " + each + " leads out of this document"))
              .toList());
    }
    for (String pattern : data.patterns()) {
      leaveOut(pattern, "texts are made up without the pattern " + pattern + "; give an example");
    }
    if (unsafe > 0) {
      notes.add(
          new Imported.Note(
              place, unsafe + " operations that change data are left out; --unsafe sends them"));
    }
    if (tasks.isEmpty()) {
      throw new ImportException(place, "no operation that is safe to send");
    }
    return new Imported(Journeys.of(path, server().origin(), "caller", tasks, List.of()), notes);
  }

  private void leaveOut(Object at, String text) {
    Imported.Note note = new Imported.Note(place(String.valueOf(at)), text);
    if (!notes.contains(note)) {
      notes.add(note);
    }
  }

  /// The first line that holds a text, as YAML is read without places.
  private Place place(String text) {
    int at = Math.max(0, source.indexOf(text));
    return new Place(
        path, 1 + (int) source.substring(0, at).chars().filter(c -> c == '\n').count(), 1);
  }

  private record Server(String origin, String base) {}

  /// The first server's URL, with the defaults of its variables.
  private Server server() {
    if (!(root.get("servers") instanceof List<?> servers)
        || servers.isEmpty()
        || !(servers.getFirst() instanceof Map<?, ?> server)) {
      return new Server("", "");
    }
    Matcher variable = PARAMETER.matcher(String.valueOf(server.get("url")));
    String url =
        variable.replaceAll(found ->
            Matcher.quoteReplacement(
                String.valueOf(
                    OpenApiData.map(OpenApiData.map(server.get("variables")).get(found.group(1)))
                        .get("default"))));
    Matcher parts = Pattern.compile("(https?://[^/]+)?(/.*)?").matcher(url);
    if (!parts.matches()) {
      return new Server("", "");
    }
    String origin = parts.group(1) == null ? "" : parts.group(1);
    String base = parts.group(2) == null ? "" : parts.group(2).replaceFirst("/$", "");
    return new Server(origin, base);
  }

  private Task task(
      String method, String route, Map<?, ?> item, Map<?, ?> operation, Payload payload) {
    if (operation.containsKey("servers")) {
      leaveOut(route, "servers of its own are left out; --target is for all");
    }
    Map<String, Expression> inPath = new LinkedHashMap<>();
    Map<String, Expression> inQuery = new LinkedHashMap<>();
    Map<String, Expression> headers = new LinkedHashMap<>();
    for (Object holder : List.of(item, operation)) {
      if (OpenApiData.map(holder).get("parameters") instanceof List<?> parameters) {
        for (Object written : parameters) {
          parameter(data.resolved(written), inPath, inQuery, headers);
        }
      }
    }
    security(operation, inQuery, headers);
    String name = method.toUpperCase(Locale.ROOT) + " " + server().base() + route;
    Request request =
        Request.of(method.toUpperCase(Locale.ROOT), url(route, inPath))
            .named(Expression.text(name))
            .withHeaders(Journeys.headers(headers))
            .withQuery(Journeys.headers(inQuery))
            .with(payload);
    List<String> tags =
        operation.get("tags") instanceof List<?> words
            ? words.stream().map(String::valueOf).toList()
            : List.of();
    return new Task(name, 1, tags, List.of(Step.Send.of(place(route), request)));
  }

  private Expression url(String route, Map<String, Expression> inPath) {
    List<Expression> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder(server().base());
    Matcher matcher = PARAMETER.matcher(route);
    int end = 0;
    while (matcher.find()) {
      text.append(route, end, matcher.start());
      end = matcher.end();
      parts.add(Expression.text(text.toString()));
      text.setLength(0);
      Expression value =
          inPath.getOrDefault(
              matcher.group(1),
              Expression.call(Function.RANDOM_INT, Expression.whole(1), Expression.whole(100)));
      parts.add(Expression.call(Function.URL_ENCODE, value));
    }
    text.append(route.substring(end));
    if (!text.isEmpty()) {
      parts.add(Expression.text(text.toString()));
    }
    return parts.size() == 1 ? parts.getFirst() : new Expression.Template(List.copyOf(parts));
  }

  /// Of the optional parameters, those with an example are sent.
  private void parameter(
      Map<?, ?> parameter,
      Map<String, Expression> inPath,
      Map<String, Expression> inQuery,
      Map<String, Expression> headers) {
    String name = String.valueOf(parameter.get("name"));
    Optional<Expression> example = data.example(parameter);
    boolean required = Boolean.TRUE.equals(parameter.get("required"));
    if (!required && example.isEmpty()) {
      return;
    }
    Expression value = example.orElseGet(() -> data.made(parameter.get("schema"), 0));
    switch (String.valueOf(parameter.get("in"))) {
      case "path" -> inPath.put(name, value);
      case "query" -> inQuery.put(name, value);
      case "header" -> headers.put(name, value);
      case "cookie" -> cookie(name, value, headers);
      default -> leaveOut(name, "the parameter " + name + " is left out: it has no place");
    }
  }

  private static void cookie(String name, Expression value, Map<String, Expression> headers) {
    Expression pair = new Expression.Template(List.of(Expression.text(name + "="), value));
    headers.merge(
        "Cookie",
        pair,
        (before, more) -> new Expression.Template(List.of(before, Expression.text("; "), more)));
  }

  private Map<?, ?> media(Map<?, ?> operation) {
    return OpenApiData.map(data.resolved(operation.get("requestBody")).get("content"));
  }

  /// The body in the first media type that can be made up; empty where there is none but one is
  /// wanted.
  private Optional<Payload> payload(Map<?, ?> operation) {
    Map<?, ?> content = media(operation);
    for (Map.Entry<?, ?> each : content.entrySet()) {
      Map<?, ?> media = OpenApiData.map(each.getValue());
      String type = String.valueOf(each.getKey());
      boolean form = type.contains("x-www-form-urlencoded");
      if (!type.contains("json") && !form && !type.startsWith("text/")) {
        continue;
      }
      Expression value = data.example(media).orElseGet(() -> data.made(media.get("schema"), 0));
      return Optional.of(
          type.contains("json")
              ? new Payload.Json(value)
              : form ? new Payload.Form(value) : new Payload.Text(value, type));
    }
    return content.isEmpty() ? Optional.of(Payload.NONE) : Optional.empty();
  }

  /// Credentials come from the environment: `TOKEN`, `API_KEY`, `CREDENTIALS`.
  private void security(
      Map<?, ?> operation, Map<String, Expression> inQuery, Map<String, Expression> headers) {
    Object wanted =
        operation.containsKey("security") ? operation.get("security") : root.get("security");
    if (!(wanted instanceof List<?> schemes)
        || schemes.isEmpty()
        || !(schemes.getFirst() instanceof Map<?, ?> first)) {
      return;
    }
    Map<?, ?> known =
        OpenApiData.map(OpenApiData.map(root.get("components")).get("securitySchemes"));
    for (Object name : first.keySet()) {
      Map<?, ?> scheme = data.resolved(known.get(name));
      String type = String.valueOf(scheme.get("type"));
      if (type.equals("mutualTLS") || "digest".equals(scheme.get("scheme"))) {
        leaveOut(name, "'" + name + "' is left out: " + type + " of this kind is not spoken");
        continue;
      }
      String variable =
          type.equals("apiKey")
              ? "API_KEY"
              : "basic".equals(scheme.get("scheme")) ? "CREDENTIALS" : "TOKEN";
      Expression secret =
          Expression.call(Function.ENV, Expression.text(variable), Expression.text(""));
      Imported.Note note =
          new Imported.Note(
              new Place(path, 1, 1), "'" + name + "' is taken from the environment: " + variable);
      if (!notes.contains(note)) {
        notes.add(note);
      }
      switch (variable) {
        case "API_KEY" -> {
          String key = String.valueOf(scheme.get("name"));
          switch (String.valueOf(scheme.get("in"))) {
            case "query" -> inQuery.put(key, secret);
            case "cookie" -> cookie(key, secret, headers);
            default -> headers.put(key, secret);
          }
        }
        case "CREDENTIALS" ->
            headers.put(
                "Authorization",
                new Expression.Template(
                    List.of(Expression.text("Basic "), Expression.call(Function.BASE64, secret))));
        default ->
            headers.put(
                "Authorization",
                new Expression.Template(List.of(Expression.text("Bearer "), secret)));
      }
    }
  }
}
