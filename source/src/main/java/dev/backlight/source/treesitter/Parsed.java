package dev.backlight.source.treesitter;

import java.time.Duration;

/// What became of one file.
public sealed interface Parsed {

  /// A tree, with error nodes where the text does not follow the grammar.
  record Tree(SyntaxTree tree) implements Parsed {}

  /// The parser gave up because the file took longer than `limit`.
  record TimedOut(Duration limit) implements Parsed {}
}
