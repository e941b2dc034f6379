package dev.backlight.source.python;

import dev.backlight.source.code.SourceFile;
import dev.backlight.source.treesitter.SyntaxTree;

/// Lowers Python files.
///
/// What Python says in its own way is written as in the other languages: `self` and `cls` of a
/// method are the name `this` and no parameters, `and`, `or` and `not` are `&&`, `||` and `!`, a
/// chained comparison is a conjunction, `:=` is an assigning expression with `=`. `global`,
/// `nonlocal`, `assert` and `del` (as `delete`) are operations with the operands they name. The
/// keyword arguments of a class statement (`table=True`) are an annotation named `class`.
/// Docstrings and `pass` are left out.
public final class PythonFrontEnd {

  private PythonFrontEnd() {}

  /// Never throws for what is in the text: what is damaged, unknown or nested too deep becomes
  /// opaque, the rest is lowered.
  public static SourceFile lower(String path, SyntaxTree tree) {
    return new Lowering(tree).file(path);
  }
}
