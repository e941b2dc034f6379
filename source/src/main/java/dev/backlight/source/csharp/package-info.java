/// Lowers C# syntax trees to the records of `dev.backlight.source.code`.
@NullMarked
package dev.backlight.source.csharp;

import org.jspecify.annotations.NullMarked;
