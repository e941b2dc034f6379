package dev.backlight.source.code;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A function, method, constructor, property accessor, lambda, or a file's top level.
///
/// `id` is its index in [SourceFile#functions()]; `type` the index of the class it belongs to or
/// -1; `enclosing` the function it is written in or -1 (top-level functions and methods: 0, the
/// module's). A lambda's `name` is the variable, property or argument it is given to, or empty. An
/// expression body is a block with one `return`. `nameStart`/`nameEnd` mark the name.
public record FunctionDecl(
    int id,
    String name,
    int type,
    int enclosing,
    Set<Trait> traits,
    List<Parameter> parameters,
    TypeRef returns,
    List<Annotation> annotations,
    Stmt.Block body,
    int start,
    int end,
    int nameStart,
    int nameEnd) {

  public enum Trait {
    /// The file's statements outside any function; always function 0.
    MODULE,
    ASYNC,
    GENERATOR,
    STATIC,
    LAMBDA,
    CONSTRUCTOR,
    /// A getter read without parentheses: Python `@property`, JS `get x()`, a C# property.
    PROPERTY,
    /// No body: interface and abstract methods.
    ABSTRACT,
    SYNCHRONIZED,
    /// C# `static void F(this T x)`: may be called as `x.F()`.
    EXTENSION,
    /// Visible outside its file: `export`, `public`, any Python function without leading `_`.
    PUBLIC
  }

  public record Parameter(
      String name, TypeRef type, Expr initial, List<Annotation> annotations, boolean rest) {}

  /// Few sets of traits are in use: functions share them.
  private static final Map<Set<Trait>, Set<Trait>> SHARED = new ConcurrentHashMap<>();

  public FunctionDecl {
    traits = SHARED.computeIfAbsent(traits, FunctionDecl::bits);
  }

  private static Set<Trait> bits(Set<Trait> traits) {
    EnumSet<Trait> bits = EnumSet.noneOf(Trait.class);
    bits.addAll(traits);
    return Collections.unmodifiableSet(bits);
  }

  public boolean is(Trait trait) {
    return traits.contains(trait);
  }
}
