package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.program.EntryPoint.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the entry points: decorated and annotated functions, methods of framework classes,
/// handlers given to a router, and handlers known by the shape of their parameters.
final class Entries {

  private static final Map<String, Kind> PYTHON_DECORATORS =
      Map.ofEntries(
          Map.entry("route", Kind.REQUEST), Map.entry("get", Kind.REQUEST),
          Map.entry("post", Kind.REQUEST), Map.entry("put", Kind.REQUEST),
          Map.entry("patch", Kind.REQUEST), Map.entry("delete", Kind.REQUEST),
          Map.entry("api_route", Kind.REQUEST), Map.entry("websocket", Kind.REQUEST),
          Map.entry("api_view", Kind.REQUEST), Map.entry("action", Kind.REQUEST),
          Map.entry("middleware", Kind.REQUEST), Map.entry("before_request", Kind.REQUEST),
          Map.entry("after_request", Kind.REQUEST), Map.entry("exception_handler", Kind.REQUEST),
          Map.entry("errorhandler", Kind.REQUEST), Map.entry("field", Kind.REQUEST),
          Map.entry("mutation", Kind.REQUEST), Map.entry("task", Kind.JOB),
          Map.entry("shared_task", Kind.JOB), Map.entry("actor", Kind.JOB),
          Map.entry("periodic_task", Kind.JOB), Map.entry("job", Kind.JOB),
          Map.entry("agent", Kind.JOB), Map.entry("subscriber", Kind.JOB),
          Map.entry("scheduled_job", Kind.JOB), Map.entry("command", Kind.CLI),
          Map.entry("group", Kind.CLI), Map.entry("on_event", Kind.STARTUP),
          Map.entry("before_first_request", Kind.STARTUP), Map.entry("fixture", Kind.TEST));

  private static final Set<String> DOTTED =
      Set.of(
          "get",
          "post",
          "put",
          "patch",
          "delete",
          "route",
          "middleware",
          "task",
          "job",
          "command",
          "group",
          "field",
          "mutation",
          "agent",
          "subscriber");

  private static final Map<String, Kind> ANNOTATIONS =
      Map.ofEntries(
          // Spring, JAX-RS
          Map.entry("GetMapping", Kind.REQUEST), Map.entry("PostMapping", Kind.REQUEST),
          Map.entry("PutMapping", Kind.REQUEST), Map.entry("DeleteMapping", Kind.REQUEST),
          Map.entry("PatchMapping", Kind.REQUEST), Map.entry("RequestMapping", Kind.REQUEST),
          Map.entry("QueryMapping", Kind.REQUEST), Map.entry("MutationMapping", Kind.REQUEST),
          Map.entry("SchemaMapping", Kind.REQUEST), Map.entry("BatchMapping", Kind.REQUEST),
          Map.entry("MessageMapping", Kind.REQUEST), Map.entry("ModelAttribute", Kind.REQUEST),
          Map.entry("GET", Kind.REQUEST), Map.entry("POST", Kind.REQUEST),
          Map.entry("PUT", Kind.REQUEST), Map.entry("DELETE", Kind.REQUEST),
          Map.entry("PATCH", Kind.REQUEST), Map.entry("HEAD", Kind.REQUEST),
          Map.entry("Scheduled", Kind.JOB), Map.entry("KafkaListener", Kind.JOB),
          Map.entry("RabbitListener", Kind.JOB), Map.entry("JmsListener", Kind.JOB),
          Map.entry("SqsListener", Kind.JOB), Map.entry("Incoming", Kind.JOB),
          Map.entry("EventListener", Kind.JOB), Map.entry("TransactionalEventListener", Kind.JOB),
          Map.entry("StreamListener", Kind.JOB), Map.entry("PostConstruct", Kind.STARTUP),
          Map.entry("PreDestroy", Kind.STARTUP), Map.entry("Bean", Kind.STARTUP),
          Map.entry("Test", Kind.TEST), Map.entry("BeforeEach", Kind.TEST),
          // NestJS
          Map.entry("Get", Kind.REQUEST), Map.entry("Post", Kind.REQUEST),
          Map.entry("Put", Kind.REQUEST), Map.entry("Patch", Kind.REQUEST),
          Map.entry("Delete", Kind.REQUEST), Map.entry("All", Kind.REQUEST),
          Map.entry("Query", Kind.REQUEST), Map.entry("Mutation", Kind.REQUEST),
          Map.entry("ResolveField", Kind.REQUEST), Map.entry("Subscription", Kind.REQUEST),
          Map.entry("SubscribeMessage", Kind.REQUEST), Map.entry("MessagePattern", Kind.JOB),
          Map.entry("EventPattern", Kind.JOB), Map.entry("Process", Kind.JOB),
          Map.entry("Cron", Kind.JOB), Map.entry("Interval", Kind.JOB),
          Map.entry("OnEvent", Kind.JOB), Map.entry("OnWorkerEvent", Kind.JOB),
          // ASP.NET Core
          Map.entry("HttpGet", Kind.REQUEST), Map.entry("HttpPost", Kind.REQUEST),
          Map.entry("HttpPut", Kind.REQUEST), Map.entry("HttpDelete", Kind.REQUEST),
          Map.entry("HttpPatch", Kind.REQUEST), Map.entry("HttpHead", Kind.REQUEST),
          Map.entry("Fact", Kind.TEST), Map.entry("Theory", Kind.TEST),
          Map.entry("TestMethod", Kind.TEST), Map.entry("Benchmark", Kind.TEST));

