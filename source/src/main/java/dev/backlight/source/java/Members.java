package dev.backlight.source.java;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl.Field;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Lowers what classes contain: fields, methods, constructors and initializers.
final class Members {

  private final Draft draft;
  private final SyntaxTree tree;

  Members(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// The fields of one declaration; those of an interface are constants.
  void fields(int declaration, boolean ofInterface, List<Field> out) {
    int type = tree.child(declaration, "type");
    boolean isStatic = ofInterface || draft.modifiers.has(declaration, "static");
    boolean isFinal = ofInterface || draft.modifiers.has(declaration, "final");
    List<Annotation> annotations = draft.modifiers.annotations(declaration);
    for (int n = tree.firstNamedChild(declaration); n >= 0; n = tree.nextNamedSibling(n)) {
      int name = tree.child(n, "name");
      if (tree.kind(n).equals("variable_declarator") && name >= 0) {
        Expr initial = draft.expressions.lower(tree.child(n, "value"), tree.text(name));
        TypeRef written = draft.typeRefs.of(type, n);
        out.add(
            new Field(
                tree.text(name),
                written,
                initial,
                isStatic,
                isFinal,
                annotations,
                tree.start(n),
                tree.end(n)));
      }
    }
  }

  /// The components of a record as its fields.
  List<Field> components(int record) {
    List<Field> fields = new ArrayList<>();
    int list = tree.child(record, "parameters");
    if (list >= 0) {
      int n = tree.firstNamedChild(list);
      for (Parameter component : parameters(list)) {
        while (!isParameter(n)) {
          n = tree.nextNamedSibling(n);
        }
        fields.add(
            new Field(
                component.name(),
                component.type(),
                Expr.NONE,
                false,
                true,
                component.annotations(),
                tree.start(n),
                tree.end(n)));
        n = tree.nextNamedSibling(n);
      }
    }
    return fields;
  }

  int method(int node, boolean ofInterface) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    boolean isPrivate = draft.modifiers.has(node, "private");
    if (draft.modifiers.has(node, "public") || (ofInterface && !isPrivate)) {
      traits.add(Trait.PUBLIC);
    }
    if (draft.modifiers.has(node, "static")) {
      traits.add(Trait.STATIC);
    }
    if (draft.modifiers.has(node, "synchronized")) {
      traits.add(Trait.SYNCHRONIZED);
    }
    if (tree.child(node, "body") < 0 && !draft.modifiers.has(node, "native")) {
      traits.add(Trait.ABSTRACT);
    }
    TypeRef returns = draft.typeRefs.of(tree.child(node, "type"), node);
    return function(node, traits, parameters(tree.child(node, "parameters")), returns);
  }

  /// A constructor; the compact one of a record takes the record's components.
  void constructor(int node, List<Field> fields) {
    Set<Trait> traits = EnumSet.of(Trait.CONSTRUCTOR);
    if (draft.modifiers.has(node, "public")) {
      traits.add(Trait.PUBLIC);
    }
    List<Parameter> parameters =
        tree.kind(node).equals("compact_constructor_declaration")
            ? fields.stream()
                .filter(field -> !field.isStatic())
                .map(f -> new Parameter(f.name(), f.type(), Expr.NONE, List.of(), false))
                .toList()
            : parameters(tree.child(node, "parameters"));
    function(node, traits, parameters, TypeRef.NONE);
  }

  private int function(int node, Set<Trait> traits, List<Parameter> parameters, TypeRef returns) {
    int name = tree.child(node, "name");
    List<Annotation> annotations = draft.modifiers.annotations(node);
    int id = draft.declared.reserveFunction();
    int type = draft.type();
    int enclosing = draft.function();
    int body = tree.child(node, "body");
    Stmt.Block block = draft.inside(id, type, () -> draft.statements.block(body));
    draft.declared.define(
        new FunctionDecl(
            id,
            name < 0 ? "" : tree.text(name),
            type,
            enclosing,
            Set.copyOf(traits),
            parameters,
            returns,
            annotations,
            block,
            tree.start(node),
            tree.end(node),
            tree.start(name < 0 ? node : name),
            tree.end(name < 0 ? node : name)));
    return id;
  }

