package dev.backlight.source.program;

import dev.backlight.source.knowledge.Entry;
import dev.backlight.source.knowledge.KnownType;
import java.util.List;

/// What an expression may be, as far as the text tells.
public sealed interface Value {

  /// Nothing is known.
  record Unknown() implements Value {}

  // The linker reads it before it starts threads, so no two can wait for each other here.
  @SuppressWarnings("ClassInitializationDeadlock")
  Value UNKNOWN = new Unknown();

  /// A number, string or truth value that is not a constant.
  record Scalar() implements Value {}

  @SuppressWarnings("ClassInitializationDeadlock")
  Value SCALAR = new Scalar();

  /// A constant, as written.
  record Constant(String text) implements Value {}

  /// An instance of a library's type. `query` is what the calls that built it have added; `certain`
  /// is false if only a name or a method name suggests the type.
  record Known(KnownType type, List<Value> arguments, Query query, boolean certain)
      implements Value {
    public Known(KnownType type) {
      this(type, List.of(), Query.NONE, true);
    }
  }

  /// A member of a library's type or module, not called yet.
  record Member(Entry entry, Value receiver) implements Value {}

  /// A dotted name from outside the tree: a module, class or function.
  record Outside(String path) implements Value {}

  /// An instance of a class of the tree.
  record Instance(Cls type) implements Value {}

  /// A class of the tree.
  record ClassOf(Cls type) implements Value {}

  /// Functions of the tree, one or the overrides of one; `receiver` for bound methods.
  record Function(List<Fn> functions, Value receiver, boolean certain) implements Value {}

  /// A file of the tree, as a module.
  record Module(Unit unit) implements Value {}

  /// An in-memory collection. `fixed`: its size stands in the source. `query` is the query whose
  /// rows it holds, NONE for others.
  record Listing(Value element, boolean fixed, Query query) implements Value {}

  /// A promise, task, future, coroutine or publisher of a value. `type` is its type in the
  /// knowledge, empty if it is the language's own.
  record Pending(Value value, String type) implements Value {}

  /// The value once awaited.
  default Value settled() {
    return this instanceof Pending p ? p.value() : this;
  }

  default boolean isUnknown() {
    return this == UNKNOWN;
  }
}