  /// Methods of classes that extend something whose name ends so.
  private record ByClass(String ending, Set<String> methods, Kind kind) {}

  private static final Set<String> ANY = Set.of("*");
  private static final Set<String> HTTP_METHODS =
      Set.of(
          "get",
          "post",
          "put",
          "patch",
          "delete",
          "head",
          "options",
          "dispatch",
          "get_queryset",
          "get_object",
          "get_context_data",
          "list",
          "retrieve",
          "create",
          "update",
          "partial_update",
          "destroy",
          "form_valid",
          "perform_create",
          "perform_update",
          "perform_destroy",
          "get_serializer_context",
          "prepare",
          "on_get",
          "on_post",
          "get_extra_context",
          "alter_queryset");
  private static final List<ByClass> BY_CLASS =
      List.of(
          new ByClass("View", HTTP_METHODS, Kind.REQUEST),
          new ByClass("ViewSet", HTTP_METHODS, Kind.REQUEST),
          new ByClass("APIView", HTTP_METHODS, Kind.REQUEST),
          new ByClass("Resource", HTTP_METHODS, Kind.REQUEST),
          new ByClass("RequestHandler", HTTP_METHODS, Kind.REQUEST),
          new ByClass("HTTPEndpoint", HTTP_METHODS, Kind.REQUEST),
          new ByClass(
              "ModelAdmin", Set.of("get_queryset", "save_model", "changelist_view"), Kind.REQUEST),
          new ByClass(
              "Serializer",
              Set.of("to_representation", "validate", "create", "update", "save"),
              Kind.REQUEST),
          new ByClass("MiddlewareMixin", ANY, Kind.REQUEST),
          new ByClass("BaseHTTPMiddleware", Set.of("dispatch"), Kind.REQUEST),
          new ByClass(
              "Consumer",
              Set.of("receive", "connect", "receive_json", "consume", "Consume"),
              Kind.REQUEST),
          new ByClass("Mutation", Set.of("mutate", "perform_mutation"), Kind.REQUEST),
          new ByClass("BaseMutation", Set.of("mutate", "perform_mutation"), Kind.REQUEST),
          new ByClass("DataLoader", Set.of("batch_load", "batch_load_fn"), Kind.REQUEST),
          new ByClass("BaseCommand", Set.of("handle"), Kind.CLI),
          new ByClass("AppConfig", Set.of("ready"), Kind.STARTUP),
          new ByClass("Task", Set.of("run"), Kind.JOB),
          new ByClass("TestCase", ANY, Kind.TEST),
          new ByClass("Controller", ANY, Kind.REQUEST),
          new ByClass("ControllerBase", ANY, Kind.REQUEST),
          new ByClass("PageModel", ANY, Kind.REQUEST),
          new ByClass("Hub", ANY, Kind.REQUEST),
          new ByClass("IRequestHandler", Set.of("Handle"), Kind.REQUEST),
          new ByClass("INotificationHandler", Set.of("Handle"), Kind.JOB),
          new ByClass("IMiddleware", Set.of("InvokeAsync"), Kind.REQUEST),
          new ByClass("IEndpoint", Set.of("HandleAsync"), Kind.REQUEST),
          new ByClass("BackgroundService", Set.of("ExecuteAsync"), Kind.JOB),
          new ByClass("IHostedService", Set.of("StartAsync"), Kind.JOB),
          new ByClass("IJob", Set.of("Execute"), Kind.JOB),
          new ByClass("IConsumer", Set.of("Consume"), Kind.JOB),
          new ByClass("IScheduledTask", Set.of("ExecuteAsync", "Execute"), Kind.JOB),
          new ByClass(
              "HttpServlet",
              Set.of("doGet", "doPost", "doPut", "doDelete", "service"),
              Kind.REQUEST),
          new ByClass("Filter", Set.of("doFilter", "doFilterInternal"), Kind.REQUEST),
          new ByClass("OncePerRequestFilter", Set.of("doFilterInternal"), Kind.REQUEST),
          new ByClass("HandlerInterceptor", Set.of("preHandle", "postHandle"), Kind.REQUEST),
          new ByClass("ImplBase", ANY, Kind.REQUEST),
          new ByClass("CommandLineRunner", Set.of("run"), Kind.STARTUP),
          new ByClass("ApplicationRunner", Set.of("run"), Kind.STARTUP),
          new ByClass("WorkerHost", Set.of("process"), Kind.JOB),
          new ByClass("NestInterceptor", Set.of("intercept"), Kind.REQUEST),
          new ByClass("NestMiddleware", Set.of("use"), Kind.REQUEST),
          new ByClass("CanActivate", Set.of("canActivate"), Kind.REQUEST));

