package dev.backlight.audits;

import dev.backlight.model.Finding.Excerpt;
import dev.backlight.model.Location;
import dev.backlight.model.Sighting;
import java.util.ArrayList;
import java.util.List;

/// Cuts the guilty lines out of a file, with the labelled lines near them and two lines around.
final class Excerpts {

  private static final int AROUND = 2;
  private static final int REACH = 12;
  private static final int MAX_LINES = 24;
  private static final int MAX_LINE_LENGTH = 400;

  static final Excerpt NONE = new Excerpt(1, List.of());

  private Excerpts() {}

  static Excerpt of(Sighting sighting, TextLines text) {
    Location guilty = sighting.location();
    int first = guilty.span().startLine();
    int last = Math.min(guilty.span().endLine(), first + REACH);
    if (first > text.count()) {
      return NONE;
    }
    int anchor = first;
    for (Sighting.Step label : sighting.labels()) {
      int line = label.location().span().startLine();
      boolean near = Math.abs(line - anchor) <= REACH;
      if (near && label.location().path().equals(guilty.path())) {
        first = Math.min(first, line);
        last = Math.max(last, line);
      }
    }
    int from = Math.max(1, first - AROUND);
    int to = Math.min(text.count(), Math.min(last + AROUND, from + MAX_LINES - 1));
    List<String> lines = new ArrayList<>();
    for (int number = from; number <= to; number++) {
      String line = text.line(number);
      lines.add(line.length() > MAX_LINE_LENGTH ? line.substring(0, MAX_LINE_LENGTH) : line);
    }
    return new Excerpt(from, List.copyOf(lines));
  }
}
