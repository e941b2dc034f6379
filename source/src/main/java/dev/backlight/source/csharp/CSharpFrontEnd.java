package dev.backlight.source.csharp;

import dev.backlight.model.Language;
import dev.backlight.source.code.Lines;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.treesitter.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/// Lowers one C# file.
///
/// What C# has and the lowered program has not is written in the nearest shape of the contract:
///
/// - LINQ queries are the method calls that they mean, with lambdas ([Queries]);
/// - patterns are tests and assignments ([Patterns]); `out var x` assigns [Expr#NONE] to `x`;
/// - a switch expression is an operation `switch` of the value and the arms' results;
/// - the declared type of a `foreach` variable is a declaration in [Stmt.Loop#before()];
/// - both branches of `#if` are kept, one after the other;
/// - a delegate type is an interface with the method `Invoke`, a primary constructor is a
///   constructor whose parameters are fields too.
public final class CSharpFrontEnd {

  private CSharpFrontEnd() {}

  /// Lowers the tree of the file at `path`. Text that does not parse never makes it throw: what is
  /// sound is lowered, the rest is [Expr.Opaque].
  public static SourceFile lower(String path, SyntaxTree tree) {
    Draft draft = new Draft(tree);
    draft.declared.reserveFunction();
    List<Stmt> statements = new ArrayList<>();
    int length = tree.bytes().length;
    draft.blocks.list(draft.codeChildren(0), length, statements);
    draft.declared.define(
        draft.declarations.module(new Stmt.Block(0, length, List.copyOf(statements))));
    return new SourceFile(
        path,
        Language.CSHARP,
        Lines.of(tree.bytes()),
        List.copyOf(draft.imports),
        draft.declared.types(),
        draft.declared.functions(),
        List.of(),
        Marks.of(tree),
        tree.errorCount());
  }
}
