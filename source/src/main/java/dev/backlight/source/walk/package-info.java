/// Finds the files of a project that are worth reading, and reads them.
///
/// The project is untrusted: links out of it are not followed, special files are not opened, and
/// sizes, counts and depth are limited.
@NullMarked
package dev.backlight.source.walk;

import org.jspecify.annotations.NullMarked;
