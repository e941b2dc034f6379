package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Feed;
import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Think;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.Walker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What names mean in a Locust file: variables of functions, constants of the top and of classes,
/// the user and its client.
final class LocustNames {

  static final String CLIENT_HEADERS = "client_headers";

  private static final Set<String> USER_PARTS = Set.of("user", "parent", "locust");

  private final Code code;
  private final PythonExpressions expressions;
  private final PythonStatements statements;
  private final LocustRequests requests;
  private final LocustWaits waits;
  private final Map<String, Expression> constants = new LinkedHashMap<>();
  private final LocustFunctions functions;
  private final LocustAttributes fields;
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
    this.functions = new LocustFunctions(code, this);
    this.fields = new LocustAttributes(code, this);
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

  LocustAttributes fields() {
    return fields;
  }

  LocustFunctions functions() {
    return functions;
  }

  Optional<TypeDecl> owner() {
    return owner;
  }

  /// What a call is given in a place.
  Expression argument(Expr.Call call, int at, Frame frame) throws RefusedException {
    if (at >= call.arguments().size()) {
      throw new RefusedException(call, "a call with too few arguments");
    }
    return expressions.translate(call.arguments().get(at).value(), frame);
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
      throw new RefusedException(name, "the user itself, or a part of Locust, as a value");
    }
    String why =
        code.isImported(id)
            ? "from another module"
            : top.isGiven(id) ? "given a value in several places" : "not known here";
    throw new RefusedException(name, "'" + id + "' is " + why);
  }

  void constant(String name, Expr initial, Expr at) throws RefusedException {
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
      case Expr.Member member -> isUserPart(member.name()) && isSelf(member.receiver(), frame);
      default -> false;
    };
  }

  /// `self.user` of a set of tasks is its user; a user may have an attribute of that name.
  boolean isUserPart(String name) {
    return USER_PARTS.contains(name) && (!SelfAttributes.of(code).contains(name) || inTaskSet());
  }

  private boolean inTaskSet() {
    return owner.isPresent()
        && lineage(owner.get()).stream()
            .flatMap(type -> type.supertypes().stream())
            .noneMatch(base -> LocustFile.USERS.contains(base.simpleName()));
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

  /// Refuses to change a list or map that a class gives all its users together, unless each makes
  /// one of its own.
  void requireOwnContent(Expr target, Frame frame) throws RefusedException {
    if (target instanceof Expr.Member member
        && isSelf(member.receiver(), frame)
        && owner.isPresent()
        && field(owner.get(), member.name())
            .filter(each -> each.initial() instanceof Expr.Collection)
            .isPresent()
        && !SelfAttributes.of(code).contains(member.name())) {
      throw new RefusedException(
          member,
          "'"
              + member.name()
              + "' is shared by all users of its class; make it in on_start, or put it at the top"
              + " of the file");
    }
  }

  /// Refuses to change what all users share.
  void requireOwn(Expr target, Frame frame) throws RefusedException {
    if (target instanceof Expr.Member(int _, int _, Expr.Name type, String name)
        && code.type(type.id()).isPresent()) {
      throw new RefusedException(
          target, "'" + type.id() + "." + name + "' is shared by all users of that class");
    }
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

  /// Whether `global` names what the function around it sets, and what the top of the file does not
  /// give one value.
  boolean isSetGlobal(Expr.Name name) {
    if (top.value(name.id()).isPresent()) {
      return false;
    }
    boolean[] assigned = {false};
    for (FunctionDecl function : code.file().functions()) {
      if (function.id() > 0 && name.start() >= function.start() && name.end() <= function.end()) {
        Walker.statements(
            function.body(),
            statement ->
                assigned[0] |=
                    statement instanceof Stmt.Assign assign
                        && assign.targets().stream()
                            .anyMatch(t -> t instanceof Expr.Name n && n.id().equals(name.id())));
      }
    }
    return assigned[0];
  }

  /// How long the user waits between its tasks.
  Think waiting(Frame frame) throws RefusedException {
    Optional<Think> think = owner.isPresent() ? waits.of(owner.get()) : Optional.empty();
    return think.orElse(Think.NONE);
  }

  LocustWaits waits() {
    return waits;
  }

  Expression clientHeaders() {
    headersUsed = true;
    constants.putIfAbsent(CLIENT_HEADERS, new Expression.Fields(List.of()));
    return new Expression.Variable(CLIENT_HEADERS);
  }
}
