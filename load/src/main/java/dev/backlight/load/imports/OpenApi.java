package dev.backlight.load.imports;

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
  private final ImportOptions options;
  private final List<Imported.Note> notes = new ArrayList<>();
  private final OpenApiData data;
  private final Map<?, ?> root;

  private OpenApi(String path, Map<?, ?> root, ImportOptions options) {
    this.path = path;
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
        return new OpenApi(path, map, options).read();
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
        if (!METHODS.contains(method)) {
          continue;
        }
        if (!options.unsafe() && !SAFE.contains(method)) {
          unsafe++;
          continue;
        }
        tasks.add(
            task(
                method, String.valueOf(item.getKey()), operations, data.resolved(each.getValue())));
      }
    }
    Place place = new Place(path, 1, 1);
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

  private Task task(String method, String route, Map<?, ?> item, Map<?, ?> operation) {
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
            .with(payload(operation));
    List<String> tags =
        operation.get("tags") instanceof List<?> words
            ? words.stream().map(String::valueOf).toList()
            : List.of();
    return new Task(name, 1, tags, List.of(Step.Send.of(new Place(path, 1, 1), request)));
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
      default -> {}
    }
  }

  private Payload payload(Map<?, ?> operation) {
    Map<?, ?> content = OpenApiData.map(data.resolved(operation.get("requestBody")).get("content"));
    for (Map.Entry<?, ?> each : content.entrySet()) {
      Map<?, ?> media = OpenApiData.map(each.getValue());
      String type = String.valueOf(each.getKey());
      Expression value = data.example(media).orElseGet(() -> data.made(media.get("schema"), 0));
      if (type.contains("json")) {
        return new Payload.Json(value);
      } else if (type.contains("x-www-form-urlencoded")) {
        return new Payload.Form(value);
      } else if (type.startsWith("text/")) {
        return new Payload.Text(value, type);
      }
    }
    if (!content.isEmpty()) {
      notes.add(
          new Imported.Note(
              new Place(path, 1, 1), "a body of " + content.keySet() + " is not made up"));
    }
    return Payload.NONE;
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
          ("query".equals(scheme.get("in")) ? inQuery : headers).put(key, secret);
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
