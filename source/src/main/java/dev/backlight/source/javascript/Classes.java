package dev.backlight.source.javascript;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.TypeDecl.Field;
import dev.backlight.source.code.TypeDecl.Kind;
import dev.backlight.source.code.TypeDecl.Trait;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// Lowers classes, interfaces and enums with their members and decorators.
final class Classes {

  private final Lowering lowering;
  private final SyntaxTree tree;
  private final Nodes nodes;

  Classes(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
    this.nodes = lowering.nodes;
  }

  /// Declares the type and returns its name: its own, else that of what it is given to.
  /// `decorators` stand before an `export`; the statements of static blocks go to `out`.
  String declare(int node, Label label, List<Annotation> decorators, List<Stmt> out) {
    int id = lowering.declared.reserveType();
    int nameNode = tree.child(node, "name");
    Label name =
        nameNode >= 0
            ? Label.of(tree.text(nameNode), tree.start(nameNode), tree.end(nameNode))
            : label.isNone() ? Label.of("", tree.start(node), tree.start(node)) : label;
    List<Annotation> annotations = new ArrayList<>(decorators);
    annotations.addAll(annotations(node));
    List<TypeRef> supertypes = supertypes(node);
    List<Field> fields = new ArrayList<>();
    int body = tree.child(node, "body");
    Kind kind = kind(node);
    if (body >= 0 && kind == Kind.ENUM) {
      constants(body, fields);
    } else if (body >= 0) {
      members(body, id, kind, fields, out);
    }
    lowering.declared.define(
        new TypeDecl(
            id,
            name.name(),
            "",
            kind,
            nodes.hasToken(node, "abstract")
                ? EnumSet.of(Trait.ABSTRACT)
                : EnumSet.noneOf(Trait.class),
            supertypes,
            lowering.typeRefs.parameters(tree.child(node, "type_parameters")),
            List.copyOf(fields),
            List.copyOf(annotations),
            -1,
            lowering.function(),
            tree.start(node),
            tree.end(node),
            name.start(),
            name.end()));
    return name.name();
  }

  private Kind kind(int node) {
    return switch (tree.kind(node)) {
      case "interface_declaration" -> Kind.INTERFACE;
      case "enum_declaration" -> Kind.ENUM;
      default -> Kind.CLASS;
    };
  }

  private List<TypeRef> supertypes(int node) {
    List<TypeRef> supertypes = new ArrayList<>();
    for (int child : nodes.children(node)) {
      switch (tree.kind(child)) {
        case "class_heritage", "extends_type_clause", "extends_clause", "implements_clause" ->
            heritage(child, supertypes);
        default -> {}
      }
    }
    return List.copyOf(supertypes);
  }

  private void heritage(int clause, List<TypeRef> out) {
    for (int child : nodes.children(clause)) {
      switch (tree.kind(child)) {
        case "extends_clause", "implements_clause" -> heritage(child, out);
        case "type_arguments" -> {
          TypeRef generic = out.isEmpty() ? TypeRef.NONE : out.removeLast();
          out.add(new TypeRef(generic.name(), lowering.typeRefs.arguments(child)));
        }
        default -> {
          TypeRef type = lowering.typeRefs.named(child);
          if (!type.isNone()) {
            out.add(type);
          }
        }
      }
    }
  }

  private void members(int body, int id, Kind kind, List<Field> fields, List<Stmt> out) {
    List<Annotation> pending = new ArrayList<>();
    for (int member : nodes.children(body)) {
      if (nodes.is(member, "decorator")) {
        pending.add(annotation(member));
        continue;
      }
      pending.addAll(annotations(member));
      List<Annotation> annotations = List.copyOf(pending);
      pending.clear();
      switch (tree.kind(member)) {
        case "method_definition", "abstract_method_signature" ->
            lowering.functions.method(member, id, annotations, fields);
        case "method_signature" -> {
          if (kind == Kind.INTERFACE) {
            lowering.functions.method(member, id, annotations, fields);
          }
        }
        case "field_definition", "public_field_definition", "property_signature" ->
            fields.add(field(member, id, annotations));
        case "class_static_block" -> out.add(lowering.statements.block(block(member)));
        case "ERROR" -> lowering.statements.into(member, out);
        default -> {}
      }
    }
  }

  private int block(int staticBlock) {
    int body = tree.child(staticBlock, "body");
    return body >= 0 ? body : nodes.childOfKind(staticBlock, "statement_block");
  }

  private Field field(int node, int type, List<Annotation> annotations) {
    int property = tree.child(node, "property");
    int name = property >= 0 ? property : tree.child(node, "name");
    String text = nodes.propertyName(name);
    Label label =
        name < 0 ? Label.NONE : Label.of(text, tree.start(name), tree.end(name)).inType(type);
    return new Field(
        text,
        lowering.typeRefs.annotated(tree.child(node, "type")),
        lowering.expressions.of(tree.child(node, "value"), label),
        nodes.hasToken(node, "static"),
        nodes.hasToken(node, "readonly"),
        annotations,
        tree.start(node),
        tree.end(node));
  }

  private void constants(int body, List<Field> fields) {
    for (int member : nodes.children(body)) {
      boolean assigned = nodes.is(member, "enum_assignment");
      int name = assigned ? tree.child(member, "name") : member;
      Expr value = assigned ? lowering.expressions.of(tree.child(member, "value")) : Expr.NONE;
      fields.add(
          new Field(
              nodes.propertyName(name),
              TypeRef.NONE,
              value,
              true,
              true,
              List.of(),
              tree.start(member),
              tree.end(member)));
    }
  }

  /// The decorators among the children of a declaration.
  List<Annotation> annotations(int node) {
    List<Annotation> annotations = new ArrayList<>();
    for (int child : nodes.children(node)) {
      if (nodes.is(child, "decorator")) {
        annotations.add(annotation(child));
      }
    }
    return List.copyOf(annotations);
  }

  private Annotation annotation(int node) {
    int value = tree.firstNamedChild(node);
    int inner = value < 0 ? -1 : nodes.unwrapped(value);
    int function = nodes.is(inner, "call_expression") ? tree.child(inner, "function") : -1;
    int name = function >= 0 ? function : inner;
    List<Argument> arguments =
        function >= 0 ? lowering.expressions.arguments(tree.child(inner, "arguments")) : List.of();
    return new Annotation(
        tree.start(node), tree.end(node), name < 0 ? "" : tree.text(name), arguments);
  }
}
