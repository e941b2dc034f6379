/// Lowers JavaScript and TypeScript, with JSX and TSX, to [dev.backlight.source.code].
///
/// [JavaScriptFrontEnd] is the door. Behind it one [Lowering] per file holds what the file has
/// declared so far, and one class per part of the grammar reads nodes and returns records; they
/// reach each other through the lowering. A node kind that nobody knows becomes an opaque
/// expression with its children, so that a newer grammar loses precision and never a call.
@NullMarked
package dev.backlight.source.javascript;

import org.jspecify.annotations.NullMarked;
