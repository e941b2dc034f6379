package dev.backlight.source.csharp;

import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Parameter;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.TypeDecl.Field;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The members of a type. Accessors with a body are functions: the getter has the property's name,
/// the others are `set_Name`, `add_Name`, `remove_Name`; those of an indexer `get_Item`,
/// `set_Item`.
final class Members {

  private final Draft draft;
  private final SyntaxTree tree;

  Members(Draft draft) {
    this.draft = draft;
    this.tree = draft.tree;
  }

  /// All members inside a body; what is damaged or conditional included.
  void all(int body, List<Field> fields, boolean contract) {
    for (int n = body < 0 ? -1 : draft.first(body); n >= 0; n = draft.next(n)) {
      int node = n;
      if (!tree.field(node).equals("condition")) {
        draft.deeper(
            Draft.LEVEL,
            () -> {
              member(node, fields, contract);
              return node;
            },
            () -> node);
      }
    }
  }

  private void member(int node, List<Field> fields, boolean contract) {
    String kind = tree.kind(node);
    if (draft.leftOut(node)) {
      return;
    }
    if (kind.startsWith("preproc_") || kind.equals("declaration_list")) {
      all(node, fields, contract);
    } else if (tree.isError(node)) {
      all(node, fields, contract);
    } else if (kind.equals("local_function_statement")) {
      localFunction(node);
    } else if (!lower(node, fields, contract)) {
      draft.declarations.lower(node);
    }
  }

  /// Lowers a member that is no type, or says that the node is none. `contract`: the members of an
  /// interface are public.
  boolean lower(int node, List<Field> fields, boolean contract) {
    switch (tree.kind(node)) {
      case "field_declaration", "event_field_declaration" -> fields(node, fields);
      case "method_declaration" ->
          function(node, draft.identifier(tree.child(node, "name")), contract);
      case "constructor_declaration" -> constructor(node);
      case "destructor_declaration" ->
          function(node, "~" + draft.identifier(tree.child(node, "name")), false);
      case "operator_declaration" -> {
        int operator = tree.child(node, "operator");
        function(node, "operator " + (operator < 0 ? "" : tree.text(operator)), contract);
      }
      case "conversion_operator_declaration" -> {
        TypeRef to = draft.typeRefs.of(tree.child(node, "type"));
        function(node, "operator " + to.name(), contract);
      }
      case "property_declaration" -> property(node, fields, contract);
      case "event_declaration" -> accessors(node, name(node), List.of(), contract);
      case "indexer_declaration" -> indexer(node, contract);
      default -> {
        return false;
      }
    }
    return true;
  }

  private String name(int node) {
    return draft.identifier(tree.child(node, "name"));
  }

  private void fields(int node, List<Field> fields) {
    int declaration = draft.childOfKind(node, "variable_declaration");
    if (declaration < 0) {
      return;
    }
    boolean constant = draft.hasModifier(node, "const");
    TypeRef type = draft.typeRefs.of(tree.child(declaration, "type"));
    for (int n = draft.first(declaration); n >= 0; n = draft.next(n)) {
      if (tree.kind(n).equals("variable_declarator")) {
        String name = draft.identifier(draft.childOrFirst(n, "name"));
        fields.add(
            new Field(
                name,
                type,
                draft.expressions.lower(draft.afterEquals(n), new Hint(name, type)),
                constant || draft.hasModifier(node, "static"),
                constant || draft.hasModifier(node, "readonly"),
                draft.attributes.of(node),
                tree.start(n),
                tree.end(n)));
      }
    }
  }

  private Set<Trait> traits(int node, boolean contract, boolean hasBody) {
    Set<Trait> traits = draft.functions.traits(node);
    if (contract && !draft.hasModifier(node, "private")) {
      traits.add(Trait.PUBLIC);
    }
    if (!hasBody && !draft.hasModifier(node, "extern")) {
      traits.add(Trait.ABSTRACT);
    }
    return traits;
  }

  private int function(int node, String name, boolean contract) {
    int body = tree.child(node, "body");
    int parameters = tree.child(node, "parameters");
    int returns = tree.child(node, "returns");
    Set<Trait> traits = traits(node, contract, body >= 0);
    if (draft.parameters.extension(parameters)) {
      traits.add(Trait.EXTENSION);
    }
    if (isSynchronized(node)) {
      traits.add(Trait.SYNCHRONIZED);
    }
    return draft.functions.declare(
        new Functions.Head(
            node,
            name,
            tree.child(node, "name"),
            traits,
            draft.parameters.of(parameters),
            draft.typeRefs.of(returns >= 0 ? returns : tree.child(node, "type")),
            draft.attributes.of(node)),
        body,
        List.of());
  }

