package dev.backlight.load.imports;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The top of a Python file, run once before any user: what it gives names, also inside of `with
/// open(…) as f:`.
final class PythonTop {

  /// `for targets in source: list.append(element)`, with an `if` around the append or without.
  record Filling(Stmt.Loop loop, Expr condition, Expr element) {}

  /// Calls that change nothing that a server sees.
  private static final Pattern HARMLESS =
      Pattern.compile(
          "random\\.seed|(requests\\.packages\\.)?urllib3\\.disable_warnings|logging(\\.\\w+)*"
              + "|\\w*[lL]og(ger|ging)?(\\.\\w+)+|(gevent\\.)?monkey\\.patch_\\w+|sys\\.path\\.\\w+"
              + "|warnings\\.\\w+|(locust\\.log\\.)?setup_logging|resource\\.setrlimit"
              + "|sys\\.setrecursionlimit|(\\w+\\.)*([Ff]aker|fake)\\.seed(_instance)?|locust\\.run_single_user"
              + "|run_single_user");

  private static final Set<String> ENVIRONMENTS = Set.of("dotenv.load_dotenv", "load_dotenv");
  private static final Set<String> EXITS = Set.of("sys.exit", "exit", "quit", "os._exit");

  private final Code code;
  private final List<Stmt> statements = new ArrayList<>();

  PythonTop(Code code) {
    this.code = code;
    collect(code.module().body());
  }

  private void collect(Stmt.Block block) {
    for (Stmt statement : block.statements()) {
      switch (statement) {
        case Stmt.Scope scope -> {
          statements.add(statement);
          collect(scope.body());
        }
        case Stmt.Block inner -> collect(inner);
        case Stmt.If branch when isMain(branch.condition()) -> {}
        case Stmt.If branch -> branch(branch);
        case Stmt.Try attempt when isReplaceable(attempt) -> {
          collect(attempt.body());
          collect(attempt.last());
        }
        default -> statements.add(statement);
      }
    }
  }

  /// `if` that gives names one value or another: each is a conditional value. Others are kept, and
  /// refused.
  private void branch(Stmt.If branch) {
    Optional<Map<String, Expr>> chosen = chosen(branch);
    if (chosen.isEmpty()) {
      statements.add(branch);
      return;
    }
    chosen
        .get()
        .forEach((id, value) -> {
          statements.removeIf(before -> value(before, id) != Expr.NONE);
          Expr name = new Expr.Name(branch.start(), branch.start(), id);
          statements.add(
              new Stmt.Assign(
                  branch.start(), branch.end(), List.of(name), "=", value, false, TypeRef.NONE));
        });
  }

  /// What an `if` gives names; a name that it gives a value in one case only keeps its own before.
  private Optional<Map<String, Expr>> chosen(Stmt.If branch) {
    Optional<Map<String, Expr>> then = given(branch.then());
    Optional<Map<String, Expr>> otherwise = given(branch.otherwise());
    if (then.isEmpty() || otherwise.isEmpty()) {
      return Optional.empty();
    }
    Set<String> ids = new LinkedHashSet<>(then.get().keySet());
    ids.addAll(otherwise.get().keySet());
    Map<String, Expr> chosen = new LinkedHashMap<>();
    for (String id : ids) {
      Expr before = value(id).map(Stmt.Assign::value).orElse(Expr.NONE);
      Expr first = then.get().getOrDefault(id, before);
      Expr second = otherwise.get().getOrDefault(id, before);
      if (first == Expr.NONE || second == Expr.NONE) {
        return Optional.empty();
      }
      chosen.put(
          id,
          new Expr.Operation(
              branch.start(), branch.end(), "?:", List.of(branch.condition(), first, second)));
    }
    return Optional.of(chosen);
  }

  /// The values that a block gives names; empty if it does more than that and talking.
  private Optional<Map<String, Expr>> given(Stmt.Block block) {
    Map<String, Expr> given = new LinkedHashMap<>();
    for (Stmt statement : block.statements()) {
      switch (statement) {
        case Stmt.Assign assign
            when assign.targets().size() == 1
                && assign.targets().getFirst() instanceof Expr.Name name
                && assign.operator().equals("=")
                && !given.containsKey(name.id()) ->
            given.put(name.id(), assign.value());
        case Stmt.If inner when block.statements().size() == 1 -> {
          return chosen(inner);
        }
        default -> {
          if (!PythonTalk.talks(code, statement)) {
            return Optional.empty();
          }
        }
      }
    }
    return Optional.of(given);
  }

