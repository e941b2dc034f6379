package dev.backlight.source.code;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement. `start` and `end` are byte offsets in the file's UTF-8 text.
public sealed interface Stmt {

  int start();

  int end();

  record Evaluate(int start, int end, Expr value) implements Stmt {}

  /// `targets = value`. `operator` is `=` or `+=`, `-=`, …; several targets are one destructuring:
  /// names, members, indexes or nested [Expr.Collection]s. `declares` for let/const/var/`T x`;
  /// `type` as written or NONE. A declaration without value has NONE as value.
  record Assign(
      int start,
      int end,
      List<Expr> targets,
      String operator,
      Expr value,
      boolean declares,
      TypeRef type)
      implements Stmt {}

  record If(int start, int end, Expr condition, Block then, Block otherwise) implements Stmt {}

  /// A loop. EACH has `targets` and `source` (the collection); COUNTING is `for (init; cond; step)`
  /// with `source` the condition, and its init and step statements in `before` and at the end of
  /// the body; WHILE has the condition in `source`. `header` ends where the body starts.
  record Loop(
      int start,
      int end,
      Kind kind,
      boolean async,
      List<Stmt> before,
      List<Expr> targets,
      Expr source,
      Block body)
      implements Stmt {
    public enum Kind {
      EACH,
      COUNTING,
      WHILE
    }
  }

  /// `switch`, `match`: each arm is a block; a fall-through arm is not followed.
  record Choice(int start, int end, Expr subject, List<Block> arms) implements Stmt {}

  record Try(int start, int end, Block body, List<Catch> catches, Block last) implements Stmt {
    public record Catch(List<TypeRef> types, String variable, Block body) {}
  }

  /// Python `with`, C# `using` (statement and declaration: the rest of the block is the body), Java
  /// try-with-resources (inside a [Try] if it has catches): RESOURCE. `lock`/`synchronized`: LOCK,
  /// with the lock in `resources`.
  record Scope(int start, int end, Kind kind, boolean async, List<Resource> resources, Block body)
      implements Stmt {
    public enum Kind {
      RESOURCE,
      LOCK
    }

    /// `target` is NONE where the value is not bound.
    public record Resource(Expr target, Expr value) {}
  }

  record Return(int start, int end, Expr value) implements Stmt {}

  record Throw(int start, int end, Expr value) implements Stmt {}

  /// `break`, `continue`, `yield break` (RETURN of a generator).
  record Jump(int start, int end, Kind kind) implements Stmt {
    public enum Kind {
      BREAK,
      CONTINUE,
      RETURN
    }
  }

  /// A function declared inside a function: the file's function `function`.
  record Define(int start, int end, int function) implements Stmt {}

  /// Statements in braces, a function's body. Rules go through the same bodies again and again, so
  /// a block remembers what is inside it.
  final class Block implements Stmt {
    public static final Block EMPTY = new Block(0, 0, List.of());

    private final int start;
    private final int end;
    private final List<Stmt> statements;
    private volatile @Nullable Inside inside;

    public Block(int start, int end, List<Stmt> statements) {
      this.start = start;
      this.end = end;
      this.statements = statements;
    }

    @Override
    public int start() {
      return start;
    }

    @Override
    public int end() {
      return end;
    }

    public List<Stmt> statements() {
      return statements;
    }

    /// Found when first asked for; two threads that ask at once find the same.
    Inside inside() {
      Inside known = inside;
      if (known == null) {
        known = Inside.of(this);
        inside = known;
      }
      return known;
    }
  }
}
