package dev.backlight.source.stack;

import dev.backlight.model.Location;
import dev.backlight.model.Quantity.Provenance;
import dev.backlight.model.Span;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Walker;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.ConfigValue.Entry;
import dev.backlight.source.config.Syntax;
import dev.backlight.source.stack.Server.Model;
import dev.backlight.source.stack.Technologies.DataLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The servers that commands, server configuration files and source files start.
final class ServerReading {

  /// A line of `servers.txt`: how a program's flags are named, and what holds without them.
  private record Known(String name, Model model, Map<String, String> flags) {}

  private static final Map<String, Known> KNOWN = known();

  private final Settings settings;
  private final List<Server> servers = new ArrayList<>();

  private ServerReading(Settings settings) {
    this.settings = settings;
  }

  static List<Server> read(List<ConfigFile> configs, List<SourceFile> sources, Settings settings) {
    ServerReading reading = new ServerReading(settings);
    for (ConfigFile file : configs) {
      Commands.of(file).forEach(reading::command);
      if (file.syntax() == Syntax.SECTIONS && !file.root().get("uwsgi").isAbsent()) {
        reading.uwsgi(file);
      }
      if (file.syntax() == Syntax.JSON || file.syntax() == Syntax.YAML) {
        reading.processFile(file);
      }
    }
    for (SourceFile source : sources) {
      reading.source(source);
    }
    return reading.configured();
  }

  /// Gunicorn's own file speaks for every command that starts it, flags before it; where there are
  /// several, the nearest.
  private List<Server> configured() {
    List<Server> files =
        servers.stream()
            .filter(server -> server.name().equals("Gunicorn") && server.command().isEmpty())
            .toList();
    return servers.stream()
        .map(server ->
            server.name().equals("Gunicorn")
                ? merged(
                    server,
                    files.stream()
                        .max(Comparator.comparingInt(file -> shared(file, server)))
                        .map(Server::options)
                        .orElse(List.of()))
                : server)
        .toList();
  }

  /// How many folders two places share.
  private static int shared(Server one, Server other) {
    String[] a = one.place().path().split("/", -1);
    String[] b = other.place().path().split("/", -1);
    int same = 0;
    while (same < a.length - 1 && same < b.length - 1 && a[same].equals(b[same])) {
      same++;
    }
    return same;
  }

  private static Server merged(Server server, List<Fact> file) {
    List<Fact> options = new ArrayList<>();
    for (Fact option : server.options()) {
      Optional<Fact> same =
          file.stream().filter(fact -> fact.name().equals(option.name())).findFirst();
      options.add(option.isDefault() ? same.orElse(option) : option);
    }
    for (Fact fact : file) {
      if (options.stream().noneMatch(option -> option.name().equals(fact.name()))) {
        options.add(fact);
      }
    }
    return new Server(
        server.name(),
        model(server.model(), options),
        options,
        server.command(),
        server.development(),
        server.place());
  }

  private static Map<String, Known> known() {
    Map<String, Known> known = new HashMap<>();
    for (DataLine line : DataLine.read("servers.txt")) {
      Map<String, String> words = new LinkedHashMap<>();
      for (String word : line.words()) {
        int equals = word.indexOf('=');
        words.put(word.substring(0, equals), word.substring(equals + 1));
      }
      String command = words.remove("command");
      String model = words.remove("model");
      if (command == null || model == null) {
        throw new IllegalStateException("no command or model for " + line.name());
      }
      known.put(
          command, new Known(line.name(), Model.valueOf(model.toUpperCase(Locale.ROOT)), words));
    }
    return known;
  }

  private void command(Command command) {
    Known known = KNOWN.get(command.program());
    boolean tool =
        command.development() && command.origin().matches("script (?!dev|start|serve|watch).*");
    if (known == null || tool || !serves(command)) {
      return;
    }
    List<Fact> options = new ArrayList<>();
    known
        .flags()
        .forEach((name, flags) -> {
          int colon = flags.indexOf(':');
          String fallback = colon < 0 ? "" : flags.substring(colon + 1);
          String names = colon < 0 ? flags : flags.substring(0, colon);
          String written = command.flag(names.split(","));
          option(name, known, written, fallback, command.place()).ifPresent(options::add);
        });
    servers.add(
        new Server(
            known.name(),
            model(known.model(), options),
            options,
            command.text(),
            command.development() || command.has("--reload") || isDevelopmentServer(known.name()),
            command.place()));
  }

