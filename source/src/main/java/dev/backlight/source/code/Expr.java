package dev.backlight.source.code;

import java.util.List;

/// An expression. `start` and `end` are byte offsets in the file's UTF-8 text.
public sealed interface Expr {

  /// The absent expression: no initializer, no default, no receiver, a bare `return`.
  Expr NONE = new Opaque(0, 0, List.of());

  int start();

  int end();

  /// An identifier; `self` and `this` are the name `this`, `super()`/`base` the name `super`.
  record Name(int start, int end, String id) implements Expr {}

  /// `receiver.name`, also `receiver?.name` and `Receiver::name`.
  record Member(int start, int end, Expr receiver, String name) implements Expr {}

  /// A call. `new X(…)` has `constructs == true` and a [Name] or [Member] callee; a tagged template
  /// is a call with one [Template]. Type arguments of C#, Java and TypeScript (`Set<User>()`) are
  /// in `typeArguments`. An object initializer of C# (`new X { A = 1 }`) adds named arguments.
  record Call(
      int start,
      int end,
      Expr callee,
      List<Argument> arguments,
      List<TypeRef> typeArguments,
      boolean constructs)
      implements Expr {}

  /// `receiver[index]`; a slice is an [Operation] named `slice` with three operands (NONE if
  /// absent).
  record Index(int start, int end, Expr receiver, Expr index) implements Expr {}

  /// A literal. `text` is the value without quotes (escapes kept as written) for strings, the
  /// source text for numbers, `true`/`false`/`null` for those. A regular expression is a STRING.
  record Literal(int start, int end, Kind kind, String text) implements Expr {
    public enum Kind {
      STRING,
      NUMBER,
      BOOLEAN,
      NULL
    }
  }

  /// An f-string, template string or interpolated string: `text` has `{}` for each of `parts`.
  record Template(int start, int end, String text, List<Expr> parts) implements Expr {}

  /// A lambda, arrow function, function expression or anonymous delegate: its body is the function
  /// `function` of the file.
  record Lambda(int start, int end, int function) implements Expr {}

  /// `await value`.
  record Await(int start, int end, Expr value) implements Expr {}

  /// `yield value`, `yield return value`, `yield from`/`yield*` (then `delegates`).
  record Yield(int start, int end, Expr value, boolean delegates) implements Expr {}

  /// Any operator: `operator` is its source text (`+`, `and` and `or` and `not` are written `&&`,
  /// `||`, `!` in every language; `??`; `?:` has condition, then, else; `in`, `not in`, `is`, `is
  /// not`, `instanceof`, `slice`, `typeof`, `delete`).
  record Operation(int start, int end, String operator, List<Expr> operands) implements Expr {}

  /// List, tuple, set, array, object and dict literals and JS spread holders.
  record Collection(int start, int end, Kind kind, List<Entry> entries) implements Expr {
    public enum Kind {
      LIST,
      SET,
      MAP
    }

    /// An element; `key` is NONE in lists and sets; `spread` for `*x`, `**x`, `...x`. An object key
    /// that is an identifier is a STRING [Literal].
    public record Entry(Expr key, Expr value, boolean spread) {}
  }

  /// `[element for targets in source if condition …]`; LINQ query syntax lowers to method calls
  /// instead. `key` is NONE but for dict comprehensions.
  record Comprehension(int start, int end, Kind kind, Expr key, Expr element, List<Clause> clauses)
      implements Expr {
    public enum Kind {
      LIST,
      SET,
      MAP,
      GENERATOR
    }

    public record Clause(List<Expr> targets, Expr source, List<Expr> conditions, boolean async) {}
  }

  /// An assignment used as an expression (`x = y` in JS/C#/Java expressions, `:=`, `x += y`, `i++`
  /// is `+=` with a literal 1). As a statement it is an [Stmt.Assign].
  record Assigning(int start, int end, Expr target, String operator, Expr value) implements Expr {}

  /// `(T) x`, `x as T`, `x!`, `<T>x`: the value with a type somebody vouches for.
  record Cast(int start, int end, TypeRef type, Expr value) implements Expr {}

  /// A JSX element: `tag` and the expressions inside it, attributes and children alike.
  record Markup(int start, int end, String tag, List<Expr> children) implements Expr {}

  /// Anything else; its expressions are kept so that calls inside are seen.
  record Opaque(int start, int end, List<Expr> children) implements Expr {}
}
