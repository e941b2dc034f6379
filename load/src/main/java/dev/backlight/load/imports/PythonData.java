package dev.backlight.load.imports;

import dev.backlight.load.scenario.Constants;
import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Feed;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Value;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Translates what Locust files do with files of data: reading all of one, and handing out its rows
/// one by one (`next(reader)`, `USERS.pop()`, `itertools.cycle`). Both become feeds.
final class PythonData {

  private static final List<String> CYCLES = List.of("itertools.cycle", "cycle");
  private static final List<String> ITERATORS = List.of("iter");

  private final Code code;
  private final LocustNames names;
  private final PythonExpressions expressions;
  private final Definitions definitions;
  private final PythonTop top;
  private final PythonFiles files;
  private final FakerCalls faker;
  private final DataFiles feeds = new DataFiles();

  PythonData(Code code, LocustNames names, PythonExpressions expressions, PythonTop top) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
    this.top = top;
    this.definitions = new Definitions(code, top);
    this.files = new PythonFiles(code, names, definitions, top);
    this.faker = new FakerCalls(code, definitions, expressions);
  }

  FakerCalls faker() {
    return faker;
  }

  List<Feed> feeds() {
    return feeds.feeds();
  }

  /// Whether an expression makes something that is no value here: a Faker, an open file, a reader,
  /// a cycle.
  boolean isObject(Expr expr) {
    return expr instanceof Expr.Call call
        && (files.opens(call) || faker.makes(call) || CYCLES.contains(code.dotted(call.callee())));
  }

  /// All rows, where an expression is an open file or a reader.
  Optional<Expression> rows(Expr expr, Frame frame) throws RefusedException {
    return files.source(expr, frame).map(feeds::rows);
  }

  /// What a call of a Faker, of a file or of a reader gives; empty for other calls.
  Optional<Expression> call(Expr.Call call, Frame frame) throws RefusedException {
    Optional<Expression> made = faker.call(call, frame);
    if (made.isPresent()) {
      return made;
    }
    if (files.opens(call)) {
      return rows(call, frame);
    }
    List<Expr> arguments = call.arguments().stream().map(Argument::value).toList();
    switch (code.dotted(call.callee())) {
      case "next" -> {
        return Optional.of(next(call, frame));
      }
      case "json.load" -> {
        return Optional.of(feeds.rows(new Feed.Json(files.file(first(call), frame))));
      }
      case "json.loads" -> {
        if (!arguments.isEmpty() && isContent(arguments.getFirst(), "read", frame)) {
          return Optional.of(feeds.rows(new Feed.Json(files.file(arguments.getFirst(), frame))));
        }
      }
      default -> {}
    }
    return call.callee() instanceof Expr.Member member
        ? content(call, member, frame)
        : Optional.empty();
  }

  private static Expr first(Expr.Call call) throws RefusedException {
    if (call.arguments().isEmpty()) {
      throw new RefusedException(call, "a call without arguments");
    }
    return call.arguments().getFirst().value();
  }

  /// `f.read()`, `f.readlines()`, `f.read().splitlines()`.
  private Optional<Expression> content(Expr.Call call, Expr.Member member, Frame frame)
      throws RefusedException {
    boolean lines =
        member.name().equals("readlines") && files.isFile(member.receiver(), frame)
            || member.name().equals("splitlines") && isContent(member.receiver(), "read", frame)
            || member.name().equals("split")
                && isContent(member.receiver(), "read", frame)
                && call.arguments().size() == 1
                && names.constantText(first(call)).filter("\n"::equals).isPresent();
    if (lines) {
      return Optional.of(feeds.rows(new Feed.Lines(files.file(call, frame))));
    }
    return isContent(call, "read", frame)
        ? Optional.of(
            Expression.call(
                Function.JOIN,
                feeds.rows(new Feed.Lines(files.file(call, frame))),
                Expression.text("\n")))
        : Optional.empty();
  }

  private boolean isContent(Expr expr, String method, Frame frame) {
    return expr instanceof Expr.Call call
        && call.callee() instanceof Expr.Member(int _, int _, Expr receiver, String name)
        && (name.equals(method) || name.equals("strip") && isContent(receiver, method, frame))
        && (name.equals("strip") || files.isFile(receiver, frame));
  }

  /// Whether a statement throws away the next line of a file that a function opened itself.
  boolean skips(Expr.Call call, Frame frame) {
    if (code.dotted(call.callee()).equals("next")
        && !call.arguments().isEmpty()
        && call.arguments().getFirst().value() instanceof Expr.Name name
        && frame.objects().containsKey(name.id())) {
      frame.skipped().merge(name.id(), 1, Integer::sum);
      return true;
    }
    return false;
  }

  /// `next(…)` of a reader hands out each row once, of a cycle again and again.
  private Expression next(Expr.Call call, Frame frame) throws RefusedException {
    Expr of = first(call);
    if (call.arguments().size() > 1) {
      throw new RefusedException(call, "next() with a value for the end");
    }
    if (definitions.isOwn(of, frame)) {
      throw new RefusedException(call, "next() of what each user opens itself");
    }
    if (files.isReader(of, frame) || files.isFile(of, frame)) {
      return taken(call, feeds.rows(files.source(of, frame).orElseThrow()), Feed.Order.ONCE, frame);
    }
    boolean cycle = definitions.isMadeBy(of, frame, CYCLES);
    if (cycle || definitions.isMadeBy(of, frame, ITERATORS)) {
      Expr source = first(definitions.call(of, frame).orElseThrow());
      return taken(
          call,
          expressions.translate(source, new Frame().conditionally()),
          cycle ? Feed.Order.CIRCULAR : Feed.Order.ONCE,
          frame);
    }
    throw new RefusedException(call, "next() of this");
  }

  /// `USERS.pop()` of a list at the top of the file hands out each element once. Empty for lists of
  /// users' own.
  Optional<Expression> popped(Expr.Call call, Frame frame) throws RefusedException {
    if (!(call.callee() instanceof Expr.Member member)
        || !member.name().equals("pop")
        || !(member.receiver() instanceof Expr.Name name)
        || frame.locals().contains(name.id())
        || top.value(name.id()).isEmpty()) {
      return Optional.empty();
    }
    Expression list = names.constantOf(name);
    Optional<Value> constant = Constants.of(list);
    if (constant.isPresent() && constant.get() instanceof Value.Items(List<Value> items)) {
      List<Value> order = call.arguments().isEmpty() ? items.reversed() : items;
      return Optional.of(handedOut(call, order, Feed.Order.ONCE, name.id(), frame));
    }
    return sourceOf(list).isPresent()
        ? Optional.of(taken(call, list, Feed.Order.ONCE, frame))
        : Optional.empty();
  }

  private Optional<Feed.Source> sourceOf(Expression list) {
    return list
                instanceof
                Expression.Each(String _, Expression source, Expression condition, Expression _)
            && condition.equals(Expression.truth(true))
        ? feeds.source(source)
        : feeds.source(list);
  }

  /// Takes a row of a list: of a file as it is, or as a comprehension makes it of one.
  private Expression taken(Expr.Call call, Expression given, Feed.Order order, Frame frame)
      throws RefusedException {
    Expression list = names.valueOf(given);
    Optional<Value> constant = Constants.of(list);
    if (constant.isPresent() && constant.get() instanceof Value.Items(List<Value> items)) {
      return handedOut(call, items, order, "", frame);
    }
    Feed.Source source =
        sourceOf(list).orElseThrow(() -> new RefusedException(call, "rows that are computed"));
    String feed = feeds.feed(source, order, "");
    if (order == Feed.Order.ONCE) {
      code.note(call.start(), feed + " is a feed now; who finds it used up stops");
    }
    String variable =
        list instanceof Expression.Each each ? each.variable() : frame.temporary("taken");
    frame.before(call, new Step.Take(code.place(call.start()), feed, variable));
    return list instanceof Expression.Each each
        ? each.element()
        : new Expression.Variable(variable);
  }

  private Expression handedOut(
      Expr.Call call, List<Value> items, Feed.Order order, String name, Frame frame)
      throws RefusedException {
    Feed.Rows rows = new Feed.Rows(items.stream().map(item -> Map.of("value", item)).toList());
    String feed = feeds.feed(rows, order, name);
    if (order == Feed.Order.ONCE) {
      code.note(call.start(), feed + " is a feed now; who finds it used up stops");
    }
    String variable = frame.temporary("taken");
    frame.before(call, new Step.Take(code.place(call.start()), feed, variable));
    return Expression.member(new Expression.Variable(variable), "value");
  }

  /// The list that a loop makes: `for row in reader: users.append(row["name"])`.
  Expression filled(PythonTop.Filling filling, Frame frame) throws RefusedException {
    Stmt.Loop loop = filling.loop();
    Expression source = expressions.translate(loop.source(), frame);
    String variable;
    if (loop.targets().size() == 1 && loop.targets().getFirst() instanceof Expr.Name target) {
      variable = names.local(target.id(), frame);
    } else {
      variable = frame.temporary("row");
      for (int i = 0; i < loop.targets().size(); i++) {
        if (!(loop.targets().get(i) instanceof Expr.Name target)) {
          throw new RefusedException(loop.start(), "a loop over this");
        }
        frame
            .meanings()
            .put(
                target.id(),
                new Expression.Index(new Expression.Variable(variable), Expression.whole(i)));
      }
    }
    return new Expression.Each(
        variable,
        source,
        filling.condition() == Expr.NONE
            ? Expression.truth(true)
            : expressions.translate(filling.condition(), frame.conditionally()),
        expressions.translate(filling.element(), frame.conditionally()));
  }

  /// What a function that only reads data returns, where a constant is made by calling it.
  Optional<Expression> loaded(Expr.Call call, Frame outer) throws RefusedException {
    Optional<FunctionDecl> function =
        call.callee() instanceof Expr.Name name ? code.function(name.id()) : Optional.empty();
    if (function.isEmpty()) {
      return Optional.empty();
    }
    names.functions().requirePlain(function.get());
    code.refuseLost(function.get().start(), function.get().end());
    Frame frame = new Frame();
    List<FunctionDecl.Parameter> parameters = function.get().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      FunctionDecl.Parameter parameter = parameters.get(i);
      Expr value =
          i < call.arguments().size() ? call.arguments().get(i).value() : parameter.initial();
      frame.objects().put(parameter.name(), value);
      if (!isObject(value)) {
        frame.meanings().put(parameter.name(), expressions.translate(value, outer));
      }
    }
    return returned(function.get().body().statements(), frame, call);
  }

  private Optional<Expression> returned(List<Stmt> statements, Frame frame, Expr.Call call)
      throws RefusedException {
    for (Stmt statement : statements) {
      switch (statement) {
        case Stmt.Return(int _, int _, Expr value) -> {
          return Optional.of(expressions.translate(value, frame.conditionally()));
        }
        case Stmt.Scope scope -> {
          open(scope, frame);
          Optional<Expression> inner = returned(scope.body().statements(), frame, call);
          if (inner.isPresent()) {
            return inner;
          }
        }
        case Stmt.Assign assign
            when assign.targets().size() == 1
                && assign.targets().getFirst() instanceof Expr.Name name -> {
          if (isObject(assign.value())) {
            frame.objects().put(name.id(), assign.value());
          } else if (!(assign.value() instanceof Expr.Call next && skips(next, frame))) {
            frame
                .meanings()
                .put(name.id(), expressions.translate(assign.value(), frame.conditionally()));
          }
        }
        case Stmt.Loop loop -> fill(loop, frame);
        case Stmt.Evaluate(int _, int _, Expr value)
            when value instanceof Expr.Call next && skips(next, frame) -> {}
        case Stmt.Evaluate(int _, int _, Expr value) when value instanceof Expr.Literal -> {}
        default ->
            throw new RefusedException(
                statement.start(), "a function that makes a constant and does more than read data");
      }
    }
    return Optional.empty();
  }

  private void fill(Stmt.Loop loop, Frame frame) throws RefusedException {
    for (String list : List.copyOf(frame.meanings().keySet())) {
      Optional<PythonTop.Filling> filling = PythonTop.filling(loop, list);
      if (filling.isPresent()) {
        frame.meanings().put(list, filled(filling.get(), frame));
        return;
      }
    }
    throw new RefusedException(loop.start(), "a loop that does more than fill a list");
  }

  /// `with open(…) as f`: what `f` is from now on.
  void open(Stmt.Scope scope, Frame frame) throws RefusedException {
    for (Stmt.Scope.Resource resource : scope.resources()) {
      boolean file = resource.value() instanceof Expr.Call call && files.opens(call);
      if (!file || !(resource.target() instanceof Expr.Name name)) {
        throw new RefusedException(scope.start(), "'with' of anything but a request or a file");
      }
      frame.objects().put(name.id(), resource.value());
    }
  }

  /// Whether `with` opens files.
  boolean opens(Stmt.Scope scope) {
    return !scope.resources().isEmpty()
        && scope.resources().stream()
            .allMatch(each -> each.value() instanceof Expr.Call call && files.opens(call));
  }
}
