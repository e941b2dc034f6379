package dev.backlight.source.code;

import java.util.List;

/// A type as written: `name` dotted without arguments, `arguments` its generic arguments. Arrays
/// are `List` of their element; `T?`, `Optional[T]`, `T | None`, `T | undefined` are `T`; primitive
/// names stay as written.
public record TypeRef(String name, List<TypeRef> arguments) {

  /// No type is written.
  public static final TypeRef NONE = new TypeRef("", List.of());

  public static TypeRef of(String name) {
    return name.isEmpty() ? NONE : new TypeRef(name, List.of());
  }

  public boolean isNone() {
    return name.isEmpty();
  }

  /// The last segment of the name: `orm.Session` is `Session`.
  public String simpleName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
