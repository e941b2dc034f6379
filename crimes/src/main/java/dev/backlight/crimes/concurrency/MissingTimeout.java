package dev.backlight.crimes.concurrency;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Options;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Edit;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Unit;
import dev.backlight.source.program.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A wait for another service that may never end.
public final class MissingTimeout {

  public static final Crime CRIME =
      Crime.named("missing-timeout")
          .title("Remote call without a timeout")
          .theme("concurrency")
          .category(RESPONSE_TIMES)
          .why(
              """
              When the other side hangs, this call hangs with it, and so does its thread or
              connection. A few dozen such requests and the service is down with its dependency.
              """)
          .remedy(PYTHON, "`requests.get(url, timeout=(3, 10))`; no session has one by default.")
          .remedy(
              JAVASCRIPT,
              "`axios.create({ timeout: 5000 })`, `fetch(url, { signal: AbortSignal.timeout(5000)"
                  + " })`.")
          .remedy(JAVA, "Connect and read timeouts on the client's builder or request factory.")
          .unbounded(Severity.HIGH, Severity.MEDIUM)
          .seenBy(MissingTimeout::judge)
          .example(
              PYTHON,
              """
              import requests

              def rates():
                  return requests.get("http://rates/latest").json()  # guilty
              """,
              """
              import requests

              def rates():
                  return requests.get("http://rates/latest", timeout=5).json()
              """)
          .example(
              JAVASCRIPT,
              """
              import axios from 'axios';

              export async function rates() {
                const answer = await axios.get('http://rates/latest'); // guilty
                return answer.data;
              }
              """,
              """
              import axios from 'axios';
              const http = axios.create({ timeout: 5000 });

              export async function rates() {
                const answer = await http.get('http://rates/latest');
                return answer.data;
              }
              """)
          .example(
              JAVA,
              """
              import org.springframework.web.client.RestTemplate;

              class Rates {
                private final RestTemplate rest = new RestTemplate(); // guilty
              }
              """,
              """
              import org.springframework.http.client.SimpleClientHttpRequestFactory;
              import org.springframework.web.client.RestTemplate;

              class Rates {
                RestTemplate rest() {
                  SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
                  factory.setConnectTimeout(1000);
                  factory.setReadTimeout(5000);
                  return new RestTemplate(factory);
                }
              }
              """)
          .declare();

  private static final Set<Word> REMOTE =
      Set.of(Word.HTTP, Word.DATABASE, Word.CACHE, Word.MAIL, Word.NETWORK);

  private MissingTimeout() {}

  private static Stream<Sighting> judge(Scene scene) {
    Set<String> defaults = defaults(scene);
    Set<String> told = new HashSet<>();
    return scene
        .units()
        .flatMap(unit -> unit.functions().stream())
        .filter(fn -> scene.matters(fn) || outside(fn))
        .flatMap(fn -> fn.sites().stream())
        .filter(site -> site.has(Word.NEEDS_TIMEOUT) && site.isCall() && remote(site))
        .filter(site -> !derived(site))
        .filter(site -> !defaults.contains(root(site)) && !bounded(site) && !browser(site))
        .filter(site ->
            !openedElsewhere(site)
                && !listens(site)
                && !configured(scene, site)
                && (site.has(Word.CLIENT) || !local(site)))
        .filter(site -> told.add(waiting(site)))
        .map(site -> sighting(scene, site));
  }

  /// `new OurRedis("name")`: the tree's own class, whose constructor sets what its parent needs.
  private static boolean derived(Site site) {
    return site.kind() == Site.Kind.CONSTRUCT && !site.targets().isEmpty();
  }

  /// What waits: a line, or one connection of Java however many of its methods wait.
  private static String waiting(Site site) {
    Fn fn = site.in();
    boolean connection =
        fn.unit().language() == JAVA
            && site.call().callee() instanceof Expr.Member m
            && CONNECTION.contains(m.name())
            && m.receiver() instanceof Expr.Name;
    return fn.unit().path()
        + (connection
            ? ' ' + fn.symbol() + ' ' + root(site)
            : ":" + site.location().span().startLine());
  }

