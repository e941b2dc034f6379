package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Functions given to calls: when they run, and with what.
final class Callbacks {

  private static final Set<String> EACH =
      Set.of(
          "map",
          "forEach",
          "filter",
          "reduce",
          "flatMap",
          "some",
          "every",
          "find",
          "findIndex",
          "each",
          "eachSeries",
          "mapSeries",
          "eachLimit",
          "mapLimit",
          "Select",
          "Where",
          "Any",
          "All",
          "ForEach",
          "SelectMany",
          "OrderBy",
          "GroupBy",
          "Sum",
          "anyMatch",
          "allMatch",
          "noneMatch",
          "peek",
          "removeIf",
          "ToDictionary",
          "mapToObj",
          "computeIfAbsent0");
  private static final Set<String> LATER =
      Set.of(
          "on",
          "once",
          "addEventListener",
          "addListener",
          "subscribe",
          "use",
          "get",
          "post",
          "put",
          "delete",
          "patch",
          "all",
          "head",
          "options",
          "route",
          "setTimeout",
          "setInterval",
          "nextTick",
          "setImmediate",
          "schedule",
          "cron",
          "listen",
          "describe",
          "it",
          "test",
          "beforeEach",
          "afterEach",
          "before",
          "after",
          "process",
          "consume",
          "register",
          "add_task",
          "add_done_callback",
          "call_later",
          "call_soon",
          "connect",
          "MapGet",
          "MapPost",
          "MapPut",
          "MapDelete",
          "MapPatch",
          "Map",
          "ConfigureServices",
          "AddSingleton",
          "AddScoped",
          "AddTransient",
          "AddDbContext",
          "AddHttpClient",
          "Configure",
          "ContinueWith",
          "addHook",
          "decorate",
          "command",
          "action",
          "queueMicrotask",
          "defer",
          "onModuleInit");

  private final Evaluator evaluator;

