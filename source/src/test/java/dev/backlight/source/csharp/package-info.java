/// The C# front end, on what only C# has.
@NullMarked
package dev.backlight.source.csharp;

import org.jspecify.annotations.NullMarked;
