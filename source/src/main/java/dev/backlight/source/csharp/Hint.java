package dev.backlight.source.csharp;

import dev.backlight.source.code.TypeRef;

/// What the place of an expression tells about it: the name a lambda gets there, and the type that
/// `new()` stands for.
record Hint(String name, TypeRef type) {

  static final Hint NONE = new Hint("", TypeRef.NONE);

  static Hint named(String name) {
    return new Hint(name, TypeRef.NONE);
  }

  static Hint typed(TypeRef type) {
    return new Hint("", type);
  }

  /// The hint of the elements of a collection of this type.
  Hint element() {
    return type.arguments().size() == 1 ? typed(type.arguments().getFirst()) : NONE;
  }
}
