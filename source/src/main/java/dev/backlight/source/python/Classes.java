package dev.backlight.source.python;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Lowers classes: their attributes are fields, their functions methods, and what else stands in
/// their body runs where the class is defined.
final class Classes {

  private static final Set<String> ENUMS =
      Set.of("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "TextChoices", "IntegerChoices");

  private static final Set<String> RECORDS = Set.of("NamedTuple", "TypedDict");

  private static final Set<String> RECORD_DECORATORS =
      Set.of(
          "dataclass", "dataclasses.dataclass", "attr.s", "attrs.define", "attr.define", "define");

  private final Lowering lowering;
  private final SyntaxTree tree;

  Classes(Lowering lowering) {
    this.lowering = lowering;
    this.tree = lowering.tree;
  }

  void lower(int node, List<Annotation> decorators, List<Stmt> out) {
    Lowering.Frame outer = lowering.frame;
    int id = lowering.declared.reserveType();
    int name = tree.child(node, "name");
    int list = tree.child(node, "superclasses");
    List<TypeRef> supertypes = new ArrayList<>();
    List<Argument> keywords = new ArrayList<>();
    superclasses(list, supertypes, keywords);
    List<Annotation> annotations = new ArrayList<>(decorators);
    if (!keywords.isEmpty()) {
      annotations.add(new Annotation(tree.start(list), tree.end(list), "class", keywords));
    }
    TypeDecl.Kind kind = kind(supertypes, decorators);
    lowering.frame = new Lowering.Frame(outer.function, id, "");
    boolean plain = supertypes.isEmpty() && kind == TypeDecl.Kind.CLASS;
    List<TypeDecl.Field> fields = body(tree.child(node, "body"), kind, plain, out);
    outer.generator |= lowering.frame.generator;
    lowering.frame = outer;
    lowering.declared.define(
        new TypeDecl(
            id,
            name < 0 ? "" : tree.text(name),
            "",
            kind,
            isAbstract(supertypes, keywords)
                ? EnumSet.of(TypeDecl.Trait.ABSTRACT)
                : EnumSet.noneOf(TypeDecl.Trait.class),
            supertypes,
            typeParameters(node, supertypes),
            fields,
            annotations,
            outer.type,
            outer.function,
            tree.start(node),
            tree.end(node),
            name < 0 ? tree.start(node) : tree.start(name),
            name < 0 ? tree.start(node) : tree.end(name)));
  }

  private void superclasses(int list, List<TypeRef> supertypes, List<Argument> keywords) {
    if (list < 0) {
      return;
    }
    for (Argument argument : lowering.expressions.arguments(list)) {
      if (!argument.name().isEmpty()) {
        keywords.add(argument);
      }
    }
    for (int child : lowering.children(list)) {
      if (!lowering.is(child, "keyword_argument")) {
        TypeRef type = Types.read(tree.text(child));
        if (!type.isNone()) {
          supertypes.add(type);
        }
      }
    }
  }

  private static TypeDecl.Kind kind(List<TypeRef> supertypes, List<Annotation> decorators) {
    for (TypeRef type : supertypes) {
      if (ENUMS.contains(type.simpleName())) {
        return TypeDecl.Kind.ENUM;
      } else if (type.simpleName().equals("Protocol")) {
        return TypeDecl.Kind.INTERFACE;
      } else if (RECORDS.contains(type.simpleName())) {
        return TypeDecl.Kind.RECORD;
      }
    }
    return decorators.stream().anyMatch(each -> RECORD_DECORATORS.contains(each.name()))
        ? TypeDecl.Kind.RECORD
        : TypeDecl.Kind.CLASS;
  }

  private static boolean isAbstract(List<TypeRef> supertypes, List<Argument> keywords) {
    return supertypes.stream().anyMatch(type -> type.simpleName().equals("ABC"))
        || keywords.stream()
            .anyMatch(keyword ->
                keyword.name().equals("metaclass")
                    && Declarations.dotted(keyword.value()).endsWith("ABCMeta"));
  }

  /// `class A[T]`, or `class A(Generic[T])`.
  private List<String> typeParameters(int node, List<TypeRef> supertypes) {
    int parameters = tree.child(node, "type_parameters");
    if (parameters >= 0) {
      return lowering.children(parameters).stream()
          .map(each -> Types.read(tree.text(each)).name())
          .filter(name -> !name.isEmpty())
          .toList();
    }
    return supertypes.stream()
        .filter(type -> type.simpleName().equals("Generic") || type.simpleName().equals("Protocol"))
        .flatMap(type -> type.arguments().stream())
        .map(TypeRef::name)
        .toList();
  }

  private List<TypeDecl.Field> body(int body, TypeDecl.Kind kind, boolean plain, List<Stmt> out) {
    List<TypeDecl.Field> fields = new ArrayList<>();
    if (body < 0) {
      return fields;
    }
    for (int statement : lowering.children(body)) {
      int inner =
          lowering.is(statement, "expression_statement") ? tree.firstNamedChild(statement) : -1;
      if (lowering.is(inner, "assignment")
          && lowering.is(tree.child(inner, "left"), "identifier")) {
        fields.add(field(inner, kind, plain));
      } else {
        lowering.statements.lower(statement, out);
      }
    }
    return fields;
  }

  /// An attribute with a value belongs to the class. With a type it does so only in a `plain`
  /// class: dataclasses, Pydantic and SQLAlchemy make it a field of each object.
  private TypeDecl.Field field(int node, TypeDecl.Kind kind, boolean plain) {
    String name = tree.text(tree.child(node, "left"));
    int type = tree.child(node, "type");
    String hint = type < 0 ? "" : tree.text(type);
    Expr initial = lowering.statements.assigned(tree.child(node, "right"), name);
    boolean ofClass = mentions(hint, "ClassVar");
    return new TypeDecl.Field(
        name,
        type < 0 ? TypeRef.NONE : Types.read(hint),
        initial,
        ofClass || initial != Expr.NONE && (type < 0 || plain),
        mentions(hint, "Final") || kind == TypeDecl.Kind.ENUM,
        Parameters.metadata(lowering, type),
        tree.start(node),
        tree.end(node));
  }

  private static boolean mentions(String hint, String wrapper) {
    return hint.startsWith(wrapper) || hint.startsWith("typing." + wrapper);
  }
}