  private static boolean isDevelopmentServer(String name) {
    return name.endsWith("development server");
  }

  /// Programs that do more than serve are servers only with the right verb.
  private static boolean serves(Command command) {
    return switch (command.program()) {
      case "pm2", "pm2-runtime" ->
          !command.has("install") && !command.has("stop") && !command.has("logs");
      case "fastapi" -> command.has("run") || command.has("dev");
      case "celery" -> command.has("worker");
      case "next" -> command.has("start");
      case "dotnet" -> !command.words().isEmpty() && command.words().getFirst().endsWith(".dll");
      case "node" -> command.words().stream().anyMatch(word -> word.matches(".*\\.[cm]?js"));
      case "java" ->
          command.has("-jar") || command.words().stream().anyMatch(word -> word.endsWith(".jar"));
      default -> true;
    };
  }

  /// A flag, else the environment variable that stands for it, else the product's default.
  private Optional<Fact> option(
      String name, Known known, String written, String fallback, Location place) {
    if (!written.isEmpty()) {
      return Optional.of(fact(known.name() + " " + name, name, written, place));
    }
    Optional<Setting> variable =
        variables(known.name(), name).flatMap(key -> settings.first(key).stream()).findFirst();
    if (variable.isPresent()) {
      return variable.map(setting -> fact("", name, setting.value(), setting.place()));
    }
    return fallback.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Fact(Topic.SERVER_LIMIT, name, known.name(), fallback, Provenance.DEFAULT, place));
  }

  /// The environment variables that a product reads for one of its options.
  private static Stream<String> variables(String product, String option) {
    return switch (product + " " + option) {
      case "Gunicorn workers", "Uvicorn workers", "Hypercorn workers" ->
          Stream.of("WEB_CONCURRENCY");
      case "uWSGI workers" -> Stream.of("UWSGI_PROCESSES", "UWSGI_WORKERS");
      case "uWSGI threads" -> Stream.of("UWSGI_THREADS");
      default -> Stream.empty();
    };
  }

  private static Fact fact(String subject, String name, String value, Location place) {
    return new Fact(Topic.SERVER_LIMIT, name, subject, value, Provenance.CONFIG, place);
  }

  private static Model model(Model model, List<Fact> options) {
    String workerClass = "";
    boolean threads = false;
    for (Fact option : options) {
      workerClass = option.name().equals("class") ? option.value() : workerClass;
      threads |=
          option.name().equals("threads") && option.number().orElse(1) > 1 && model == Model.SYNC;
    }
    if (workerClass.matches("(?i).*(uvicorn|asgi|aiohttp|gevent|eventlet|tornado|trio).*")) {
      return Model.ASYNC;
    }
    return threads || workerClass.equals("gthread") ? Model.THREADED : model;
  }

  private void uwsgi(ConfigFile file) {
    List<Fact> options = new ArrayList<>();
    for (Entry entry : file.root().get("uwsgi").entries()) {
      String name =
          switch (entry.key()) {
            case "processes", "workers" -> "workers";
            case "threads" -> "threads";
            case "harakiri" -> "timeout";
            default -> "";
          };
      if (!name.isEmpty()) {
        options.add(fact("uWSGI", name, entry.value().text(), file.at(entry.line())));
      }
    }
    boolean aside = Clues.isAside(file.path());
    servers.add(new Server("uWSGI", model(Model.SYNC, options), options, "", aside, file.at(1)));
  }

  /// PM2's process file: `apps: [{script, instances, exec_mode}]`.
  private void processFile(ConfigFile file) {
    ConfigValue apps = file.root().get("apps");
    for (ConfigValue app : apps.items()) {
      if (!app.get("script").isAbsent()) {
        ConfigValue instances = app.get("instances");
        String count = instances.isAbsent() ? "1" : instances.text();
        pm2(count, app.text("exec_mode"), file.at(Math.max(app.line(), instances.line())));
      }
    }
  }

  private void pm2(String instances, String mode, Location place) {
    List<Fact> options = new ArrayList<>();
    options.add(fact("PM2", "workers", instances, place));
    if (!mode.isEmpty()) {
      options.add(fact("PM2", "mode", mode, place));
    }
    servers.add(new Server("PM2", Model.ASYNC, options, "", Clues.isAside(place.path()), place));
  }

  private static final Pattern GUNICORN = Pattern.compile("gunicorn.*\\.py");
  private static final Pattern PM2 = Pattern.compile("(ecosystem|pm2).*\\.[cm]?js");

  private void source(SourceFile source) {
    String name = source.path().substring(source.path().lastIndexOf('/') + 1);
    if (GUNICORN.matcher(name).matches()) {
      gunicorn(source);
    } else if (PM2.matcher(name).matches()) {
      ecosystem(source);
    }
    boolean cluster = imports(source, "cluster") || imports(source, "node:cluster");
    if (!cluster && !imports(source, "uvicorn")) {
      return;
    }
    for (FunctionDecl function : source.functions()) {
      for (Expr.Call call : Walker.calls(function.body())) {
        if (call.callee() instanceof Expr.Member member
            && member.receiver() instanceof Expr.Name on) {
          if (cluster && on.id().equals("cluster") && member.name().equals("fork")) {
            cluster(source, call);
          } else if (on.id().equals("uvicorn") && member.name().equals("run")) {
            uvicorn(source, call);
          }
        }
      }
    }
  }

  private static boolean imports(SourceFile source, String module) {
    return source.imports().stream().anyMatch(item -> item.module().equals(module));
  }

  private void cluster(SourceFile source, Expr.Call call) {
    Location place = at(source, call);
    if (servers.stream().noneMatch(server -> server.place().path().equals(place.path()))) {
      List<Fact> options = List.of(fact("", "workers", "one per fork", place));
      boolean aside = Clues.isAside(source.path());
      servers.add(new Server("Node.js cluster", Model.ASYNC, options, "", aside, place));
    }
  }

  private void uvicorn(SourceFile source, Expr.Call call) {
    Location place = at(source, call);
    List<Fact> options = new ArrayList<>();
    boolean reload = false;
    for (Argument argument : call.arguments()) {
      if (argument.name().equals("workers") && argument.value() instanceof Expr.Literal literal) {
        options.add(fact("Uvicorn", "workers", literal.text(), place));
      } else if (argument.name().equals("workers")) {
        options.add(fact("Uvicorn", "workers", "computed", place));
      }
      reload |=
          argument.name().equals("reload")
              && argument.value() instanceof Expr.Literal literal
              && literal.text().equals("true");
    }
    if (options.isEmpty()) {
      options.add(
          new Fact(Topic.SERVER_LIMIT, "workers", "Uvicorn", "1", Provenance.DEFAULT, place));
    }
    boolean development = reload || Clues.isAside(source.path());
    servers.add(new Server("Uvicorn", Model.ASYNC, options, "", development, place));
  }

  private static Location at(SourceFile source, Expr expr) {
    int line = source.span(expr.start(), expr.end()).startLine();
    return new Location(source.path(), Span.line(line), "");
  }

  private void gunicorn(SourceFile source) {
    Map<String, String> names =
        Map.of(
            "workers",
            "workers",
            "threads",
            "threads",
            "worker_class",
            "class",
            "timeout",
            "timeout",
            "keepalive",
            "keepalive",
            "worker_connections",
            "connections",
            "max_requests",
            "max-requests",
            "preload_app",
            "preload");
    List<Fact> options = new ArrayList<>();
    for (Setting setting : SourceSettings.of(source)) {
      String name = names.get(setting.key());
      if (name != null) {
        options.add(fact("Gunicorn", name, setting.value(), setting.place()));
      }
    }
    if (!options.isEmpty()) {
      Location place = options.getFirst().place();
      boolean aside = Clues.isAside(source.path());
      servers.addFirst(
          new Server("Gunicorn", model(Model.SYNC, options), options, "", aside, place));
    }
  }

  private void ecosystem(SourceFile source) {
    Map<String, Setting> found = new HashMap<>();
    SourceSettings.of(source).forEach(setting -> found.put(setting.key(), setting));
    for (int i = 0; found.containsKey("apps." + i + ".script"); i++) {
      Setting script = found.get("apps." + i + ".script");
      Setting instances = found.getOrDefault("apps." + i + ".instances", script);
      Setting mode = found.get("apps." + i + ".exec_mode");
      boolean counted = instances != script;
      if (script != null && instances != null) {
        pm2(counted ? instances.value() : "1", mode == null ? "" : mode.value(), instances.place());
      }
    }
  }
}
