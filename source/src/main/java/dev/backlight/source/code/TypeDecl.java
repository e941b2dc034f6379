package dev.backlight.source.code;

import java.util.List;
import java.util.Set;

/// A class, interface, record, struct or enum. `id` is its index in [SourceFile#types()], `outer`
/// the class it is nested in or -1, `within` the function it is declared in (0 is the module's top
/// level). `supertypes` holds base class and interfaces alike, as written. `qualifier` is its
/// package or namespace (Java, C#), empty elsewhere.
public record TypeDecl(
    int id,
    String name,
    String qualifier,
    Kind kind,
    Set<Trait> traits,
    List<TypeRef> supertypes,
    List<String> typeParameters,
    List<Field> fields,
    List<Annotation> annotations,
    int outer,
    int within,
    int start,
    int end,
    int nameStart,
    int nameEnd) {

  public enum Kind {
    CLASS,
    INTERFACE,
    RECORD,
    ENUM
  }

  public enum Trait {
    STATIC,
    ABSTRACT
  }

  /// A field, class attribute, property with a value, auto-property, record component, enum
  /// constant, or constructor parameter property of TypeScript. A nested Python `class Meta` is a
  /// type of its own with `outer` set.
  public record Field(
      String name,
      TypeRef type,
      Expr initial,
      boolean isStatic,
      boolean isFinal,
      List<Annotation> annotations,
      int start,
      int end) {}
}
