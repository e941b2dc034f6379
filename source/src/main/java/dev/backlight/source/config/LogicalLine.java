package dev.backlight.source.config;

import java.util.ArrayList;
import java.util.List;

/// A line of a line-wise syntax after joining continuations; `number` is its first line, from 1.
record LogicalLine(int number, String text) {

  /// Lines as they stand, trailing blanks removed.
  static List<LogicalLine> plain(String text) {
    List<LogicalLine> lines = new ArrayList<>();
    int number = 1;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == '\n') {
        lines.add(new LogicalLine(number++, text.substring(start, i).stripTrailing()));
        start = i + 1;
      }
    }
    return lines;
  }

  /// Lines without comments (a line that starts with one of `comments`) and blank ones; a line that
  /// ends with `\` goes on in the next, comments in between left out.
  static List<LogicalLine> joined(String text, String comments) {
    List<LogicalLine> lines = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    int start = 0;
    for (LogicalLine line : plain(text)) {
      String stripped = line.text().strip();
      if (!stripped.isEmpty() && comments.indexOf(stripped.charAt(0)) >= 0) {
        continue;
      }
      if (start == 0) {
        if (stripped.isEmpty()) {
          continue;
        }
        start = line.number();
      }
      if (stripped.endsWith("\\")) {
        open.append(stripped.substring(0, stripped.length() - 1).strip()).append(' ');
        continue;
      }
      lines.add(new LogicalLine(start, open.append(stripped).toString().strip()));
      open.setLength(0);
      start = 0;
    }
    if (start != 0) {
      lines.add(new LogicalLine(start, open.toString().strip()));
    }
    return lines;
  }
}
