package dev.backlight.source.program;

import dev.backlight.model.Location;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.List;
import java.util.regex.Pattern;

/// A place where something happens: a call, a property or relation that is read, a lazy query that
/// is iterated, a function value that is handed over.
///
/// `words` is what the library's member does, with what the query's construction added in `query`.
/// `targets` are the functions of the tree it may run, at most [Hierarchy#FAN_OUT]; `certain` is
/// false if a name alone led to them. `loops` are the loops around it in its function and, for
/// lambdas that run inside an enclosing call, around that call; outermost first. `boundTo` is the
/// variable that gets its result, `name` how the report calls it (`session.query(…).get`).
public record Site(
    Fn in,
    Kind kind,
    Expr at,
    String name,
    Words words,
    Query query,
    Value receiver,
    List<Value> arguments,
    Value result,
    List<Fn> targets,
    boolean certain,
    Run run,
    List<LoopContext> loops,
    List<ScopeContext> scopes,
    boolean awaited,
    Use use,
    String boundTo) {

  public enum Kind {
    CALL,
    CONSTRUCT,
    /// A property of the tree or of a library, read without parentheses.
    PROPERTY,
    /// An ORM relation that is read; with words if that loads it.
    RELATION,
    /// A lazy query that runs because it is iterated.
    ITERATION,
    /// A function given to somebody else, who runs it as `run` says.
    CALLBACK
  }

  /// When the targets run, seen from this place.
  public enum Run {
    /// Here, once.
    HERE,
    /// Here, once for each element.
    EACH,
    /// On another thread, process or queue.
    ELSEWHERE,
    /// Later on the same thread: handlers, timers.
    LATER
  }

  /// What becomes of the result.
  public enum Use {
    DROPPED,
    BOUND,
    RETURNED,
    /// The receiver of a further call or property.
    CHAINED,
    /// An argument of a call.
    PASSED,
    /// The resource of a with/using/try-with-resources.
    MANAGED,
    /// Stored in a field, index or captured place.
    STORED,
    /// Part of an expression: a condition, an operand, a collection.
    USED
  }

  public Location location() {
    return in.unit().location(at.start(), at.end(), in.symbol());
  }

  public boolean has(Word word) {
    return words.has(word);
  }

  /// Whether it waits, and its thread with it.
  public boolean blocks() {
    return words.blocks();
  }

  /// Whether only a failure leads here: in a `catch`, or in a loop after an attempt that ends it. A
  /// pause there is one between attempts, and the caller of what works never waits for it.
  public boolean followsFailure() {
    return scopes.stream().anyMatch(scope -> scope.kind() == ScopeContext.Kind.CATCH)
        || failed()
        || loops.stream().anyMatch(loop -> attempts(loop.body(), at.start()));
  }

  /// `if (tooManyRequests) …`.
  private boolean failed() {
    return Walker.anyStatement(
        in.decl().body(),
        statement ->
            statement instanceof Stmt.If branch
                && branch.then().start() <= at.start()
                && at.end() <= branch.then().end()
                && Walker.anyExpression(
                    branch.condition(),
                    expr ->
                        expr instanceof Expr.Name n && FAILURE.matcher(n.id()).find()
                            || expr instanceof Expr.Member m && FAILURE.matcher(m.name()).find()));
  }

  private static final Pattern FAILURE =
      Pattern.compile(
          "(?i)error|fail|exception|retr(y|ies)|attempt|too_?many|throttl|overload|back_?off|exceed"
              + "|rate_?limit");

  private static boolean attempts(Stmt.Block body, int before) {
    return Walker.anyStatement(
        body,
        statement ->
            statement instanceof Stmt.Try attempt
                && !attempt.catches().isEmpty()
                && attempt.end() <= before
                && Walker.anyStatement(
                    attempt.body(),
                    inner -> inner instanceof Stmt.Return || inner instanceof Stmt.Jump));
  }

  /// The call, if it is one.
  public Expr.Call call() {
    return (Expr.Call) at;
  }

  public boolean isCall() {
    return at instanceof Expr.Call;
  }

  /// `new OurRedis("name")`: an object of a class of the tree, whose constructor sets what its
  /// parent needs.
  public boolean buildsOwn() {
    return kind == Kind.CONSTRUCT && !targets().isEmpty();
  }

  @Override
  public String toString() {
    return name + " at " + location();
  }
}