  /// Whether what runs after an error only stands in for what failed, as another import does.
  private boolean isReplaceable(Stmt.Try attempt) {
    boolean plain =
        attempt.catches().stream()
            .flatMap(each -> each.body().statements().stream())
            .allMatch(each -> each instanceof Stmt.Throw || isExit(each) || given(each));
    if (plain && attempt.catches().stream().anyMatch(each -> !each.body().statements().isEmpty())) {
      code.note(attempt.start(), "of this 'try' at the top of the file, the body is taken");
    }
    return plain;
  }

  private boolean given(Stmt statement) {
    return given(new Stmt.Block(statement.start(), statement.end(), List.of(statement)))
        .isPresent();
  }

  private boolean isExit(Stmt statement) {
    return statement instanceof Stmt.Evaluate(int _, int _, Expr.Call call)
        && EXITS.contains(code.dotted(call.callee()));
  }

  /// The one assignment of a name.
  Optional<Stmt.Assign> value(String id) {
    List<Stmt.Assign> found = new ArrayList<>();
    for (Stmt statement : statements) {
      if (statement instanceof Stmt.Assign assign
          && assign.targets().size() == 1
          && assign.targets().getFirst() instanceof Expr.Name target
          && target.id().equals(id)) {
        found.add(assign);
      }
    }
    return found.size() == 1 && found.getFirst().operator().equals("=")
        ? Optional.of(found.getFirst())
        : Optional.empty();
  }

  /// Whether a name is given a value at all.
  boolean isGiven(String id) {
    return statements.stream().anyMatch(each -> value(each, id) != Expr.NONE);
  }

  /// What a name was made by where it stands: by the `with … as name` around it, or by the last
  /// assignment or `with` before it.
  Optional<Expr> made(Expr.Name name) {
    return maker(name).map(statement -> value(statement, name.id()));
  }

  private Optional<Stmt> maker(Expr.Name name) {
    Optional<Stmt> last = Optional.empty();
    for (Stmt statement : statements) {
      if (value(statement, name.id()) == Expr.NONE) {
        continue;
      }
      boolean around = statement.start() <= name.start() && name.end() <= statement.end();
      boolean ended = last.isPresent() && last.get().end() > statement.end();
      if (around
          || statement.end() <= name.start() && !(ended && last.get() instanceof Stmt.Scope)) {
        last = Optional.of(statement);
      }
    }
    return last;
  }

  private static Expr value(Stmt statement, String id) {
    return switch (statement) {
      case Stmt.Assign assign
          when assign.targets().size() == 1
              && assign.targets().getFirst() instanceof Expr.Name target
              && target.id().equals(id) ->
          assign.value();
      case Stmt.Scope scope ->
          scope.resources().stream()
              .filter(each -> each.target() instanceof Expr.Name target && target.id().equals(id))
              .map(Stmt.Scope.Resource::value)
              .findFirst()
              .orElse(Expr.NONE);
      default -> Expr.NONE;
    };
  }

  /// The loop that fills a list that begins empty.
  Optional<Filling> filling(String id) {
    return statements.stream()
        .filter(Stmt.Loop.class::isInstance)
        .flatMap(loop -> filling((Stmt.Loop) loop, id).stream())
        .findFirst();
  }

  static Optional<Filling> filling(Stmt.Loop loop, String id) {
    if (loop.kind() != Stmt.Loop.Kind.EACH || loop.body().statements().size() != 1) {
      return Optional.empty();
    }
    Stmt only = loop.body().statements().getFirst();
    Expr condition = Expr.NONE;
    if (only instanceof Stmt.If branch
        && branch.otherwise().statements().isEmpty()
        && branch.then().statements().size() == 1) {
      condition = branch.condition();
      only = branch.then().statements().getFirst();
    }
    boolean appends =
        only instanceof Stmt.Evaluate(int _, int _, Expr value)
            && value instanceof Expr.Call call
            && call.arguments().size() == 1
            && call.callee() instanceof Expr.Member(int _, int _, Expr receiver, String name)
            && name.equals("append")
            && receiver instanceof Expr.Name list
            && list.id().equals(id);
    return appends
        ? Optional.of(
            new Filling(
                loop,
                condition,
                ((Expr.Call) ((Stmt.Evaluate) only).value()).arguments().getFirst().value()))
        : Optional.empty();
  }

  /// The list that a loop fills, if it does nothing else.
  private static Optional<String> filled(Stmt.Loop loop) {
    Stmt only = loop.body().statements().isEmpty() ? loop : loop.body().statements().getFirst();
    if (only instanceof Stmt.If branch && !branch.then().statements().isEmpty()) {
      only = branch.then().statements().getFirst();
    }
    return only instanceof Stmt.Evaluate(int _, int _, Expr value)
            && value instanceof Expr.Call call
            && call.callee() instanceof Expr.Member(int _, int _, Expr.Name list, String _)
            && filling(loop, list.id()).isPresent()
        ? Optional.of(list.id())
        : Optional.empty();
  }

