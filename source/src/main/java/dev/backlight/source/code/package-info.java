/// The lowered program: about forty small records into which every front end turns a file.
///
/// It is not a syntax tree. It keeps what performance depends on (calls, loops, awaits, data flow,
/// resources, literals, declarations) and drops what it does not (operators' precedence,
/// formatting, access modifiers). The same program in four languages lowers to the same shapes, so
/// everything after this package is written once.
@NullMarked
package dev.backlight.source.code;

import org.jspecify.annotations.NullMarked;