  Callbacks(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// A function that was given to a call. `context` is what was around it where it runs.
  record Given(
      Value function,
      Value result,
      List<Fn> targets,
      Site.Run run,
      Expr at,
      List<LoopContext> loops,
      boolean translated) {}

  /// Evaluates a lambda given as argument `index` in the frame of the call.
  Given run(
      Expr.Lambda lambda, Callees.Target target, Expr.Call call, List<Value> before, int index) {
    Fn fn = evaluator.unit.functions().get(lambda.function());
    Site.Run run = run(target, call);
    boolean translated = evaluator.frame.translated || translated(target);
    List<LoopContext> loops = loops(run, target, call, before);
    Value element = given(run, target, before);
    Value result =
        evaluator.inside(
            fn,
            List.of(element),
            loops,
            run == Site.Run.HERE || run == Site.Run.EACH ? scopes(target, call) : List.of(),
            translated);
    return new Given(
        new Value.Function(List.of(fn), Value.UNKNOWN, true),
        result,
        List.of(fn),
        run,
        lambda,
        loops,
        translated);
  }

  /// A named function or bound method given as an argument.
  Given handOver(Value.Function function, Expr at, Callees.Target target, Expr.Call call) {
    Site.Run run = run(target, call);
    if (target.words().isEmpty() && target.functions().isEmpty() && run == Site.Run.HERE) {
      run = Site.Run.LATER;
    }
    List<LoopContext> loops = loops(run, target, call, List.of());
    return new Given(
        function,
        Value.UNKNOWN,
        function.functions(),
        run,
        at,
        loops,
        translated(target) || function.functions().stream().anyMatch(f -> f.is(Trait.MODULE)));
  }

  void sites(List<Given> given) {
    for (Given one : given) {
      if (one.translated() || !evaluator.linkage.last || evaluator.frame.translated) {
        continue;
      }
      Frame frame = evaluator.frame;
      frame.sites.add(
          new Site(
              frame.fn,
              Site.Kind.CALLBACK,
              one.at(),
              Naming.of(one.at()),
              Words.NONE,
              Query.NONE,
              Value.UNKNOWN,
              List.of(),
              one.result(),
              one.targets(),
              true,
              one.run(),
              one.run() == Site.Run.EACH ? one.loops() : frame.loops,
              frame.scopes,
              false,
              Site.Use.PASSED,
              ""));
    }
  }

  private List<ScopeContext> scopes(Callees.Target target, Expr.Call call) {
    List<ScopeContext> scopes = evaluator.frame.scopes;
    if (target.words().hasAny(Word.TRANSACTION, Word.LOCK)) {
      ScopeContext.Kind kind =
          target.words().has(Word.LOCK) ? ScopeContext.Kind.LOCK : ScopeContext.Kind.TRANSACTION;
      return Frame.with(
          scopes,
          new ScopeContext(kind, call.start(), call.end(), target.receiver(), call.callee()));
    }
    return scopes;
  }

  /// Lambdas that a library turns into a query are not run.
  private static boolean translated(Callees.Target target) {
    Words words = target.words();
    return words.has(Word.BUILDS)
        || words.has(Word.DATABASE)
            && !words.hasAny(Word.TRANSACTION, Word.ITERATES, Word.STREAMS, Word.LATER);
  }

  private Site.Run run(Callees.Target target, Expr.Call call) {
    Words words = target.words();
    if (words.has(Word.ITERATES)) {
      return Site.Run.EACH;
    }
    if (words.hasAny(Word.ELSEWHERE)) {
      return Site.Run.ELSEWHERE;
    }
    if (words.has(Word.LATER)) {
      return Site.Run.LATER;
    }
    boolean known =
        !target.receiver().isUnknown()
            && !(target.receiver() instanceof Value.Outside)
            && !(target.receiver() instanceof Value.Instance)
            && !(target.receiver() instanceof Value.Member);
    if (!target.functions().isEmpty()
        && target.functions().stream().allMatch(fn -> Queues.keeps(fn.name()))) {
      return Site.Run.ELSEWHERE;
    }
    if (known || !words.isEmpty() || !target.functions().isEmpty()) {
      return words.has(Word.STARTS) ? Site.Run.ELSEWHERE : Site.Run.HERE;
    }
    String name =
        switch (call.callee()) {
          case Expr.Member m -> m.name();
          case Expr.Name n -> n.id();
          default -> "";
        };
    return LATER.contains(name)
        ? Site.Run.LATER
        : EACH.contains(name) && call.callee() instanceof Expr.Member m && !one(m.receiver())
            ? Site.Run.EACH
            : Site.Run.HERE;
  }

  /// Whether a receiver nobody knows is rather one value to come than many: in a file of reactive
  /// code most `flatMap`s follow a `Mono`.
  private boolean one(Expr receiver) {
    if (evaluator.unit.language() != Language.JAVA
        || evaluator.unit.file().imports().stream()
            .noneMatch(i -> REACTIVE.matcher(i.module()).find())) {
      return false;
    }
    // The last call of the chain that says one or many decides.
    Expr at = receiver;
    for (int i = 0; i < LONGEST_CHAIN; i++) {
      String name =
          switch (at) {
            case Expr.Call c when c.callee() instanceof Expr.Member m -> m.name();
            case Expr.Call c when c.callee() instanceof Expr.Name n -> n.id();
            case Expr.Name n -> n.id();
            case Expr.Member m -> m.name();
            default -> "";
          };
      if (SINGLE.matcher(name).matches()) {
        return true;
      }
      if (MANY.matcher(name).matches()) {
        return false;
      }
      at =
          switch (at) {
            case Expr.Call c -> c.callee() instanceof Expr.Member m ? m.receiver() : Expr.NONE;
            case Expr.Member m -> m.receiver();
            default -> Expr.NONE;
          };
    }
    return true;
  }

  private static final int LONGEST_CHAIN = 40;
  private static final Pattern SINGLE =
      Pattern.compile(
          "Mono|Uni|Single|collect\\w*|count|next|single\\w*|zip\\w*|fetch|get|then|reduce|last|any|all"
              + "|defaultIfEmpty|justOrEmpty");
  private static final Pattern REACTIVE =
      Pattern.compile("^(reactor\\.|io\\.smallrye\\.mutiny|io\\.reactivex|org\\.reactivestreams)");
  private static final Pattern MANY =
      Pattern.compile(
          "Flux|Multi|Flowable|Observable|stream|fromIterable|fromStream|flatMapMany|flatMapIterable"
              + "|concatMap|listAll|findAll|list|values|keySet|entrySet|asList|of");

  private List<LoopContext> loops(
      Site.Run run, Callees.Target target, Expr.Call call, List<Value> before) {
    return switch (run) {
      case HERE -> evaluator.frame.loops;
      case LATER, ELSEWHERE -> List.of();
      case EACH -> {
        boolean free =
            !(call.callee() instanceof Expr.Member)
                || target.receiver() instanceof Value.Outside
                || target.receiver().isUnknown();
        Value source =
            !free ? target.receiver() : before.isEmpty() ? target.receiver() : before.getFirst();
        Expr expr =
            call.callee() instanceof Expr.Member m && !(target.receiver() instanceof Value.Outside)
                ? m.receiver()
                : call.arguments().isEmpty() ? Expr.NONE : call.arguments().getFirst().value();
        yield Frame.with(
            evaluator.frame.loops,
            new LoopContext(
                LoopContext.Kind.CALLBACK,
                call.start(),
                call.end(),
                false,
                Statements.fixed(source, expr),
                source,
                expr,
                variables(call),
                Stmt.Block.EMPTY));
      }
    };
  }

  private List<String> variables(Expr.Call call) {
    List<String> names = new ArrayList<>();
    call.arguments()
        .forEach(argument -> {
          if (argument.value() instanceof Expr.Lambda l) {
            names.addAll(Bounds.names(evaluator.unit.functions().get(l.function()).decl()));
          }
        });
    return List.copyOf(names);
  }

  /// The first argument the function gets.
  private Value given(Site.Run run, Callees.Target target, List<Value> before) {
    if (run == Site.Run.EACH) {
      Value source =
          target.receiver().isUnknown() || target.receiver() instanceof Value.Outside
              ? before.isEmpty() ? Value.UNKNOWN : before.getFirst()
              : target.receiver();
      return evaluator.expressions.element(source);
    }
    if (target.receiver() instanceof Value.Pending p) {
      return p.value();
    }
    return target.words().has(Word.TRANSACTION) ? target.receiver() : Value.UNKNOWN;
  }
}
