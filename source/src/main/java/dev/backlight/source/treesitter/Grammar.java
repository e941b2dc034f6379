package dev.backlight.source.treesitter;

/// A grammar that Backlight can parse. TSX also reads TypeScript with JSX only; plain TypeScript
/// needs its own grammar because `<T>value` casts and JSX exclude each other.
public enum Grammar {
  PYTHON("python"),
  JAVASCRIPT("javascript"),
  TYPESCRIPT("typescript"),
  TSX("tsx"),
  CSHARP("c-sharp"),
  JAVA("java");

  private final String packageSuffix;

  Grammar(String packageSuffix) {
    this.packageSuffix = packageSuffix;
  }

  /// As in the name of the published package: `tree-sitter-c-sharp`.
  String packageSuffix() {
    return packageSuffix;
  }

  /// The exported C function that returns the grammar's tables: `tree_sitter_c_sharp`.
  String functionName() {
    return "tree_sitter_" + packageSuffix.replace('-', '_');
  }
}