  private static final Set<String> VERBS =
      Set.of(
          "get",
          "post",
          "put",
          "patch",
          "delete",
          "all",
          "head",
          "options",
          "use",
          "route",
          "MapGet",
          "MapPost",
          "MapPut",
          "MapDelete",
          "MapPatch",
          "MapMethods",
          "Map",
          "GET",
          "POST",
          "PUT",
          "DELETE",
          "PATCH",
          "path",
          "re_path",
          "url",
          "add_url_rule",
          "add_api_route",
          "websocket",
          "ws");
  private static final Set<String> JOBS =
      Set.of(
          "process",
          "consume",
          "schedule",
          "Worker",
          "CronJob",
          "Queue",
          "cron",
          "setInterval",
          "scheduleJob",
          "add_job",
          "scheduleAtFixedRate",
          "scheduleWithFixedDelay",
          "AddOrUpdate",
          "Enqueue",
          "eachMessage",
          "subscribe",
          "basicConsume",
          "basic_consume");

  private final Map<Fn, EntryPoint> found = new LinkedHashMap<>();

  private Entries() {}

  static List<EntryPoint> of(List<Unit> units, List<Fn> functions) {
    Entries entries = new Entries();
    for (Fn fn : functions) {
      if (fn.unit().role() == Unit.Role.PRODUCT) {
        entries.declared(fn);
      } else {
        entries.offline(fn);
      }
    }
    for (Fn fn : functions) {
      if (fn.unit().role() == Unit.Role.PRODUCT) {
        fn.sites().forEach(entries::registered);
      }
    }
    List<EntryPoint> all = new ArrayList<>(entries.found.values());
    all.sort(Comparator.comparingInt(entry -> entry.function().index()));
    return List.copyOf(all);
  }

  private void add(Fn fn, Kind kind, String name) {
    found.merge(
        fn,
        new EntryPoint(fn, kind, name),
        (a, b) ->
            a.kind() == b.kind() && a.name().startsWith("handler ")
                ? b
                : a.kind().compareTo(b.kind()) <= 0 ? a : b);
  }

  private void offline(Fn fn) {
    if (fn.is(Trait.MODULE)) {
      add(fn, fn.unit().role() == Unit.Role.TEST ? Kind.TEST : Kind.CLI, fn.unit().path());
    }
  }

  private void declared(Fn fn) {
    if (fn.is(Trait.MODULE)) {
      add(fn, Kind.STARTUP, fn.unit().path());
      return;
    }
    for (Annotation annotation : fn.decl().annotations()) {
      Optional<Kind> kind = kind(fn, annotation);
      if (kind.isPresent()) {
        add(fn, kind.get(), title(fn, annotation, kind.get()));
      }
    }
    fn.owner().ifPresent(owner -> method(fn, owner));
    if (fn.unit().language() == Language.JAVASCRIPT && takesRequest(fn)) {
      add(fn, Kind.REQUEST, "handler " + (fn.symbol().isEmpty() ? fn.unit().path() : fn.symbol()));
    }
    if (fn.name().equals("main") && fn.unit().language() == Language.JAVA && fn.is(Trait.STATIC)
        || fn.name().equals("Main") && fn.unit().language() == Language.CSHARP) {
      add(fn, Kind.CLI, "main");
    }
  }

