package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.program.EntryPoint.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Entry points that a program hands to a router, a queue or a scheduler.
final class RegisteredEntries {

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

  private final Entries entries;

  RegisteredEntries(Entries entries) {
    this.entries = entries;
  }

  /// `app.get('/users', handler)`, `path('users/', view)`, `new Worker('mail', handler)`.
  void registered(Site site) {
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
    if (procedure(call, name)) {
      site.arguments().stream()
          .flatMap(argument -> handlers(argument).stream())
          .filter(fn -> fn.unit().role() == Unit.Role.PRODUCT)
          .forEach(fn -> entries.add(fn, Kind.REQUEST, "procedure in " + fn.unit().path()));
      return;
    }
    if (!job && !routed) {
      return;
    }
    boolean test = site.in().unit().role() != Unit.Role.PRODUCT;
    boolean named = VERBS.contains(name) || job;
    boolean told = false;
    for (Value argument : site.arguments()) {
      told |= argument instanceof Value.Constant;
      if (!named && !told) {
        // `call(http_post, "/users", data)` sends; a route says its path first.
        continue;
      }
      Stream.concat(handlers(argument).stream(), views(argument))
          .forEach(fn -> {
            if (!test && fn.unit().role() == Unit.Role.PRODUCT) {
              entries.add(
                  fn,
                  job && !VERBS.contains(name) ? Kind.JOB : Kind.REQUEST,
                  job && !VERBS.contains(name)
                      ? name + " " + path.orElse(fn.symbol())
                      : verb(name) + " " + path.orElse("*"));
            }
          });
    }
  }

  /// `protectedProcedure.input(…).query(async ({ ctx }) => …)` of tRPC.
  private static boolean procedure(Expr.Call call, String name) {
    if (!PROCEDURES.contains(name)) {
      return false;
    }
    Expr at = call.callee();
    for (int i = 0; i < LONGEST_CHAIN; i++) {
      switch (at) {
        case Expr.Call c -> at = c.callee();
        case Expr.Member m -> {
          if (PROCEDURE.matcher(m.name()).find()) {
            return true;
          }
          at = m.receiver();
        }
        case Expr.Name n -> {
          return PROCEDURE.matcher(n.id()).find();
        }
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  private static final int LONGEST_CHAIN = 40;
  private static final Set<String> PROCEDURES = Set.of("query", "mutation", "subscription");
  private static final Pattern PROCEDURE = Pattern.compile("[pP]rocedure$");

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
      case Value.Instance i ->
          HANDLES.stream()
              .map(name -> Hierarchy.methods(i.type(), name))
              .filter(methods -> methods.size() == 1)
              .findFirst()
              .orElse(List.of());
      default -> List.of();
    };
  }

  /// `add_url_rule('/rooms', 'rooms', Rooms)`: the methods of a class of Python that take requests.
  private static Stream<Fn> views(Value value) {
    return value instanceof Value.ClassOf view && view.type().unit().language() == Language.PYTHON
        ? view.type().methods().entrySet().stream()
            .filter(method -> VIEW_METHOD.matcher(method.getKey()).matches())
            .flatMap(method -> method.getValue().stream())
        : Stream.empty();
  }

  private static final Pattern VIEW_METHOD =
      Pattern.compile("_?(process|handle|dispatch|render)\\w*|__call__|get|post|put|patch|delete");

  /// What a router calls on an object that is registered for a path.
  private static final List<String> HANDLES =
      List.of("handle", "serve", "process", "call", "invoke", "__call__", "on_get", "on_post");
}
