package dev.backlight.source.csharp;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Import;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.TypeDecl.Field;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Namespaces, usings and types.
final class Declarations {

  private final Draft draft;
  private final SyntaxTree tree;
  private String namespace = "";

  Declarations(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// Lowers a declaration, or says that the node is none.
  boolean lower(int node) {
    switch (tree.kind(node)) {
      case "using_directive" -> using(node);
      case "extern_alias_directive" -> {
        String name = draft.identifier(tree.child(node, "name"));
        draft.imports.add(new Import(tree.start(node), tree.end(node), name, "", name));
      }
      case "global_attribute" -> {}
      case "namespace_declaration" -> namespace(node);
      case "file_scoped_namespace_declaration" -> {
        namespace = draft.typeRefs.dotted(tree.child(node, "name"));
        members(node, -1);
      }
      case "class_declaration", "struct_declaration" -> type(node, TypeDecl.Kind.CLASS);
      case "record_declaration", "record_struct_declaration" -> type(node, TypeDecl.Kind.RECORD);
      case "interface_declaration" -> type(node, TypeDecl.Kind.INTERFACE);
      case "enum_declaration" -> type(node, TypeDecl.Kind.ENUM);
      case "delegate_declaration" -> type(node, TypeDecl.Kind.INTERFACE);
      case "declaration_list" -> members(node, -1);
      default -> {
        return draft.members.lower(node, new ArrayList<>(), false);
      }
    }
    return true;
  }

  private void using(int node) {
    int alias = tree.child(node, "name");
    int target = draft.last(node);
    int start = tree.start(node);
    int end = tree.end(node);
    if (target < 0) {
      return;
    }
    if (alias < 0 || alias == target) {
      draft.imports.add(new Import(start, end, draft.typeRefs.dotted(target), "*", ""));
      return;
    }
    String name = draft.typeRefs.of(target).name();
    int dot = name.lastIndexOf('.');
    String module = dot < 0 ? "" : name.substring(0, dot);
    draft.imports.add(
        new Import(start, end, module, name.substring(dot + 1), draft.identifier(alias)));
  }

  private void namespace(int node) {
    String outer = namespace;
    String name = draft.typeRefs.dotted(tree.child(node, "name"));
    namespace = outer.isEmpty() ? name : outer + "." + name;
    members(node, tree.child(node, "name"));
    namespace = outer;
  }

  /// Declarations inside a node, at any depth that is no declaration itself.
  private void members(int node, int except) {
    for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
      if (n != except && !tree.field(n).equals("name") && !tree.field(n).equals("condition")) {
        int inner = n;
        draft.deeper(
            Draft.LEVEL,
            () -> {
              if (!lower(inner) && isWrap(inner)) {
                members(inner, -1);
              }
              return inner;
            },
            () -> inner);
      }
    }
  }

  private boolean isWrap(int node) {
    String kind = tree.kind(node);
    return tree.isError(node) || kind.startsWith("preproc_");
  }

  private void type(int node, TypeDecl.Kind kind) {
    int id = draft.declared.reserveType();
    int outer = draft.place().type;
    int name = tree.child(node, "name");
    List<Field> fields = new ArrayList<>();
    Draft.Place inside = new Draft.Place(0, id, TypeRef.NONE);
    draft.at(
        inside,
        () -> {
          if (kind == TypeDecl.Kind.ENUM) {
            constants(tree.child(node, "body"), TypeRef.of(draft.identifier(name)), fields);
          } else if (tree.kind(node).equals("delegate_declaration")) {
            draft.members.invoke(node);
          } else {
            primaryConstructor(node, fields);
            draft.members.all(tree.child(node, "body"), fields, kind == TypeDecl.Kind.INTERFACE);
          }
          return id;
        });
    int nameNode = name < 0 ? node : name;
    draft.declared.define(
        new TypeDecl(
            id,
            draft.identifier(name),
            namespace,
            kind,
            traits(node),
            supertypes(node),
            typeParameters(node),
            List.copyOf(fields),
            draft.at(inside, () -> draft.attributes.of(node)),
            outer,
            0,
            tree.start(node),
            tree.end(node),
            tree.start(nameNode),
            tree.end(nameNode)));
  }

