package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Feed;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Procedure;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Think;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.Walker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What names mean in a Locust file: variables of functions, attributes of users, constants of the
/// module and of classes, the client, and the file's own functions, which become procedures.
final class LocustNames {

  static final String CLIENT_HEADERS = "client_headers";

  private static final Set<String> USER_PARTS = Set.of("user", "parent", "locust");
  private static final Set<String> RESERVED =
      Set.of("environment", "client", "wait", "interrupt", "tasks", "_client");

  /// Attributes that Locust itself reads.
  private static final Set<String> CONFIGURING =
      Set.of(
          "wait_time",
          "wait_function",
          "min_wait",
          "max_wait",
          "tasks",
          "task_set",
          "weight",
          "fixed_count",
          "host",
          "abstract",
          "stages",
          "network_timeout",
          "connection_timeout",
          "concurrency",
          "insecure",
          "max_redirects",
          "max_retries",
          "pool_manager");

  private static final Set<String> BASES =
      Set.of("HttpUser", "FastHttpUser", "User", "HttpLocust", "Locust", "TaskSet");

  private final Code code;
  private final PythonExpressions expressions;
  private final PythonStatements statements;
  private final LocustRequests requests;
  private final LocustWaits waits;
  private final Map<String, Expression> constants = new LinkedHashMap<>();
  private final Map<String, Procedure> procedures = new LinkedHashMap<>();
  private final Map<String, String> procedureNames = new HashMap<>();
  private final Set<String> underway = new HashSet<>();
  private final PythonTop top;
  private final PythonData data;
  private final Set<String> attributeNames = new LinkedHashSet<>();
  private Optional<TypeDecl> owner = Optional.empty();
  private boolean headersUsed;

  LocustNames(Code code) {
    this.code = code;
    this.expressions = new PythonExpressions(code, this);
    this.statements = new PythonStatements(code, this, expressions);
    this.requests = new LocustRequests(code, this, expressions);
    this.waits = new LocustWaits(code, this);
    this.top = new PythonTop(code);
    this.data = new PythonData(code, this, expressions, top);
  }

  PythonExpressions expressions() {
    return expressions;
  }

  PythonStatements statements() {
    return statements;
  }

  LocustRequests requests() {
    return requests;
  }

  Map<String, Expression> constants() {
    return constants;
  }

  List<Procedure> procedures() {
    return List.copyOf(procedures.values());
  }

  boolean headersUsed() {
    return headersUsed;
  }

  /// Says whose methods are translated from now on, and who it was before.
  Optional<TypeDecl> own(Optional<TypeDecl> type) {
    Optional<TypeDecl> before = owner;
    owner = type;
    return before;
  }

  /// A class and those that it extends in this file, nearest first.
  List<TypeDecl> lineage(TypeDecl type) {
    List<TypeDecl> lineage = new ArrayList<>(List.of(type));
    for (int i = 0; i < lineage.size(); i++) {
      for (var base : lineage.get(i).supertypes()) {
        code.type(base.simpleName())
            .filter(each -> !lineage.contains(each))
            .ifPresent(lineage::add);
      }
    }
    return lineage;
  }

  Optional<FunctionDecl> method(TypeDecl type, String name) {
    return lineage(type).stream().flatMap(each -> code.method(each, name).stream()).findFirst();
  }

  Optional<TypeDecl.Field> field(TypeDecl type, String name) {
    return lineage(type).stream()
        .flatMap(each -> each.fields().stream())
        .filter(field -> field.name().equals(name))
        .findFirst();
  }

  Step.Set set(Place place, String variable, Expression value) {
    return new Step.Set(place, variable, List.of(), value);
  }

  /// Declares a variable of a function. It must not be mistaken for an attribute or a constant.
  String local(String id, Frame frame) {
    boolean taken =
        constants.containsKey(id) || attributes().contains(id) || top.value(id).isPresent();
    return frame.local(taken ? "local_" + id : id);
  }

  private Set<String> attributes() {
    if (attributeNames.isEmpty()) {
      code.file()
          .types()
          .forEach(type -> type.fields().forEach(field -> attributeNames.add(field.name())));
      attributeNames.addAll(SelfAttributes.of(code));
      attributeNames.add(CLIENT_HEADERS);
    }
    return attributeNames;
  }

  /// The variable that a name means.
  String variable(Expr.Name name, Frame frame) throws RefusedException {
    String id = name.id();
    for (String local : List.of(id, "local_" + id)) {
      if (frame.locals().contains(local)) {
        return local;
      }
    }
    Optional<Stmt.Assign> value = top.value(id);
    if (value.isPresent()) {
      constant(id, value.get().value(), name);
      return id;
    }
    if (frame.selves().contains(id) || id.equals("this")) {
      throw new RefusedException(name, "the user itself as a value");
    }
    throw new RefusedException(
        name,
        "'" + id + "' is " + (code.isImported(id) ? "from another module" : "not known here"));
  }