  private static Optional<Kind> kind(Fn fn, Annotation annotation) {
    String name = annotation.simpleName();
    return switch (fn.unit().language()) {
      case PYTHON ->
          DOTTED.contains(name)
                  && !annotation.name().contains(".")
                  && !name.equals("task")
                  && !name.equals("job")
                  && !name.equals("field")
              ? Optional.empty()
              : Optional.ofNullable(PYTHON_DECORATORS.get(name));
      case JAVA, CSHARP, JAVASCRIPT ->
          Optional.ofNullable(
              ANNOTATIONS.get(
                  name.endsWith("Attribute") ? name.substring(0, name.length() - 9) : name));
      case CONFIG -> Optional.empty();
    };
  }

  private static String title(Fn fn, Annotation annotation, Kind kind) {
    if (kind != Kind.REQUEST) {
      return kind.name().toLowerCase(Locale.ROOT) + " " + fn.symbol();
    }
    String verb =
        annotation.simpleName().replace("Mapping", "").replace("Http", "").toUpperCase(Locale.ROOT);
    if (verb.equals("ROUTE") || verb.equals("REQUEST") || verb.equals("API_ROUTE")) {
      verb = methods(annotation).orElse("GET");
    }
    if (!Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "ALL", "WEBSOCKET")
        .contains(verb)) {
      return annotation.simpleName() + " " + fn.symbol();
    }
    String path = prefix(fn) + slash(firstText(annotation.arguments()));
    return verb + " " + (path.isEmpty() ? "/" : path.replaceAll("//+", "/"));
  }

  private static Optional<String> methods(Annotation annotation) {
    for (Argument argument : annotation.arguments()) {
      if (argument.name().equals("methods") || argument.name().equals("method")) {
        return switch (argument.value()) {
          case Expr.Collection c
              when !c.entries().isEmpty()
                  && c.entries().getFirst().value() instanceof Expr.Literal l ->
              Optional.of(l.text().toUpperCase(Locale.ROOT));
          case Expr.Member m -> Optional.of(m.name());
          case Expr.Literal l -> Optional.of(l.text().toUpperCase(Locale.ROOT));
          default -> Optional.empty();
        };
      }
    }
    return Optional.empty();
  }

  /// The path on the class: `@RequestMapping("/api")`, `@Controller('users')`, `[Route("api/x")]`.
  private static String prefix(Fn fn) {
    if (fn.owner().isEmpty()) {
      return "";
    }
    Cls owner = fn.owner().get();
    for (Annotation annotation : owner.decl().annotations()) {
      if (Set.of("RequestMapping", "Controller", "Route", "Path", "RestController")
          .contains(annotation.simpleName())) {
        String base = owner.name().replaceFirst("Controller$", "");
        return slash(firstText(annotation.arguments()).replace("[controller]", base));
      }
    }
    return "";
  }

  private static String slash(String path) {
    return path.isEmpty() || path.startsWith("/") ? path : "/" + path;
  }

  private static String firstText(List<Argument> arguments) {
    for (Argument argument : arguments) {
      if (argument.name().isEmpty()
          || Set.of("value", "path", "rule", "url").contains(argument.name())) {
        if (argument.value() instanceof Expr.Literal l && l.kind() == Expr.Literal.Kind.STRING) {
          return l.text();
        }
        if (argument.value() instanceof Expr.Template t) {
          return t.text();
        }
        if (argument.value() instanceof Expr.Collection c
            && !c.entries().isEmpty()
            && c.entries().getFirst().value() instanceof Expr.Literal l) {
          return l.text();
        }
      }
    }
    return "";
  }

  private void method(Fn fn, Cls owner) {
    if (fn.is(Trait.CONSTRUCTOR) || fn.is(Trait.LAMBDA) || fn.is(Trait.PROPERTY)) {
      return;
    }
    boolean python = fn.unit().language() == Language.PYTHON;
    if (python
        && (fn.name().startsWith("resolve_")
            || fn.name().startsWith("get_") && isA(owner, "Serializer"))) {
      add(
          fn,
          Kind.REQUEST,
          "graphql ".repeat(fn.name().startsWith("resolve_") ? 1 : 0) + fn.symbol());
    }
    for (ByClass one : BY_CLASS) {
      if ((one.methods() == ANY ? fn.is(Trait.PUBLIC) : one.methods().contains(fn.name()))
          && isA(owner, one.ending())) {
        add(fn, one.kind(), one.kind() == Kind.REQUEST ? title(fn, owner) : fn.symbol());
      }
    }
    boolean controller =
        owner.decl().annotations().stream()
            .anyMatch(a -> Set.of("ApiController", "GrpcService").contains(a.simpleName()));
    if (controller && fn.is(Trait.PUBLIC)) {
      add(fn, Kind.REQUEST, title(fn, owner));
    }
    if (fn.name().equals("Invoke") || fn.name().equals("InvokeAsync")) {
      boolean context =
          fn.decl().parameters().stream()
              .anyMatch(p -> p.type().simpleName().equals("HttpContext"));
      if (context) {
        add(fn, Kind.REQUEST, "middleware " + owner.name());
      }
    }
  }

  private static String title(Fn fn, Cls owner) {
    String verb = fn.name().toUpperCase(Locale.ROOT);
    return Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD").contains(verb)
        ? verb + " " + owner.name()
        : fn.symbol();
  }

  private static boolean isA(Cls type, String ending) {
    for (Cls cls : Hierarchy.lineage(type)) {
      for (TypeRef parent : cls.decl().supertypes()) {
        String name = parent.simpleName();
        if (name.endsWith(ending)
            && (name.length() == ending.length()
                || !ending.equals("Task")
                    && !ending.equals("Filter")
                    && !ending.equals("Hub")
                    && !ending.equals("Resource")
                    && !ending.equals("Consumer"))) {
          return true;
        }
      }
    }
    return false;
  }

  /// Express, Koa and Lambda handlers by the shape of their parameters.
  private static boolean takesRequest(Fn fn) {
    List<Parameter> parameters = fn.decl().parameters();
    if (parameters.size() < 2) {
      return false;
    }
    String first = parameters.get(0).name();
    String second = parameters.get(1).name();
    return (first.equals("req") || first.equals("request") || first.equals("_req"))
            && (second.equals("res") || second.equals("response") || second.equals("reply"))
        || first.equals("ctx") && second.equals("next");
  }

  /// `app.get('/users', handler)`, `path('users/', view)`, `new Worker('mail', handler)`.
  private void registered(Site site) {
    if (!site.isCall() || site.arguments().isEmpty()) {
      return;
    }
    Expr.Call call = site.call();
    String name =
        switch (call.callee()) {
          case Expr.Member m -> m.name();
          case Expr.Name n -> n.id();
          default -> "";
        };
    boolean job = JOBS.contains(name);
    Optional<String> path =
        site.arguments().stream()
            .filter(v -> v instanceof Value.Constant)
            .map(v -> ((Value.Constant) v).text())
            .findFirst();
    boolean routed =
        VERBS.contains(name) && (path.isPresent() || name.equals("use"))
            || path.isPresent() && path.get().startsWith("/") && call.arguments().size() > 1;
    if (!job && !routed) {
      return;
    }
    boolean test = site.in().unit().role() != Unit.Role.PRODUCT;
    for (Value argument : site.arguments()) {
      handlers(argument)
          .forEach(fn -> {
            if (!test && fn.unit().role() == Unit.Role.PRODUCT) {
              add(
                  fn,
                  job && !VERBS.contains(name) ? Kind.JOB : Kind.REQUEST,
                  job && !VERBS.contains(name)
                      ? name + " " + path.orElse(fn.symbol())
                      : verb(name) + " " + path.orElse("*"));
            }
          });
    }
  }

  private static String verb(String name) {
    String verb = name.startsWith("Map") && name.length() > 3 ? name.substring(3) : name;
    return Set.of(
                "get", "post", "put", "patch", "delete", "Get", "Post", "Put", "Delete", "Patch",
                "head", "GET", "POST", "PUT", "DELETE", "PATCH")
            .contains(verb)
        ? verb.toUpperCase(Locale.ROOT)
        : verb.equals("use") ? "middleware" : "ANY";
  }

  private static List<Fn> handlers(Value value) {
    return switch (value) {
      case Value.Function f when f.functions().size() <= 2 -> f.functions();
      case Value.Listing l -> handlers(l.element());
      default -> List.of();
    };
  }
}
