package dev.backlight.crimes.concurrency;

import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Unit;
import dev.backlight.source.program.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Whether a call that may wait for ever was given a limit: in its arguments, on its client, for
/// the library, or in a place that nobody can look into.
final class TimeLimits {

  private TimeLimits() {}

  /// Libraries that were given a timeout for all their calls: `axios.defaults.timeout = 5000`.
  static Set<String> defaults(Scene scene) {
    Set<String> names = new HashSet<>();
    scene
        .units()
        .flatMap(unit -> unit.functions().stream())
        .forEach(fn -> {
          Walker.statements(
              fn.decl().body(),
              statement -> {
                if (statement instanceof Stmt.Assign a
                    && a.targets().getFirst() instanceof Expr.Member m
                    && m.name().equals("timeout")
                    && m.receiver() instanceof Expr.Member d
                    && d.name().equals("defaults")
                    && d.receiver() instanceof Expr.Name n) {
                  names.add(n.id());
                }
              });
        });
    return names;
  }

  static String root(Site site) {
    int dot = site.name().indexOf('.');
    return dot < 0 ? site.name() : site.name().substring(0, dot);
  }

  static boolean bounded(Scene scene, Site site) {
    List<String> options = List.of(site.words().argument(Word.NEEDS_TIMEOUT).split("/"));
    Expr.Call call = site.call();
    for (int i = 0; i < call.arguments().size(); i++) {
      Argument argument = call.arguments().get(i);
      if (argument.spread()
          || options.contains(argument.name()) && !isNone(argument.value())
          || argument.name().isEmpty() && options.contains(String.valueOf(i))
          || gives(site.in(), argument.value(), options)) {
        return true;
      }
    }
    boolean built =
        site.receiver() instanceof Value.Known k && k.query().has(Word.SETS_TIMEOUT)
            || site.query().has(Word.SETS_TIMEOUT);
    return built
        || unsure(site)
        || lent(site)
        || mounted(scene, site)
        || registered(scene, site)
        || set(site.in().unit(), options)
        || sets(site.in());
  }

  /// A service of NestJS whose module was given a timeout: `HttpModule.register({ timeout: 5000 })`
  /// in the same folder, or further up.
  private static boolean registered(Scene scene, Site site) {
    if (!site.name().matches("(?i).*http(service|client)?\\.\\w+")) {
      return false;
    }
    return scene.insight(HttpModules.class, HttpModules::of).folders().stream()
        .anyMatch(folder -> site.in().unit().path().startsWith(folder));
  }

  private record HttpModules(Set<String> folders) {
    static HttpModules of(Scene scene) {
      Set<String> folders = new HashSet<>();
      scene
          .units()
          .flatMap(unit -> unit.classes().stream())
          .filter(cls ->
              cls.decl().annotations().stream()
                  .filter(annotation -> annotation.simpleName().equals("Module"))
                  .flatMap(annotation -> annotation.arguments().stream())
                  .anyMatch(argument -> registersTimeout(argument.value())))
          .map(cls -> cls.unit().path())
          .forEach(path -> folders.add(path.substring(0, path.lastIndexOf('/') + 1)));
      return new HttpModules(folders);
    }
  }

  private static boolean registersTimeout(Expr module) {
    return Walker.anyExpression(
        module,
        expr ->
            expr instanceof Expr.Call call
                && call.callee() instanceof Expr.Member m
                && m.name().startsWith("register")
                && m.receiver() instanceof Expr.Name name
                && name.id().equals("HttpModule")
                && call.arguments().stream().anyMatch(TimeLimits::saysTimeout));
  }

  private static boolean saysTimeout(Argument argument) {
    return argument.value() instanceof Expr.Collection options
        && options.entries().stream()
            .anyMatch(
                entry -> entry.key() instanceof Expr.Literal key && key.text().equals("timeout"));
  }

  /// A session of `requests` in a tree that has an adapter of its own which sets the timeout of
  /// all.
  private static boolean mounted(Scene scene, Site site) {
    return site.in().unit().language() == PYTHON
        && !site.name().startsWith("requests.")
        && scene.program().classes().stream()
            .filter(cls -> cls.unit().language() == PYTHON)
            .filter(cls ->
                cls.decl().supertypes().stream()
                    .anyMatch(parent -> parent.simpleName().equals("HTTPAdapter")))
            .anyMatch(cls ->
                cls.methods().getOrDefault("send", List.of()).stream()
                    .anyMatch(send -> ExprNames.all(send).contains("timeout")));
  }

  /// `policy.execute(() => fetch(url))`, `new CircuitBreaker(() => this.load())`: a policy around a
  /// call may end it, and where it is made says so.
  static boolean underPolicy(Scene scene, Site site) {
    Stream<Fn> callers = scene.program().callers(site.in()).stream().map(Site::in);
    return Stream.concat(Stream.of(site.in()), callers)
        .flatMap(fn -> fn.givenTo().stream())
        .anyMatch(call ->
            call.callee() instanceof Expr.Member m && POLICY.matcher(m.name()).matches()
                || call.constructs() && ExprNames.last(call.callee()).equals("CircuitBreaker"));
  }

