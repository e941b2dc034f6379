package dev.backlight.crimes.memory;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What a function does with a variable that holds an open resource.
final class Ownership {

  static final Set<String> CLOSE =
      Set.of(
          "close",
          "Close",
          "CloseAsync",
          "Dispose",
          "DisposeAsync",
          "release",
          "end",
          "destroy",
          "quit",
          "disconnect",
          "aclose",
          "cleanup",
          "shutdown",
          "terminate",
          "kill",
          "unref",
          "abort",
          "cancel",
          "stop",
          "putconn",
          "clearInterval",
          "clearTimeout",
          "closeQuietly",
          "safeClose",
          "closing",
          "enter_context",
          "enter_async_context",
          "finished",
          "pipeline",
          "pipe",
          "__exit__",
          "__aexit__",
          "remove",
          "shutdownNow",
          "release_conn",
          "free",
          "closeSession",
          "disposeAsync",
          "dispose",
          "Release",
          "Stop",
          "Complete",
          "complete");

  /// A collection that holds it from then on.
  private static final Set<String> KEEPS =
      Set.of(
          "add",
          "append",
          "push",
          "put",
          "Add",
          "Push",
          "Enqueue",
          "offer",
          "addLast",
          // Jackson closes what it reads from (`AUTO_CLOSE_SOURCE`).
          "readValue",
          "readTree");

  private static final Set<String> BODIES = Set.of("string", "bytes");

  /// `closeConnection(statement, connection)`, `release_client(client)`: what the helpers of many
  /// projects are called that close what they are given.
  private static final Pattern CLOSER =
      Pattern.compile("(?:close|release|dispose|shutdown|cleanup|free|return)(?:[A-Z_].*)?");

  /// How many calls a resource is followed that is handed on.
  private static final int DEPTH = 5;

  /// Nothing closes it, a way out misses the close, or somebody answers for it.
  enum Fate {
    LEAKS,
    LEAKS_ON_RETURN,
    LEAKS_ON_FAILURE,
    CARED_FOR
  }

  private final Fn fn;
  private final String name;
  private final int opened;
  private final TreeSet<Integer> closes = new TreeSet<>();
  private final Map<Integer, Site> sites = new HashMap<>();
  private boolean moves;
  private boolean closesAlways;

  private Ownership(Fn fn, String name, int opened) {
    this.fn = fn;
    this.name = name;
    this.opened = opened;
    fn.sites().forEach(site -> sites.put(site.at().start() * 31 + site.at().end(), site));
  }

  static Fate of(Fn fn, String name, int opened) {
    Ownership ownership = new Ownership(fn, name, opened);
    return ownership.fate();
  }

  /// Whether a function itself closes what a variable holds.
  static boolean closedHere(Fn fn, String variable) {
    Ownership own = new Ownership(fn, variable, -1);
    Walker.statements(fn.decl().body(), own::statement);
    Walker.expressions(fn.decl().body(), own::expression);
    return own.closesAlways || !own.closes.isEmpty();
  }

  private Fate fate() {
    for (Fn other : fn.inner()) {
      if (mentions(other.decl().body())) {
        return Fate.CARED_FOR;
      }
    }
    Walker.statements(fn.decl().body(), this::statement);
    Walker.expressions(fn.decl().body(), this::expression);
    if (moves || closesAlways || StreamsOf.handedOn(fn, name)) {
      return Fate.CARED_FOR;
    }
    if (closes.isEmpty()) {
      return Fate.LEAKS;
    }
    int last = closes.last();
    if (closes.size() == 1 && leavesBefore(last)) {
      return Fate.LEAKS_ON_RETURN;
    }
    boolean fails =
        fn.sites().stream()
            .anyMatch(s ->
                s.at().start() > opened
                    && s.at().end() < last
                    && (s.has(Word.DATABASE) || s.has(Word.HTTP)));
    return closes.size() == 1 && fails && !caught() ? Fate.LEAKS_ON_FAILURE : Fate.CARED_FOR;
  }

  private boolean mentions(Stmt body) {
    return Walker.anyExpression(body, expr -> isIt(expr));
  }

  private boolean isIt(Expr expr) {
    return expr instanceof Expr.Name n && n.id().equals(name)
        || expr instanceof Expr.Cast cast && isIt(cast.value());
  }

  private boolean isOrHolds(Expr expr) {
    return switch (expr) {
      case Expr.Name _ -> isIt(expr);
      case Expr.Await a -> isOrHolds(a.value());
      case Expr.Cast c -> isOrHolds(c.value());
      case Expr.Collection c -> c.entries().stream().anyMatch(e -> isOrHolds(e.value()));
      case Expr.Operation o when Set.of("||", "??", "?:").contains(o.operator()) ->
          o.operands().stream().anyMatch(this::isOrHolds);
      default -> false;
    };
  }

  private void statement(Stmt statement) {
    switch (statement) {
      case Stmt.Return r -> moves |= isOrHolds(r.value());
      case Stmt.Assign a -> moves |= isOrHolds(a.value());
      case Stmt.Scope scope ->
          scope
              .resources()
              .forEach(resource -> {
                Walker.expressions(resource.value(), expr -> closesAlways |= isIt(expr));
              });
      case Stmt.Try attempt -> {
        boolean inLast = Walker.anyExpression(attempt.last(), expr -> closing(expr));
        closesAlways |= inLast;
      }
      default -> {}
    }
  }