  private void constant(String name, Expr initial, Expr at) throws RefusedException {
    if (constants.containsKey(name)) {
      return;
    }
    if (!underway.add(name)) {
      throw new RefusedException(at, name + " is made of itself");
    }
    try {
      constants.put(name, initially(name, initial));
    } finally {
      underway.remove(name);
    }
  }

  private Expression initially(String name, Expr initial) throws RefusedException {
    Optional<PythonTop.Filling> filling = top.filling(name);
    if (filling.isPresent()) {
      return data.filled(filling.get(), new Frame());
    }
    Optional<Expression> loaded =
        initial instanceof Expr.Call call ? data.loaded(call, new Frame()) : Optional.empty();
    return loaded.isPresent()
        ? loaded.get()
        : expressions.translate(initial, new Frame().conditionally());
  }

  /// What a name at the top of the file is.
  Expression constantOf(Expr.Name name) throws RefusedException {
    return valueOf(new Expression.Variable(variable(name, new Frame())));
  }

  /// What a variable is where it is a constant; anything else itself.
  Expression valueOf(Expression expression) {
    return expression instanceof Expression.Variable(String name)
        ? constants.getOrDefault(name, expression)
        : expression;
  }

  /// The text that an expression is, if that is known before the run.
  Optional<String> constantText(Expr expr) throws RefusedException {
    if (expr instanceof Expr.Literal literal && literal.kind() == Expr.Literal.Kind.STRING) {
      return Optional.of(PythonStrings.literal(code, literal));
    }
    if (expr instanceof Expr.Name name) {
      Optional<Stmt.Assign> value = top.value(name.id());
      return value.isPresent() ? constantText(value.get().value()) : Optional.empty();
    }
    if (expr instanceof Expr.Member member
        && member.receiver() instanceof Expr.Name self
        && self.id().equals("this")
        && owner.isPresent()) {
      Optional<TypeDecl.Field> field = field(owner.get(), member.name());
      return field.isPresent() ? constantText(field.get().initial()) : Optional.empty();
    }
    return Optional.empty();
  }

  boolean isSelf(Expr expr, Frame frame) {
    return switch (expr) {
      case Expr.Name name -> name.id().equals("this") || frame.selves().contains(name.id());
      case Expr.Member member ->
          USER_PARTS.contains(member.name()) && isSelf(member.receiver(), frame);
      default -> false;
    };
  }

  boolean isClient(Expr expr, Frame frame) {
    return expr instanceof Expr.Name name && frame.clients().contains(name.id())
        || expr instanceof Expr.Member member
            && member.name().equals("client")
            && isSelf(member.receiver(), frame);
  }

  boolean isClientCookies(Expr expr, Frame frame) {
    return expr instanceof Expr.Member member
        && member.name().equals("cookies")
        && isClient(member.receiver(), frame);
  }

  boolean isClientHeaders(Expr expr, Frame frame) {
    return expr instanceof Expr.Member member
        && member.name().equals("headers")
        && isClient(member.receiver(), frame);
  }

  /// Refuses to change what all users share.
  void requireOwn(Expr target, Frame frame) throws RefusedException {
    if (target instanceof Expr.Name name
        && !frame.locals().contains(name.id())
        && !frame.locals().contains("local_" + name.id())
        && top.value(name.id()).isPresent()
        && isGlobal(name)) {
      throw new RefusedException(
          name, "'" + name.id() + "' is shared by all users; a feed hands out shared data");
    }
  }

  List<Feed> feeds() {
    return data.feeds();
  }

  PythonData data() {
    return data;
  }

  PythonTop top() {
    return top;
  }

  /// Whether a name that is set is the module's: it says `global`, or only its content changes.
  private boolean isGlobal(Expr.Name name) {
    for (FunctionDecl function : code.file().functions()) {
      if (function.id() > 0 && name.start() >= function.start() && name.end() <= function.end()) {
        boolean[] assigned = {false};
        boolean[] global = {false};
        Walker.statements(
            function.body(),
            statement ->
                assigned[0] |=
                    statement instanceof Stmt.Assign assign
                        && assign.targets().stream()
                            .anyMatch(t -> t instanceof Expr.Name n && n.id().equals(name.id())));
        Walker.expressions(
            function.body(),
            expr ->
                global[0] |=
                    expr instanceof Expr.Operation o
                        && o.operator().equals("global")
                        && o.operands().stream()
                            .anyMatch(t -> t instanceof Expr.Name n && n.id().equals(name.id())));
        return global[0] || !assigned[0];
      }
    }
    return false;
  }

