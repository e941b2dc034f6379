package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.program.EntryPoint.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Entry points by the class they belong to: methods that a framework calls.
final class InheritedEntries {

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

  private final Entries entries;

  InheritedEntries(Entries entries) {
    this.entries = entries;
  }

  void method(Fn fn, Cls owner) {
    if (fn.is(Trait.CONSTRUCTOR) || fn.is(Trait.LAMBDA) || fn.is(Trait.PROPERTY)) {
      return;
    }
    boolean python = fn.unit().language() == Language.PYTHON;
    if (python
        && (fn.name().startsWith("resolve_")
            || fn.name().startsWith("get_") && isA(owner, "Serializer"))) {
      entries.add(
          fn,
          Kind.REQUEST,
          "graphql ".repeat(fn.name().startsWith("resolve_") ? 1 : 0) + fn.symbol());
    }
    for (ByClass one : BY_CLASS) {
      if ((one.methods() == ANY ? fn.is(Trait.PUBLIC) : one.methods().contains(fn.name()))
          && isA(owner, one.ending())) {
        entries.add(fn, one.kind(), one.kind() == Kind.REQUEST ? title(fn, owner) : fn.symbol());
      }
    }
    boolean controller =
        owner.decl().annotations().stream()
            .anyMatch(a -> Set.of("ApiController", "GrpcService").contains(a.simpleName()));
    if (controller && fn.is(Trait.PUBLIC)) {
      entries.add(fn, Kind.REQUEST, title(fn, owner));
    }
    boolean command =
        owner.decl().annotations().stream().anyMatch(a -> a.simpleName().equals("Command"));
    if (command && (fn.name().equals("call") || fn.name().equals("run"))) {
      entries.add(fn, Kind.CLI, fn.symbol());
    }
    if (fn.name().equals("Invoke") || fn.name().equals("InvokeAsync")) {
      boolean context =
          fn.decl().parameters().stream()
              .anyMatch(p -> p.type().simpleName().equals("HttpContext"));
      if (context) {
        entries.add(fn, Kind.REQUEST, "middleware " + owner.name());
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
}