  private static final Pattern POLICY =
      Pattern.compile(
          "(?i)execute(Async|Promise|Supplier|Callable)?|fire|withTimeout|runWithTimeout");

  private static boolean isNone(Expr value) {
    return value instanceof Expr.Literal l && l.kind() == Expr.Literal.Kind.NULL;
  }

  /// An object with such a key, or an object that nobody can look into.
  private static boolean gives(Fn fn, Expr value, List<String> options) {
    Expr expr = value;
    if (value instanceof Expr.Name name) {
      expr = assigned(fn, name.id());
    }
    return Walker.anyExpression(
        expr,
        inside ->
            inside instanceof Expr.Collection c
                && c.kind() == Expr.Collection.Kind.MAP
                && c.entries().stream()
                    .anyMatch(entry ->
                        entry.spread()
                            || entry.key() instanceof Expr.Literal l
                                && options.contains(l.text())));
  }

  private static Expr assigned(Fn fn, String name) {
    Expr here = Assigned.last(fn.decl().body(), name);
    return here == Expr.NONE ? Assigned.last(fn.unit().module().decl().body(), name) : here;
  }

  /// Options in a variable from elsewhere may hold one.
  private static boolean unsure(Site site) {
    if (site.in().unit().language() != JAVASCRIPT) {
      return false;
    }
    List<Argument> arguments = site.call().arguments();
    boolean client = site.has(Word.CLIENT) || site.has(Word.POOL);
    for (int i = client ? 0 : 1; i < arguments.size(); i++) {
      Expr value = arguments.get(i).value();
      boolean name =
          value instanceof Expr.Name n
              && !(assigned(site.in(), n.id()) instanceof Expr.Collection)
              && (client || i == arguments.size() - 1 && i > (posts(site) ? 1 : 0));
      boolean made =
          value instanceof Expr.Call
              || value instanceof Expr.Member m && !isEnvironment(m) && client;
      if (name || made) {
        return true;
      }
    }
    return !client
        && arguments.size() == 1
        && !(arguments.getFirst().value() instanceof Expr.Literal
            || arguments.getFirst().value() instanceof Expr.Template
            || arguments.getFirst().value() instanceof Expr.Operation
            || arguments.getFirst().value() instanceof Expr.Collection
            || site.call().callee() instanceof Expr.Member
            || site.name().equals("fetch"));
  }

  /// `customizer.accept(builder)` before `builder.build()`: somebody else sets what he likes.
  private static boolean lent(Site site) {
    return site.in().unit().language() == JAVA
        && site.call().callee() instanceof Expr.Member m
        && m.receiver() instanceof Expr.Name builder
        && Walker.calls(site.in().decl().body()).stream()
            .flatMap(call -> call.arguments().stream())
            .anyMatch(a -> a.value() instanceof Expr.Name n && n.id().equals(builder.id()));
  }

  private static boolean posts(Site site) {
    return site.name().matches(".*\\.(post|put|patch)");
  }

  private static boolean isEnvironment(Expr.Member member) {
    return member.receiver() instanceof Expr.Member m && m.name().equals("env");
  }

  /// A setting made by a call of that name somewhere in the file.
  private static boolean set(Unit unit, List<String> options) {
    return unit.language() == JAVA
        && unit.functions().stream()
            .flatMap(fn -> Walker.calls(fn.decl().body()).stream())
            .anyMatch(call -> call.callee() instanceof Expr.Member m && options.contains(m.name()));
  }

  /// The function bounds its waits otherwise: `asyncio.timeout`, a socket's or a request's own.
  private static boolean sets(Fn fn) {
    boolean mounted =
        fn.unit().language() == PYTHON
            && fn.unit().functions().stream()
                .flatMap(other -> Walker.calls(other.decl().body()).stream())
                .anyMatch(call ->
                    call.callee() instanceof Expr.Member m
                        && (m.name().equals("mount") || m.name().equals("setdefaulttimeout")));
    // `request.setTimeout(5000, …)` of Node's own client.
    boolean request =
        fn.unit().language() == JAVASCRIPT
            && Walker.calls(fn.decl().body()).stream()
                .anyMatch(call ->
                    call.callee() instanceof Expr.Member m && m.name().equals("setTimeout"));
    return mounted || request || fn.sites().stream().anyMatch(site -> site.has(Word.SETS_TIMEOUT));
  }

  /// A client of Apache whose requests bring their configuration along.
  static boolean perRequest(Scene scene, Site site) {
    String module = module(site.in().unit());
    return APACHE.matcher(site.name()).find()
        && scene
            .units()
            .filter(unit -> unit.language() == JAVA && module(unit).equals(module))
            .flatMap(unit -> unit.file().imports().stream())
            .anyMatch(i -> i.name().equals("RequestConfig"));
  }

  private static final Pattern APACHE =
      Pattern.compile("^(HttpClients|HttpClientBuilder)\\.|(?i)http_?client_?builder\\.build$");

  private static String module(Unit unit) {
    int sources = unit.path().indexOf("src/");
    return unit.path().substring(0, sources < 0 ? unit.path().lastIndexOf('/') + 1 : sources);
  }
}