  /// How often `next(name)` is called before the name is used here, and its row thrown away: lines
  /// that are no data.
  int skipped(Expr.Name name) {
    Optional<Stmt> maker = maker(name);
    int from = maker.isPresent() ? maker.get().start() : 0;
    return (int)
        statements.stream()
            .filter(each -> each.start() >= from && each.end() <= name.start())
            .filter(each -> skips(each, name.id()))
            .count();
  }

  static boolean skips(Stmt statement, String id) {
    Expr value =
        switch (statement) {
          case Stmt.Evaluate(int _, int _, Expr evaluated) -> evaluated;
          case Stmt.Assign assign -> assign.value();
          default -> Expr.NONE;
        };
    return value instanceof Expr.Call call
        && call.callee() instanceof Expr.Name next
        && next.id().equals("next")
        && !call.arguments().isEmpty()
        && call.arguments().getFirst().value() instanceof Expr.Name of
        && of.id().equals(id);
  }

  /// Refuses what runs at the top and is not understood, and notes what changes nothing.
  void refuseOthers(LocustListeners listeners) {
    for (Stmt statement : statements) {
      code.refuseLost(statement.start(), statement.end());
      switch (statement) {
        case Stmt.Evaluate(int _, int _, Expr value) -> evaluated(value, listeners);
        case Stmt.Loop loop -> {
          Optional<String> list = filled(loop);
          if (list.isEmpty() || value(list.get()).isEmpty()) {
            refuse(loop, "a loop at the top of the file that does more than fill a list");
          }
        }
        case Stmt.If branch ->
            refuse(branch, "an 'if' at the top of the file that does more than choose values");
        case Stmt.Assign assign -> assigned(assign);
        case Stmt.Scope _, Stmt.Block _, Stmt.Define _ -> {}
        case Stmt.Try attempt ->
            refuse(attempt, "a 'try' at the top of the file that does more than import");
        case Stmt.Throw raise -> refuse(raise, "'raise' at the top of the file");
        case Stmt.Choice choice -> refuse(choice, "'match' at the top of the file");
        case Stmt.Return _, Stmt.Jump _ -> refuse(statement, "a jump at the top of the file");
      }
    }
  }

  private void refuse(Stmt at, String reason) {
    code.refuse(new RefusedException(at.start(), reason));
  }

  private void evaluated(Expr value, LocustListeners listeners) {
    switch (value) {
      case Expr.Literal _, Expr.Name _, Expr.Member _ -> {}
      case Expr.Call call -> {
        String dotted = called(call);
        String name = dotted.isEmpty() ? "a call" : dotted + "()";
        if (listeners.adds(call) || dotted.equals("next")) {
          return;
        } else if (ENVIRONMENTS.contains(dotted)) {
          code.note(call.start(), name + " is left out; give its variables to this run");
        } else if (PythonTalk.isTalk(dotted) || HARMLESS.matcher(dotted).matches()) {
          code.note(call.start(), name + " at the top of the file is left out");
        } else {
          code.refuse(
              new RefusedException(
                  call, name + " at the top of the file, where only values are given to names"));
        }
      }
      default ->
          code.refuse(
              new RefusedException(
                  value, "what runs at the top of the file and gives no name a value"));
    }
  }

  /// The name of what is called, also of `logging.getLogger("x").setLevel("INFO")`.
  private String called(Expr.Call call) {
    return call.callee() instanceof Expr.Member(int _, int _, Expr.Call of, String name)
        ? called(of) + "." + name
        : code.dotted(call.callee());
  }

  /// Names are looked up where they are used; parts of things are changed here.
  private void assigned(Stmt.Assign assign) {
    for (Expr target : assign.targets()) {
      if (target instanceof Expr.Name || target instanceof Expr.Collection) {
        continue;
      }
      String dotted = code.dotted(target);
      if (dotted.startsWith("locust.stats.") || dotted.startsWith("logging.")) {
        code.note(assign.start(), dotted + " is left out");
      } else {
        refuse(
            assign,
            "changing "
                + code.text(target.start(), target.end())
                + " at the top of the file; write its value where it is made");
      }
    }
  }

  /// `__name__ == "__main__"`: Locust runs none of it.
  private static boolean isMain(Expr condition) {
    return condition instanceof Expr.Operation(int _, int _, String operator, List<Expr> operands)
        && operator.equals("==")
        && operands.stream()
            .anyMatch(each -> each instanceof Expr.Name name && name.id().equals("__name__"));
  }
}
