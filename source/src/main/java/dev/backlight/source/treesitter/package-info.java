/// Parses Python, JavaScript, TypeScript, C# and Java with tree-sitter and hands each file back as
/// one flat, immutable tree.
///
/// The native library is reached through the foreign function interface; nothing outside this
/// package sees native memory. Where the native code comes from is decided by [Natives].
@NullMarked
package dev.backlight.source.treesitter;

import org.jspecify.annotations.NullMarked;
