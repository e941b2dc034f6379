package dev.backlight.crimes.concurrency;

import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Options;
import dev.backlight.crimes.Scene;
import dev.backlight.crimes.StandIns;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// What is at the other end of a remote call, and who waits for it.
final class FarEnd {

  static final Set<String> CONNECTION =
      Set.of(
          "getInputStream",
          "getResponseCode",
          "getResponseMessage",
          "getContent",
          "getHeaderField",
          "connect",
          "openStream");

  private FarEnd() {}

  /// What is read from a connection that somebody else opened was bounded there, or is told there;
  /// and a resource of the class path is no remote.
  static boolean openedElsewhere(Site site) {
    if (site.in().unit().language() != JAVA
        || site.kind() == Site.Kind.CONSTRUCT
        || !(site.call().callee() instanceof Expr.Member m)
        || !CONNECTION.contains(m.name())) {
      return false;
    }
    if (resource(site.in(), m.receiver()) || manifest(site)) {
      return true;
    }
    Expr receiver = m.receiver() instanceof Expr.Cast cast ? cast.value() : m.receiver();
    if (!(receiver instanceof Expr.Name connection)) {
      return receiver instanceof Expr.Member;
    }
    return Assigned.to(site.in().decl().body(), connection.id()).stream()
        .map(Stmt.Assign::value)
        .noneMatch(value ->
            value instanceof Expr.Call c && c.constructs()
                || ExprNames.all(value).contains("openConnection"));
  }

  /// `url.openConnection()` of an address that nothing tells to be a remote's: it may be a file's,
  /// a jar's or a bundle's as well.
  static boolean anyAddress(Site site) {
    if (site.in().unit().language() != JAVA
        || !(site.call().callee() instanceof Expr.Member m)
        || !CONNECTION.contains(m.name())) {
      return false;
    }
    return !Walker.anyExpression(
            site.in().decl().body(),
            expr ->
                switch (expr) {
                  case Expr.Cast cast -> HTTP.matcher(cast.type().simpleName()).find();
                  case Expr.Literal text -> HTTP.matcher(text.text()).find();
                  case Expr.Call call ->
                      call.constructs() && ExprNames.last(call.callee()).equals("URL")
                          || call.callee() instanceof Expr.Member s
                              && s.name().matches("set(RequestMethod|RequestProperty|DoOutput)");
                  default -> false;
                })
        && site.in().unit().file().imports().stream().noneMatch(i -> HTTP.matcher(i.name()).find());
  }

  private static final Pattern HTTP = Pattern.compile("^(Https?URLConnection|https?:)");

  /// `loader.getResource("help.txt").openStream()`, also through a variable, and the certificates
  /// that a client is set up with: files of the own installation.
  private static boolean resource(Fn fn, Expr receiver) {
    Set<String> names = ExprNames.all(receiver);
    return names.stream().anyMatch(FarEnd::own)
        || names.stream()
            .flatMap(name -> Assigned.to(fn.decl().body(), name).stream())
            .map(Stmt.Assign::value)
            .anyMatch(value ->
                ExprNames.all(value).stream().anyMatch(FarEnd::own)
                    || value instanceof Expr.Cast cast
                        && cast.type().simpleName().equals("JarURLConnection"));
  }

  /// `new Manifest(new URL(path).openStream())`: what the own jar says of itself.
  private static boolean manifest(Site site) {
    return Walker.calls(site.in().decl().body()).stream()
        .anyMatch(call ->
            call.constructs()
                && ExprNames.last(call.callee()).equals("Manifest")
                && call.arguments().stream().anyMatch(a -> ExprNames.inside(site.at(), a.value())));
  }

  private static boolean own(String name) {
    return name.equals("getResource") || KEYS.matcher(name).find();
  }

  private static final Pattern KEYS = Pattern.compile("(?i)key_?store|trust_?store|certificate");

  /// `while (running) socket.receive(packet)`: a server waits for whoever comes.
  static boolean listens(Site site) {
    return site.name().matches(".*\\.(receive|accept|recvfrom)")
        && site.loops().stream().anyMatch(loop -> loop.kind() == LoopContext.Kind.WHILE);
  }

