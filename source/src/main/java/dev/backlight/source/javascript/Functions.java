package dev.backlight.source.javascript;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Stmt.Block;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// Lowers functions of all forms with their parameters.
final class Functions {

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Nodes nodes;

  Functions(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.nodes = lowering.nodes;
  }

  /// `function f() {}` as a statement.
  int declaration(int node, boolean exported) {
    EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
    if (exported) {
      traits.add(Trait.PUBLIC);
    }
    return lower(node, Label.NONE, traits, -1, List.of(), new ArrayList<>());
  }

  /// A function as a value, called after what it is given to, else by its own name.
  int lambda(int node, Label label, EnumSet<Trait> traits) {
    if (label.exposed()) {
      traits.add(Trait.PUBLIC);
    }
    return lower(node, label, traits, label.type(), List.of(), new ArrayList<>());
  }

  /// A method of class `type`. Parameter properties of a constructor are added to `fields`.
  void method(int node, int type, List<Annotation> annotations, List<TypeDecl.Field> fields) {
    EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
    int name = tree.child(node, "name");
    boolean isStatic = nodes.hasToken(node, "static") || nodes.hasToken(node, "static get");
    if (isStatic) {
      traits.add(Trait.STATIC);
    } else if (name >= 0 && tree.textIs(name, "constructor")) {
      traits.add(Trait.CONSTRUCTOR);
    }
    int access = nodes.childOfKind(node, "accessibility_modifier");
    boolean hidden =
        access >= 0 && !tree.textIs(access, "public")
            || nodes.is(name, "private_property_identifier");
    if (!hidden) {
      traits.add(Trait.PUBLIC);
    }
    lower(node, Label.NONE, traits, type, annotations, fields);
  }

  private int lower(
      int node,
      Label label,
      EnumSet<Trait> traits,
      int type,
      List<Annotation> annotations,
      List<TypeDecl.Field> fields) {
    int id = lowering.declared.reserveFunction();
    int outer = lowering.enter(id);
    addTraits(node, traits);
    List<Stmt> head = new ArrayList<>();
    List<Parameter> parameters = parameters(node, head, fields);
    Block body = body(tree.child(node, "body"), head, traits);
    lowering.leave(outer);
    TypeRef returns = lowering.typeRefs.annotated(tree.child(node, "return_type"));
    Label name = name(node, label);
    lowering.declared.define(
        new FunctionDecl(
            id,
            name.name(),
            type,
            outer,
            traits,
            parameters,
            returns,
            annotations,
            body,
            tree.start(node),
            tree.end(node),
            name.start(),
            name.end()));
    return id;
  }

  private void addTraits(int node, EnumSet<Trait> traits) {
    if (nodes.hasToken(node, "async")) {
      traits.add(Trait.ASYNC);
    }
    if (nodes.hasToken(node, "*")) {
      traits.add(Trait.GENERATOR);
    }
    if (nodes.hasToken(node, "get") || nodes.hasToken(node, "static get")) {
      traits.add(Trait.PROPERTY);
    }
  }

  /// What it is given to, else its own name, else nothing at its start.
  private Label name(int node, Label label) {
    if (!label.isNone()) {
      return label;
    }
    int name = tree.child(node, "name");
    return name < 0
        ? Label.of("", tree.start(node), tree.start(node))
        : Label.of(nodes.propertyName(name), tree.start(name), tree.end(name));
  }

  private Block body(int node, List<Stmt> head, EnumSet<Trait> traits) {
    if (node < 0) {
      traits.add(Trait.ABSTRACT);
      return Block.EMPTY;
    }
    if (nodes.is(node, "statement_block")) {
      return Statements.headed(head, lowering.statements.block(node));
    }
    int start = tree.start(node);
    int end = tree.end(node);
    Stmt value = new Stmt.Return(start, end, lowering.expressions.of(node));
    return Statements.headed(head, new Block(start, end, List.of(value)));
  }

  private List<Parameter> parameters(int node, List<Stmt> head, List<TypeDecl.Field> fields) {
    int single = tree.child(node, "parameter");
    if (single >= 0) {
      return List.of(new Parameter(tree.text(single), TypeRef.NONE, Expr.NONE, List.of(), false));
    }
    int list = tree.child(node, "parameters");
    if (list < 0) {
      return List.of();
    }
    List<Parameter> parameters = new ArrayList<>();
    for (int child : nodes.children(list)) {
      int pattern = pattern(child);
      if (!nodes.is(pattern, "this") && !tree.isError(child)) {
        parameters.add(parameter(child, pattern, parameters.size(), head));
        addProperty(child, parameters.getLast(), fields);
      }
    }
    return List.copyOf(parameters);
  }

  /// What is bound: inside TypeScript's `required_parameter`, left of a default, behind `...`.
  private int pattern(int parameter) {
    return switch (tree.kind(parameter)) {
      case "required_parameter", "optional_parameter" -> {
        int pattern = tree.child(parameter, "pattern");
        yield pattern < 0 ? parameter : pattern(pattern);
      }
      case "assignment_pattern" -> {
        int left = tree.child(parameter, "left");
        yield left < 0 ? parameter : left;
      }
      default -> parameter;
    };
  }

  private Parameter parameter(int node, int wrapped, int index, List<Stmt> head) {
    boolean rest = nodes.is(wrapped, "rest_pattern") && tree.firstNamedChild(wrapped) >= 0;
    int pattern = rest ? tree.firstNamedChild(wrapped) : wrapped;
    boolean simple = !tree.kind(pattern).endsWith("_pattern");
    if (!simple) {
      head.addAll(lowering.statements.unpack(pattern, Statements.SYNTHETIC + index));
    }
    int value = tree.child(node, nodes.is(node, "assignment_pattern") ? "right" : "value");
    Label label =
        simple ? Label.of(tree.text(pattern), tree.start(pattern), tree.end(pattern)) : Label.NONE;
    return new Parameter(
        label.name(),
        lowering.typeRefs.annotated(tree.child(node, "type")),
        lowering.expressions.of(value, label),
        lowering.classes.annotations(node),
        rest);
  }

  /// `constructor(private readonly users: Users)` declares a field.
  private void addProperty(int node, Parameter parameter, List<TypeDecl.Field> fields) {
    boolean isFinal = nodes.hasToken(node, "readonly");
    if (isFinal
        || nodes.childOfKind(node, "accessibility_modifier") >= 0
        || nodes.childOfKind(node, "override_modifier") >= 0) {
      fields.add(
          new TypeDecl.Field(
              parameter.name(),
              parameter.type(),
              Expr.NONE,
              false,
              isFinal,
              parameter.annotations(),
              tree.start(node),
              tree.end(node)));
    }
  }
}
