package dev.backlight.crimes;

import dev.backlight.source.code.SourceFile;
import dev.backlight.source.program.Site;

/// What a comment beside a call tells a linter: that somebody looked at it and left it as it is.
public final class Meant {

  private Meant() {}

  /// Whether such a comment stands on the lines of a place or on the one before.
  public static boolean is(Site site) {
    SourceFile file = site.in().unit().file();
    int first = site.location().span().startLine();
    int last = site.location().span().endLine();
    return file.marks().stream()
        .filter(mark -> !mark.text().contains("backlight:"))
        .anyMatch(mark -> {
          int line = file.lines().line(mark.start());
          boolean before = mark.text().contains("next-line");
          return before ? line == first - 1 : line >= first && line <= last;
        });
  }
}