  /// Code of an edge platform, which ends a request that takes too long by itself.
  static boolean onEdge(Scene scene, Site site) {
    String path = site.in().unit().path();
    return site.in().unit().language() == JAVASCRIPT
        && scene.configuration().stream()
            .filter(file -> file.name().matches("wrangler\\.(toml|jsonc?)"))
            .map(file -> file.path().substring(0, file.path().length() - file.name().length()))
            .anyMatch(path::startsWith);
  }

  /// A function of AWS Lambda, which is ended at its time limit, and what stands in for a remote
  /// where there is none: `InMemoryUploads`, `fake_mail.py`.
  static boolean endedOrPretended(Site site) {
    Unit unit = site.in().unit();
    return StandIns.without(unit.path())
        || LAMBDA.matcher(unit.path()).find()
        || unit.functions().stream()
            .map(fn -> fn.decl().parameters())
            .anyMatch(given ->
                given.size() == 2
                    && given.getFirst().name().equals("event")
                    && given.getLast().name().matches("_?(lambda_?)?context"));
  }

  private static final Pattern LAMBDA = Pattern.compile("(?i)(^|/)lambdas?([-_]\\w+)?/");

  /// A call of the own machine, whose address stands in an argument, in what the call is made on,
  /// or in a variable given there.
  static boolean local(Scene scene, Site site) {
    Set<String> names = new HashSet<>();
    for (Argument argument : site.call().arguments()) {
      if (ownMachine(argument.value())) {
        return true;
      }
      names.addAll(starts(argument.value()));
    }
    if (site.call().callee() instanceof Expr.Member m && m.receiver() instanceof Expr.Name url) {
      names.add(url.id());
    }
    // `var text = "http://localhost/"; var url = new URL(text);`
    for (int step = 0; step < 2; step++) {
      List<Expr> made =
          names.stream()
              .flatMap(name -> Assigned.to(site.in().decl().body(), name).stream())
              .map(Stmt.Assign::value)
              .toList();
      if (made.stream().anyMatch(FarEnd::ownMachine)) {
        return true;
      }
      made.forEach(value -> names.addAll(ExprNames.all(value)));
    }
    Homes homes = scene.insight(Homes.class, Homes::of);
    return names.stream().anyMatch(name -> homes.has(site, name))
        || site.has(Word.CLIENT) && onlyHome(site.in().unit());
  }

  /// Whether all addresses that stand in a file are the own machine's.
  private static boolean onlyHome(Unit unit) {
    List<String> addresses = new ArrayList<>();
    Consumer<Expr> look =
        expr -> {
          if (ADDRESS.matcher(ExprNames.text(expr)).find()) {
            addresses.add(ExprNames.text(expr));
          }
        };
    unit.functions().forEach(fn -> Walker.expressions(fn.decl().body(), look));
    unit.classes().stream()
        .flatMap(cls -> cls.decl().fields().stream())
        .forEach(field -> Walker.expressions(field.initial(), look));
    return !addresses.isEmpty()
        && addresses.stream().allMatch(address -> LOCAL.matcher(address).find());
  }

  private static final Pattern ADDRESS = Pattern.compile("^https?://");

  /// The variables an address can start with: `url`, `host + path`, `${host}/path`.
  private static Set<String> starts(Expr value) {
    return switch (value) {
      case Expr.Name name -> Set.of(name.id());
      case Expr.Operation sum when sum.operator().equals("+") -> starts(sum.operands().getFirst());
      case Expr.Template t when t.text().startsWith("{}") -> starts(t.parts().getFirst());
      default -> Set.of();
    };
  }

  /// Constants of modules that are addresses of the own machine, by file.
  private record Homes(Map<String, Set<String>> names) {

    static Homes of(Scene scene) {
      Map<String, Set<String>> names = new HashMap<>();
      scene
          .units()
          .forEach(unit ->
              Walker.statements(
                  unit.module().decl().body(),
                  statement -> {
                    if (statement instanceof Stmt.Assign a
                        && a.targets().getFirst() instanceof Expr.Name name
                        && (a.value() instanceof Expr.Literal || a.value() instanceof Expr.Template)
                        && ownMachine(a.value())) {
                      names.computeIfAbsent(unit.path(), p -> new HashSet<>()).add(name.id());
                    }
                  }));
      return new Homes(names);
    }

