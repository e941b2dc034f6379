package dev.backlight.source.javascript;

import dev.backlight.source.code.SourceFile;
import dev.backlight.source.treesitter.SyntaxTree;

/// Lowers a parsed JavaScript, JSX, TypeScript or TSX file.
public final class JavaScriptFrontEnd {

  private JavaScriptFrontEnd() {}

  /// Never fails: what the parser did not understand is opaque, the sound parts around it are
  /// lowered. `path` is relative to the reviewed root with `/`.
  public static SourceFile lower(String path, SyntaxTree tree) {
    return new Lowering(tree).file(path);
  }
}
