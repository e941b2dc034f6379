/// The Java front end: lowers tree-sitter's Java trees to the records of
/// [dev.backlight.source.code].
///
/// [JavaFrontEnd] is the only door. A [Draft] is one file on its way; declarations, statements,
/// switches, expressions and types each have a class that reads the tree and adds to the draft.
@NullMarked
package dev.backlight.source.java;

import org.jspecify.annotations.NullMarked;
