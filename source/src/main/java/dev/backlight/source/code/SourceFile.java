package dev.backlight.source.code;

import dev.backlight.model.Language;
import dev.backlight.model.Span;
import java.util.List;

/// A lowered file. `path` is relative to the reviewed root with `/`. `functions` starts with the
/// module's own (top-level statements). `exports` maps exported names to what they are.
public record SourceFile(
    String path,
    Language language,
    Lines lines,
    List<Import> imports,
    List<TypeDecl> types,
    List<FunctionDecl> functions,
    List<Export> exports,
    List<Comment> marks,
    int syntaxErrors) {

  /// `export default X`, `module.exports = X` have the name `default`; `exports.a = b`,
  /// `module.exports = {a: b}`, `export {b as a}`, `export const a = …` have the name `a`. Python,
  /// C# and Java export by declaration and have none.
  public record Export(String name, Expr value) {}

  /// A comment that speaks to the tool: one that contains `backlight:`, or one that tells a linter
  /// that a missing timeout (`noqa: S113`, `nosec`) or an await in a loop
  /// (`eslint-disable-next-line no-await-in-loop`) is meant. `text` without comment signs.
  public record Comment(int start, int end, String text) {}

  /// The span of a piece of the file.
  public Span span(int start, int end) {
    return lines.span(start, end);
  }
}