  /// `{ … }` of a class runs in each construction, `static { … }` when the class is loaded.
  void initializer(int node) {
    boolean isStatic = tree.kind(node).equals("static_initializer");
    int body = isStatic ? draft.childOfKind(node, "block") : node;
    int id = draft.declared.reserveFunction();
    Stmt.Block block = draft.inside(id, draft.type(), () -> draft.statements.block(body));
    block(
        id,
        isStatic ? "<clinit>" : "<init>",
        Set.of(isStatic ? Trait.STATIC : Trait.CONSTRUCTOR),
        block,
        node);
  }

  /// What is left of a class member that does not parse: a function without a name if there are
  /// statements in it.
  void damaged(int node, boolean ofInterface, List<Field> fields) {
    List<Stmt> statements = new ArrayList<>();
    int id = draft.declared.reserveFunction();
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      int child = n;
      String kind = tree.kind(n);
      if (kind.equals("ERROR") || Kinds.isType(kind) || Kinds.isMember(kind)) {
        draft.declarations.member(n, ofInterface, fields);
      } else if (Kinds.isStatement(kind) || Kinds.isExpression(kind)) {
        draft.inside(
            id,
            draft.type(),
            () -> {
              draft.statements.lower(child, statements);
              return true;
            });
      }
    }
    Stmt.Block block = new Stmt.Block(tree.start(node), tree.end(node), List.copyOf(statements));
    block(id, "", Set.of(), block, node);
  }

  private void block(int id, String name, Set<Trait> traits, Stmt.Block body, int node) {
    int start = tree.start(node);
    draft.declared.define(
        new FunctionDecl(
            id,
            name,
            draft.type(),
            draft.function(),
            traits,
            List.of(),
            TypeRef.NONE,
            List.of(),
            body,
            start,
            tree.end(node),
            start,
            start));
  }

  /// A member where a statement is expected: in a file without a class, or in damaged text.
  void stray(int node, List<Stmt> out) {
    switch (tree.kind(node)) {
      case "method_declaration" -> {
        int id = method(node, false);
        if (draft.function() != 0) {
          out.add(new Stmt.Define(tree.start(node), tree.end(node), id));
        }
      }
      case "constructor_declaration", "compact_constructor_declaration" ->
          constructor(node, List.of());
      default -> {
        List<Expr> inside = draft.expressions.inside(node);
        out.add(new Stmt.Evaluate(tree.start(node), tree.end(node), draft.opaque(node, inside)));
      }
    }
  }

  /// The parameters of a method, or of a lambda in any of its forms.
  List<Parameter> parameters(int list) {
    List<Parameter> parameters = new ArrayList<>();
    if (list >= 0 && tree.kind(list).equals("identifier")) {
      return List.of(untyped(list));
    }
    for (int n = list < 0 ? -1 : tree.firstNamedChild(list); n >= 0; n = tree.nextNamedSibling(n)) {
      if (isParameter(n)) {
        parameters.add(parameter(n));
      } else if (tree.kind(n).equals("identifier")) {
        parameters.add(untyped(n));
      }
    }
    return List.copyOf(parameters);
  }

  private boolean isParameter(int node) {
    String kind = tree.kind(node);
    return kind.equals("formal_parameter") || kind.equals("spread_parameter");
  }

  private Parameter untyped(int name) {
    return new Parameter(tree.text(name), TypeRef.NONE, Expr.NONE, List.of(), false);
  }

  private Parameter parameter(int node) {
    List<Annotation> annotations = draft.modifiers.annotations(node);
    boolean rest = tree.kind(node).equals("spread_parameter");
    int declarator = rest ? draft.childOfKind(node, "variable_declarator") : node;
    int name = declarator < 0 ? -1 : tree.child(declarator, "name");
    TypeRef type =
        rest ? draft.typeRefs.array(spreadType(node), 1) : draft.typeRefs.of(typeOf(node), node);
    return new Parameter(name < 0 ? "" : tree.text(name), type, Expr.NONE, annotations, rest);
  }

  private int typeOf(int parameter) {
    return tree.child(parameter, "type");
  }

  private TypeRef spreadType(int node) {
    for (int n = tree.firstNamedChild(node); n >= 0; n = tree.nextNamedSibling(n)) {
      TypeRef type = draft.typeRefs.of(n);
      if (!type.isNone()) {
        return type;
      }
    }
    return TypeRef.NONE;
  }
}