  private Set<TypeDecl.Trait> traits(int node) {
    Set<TypeDecl.Trait> traits = EnumSet.noneOf(TypeDecl.Trait.class);
    if (draft.hasModifier(node, "static")) {
      traits.add(TypeDecl.Trait.STATIC);
    }
    if (draft.hasModifier(node, "abstract")) {
      traits.add(TypeDecl.Trait.ABSTRACT);
    }
    return Set.copyOf(traits);
  }

  private List<TypeRef> supertypes(int node) {
    int bases = draft.childOfKind(node, "base_list");
    if (bases < 0) {
      return List.of();
    }
    List<TypeRef> supertypes = new ArrayList<>();
    for (int n = draft.first(bases); n >= 0; n = draft.next(n)) {
      switch (tree.kind(n)) {
        case "argument_list" -> {}
        case "primary_constructor_base_type" ->
            supertypes.add(draft.typeRefs.of(draft.childOrFirst(n, "type")));
        default -> supertypes.add(draft.typeRefs.of(n));
      }
    }
    return List.copyOf(supertypes);
  }

  private List<String> typeParameters(int node) {
    int list = draft.childOfKind(node, "type_parameter_list");
    if (list < 0) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (int n = draft.first(list); n >= 0; n = draft.next(n)) {
      names.add(draft.identifier(draft.childOrFirst(n, "name")));
    }
    return List.copyOf(names);
  }

  private void constants(int body, TypeRef type, List<Field> fields) {
    for (int n = body < 0 ? -1 : draft.first(body); n >= 0; n = draft.next(n)) {
      if (tree.kind(n).equals("enum_member_declaration")) {
        fields.add(
            new Field(
                draft.identifier(tree.child(n, "name")),
                type,
                draft.expressions.lower(tree.child(n, "value")),
                true,
                true,
                draft.attributes.of(n),
                tree.start(n),
                tree.end(n)));
      } else if (isWrap(n)) {
        int wrap = n;
        draft.deeper(
            Draft.LEVEL,
            () -> {
              constants(wrap, type, fields);
              return wrap;
            },
            () -> wrap);
      }
    }
  }

  /// `class X(IDb db) : Base(db)`: its parameters are fields and those of a constructor.
  private void primaryConstructor(int node, List<Field> fields) {
    int list = draft.childOfKind(node, "parameter_list");
    if (list < 0) {
      return;
    }
    List<Parameter> parameters = draft.parameters.of(list);
    for (Parameter parameter : parameters) {
      fields.add(
          new Field(
              parameter.name(),
              parameter.type(),
              Expr.NONE,
              false,
              tree.kind(node).startsWith("record"),
              parameter.annotations(),
              tree.start(list),
              tree.end(list)));
    }
    int name = tree.child(node, "name");
    Functions.Head head =
        new Functions.Head(
            list,
            draft.identifier(name),
            name,
            Set.of(Trait.CONSTRUCTOR, Trait.PUBLIC),
            parameters,
            TypeRef.NONE,
            List.of());
    draft.functions.declare(head, -1, baseCall(node));
  }

  private List<Integer> baseCall(int node) {
    int bases = draft.childOfKind(node, "base_list");
    if (bases < 0) {
      return List.of();
    }
    int call = draft.childOfKind(bases, "primary_constructor_base_type");
    if (call < 0) {
      call = draft.childOfKind(bases, "argument_list");
    }
    return call < 0 ? List.of() : List.of(call);
  }

  /// The function that holds a file's top-level statements.
  FunctionDecl module(Stmt.Block body) {
    return new FunctionDecl(
        0,
        "",
        -1,
        -1,
        body.statements().isEmpty() || !draft.place().yields
            ? Set.of(Trait.MODULE)
            : Set.of(Trait.MODULE, Trait.GENERATOR),
        List.of(),
        TypeRef.NONE,
        List.of(),
        body,
        body.start(),
        body.end(),
        0,
        0);
  }
}
