package dev.backlight.source.python;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Lowers functions and lambdas; classes are left to [Classes].
final class Declarations {

  /// Decorators whose method is read like an attribute.
  private static final Set<String> PROPERTIES =
      Set.of(
          "property",
          "cached_property",
          "hybrid_property",
          "classproperty",
          "abstractproperty",
          "declared_attr",
          "lazy_property",
          "computed_property");

  private static final Set<String> RECEIVERS =
      Set.of("self", "cls", "mcs", "mcls", "metacls", "klass", "_self", "_cls", "this");

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Classes classes;
  private final Parameters parameters;

  Declarations(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.classes = new Classes(lowering);
    this.parameters = new Parameters(lowering);
  }

  /// A function, class, or one of them with decorators.
  void definition(int node, List<Stmt> out) {
    List<Annotation> annotations = new ArrayList<>();
    int definition = node;
    if (lowering.is(node, "decorated_definition")) {
      definition = tree.child(node, "definition");
      for (int child : lowering.children(node)) {
        if (lowering.is(child, "decorator")) {
          annotations.add(annotation(tree.firstNamedChild(child), child));
        }
      }
    }
    if (lowering.is(definition, "class_definition")) {
      classes.lower(definition, annotations, out);
    } else if (lowering.is(definition, "function_definition")) {
      boolean local = lowering.frame.type < 0 && lowering.frame.function > 0;
      int function = function(definition, annotations);
      if (local) {
        out.add(new Stmt.Define(tree.start(definition), tree.end(definition), function));
      }
    }
  }

  /// A decorator, or a call among the arguments of `Annotated`, at `place`.
  Annotation annotation(int node, int place) {
    Expr value = lowering.expressions.lower(node);
    return new Annotation(
        tree.start(place),
        tree.end(place),
        dotted(value),
        value instanceof Expr.Call call ? call.arguments() : List.of());
  }

  /// `app.route` of `app.route("/")`; what is not a chain of names is left out.
  static String dotted(Expr expr) {
    StringBuilder name = new StringBuilder();
    for (Expr at = expr; ; ) {
      switch (at) {
        case Expr.Name last -> {
          return name.insert(0, last.id()).toString();
        }
        case Expr.Member member -> {
          name.insert(0, "." + member.name());
          at = member.receiver();
        }
        case Expr.Call call -> at = call.callee();
        case Expr.Index index -> at = index.receiver();
        default -> {
          return name.isEmpty() ? "" : name.substring(1);
        }
      }
    }
  }

  private int function(int node, List<Annotation> annotations) {
    Lowering.Frame outer = lowering.frame;
    int id = lowering.declared.reserveFunction();
    int nameNode = tree.child(node, "name");
    String name = nameNode < 0 ? "" : tree.text(nameNode);
    boolean method = outer.type >= 0;
    Set<Trait> traits = traits(node, name, annotations);
    int list = tree.child(node, "parameters");
    String receiver = method ? receiver(list, annotations) : "";
    List<FunctionDecl.Parameter> declared = parameters.read(list, !receiver.isEmpty());
    if (receiver.isEmpty()
        && declared.stream().noneMatch(each -> each.name().equals(outer.receiver))) {
      receiver = method ? "" : outer.receiver;
    }
    int returns = tree.child(node, "return_type");
    TypeRef type = returns < 0 ? TypeRef.NONE : Types.read(tree.text(returns));
    lowering.frame = new Lowering.Frame(id, -1, receiver);
    Stmt.Block body = lowering.statements.block(tree.child(node, "body"));
    if (lowering.frame.generator) {
      traits.add(Trait.GENERATOR);
    }
    if (!method && outer.function > 0) {
      traits.remove(Trait.PUBLIC);
    }
    lowering.frame = outer;
    lowering.declared.define(
        new FunctionDecl(
            id,
            name,
            outer.type,
            outer.function,
            traits,
            declared,
            type,
            annotations,
            body,
            tree.start(node),
            tree.end(node),
            nameNode < 0 ? tree.start(node) : tree.start(nameNode),
            nameNode < 0 ? tree.start(node) : tree.end(nameNode)));
    return id;
  }

  private Set<Trait> traits(int node, String name, List<Annotation> annotations) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    if (!name.startsWith("_")) {
      traits.add(Trait.PUBLIC);
    }
    if (lowering.hasToken(node, "async")) {
      traits.add(Trait.ASYNC);
    }
    if (lowering.frame.type >= 0 && name.equals("__init__")) {
      traits.add(Trait.CONSTRUCTOR);
    }
    for (Annotation annotation : annotations) {
      String simple = annotation.simpleName();
      if (simple.equals("staticmethod") || simple.equals("classmethod")) {
        traits.add(Trait.STATIC);
      } else if (simple.equals("abstractmethod") || simple.equals("overload")) {
        traits.add(Trait.ABSTRACT);
      } else if (PROPERTIES.contains(simple)) {
        traits.add(Trait.PROPERTY);
      }
    }
    if (lowering.frame.type >= 0 && hasNoBody(tree.child(node, "body"))) {
      traits.add(Trait.ABSTRACT);
    }
    return traits;
  }

  /// A method of nothing but a docstring and `...`.
  private boolean hasNoBody(int body) {
    List<Integer> statements = body < 0 ? List.of() : lowering.children(body);
    return !statements.isEmpty()
        && lowering.is(tree.firstNamedChild(statements.getLast()), "ellipsis")
        && statements.stream()
            .allMatch(each -> {
              int value = tree.firstNamedChild(each);
              return lowering.is(value, "ellipsis") || lowering.is(value, "string");
            });
  }

  /// The first parameter of a method where it has one of the usual names for the object or class.
  private String receiver(int list, List<Annotation> annotations) {
    if (list < 0
        || annotations.stream().anyMatch(each -> each.simpleName().equals("staticmethod"))) {
      return "";
    }
    int first = tree.firstNamedChild(list);
    int name = lowering.is(first, "typed_parameter") ? tree.firstNamedChild(first) : first;
    return lowering.is(name, "identifier") && RECEIVERS.contains(tree.text(name))
        ? tree.text(name)
        : "";
  }

  Expr lambda(int node, String name) {
    Lowering.Frame outer = lowering.frame;
    int id = lowering.declared.reserveFunction();
    List<FunctionDecl.Parameter> declared = parameters.read(tree.child(node, "parameters"), false);
    boolean shadowed = declared.stream().anyMatch(each -> each.name().equals(outer.receiver));
    lowering.frame = new Lowering.Frame(id, -1, shadowed ? "" : outer.receiver);
    int body = tree.child(node, "body");
    Expr value = lowering.expressions.lower(body);
    Set<Trait> traits = EnumSet.of(Trait.LAMBDA);
    if (lowering.frame.generator) {
      traits.add(Trait.GENERATOR);
    }
    lowering.frame = outer;
    int start = tree.start(node);
    Stmt result = new Stmt.Return(value.start(), value.end(), value);
    lowering.declared.define(
        new FunctionDecl(
            id,
            name,
            -1,
            outer.function,
            traits,
            declared,
            TypeRef.NONE,
            List.of(),
            new Stmt.Block(value.start(), value.end(), List.of(result)),
            start,
            tree.end(node),
            start,
            start));
    return new Expr.Lambda(start, tree.end(node), id);
  }
}