  /// How long the user waits between its tasks.
  Think waiting(Frame frame) throws RefusedException {
    Optional<Think> think = owner.isPresent() ? waits.of(owner.get()) : Optional.empty();
    return think.orElse(Think.NONE);
  }

  LocustWaits waits() {
    return waits;
  }

  /// The name of an attribute of the user, or of a class of this file.
  Optional<String> attribute(Expr.Member member, Frame frame) {
    boolean ofClass =
        member.receiver() instanceof Expr.Name name && code.type(name.id()).isPresent();
    return (ofClass || isSelf(member.receiver(), frame))
            && !RESERVED.contains(member.name())
            && !USER_PARTS.contains(member.name())
        ? Optional.of(member.name())
        : Optional.empty();
  }

  Expression attributeValue(Expr.Member member, String name) throws RefusedException {
    Optional<TypeDecl> type =
        member.receiver() instanceof Expr.Name of ? code.type(of.id()) : owner;
    Optional<TypeDecl> holder = type.isPresent() ? type : owner;
    if (name.equals("host")) {
      throw new RefusedException(member, "self.host (the target is given to the run)");
    }
    if (holder.isPresent()) {
      // What a set of tasks does not have is its user's.
      TypeDecl declaring =
          field(holder.get(), name).isPresent()
              ? holder.get()
              : code.file().types().stream()
                  .filter(each -> field(each, name).isPresent())
                  .findFirst()
                  .orElse(holder.get());
      classConstant(declaring, name, member);
    }
    return new Expression.Variable(name);
  }

  /// Attributes with a value in the class are what users begin with. Where classes differ, their
  /// users set their own at the start.
  private void classConstant(TypeDecl type, String name, Expr at) throws RefusedException {
    Optional<TypeDecl.Field> field = field(type, name);
    if (field.isPresent() && field.get().initial() != Expr.NONE && !differs(name)) {
      constant(name, field.get().initial(), at);
    }
  }

  private boolean differs(String name) {
    return code.file().types().stream()
            .flatMap(each -> each.fields().stream())
            .filter(each -> each.name().equals(name))
            .map(each -> code.text(each.initial().start(), each.initial().end()))
            .distinct()
            .count()
        > 1;
  }

  /// The attributes of a class that other classes give other values.
  List<Step> ownAttributes(TypeDecl type) {
    List<Step> sets = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (TypeDecl each : lineage(type)) {
      for (TypeDecl.Field field : each.fields()) {
        String name = field.name();
        if (CONFIGURING.contains(name) || !differs(name) || !seen.add(name)) {
          continue;
        }
        try {
          sets.add(
              set(
                  code.place(field.start()),
                  name,
                  expressions.translate(field.initial(), new Frame().conditionally())));
        } catch (RefusedException e) {
          code.refuse(e);
        }
      }
    }
    return sets;
  }

  Expression clientHeaders() {
    headersUsed = true;
    constants.putIfAbsent(CLIENT_HEADERS, new Expression.Fields(List.of()));
    return new Expression.Variable(CLIENT_HEADERS);
  }

  /// A call of the client or of the file's own functions; empty for others.
  Optional<Expression> call(Expr.Call call, Frame frame) throws RefusedException {
    Optional<Step.Send> send = requests.send(call, frame);
    if (send.isPresent()) {
      String variable = frame.temporary("response");
      frame.before(call, send.get().into(variable));
      return Optional.of(new Expression.Variable(variable));
    }
    Optional<FunctionDecl> function = callee(call, frame);
    if (function.isEmpty()) {
      return Optional.empty();
    }
    String variable = frame.temporary("result");
    frame.before(call, procedure(call, function.get(), variable, frame));
    return Optional.of(new Expression.Variable(variable));
  }

  /// The function of this file that a call runs.
  Optional<FunctionDecl> callee(Expr.Call call, Frame frame) {
    return switch (call.callee()) {
      case Expr.Name name -> code.function(name.id());
      case Expr.Member member when owner.isPresent() && isSelf(member.receiver(), frame) ->
          method(owner.get(), member.name()).or(() -> anyMethod(member.name()));
      case Expr.Member member
          when owner.isPresent()
              && member.receiver() instanceof Expr.Name name
              && name.id().equals("super") ->
          lineage(owner.get()).stream()
              .skip(1)
              .flatMap(type -> code.method(type, member.name()).stream())
              .findFirst();
      case Expr.Member member when member.receiver() instanceof Expr.Name name ->
          code.type(name.id()).flatMap(type -> method(type, member.name()));
      default -> Optional.empty();
    };
  }