  /// `[MethodImpl(MethodImplOptions.Synchronized)]`.
  private boolean isSynchronized(int node) {
    for (int n = draft.first(node); n >= 0; n = draft.next(n)) {
      if (tree.kind(n).equals("attribute_list")
          && tree.text(n).contains("MethodImplOptions.Synchronized")) {
        return true;
      }
    }
    return false;
  }

  int localFunction(int node) {
    return function(node, name(node), false);
  }

  /// A delegate type is an interface with one method.
  void invoke(int node) {
    function(node, "Invoke", true);
  }

  private void constructor(int node) {
    int body = tree.child(node, "body");
    int first = draft.childOfKind(node, "constructor_initializer");
    Set<Trait> traits = traits(node, false, true);
    traits.add(Trait.CONSTRUCTOR);
    draft.functions.declare(
        new Functions.Head(
            node,
            name(node),
            tree.child(node, "name"),
            traits,
            draft.parameters.of(tree.child(node, "parameters")),
            TypeRef.NONE,
            draft.attributes.of(node)),
        body,
        first < 0 ? List.of() : List.of(first));
  }

  private void property(int node, List<Field> fields, boolean contract) {
    String name = name(node);
    int arrow = draft.childOfKind(node, "arrow_expression_clause");
    if (arrow >= 0) {
      getter(node, node, name, List.of(), arrow, contract);
      return;
    }
    if (isStored(node)) {
      TypeRef type = draft.typeRefs.of(tree.child(node, "type"));
      fields.add(
          new Field(
              name,
              type,
              draft.expressions.lower(draft.afterEquals(node), new Hint(name, type)),
              draft.hasModifier(node, "static"),
              !isSettable(node),
              draft.attributes.of(node),
              tree.start(node),
              tree.end(node)));
    }
    accessors(node, name, List.of(), contract);
  }

  /// Whether an accessor of a property has no body, so that there is a value behind it.
  private boolean isStored(int node) {
    for (int accessor : accessorsOf(node)) {
      if (tree.child(accessor, "body") < 0) {
        return true;
      }
    }
    return false;
  }

  private boolean isSettable(int node) {
    for (int accessor : accessorsOf(node)) {
      if (accessorName(accessor).equals("set")) {
        return true;
      }
    }
    return false;
  }

  private List<Integer> accessorsOf(int node) {
    int list = draft.childOfKind(node, "accessor_list");
    return list < 0
        ? List.of()
        : draft.codeChildren(list).stream()
            .filter(n -> tree.kind(n).equals("accessor_declaration"))
            .toList();
  }

  private String accessorName(int accessor) {
    int name = tree.child(accessor, "name");
    return name < 0 ? "" : tree.text(name);
  }

  private void indexer(int node, boolean contract) {
    List<Parameter> parameters = draft.parameters.of(tree.child(node, "parameters"));
    int arrow = draft.childOfKind(node, "arrow_expression_clause");
    if (arrow >= 0) {
      getter(node, node, "get_Item", parameters, arrow, contract);
    } else {
      accessors(node, "Item", parameters, contract);
    }
  }

  /// The functions of those accessors that have a body.
  private void accessors(int node, String name, List<Parameter> parameters, boolean contract) {
    for (int accessor : accessorsOf(node)) {
      int body = tree.child(accessor, "body");
      if (body < 0) {
        continue;
      }
      String kind = accessorName(accessor);
      if (kind.equals("get")) {
        String getter = parameters.isEmpty() ? name : "get_" + name;
        getter(node, accessor, getter, parameters, body, contract);
      } else {
        String prefix = kind.equals("init") ? "set" : kind;
        setter(node, accessor, prefix + "_" + name, parameters, contract);
      }
    }
  }

  private void getter(
      int owner, int node, String name, List<Parameter> parameters, int body, boolean contract) {
    Set<Trait> traits = traits(owner, contract, true);
    if (parameters.isEmpty()) {
      traits.add(Trait.PROPERTY);
    }
    draft.functions.declare(
        new Functions.Head(
            node,
            name,
            tree.child(owner, "name"),
            traits,
            parameters,
            draft.typeRefs.of(tree.child(owner, "type")),
            draft.attributes.of(owner)),
        body,
        List.of());
  }

  private void setter(
      int owner, int accessor, String name, List<Parameter> parameters, boolean contract) {
    TypeRef type = draft.typeRefs.of(tree.child(owner, "type"));
    List<Parameter> all = new ArrayList<>(parameters);
    all.add(new Parameter("value", type, Expr.NONE, List.of(), false));
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    traits.addAll(traits(owner, contract, true));
    draft.functions.declare(
        new Functions.Head(
            accessor,
            name,
            tree.child(owner, "name"),
            traits,
            List.copyOf(all),
            TypeRef.NONE,
            draft.attributes.of(owner)),
        tree.child(accessor, "body"),
        List.of());
  }
}