    /// Whether a name means such a constant: of its own file, or of one it imports it from.
    boolean has(Site site, String name) {
      String path = site.in().unit().path();
      return names.getOrDefault(path, Set.of()).contains(name)
          || site.in().unit().file().imports().stream()
              .filter(i -> (i.alias().isEmpty() ? i.name() : i.alias()).equals(name))
              .anyMatch(i ->
                  names.entrySet().stream()
                      .anyMatch(home ->
                          home.getValue().contains(i.name())
                              && module(home.getKey()).equals(last(i.module()))));
    }

    private static String module(String path) {
      String file = path.substring(path.lastIndexOf('/') + 1);
      return file.replaceFirst("\\.\\w+$", "");
    }

    private static String last(String module) {
      return module(module.replace('.', '/').replaceFirst("/(js|ts|mjs|cjs)$", ""));
    }
  }

  private static boolean ownMachine(Expr value) {
    return Walker.anyExpression(
        value,
        expr ->
            expr instanceof Expr.Literal text && LOCAL.matcher(text.text()).find()
                || expr instanceof Expr.Template t && LOCAL.matcher(t.text()).find());
  }

  private static final Pattern LOCAL = Pattern.compile("(^|//)(localhost|127\\.0\\.0\\.1)\\b");

  /// Code that runs at the user's, where nobody else waits. Browser code by its path, or because it
  /// sends the cookies of the page it runs in.
  static boolean inBrowser(Site site) {
    return site.in().unit().language() == JAVASCRIPT
        && (BROWSER.matcher(site.in().unit().path()).matches()
            || Options.of(site).gives("withcredentials")
            || Options.of(site).gives("credentials")
            || Options.of(site).value("baseURL").filter(FarEnd::ownPath).isPresent()
            || inPage(site.in())
            || meteor(site)
            || onWindow(site.in())
            || built(site)
            || site.in().unit().functions().stream().anyMatch(FarEnd::asksItsPage));
  }

  /// A file that reads what a bundler writes into pages, or what a browser keeps for them:
  /// `NEXT_PUBLIC_API`, `localStorage`.
  private static boolean built(Site site) {
    return site.in().unit().functions().stream()
        .flatMap(fn -> ExprNames.all(fn).stream())
        .anyMatch(name -> BUNDLED.matcher(name).matches());
  }

  private static final Pattern BUNDLED =
      Pattern.compile("(NEXT_PUBLIC|NUXT_PUBLIC|VITE|REACT_APP)_\\w+|localStorage|sessionStorage");

  /// Meteor serves `client.js` and what lies in `client` to its pages.
  private static boolean meteor(Site site) {
    return site.in().unit().path().endsWith("/client.js")
        && site.in().unit().file().imports().stream()
            .anyMatch(i -> i.module().startsWith("meteor/"));
  }

  /// `window.addEventListener('message', …)`: only a page has a window.
  private static boolean onWindow(Fn fn) {
    return Walker.anyExpression(
            fn.decl().body(),
            expr ->
                expr instanceof Expr.Member m
                    && m.receiver() instanceof Expr.Name n
                    && (n.id().equals("window")
                        || n.id().equals("document") && OF_DOCUMENT.contains(m.name())))
        || fn.enclosing().filter(outer -> !outer.is(Trait.MODULE) && onWindow(outer)).isPresent();
  }

  private static final Set<String> OF_DOCUMENT =
      Set.of(
          "addEventListener",
          "baseURI",
          "body",
          "cookie",
          "createElement",
          "documentElement",
          "getElementById",
          "getElementsByClassName",
          "querySelector",
          "querySelectorAll");

  /// `page.evaluate(async () => fetch(…))`: Puppeteer and Playwright run it in the page they drive.
  private static boolean inPage(Fn fn) {
    return fn.givenTo().stream()
        .anyMatch(call -> call.callee() instanceof Expr.Member m && IN_PAGE.contains(m.name()));
  }

  private static final Set<String> IN_PAGE =
      Set.of(
          "evaluate",
          "evaluateHandle",
          "evaluateOnNewDocument",
          "addInitScript",
          "$eval",
          "$$eval",
          "waitForFunction");

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