  private void expression(Expr expr) {
    switch (expr) {
      case Expr.Yield y -> moves |= isOrHolds(y.value());
      case Expr.Assigning a -> moves |= isOrHolds(a.value());
      case Expr.Collection c -> moves |= c.entries().stream().anyMatch(e -> isIt(e.value()));
      case Expr.Markup _ -> {}
      case Expr.Call call -> {
        if (closing(call)) {
          closes.add(call.start());
        } else {
          passed(call);
        }
      }
      case Expr.Member m when isIt(m.receiver()) && CLOSE.contains(m.name()) ->
          // A close that is handed over, as in `res.on('close', client.release)`.
          closes.add(m.start());
      default -> {}
    }
  }

  private boolean closing(Expr expr) {
    if (!(expr instanceof Expr.Call call)) {
      return false;
    }
    String called = Makers.simpleName(call.callee());
    boolean given = call.arguments().stream().anyMatch(a -> isIt(a.value()));
    if (!CLOSE.contains(called) && !(BODIES.contains(called) && ofBody(call))) {
      return given && CLOSER.matcher(called).matches();
    }
    return given || call.callee() instanceof Expr.Member m && isIt(Makers.receiverOfChain(m));
  }

  /// `response.body().string()`: OkHttp closes what it reads to the end.
  private static boolean ofBody(Expr.Call call) {
    return call.callee() instanceof Expr.Member m
        && m.receiver() instanceof Expr.Call body
        && Makers.simpleName(body.callee()).equals("body");
  }

  /// `new UnitOfWork(connection.BeginTransaction())`: the transaction knows its connection.
  private boolean begun(Expr.Call call) {
    return call.constructs()
        && call.arguments().stream()
            .anyMatch(a ->
                a.value() instanceof Expr.Call begin
                    && begin.callee() instanceof Expr.Member m
                    && m.name().startsWith("BeginTransaction")
                    && isIt(m.receiver()));
  }

  private void passed(Expr.Call call) {
    moves |= begun(call);
    for (int i = 0; i < call.arguments().size(); i++) {
      Argument argument = call.arguments().get(i);
      if (isOrHolds(argument.value()) && takes(call, i, argument.name(), DEPTH)) {
        moves = true;
      }
    }
  }

  /// Whether a call of a function that was given the resource takes it over in turn.
  private boolean handsTo(Expr.Call call, int depth) {
    for (int i = 0; i < call.arguments().size(); i++) {
      Argument argument = call.arguments().get(i);
      if (isIt(argument.value()) && (call.constructs() || takes(call, i, argument.name(), depth))) {
        return true;
      }
    }
    return false;
  }

  /// Whether a call takes over what it is given.
  private boolean takes(Expr.Call call, int position, String named, int depth) {
    Site site = sites.get(call.start() * 31 + call.end());
    boolean kept = KEEPS.contains(Makers.simpleName(call.callee()));
    if (kept || site == null || site.kind() == Site.Kind.CONSTRUCT || site.has(Word.OWNS)) {
      return true;
    }
    if (site.targets().isEmpty()) {
      return site.words().isEmpty();
    }
    return depth > 0
        && site.targets().stream().anyMatch(target -> takes(target, position, named, depth - 1));
  }

  private static boolean takes(Fn target, int position, String named, int depth) {
    List<FunctionDecl.Parameter> parameters = target.decl().parameters();
    String name = named;
    if (name.isEmpty()) {
      boolean self =
          !parameters.isEmpty()
              && Set.of("this", "self", "cls").contains(parameters.getFirst().name());
      int at = position + (self ? 1 : 0);
      if (at >= parameters.size()) {
        return true;
      }
      name = parameters.get(at).name();
    }
    Ownership inner = new Ownership(target, name, -1);
    Walker.statements(target.decl().body(), inner::statement);
    boolean found =
        Walker.anyExpression(
            target.decl().body(),
            expr -> inner.closing(expr) || expr instanceof Expr.Call c && inner.handsTo(c, depth));
    boolean captured = target.inner().stream().anyMatch(f -> inner.mentions(f.decl().body()));
    return inner.moves
        || inner.closesAlways
        || found
        || captured
        || target.decl().body().statements().isEmpty();
  }

  /// A way out between the opening and its close, other than where there is nothing to close.
  private boolean leavesBefore(int close) {
    List<Stmt.If> guards = new ArrayList<>();
    return Walker.anyStatement(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.If branch
              && Walker.anyExpression(branch.condition(), this::isIt)) {
            guards.add(branch);
          }
          boolean out = statement instanceof Stmt.Return || statement instanceof Stmt.Throw;
          return out
              && statement.start() > opened
              && statement.end() < close
              && guards.stream()
                  .noneMatch(g -> g.start() <= statement.start() && statement.end() <= g.end());
        });
  }

  /// Whether a catch stands around the opening: what it does on failure is its own.
  private boolean caught() {
    return Walker.anyStatement(
        fn.decl().body(),
        statement ->
            statement instanceof Stmt.Try attempt
                && attempt.catches().stream()
                    .anyMatch(handler -> Walker.anyExpression(handler.body(), this::closing)));
  }
}