  /// What is read from a connection that somebody else opened was bounded there, or is told there;
  /// and a resource of the class path is no remote.
  private static boolean openedElsewhere(Site site) {
    if (site.in().unit().language() != JAVA
        || site.kind() == Site.Kind.CONSTRUCT
        || !(site.call().callee() instanceof Expr.Member m)
        || !CONNECTION.contains(m.name())) {
      return false;
    }
    if (!(m.receiver() instanceof Expr.Name connection)) {
      return m.receiver() instanceof Expr.Member
          || ExprNames.all(m.receiver()).contains("getResource");
    }
    boolean[] opened = {false};
    Walker.statements(
        site.in().decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign a
              && a.targets().getFirst() instanceof Expr.Name n
              && n.id().equals(connection.id())) {
            Set<String> names = ExprNames.all(a.value());
            opened[0] |=
                names.contains("openConnection")
                    || a.value() instanceof Expr.Call c && c.constructs();
          }
        });
    return !opened[0];
  }

  /// `while (running) socket.receive(packet)`: a server waits for whoever comes.
  private static boolean listens(Site site) {
    return site.name().matches(".*\\.(receive|accept|recvfrom)")
        && site.loops().stream().anyMatch(loop -> loop.kind() == LoopContext.Kind.WHILE);
  }

  private static final Set<String> CONNECTION =
      Set.of(
          "getInputStream",
          "getResponseCode",
          "getResponseMessage",
          "getContent",
          "getHeaderField",
          "connect",
          "openStream");

  /// A client made at the top of a file or in a field lives as long as the process.
  private static boolean outside(Fn fn) {
    return fn.is(Trait.MODULE);
  }

  private static boolean remote(Site site) {
    boolean client = site.has(Word.CLIENT) || site.has(Word.POOL);
    boolean top = outside(site.in());
    return top ? client : client || REMOTE.stream().anyMatch(site::has);
  }

  /// A client of Apache whose requests bring their configuration along.
  private static boolean configured(Scene scene, Site site) {
    String module = module(site.in().unit());
    return APACHE.matcher(site.name()).find()
        && scene
            .units()
            .filter(unit -> unit.language() == JAVA && module(unit).equals(module))
            .flatMap(unit -> unit.file().imports().stream())
            .anyMatch(i -> i.name().equals("RequestConfig"));
  }

  private static final Pattern APACHE = Pattern.compile("^(HttpClients|HttpClientBuilder)\\.");

  private static String module(Unit unit) {
    int sources = unit.path().indexOf("src/");
    return unit.path().substring(0, sources < 0 ? unit.path().lastIndexOf('/') + 1 : sources);
  }

  /// A call of the own machine.
  private static boolean local(Site site) {
    boolean[] local = {false};
    for (Argument argument : site.call().arguments()) {
      Walker.expressions(
          argument.value(),
          expr ->
              local[0] |= expr instanceof Expr.Literal text && LOCAL.matcher(text.text()).find());
    }
    return local[0];
  }

  private static final Pattern LOCAL = Pattern.compile("(^|//)(localhost|127\\.0\\.0\\.1)\\b");

  private static Sighting sighting(Scene scene, Site site) {
    Draft draft = scene.at(CRIME, site).label(site.location(), "waits for ever");
    if (site.in().unit().language() == PYTHON && simple(site)) {
      int end = site.at().end() - 1;
      String comma = site.call().arguments().isEmpty() ? "" : ", ";
      draft.edit(new Edit(site.in().unit().path(), end, end, comma + "timeout=10"));
    }
    if (site.in().unit().language() == JAVASCRIPT
        && site.use() == Site.Use.DROPPED
        && !site.awaited()) {
      // Nobody waits for it.
      draft.sure(Confidence.LOW);
    }
    if (site.has(Word.CLIENT) && !site.has(Word.HTTP)) {
      // A server of the own machine in the source is an example's, or a developer's.
      draft.sure(local(site) ? Confidence.LOW : Confidence.MEDIUM);
    }
    return draft.says(
        "`" + site.name() + "` has no timeout: it waits as long as the other side likes");
  }

  /// A call of one line whose last argument ends right before its parenthesis.
  private static boolean simple(Site site) {
    List<Argument> arguments = site.call().arguments();
    return site.words().argument(Word.NEEDS_TIMEOUT).startsWith("timeout")
        && site.location().span().startLine() == site.location().span().endLine()
        && (arguments.isEmpty() || arguments.getLast().value().end() == site.at().end() - 1);
  }

  /// Libraries that were given a timeout for all their calls: `axios.defaults.timeout = 5000`.
  private static Set<String> defaults(Scene scene) {
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

  private static String root(Site site) {
    int dot = site.name().indexOf('.');
    return dot < 0 ? site.name() : site.name().substring(0, dot);
  }

  private static boolean bounded(Site site) {
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
    return built || unsure(site) || set(site.in().unit(), options) || sets(site.in());
  }

  private static boolean isNone(Expr value) {
    return value instanceof Expr.Literal l && l.kind() == Expr.Literal.Kind.NULL;
  }

  /// An object with such a key, or an object that nobody can look into.
  private static boolean gives(Fn fn, Expr value, List<String> options) {
    Expr expr = value;
    if (value instanceof Expr.Name name) {
      expr = assigned(fn, name.id());
    }
    boolean[] found = new boolean[1];
    Walker.expressions(
        expr,
        inside -> {
          if (inside instanceof Expr.Collection c && c.kind() == Expr.Collection.Kind.MAP) {
            for (Expr.Collection.Entry entry : c.entries()) {
              found[0] |=
                  entry.spread()
                      || entry.key() instanceof Expr.Literal l && options.contains(l.text());
            }
          }
        });
    return found[0];
  }

  private static Expr assigned(Fn fn, String name) {
    Expr[] found = {Expr.NONE};
    for (Fn owner : List.of(fn.unit().module(), fn)) {
      Walker.statements(
          owner.decl().body(),
          statement -> {
            if (statement instanceof Stmt.Assign a
                && a.targets().size() == 1
                && a.targets().getFirst() instanceof Expr.Name n
                && n.id().equals(name)) {
              found[0] = a.value();
            }
          });
    }
    return found[0];
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

  /// Code that runs at the user's, where nobody else waits. Browser code by its path, or because it
  /// sends the cookies of the page it runs in.
  private static boolean browser(Site site) {
    return site.in().unit().language() == JAVASCRIPT
        && (BROWSER.matcher(site.in().unit().path()).matches()
            || Options.of(site).gives("withcredentials")
            || site.in().unit().functions().stream().anyMatch(MissingTimeout::asksItsPage));
  }

  /// `fetch('/api/files')`: only a page knows whose files these are.
  private static boolean asksItsPage(Fn fn) {
    return Walker.calls(fn.decl().body()).stream()
        .anyMatch(call ->
            call.callee() instanceof Expr.Name n
                && n.id().equals("fetch")
                && !call.arguments().isEmpty()
                && ownPath(call.arguments().getFirst().value()));
  }

  private static boolean ownPath(Expr expr) {
    return switch (expr) {
      case Expr.Literal text ->
          text.kind() == Expr.Literal.Kind.STRING
              && text.text().startsWith("/")
              && !text.text().startsWith("//");
      case Expr.Template path -> path.text().startsWith("/") && !path.text().startsWith("//");
      case Expr.Call call ->
          call.arguments().size() == 1 && ownPath(call.arguments().getFirst().value());
      default -> false;
    };
  }

  private static final Pattern BROWSER =
      Pattern.compile(
          ".*\\.(tsx|jsx|vue|svelte|cshtml\\.js)|(.*/)?(frontend|client|ui|public|static|assets|browser|webapp"
              + "|admin-ui|dashboard|e2e)/.*");
}
