/// Configuration files of every syntax, read into one small tree whose values know their lines.
///
/// What a syntax cannot say in a tree (SQL and Prisma schemas) becomes tables. Nothing here throws
/// because of a file's content: a damaged file is a [dev.backlight.source.config.ConfigFile] with
/// the reason in `problem` and whatever was read before the damage.
@NullMarked
package dev.backlight.source.config;

import org.jspecify.annotations.NullMarked;
