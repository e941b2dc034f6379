package dev.backlight.source.program;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.program.EntryPoint.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Entry points by decorator, annotation or attribute, and what people call them.
final class AnnotatedEntries {

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

  private AnnotatedEntries() {}

  static Optional<Kind> kind(Fn fn, Annotation annotation) {
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

  static String title(Fn fn, Annotation annotation, Kind kind) {
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
}
