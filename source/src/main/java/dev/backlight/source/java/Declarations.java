package dev.backlight.source.java;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.TypeDecl.Field;
import dev.backlight.source.code.TypeDecl.Kind;
import dev.backlight.source.code.TypeDecl.Trait;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Lowers classes, interfaces, records, enums and annotation types wherever they are declared.
final class Declarations {

  private final Draft draft;
  private final SyntaxTree tree;

  Declarations(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// A named type.
  void type(int node) {
    draft.deeper(
        1,
        () -> {
          named(node);
          return true;
        },
        false);
  }

  private void named(int node) {
    Kind kind =
        switch (tree.kind(node)) {
          case "interface_declaration", "annotation_type_declaration" -> Kind.INTERFACE;
          case "record_declaration" -> Kind.RECORD;
          case "enum_declaration" -> Kind.ENUM;
          default -> Kind.CLASS;
        };
    int outer = draft.type();
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    if (draft.modifiers.has(node, "static") || (outer >= 0 && kind != Kind.CLASS)) {
      traits.add(Trait.STATIC);
    }
    if (draft.modifiers.has(node, "abstract")) {
      traits.add(Trait.ABSTRACT);
    }
    List<Field> fields = kind == Kind.RECORD ? draft.members.components(node) : new ArrayList<>();
    define(
        node,
        tree.child(node, "name"),
        kind,
        Set.copyOf(traits),
        supertypes(node),
        fields,
        tree.child(node, "body"));
  }

  /// The class of `new X() { … }`, or of an enum constant with a body.
  void anonymous(int node, TypeRef supertype, int nameNode, int body) {
    int id = draft.declared.reserveType();
    List<Field> fields = new ArrayList<>();
    int outer = draft.type();
    int within = draft.function();
    members(id, body, false, fields);
    draft.declared.define(
        new TypeDecl(
            id,
            "",
            draft.packageName,
            Kind.CLASS,
            Set.of(),
            List.of(supertype),
            List.of(),
            List.copyOf(fields),
            List.of(),
            outer,
            within,
            tree.start(node),
            tree.end(node),
            tree.start(nameNode),
            tree.end(nameNode)));
  }

  private void define(
      int node,
      int name,
      Kind kind,
      Set<Trait> traits,
      List<TypeRef> supertypes,
      List<Field> fields,
      int body) {
    int id = draft.declared.reserveType();
    int outer = draft.type();
    int within = draft.function();
    List<Annotation> annotations = draft.modifiers.annotations(node);
    if (body >= 0) {
      members(id, body, kind == Kind.INTERFACE, fields);
    }
    draft.declared.define(
        new TypeDecl(
            id,
            name < 0 ? "" : tree.text(name),
            draft.packageName,
            kind,
            traits,
            supertypes,
            draft.typeRefs.parameters(node),
            List.copyOf(fields),
            annotations,
            outer,
            within,
            tree.start(node),
            tree.end(node),
            tree.start(name < 0 ? node : name),
            tree.end(name < 0 ? node : name)));
  }

  private List<TypeRef> supertypes(int node) {
    List<TypeRef> supertypes = new ArrayList<>();
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      switch (tree.kind(n)) {
        case "superclass" -> supertypes.addAll(draft.typeRefs.list(n));
        case "super_interfaces", "extends_interfaces" -> {
          int list = draft.childOfKind(n, "type_list");
          supertypes.addAll(draft.typeRefs.list(list));
        }
        default -> {}
      }
    }
    return List.copyOf(supertypes);
  }

  private void members(int id, int body, boolean ofInterface, List<Field> fields) {
    draft.inside(
        draft.function(),
        id,
        () -> {
          for (int n = tree.firstNamedChild(body); n >= 0; n = tree.nextNamedSibling(n)) {
            member(n, ofInterface, fields);
          }
          return true;
        });
  }

  /// One member of the class that the draft is in.
  void member(int node, boolean ofInterface, List<Field> fields) {
    draft.deeper(
        1,
        () -> {
          read(node, ofInterface, fields);
          return true;
        },
        false);
  }

  private void read(int node, boolean ofInterface, List<Field> fields) {
    String kind = tree.kind(node);
    switch (kind) {
      case "field_declaration", "constant_declaration" ->
          draft.members.fields(node, ofInterface, fields);
      case "method_declaration" -> draft.members.method(node, ofInterface);
      case "constructor_declaration", "compact_constructor_declaration" ->
          draft.members.constructor(node, fields);
      case "block", "static_initializer" -> draft.members.initializer(node);
      case "enum_constant" -> fields.add(constant(node));
      case "enum_body_declarations" -> {
        for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
          member(n, ofInterface, fields);
        }
      }
      case "ERROR" -> draft.members.damaged(node, ofInterface, fields);
      default -> {
        if (Kinds.isType(kind)) {
          type(node);
        }
      }
    }
  }

  /// An enum constant: a static final field; `A(1)` and `A { … }` construct the enum.
  private Field constant(int node) {
    int name = tree.child(node, "name");
    int enumName = enumName(node);
    TypeRef type = enumName < 0 ? TypeRef.NONE : TypeRef.of(tree.text(enumName));
    int body = tree.child(node, "body");
    Expr initial = Expr.NONE;
    if (name >= 0 && (tree.child(node, "arguments") >= 0 || body >= 0)) {
      Expr callee = new Expr.Name(tree.start(name), tree.end(name), type.name());
      initial =
          new Expr.Call(
              tree.start(name),
              tree.end(node),
              callee,
              draft.expressions.arguments(node),
              List.of(),
              true);
    }
    if (body >= 0 && name >= 0) {
      anonymous(node, type, name, body);
    }
    return new Field(
        name < 0 ? "" : tree.text(name),
        type,
        initial,
        true,
        true,
        draft.modifiers.annotations(node),
        tree.start(node),
        tree.end(node));
  }

  private int enumName(int constant) {
    for (int n = tree.parent(constant); n >= 0; n = tree.parent(n)) {
      if (tree.kind(n).equals("enum_declaration")) {
        return tree.child(n, "name");
      }
    }
    return -1;
  }
}