  /// `self.user.login()` in a set of tasks runs a method of the user's class.
  private Optional<FunctionDecl> anyMethod(String name) {
    List<FunctionDecl> found =
        code.file().functions().stream()
            .filter(each -> each.type() >= 0 && each.name().equals(name))
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /// Whether a call is of something that Locust brings and that does nothing here.
  boolean isBaseCall(Expr.Call call) {
    return call.callee() instanceof Expr.Member member
        && (member.receiver() instanceof Expr.Name name
            && (name.id().equals("super") || BASES.contains(name.id())));
  }

  /// A call of a procedure, which is translated when it is first called.
  Step.Do procedure(Expr.Call call, FunctionDecl function, String into, Frame frame)
      throws RefusedException {
    Map<String, Expr> given = arguments(call, function, frame);
    List<Parameter> valued = new ArrayList<>();
    Set<String> selves = new LinkedHashSet<>();
    Set<String> clients = new LinkedHashSet<>();
    for (Parameter parameter : function.parameters()) {
      Expr value = given.getOrDefault(parameter.name(), Expr.NONE);
      if (value != Expr.NONE && isSelf(value, frame)) {
        selves.add(parameter.name());
      } else if (value != Expr.NONE && isClient(value, frame)) {
        clients.add(parameter.name());
      } else {
        valued.add(parameter);
      }
    }
    String name = translated(function, valued, selves, clients);
    List<Expression> arguments = new ArrayList<>();
    for (Parameter parameter : valued) {
      Expr value = given.get(parameter.name());
      if (value == null && parameter.initial() == Expr.NONE) {
        throw new RefusedException(call, "no value for the parameter " + parameter.name());
      }
      arguments.add(
          value == null
              ? expressions.translate(parameter.initial(), new Frame().conditionally())
              : expressions.translate(value, frame));
    }
    return new Step.Do(code.place(call.start()), name, List.copyOf(arguments), into);
  }

  private Map<String, Expr> arguments(Expr.Call call, FunctionDecl function, Frame frame)
      throws RefusedException {
    if (function.parameters().stream().anyMatch(Parameter::rest)) {
      throw new RefusedException(call, "a function with *args or **kwargs");
    }
    if (function.is(FunctionDecl.Trait.ASYNC) || function.is(FunctionDecl.Trait.GENERATOR)) {
      throw new RefusedException(call, "an async function or generator");
    }
    Map<String, Expr> given = new HashMap<>();
    int next = 0;
    boolean unbound =
        call.callee() instanceof Expr.Member member
            && !(isSelf(member.receiver(), frame))
            && function.type() >= 0
            && !call.arguments().isEmpty()
            && isSelf(call.arguments().getFirst().value(), frame);
    for (Argument argument : call.arguments().subList(unbound ? 1 : 0, call.arguments().size())) {
      String name = argument.name();
      if (argument.spread() || name.isEmpty() && next >= function.parameters().size()) {
        throw new RefusedException(argument.value(), "an argument of this kind");
      }
      given.put(name.isEmpty() ? function.parameters().get(next++).name() : name, argument.value());
    }
    return given;
  }

  private String translated(
      FunctionDecl function, List<Parameter> valued, Set<String> selves, Set<String> clients)
      throws RefusedException {
    String key = function.id() + " " + selves + clients;
    String known = procedureNames.get(key);
    if (known != null) {
      return known;
    }
    String name = free(function);
    procedureNames.put(key, name);
    procedures.put(name, new Procedure(name, List.of(), List.of(), List.of()));
    Optional<TypeDecl> before =
        own(function.type() < 0 ? owner : keepOwner(code.file().types().get(function.type())));
    try {
      Frame frame = new Frame();
      frame.selves().addAll(selves);
      frame.clients().addAll(clients);
      List<String> parameters = new ArrayList<>();
      for (Parameter parameter : valued) {
        parameters.add(local(parameter.name(), frame));
      }
      List<Step> steps = statements.block(function.body(), frame);
      procedures.put(name, new Procedure(name, List.copyOf(parameters), frame.locals(), steps));
      return name;
    } finally {
      own(before);
    }
  }

  /// The present owner where it inherits the method, so that its own overrides are found.
  private Optional<TypeDecl> keepOwner(TypeDecl declaring) {
    return owner.isPresent() && lineage(owner.get()).contains(declaring)
        ? owner
        : Optional.of(declaring);
  }

  private String free(FunctionDecl function) {
    String name = function.name();
    for (int i = 2; procedures.containsKey(name); i++) {
      name = function.name() + "_" + i;
    }
    return name;
  }
}
