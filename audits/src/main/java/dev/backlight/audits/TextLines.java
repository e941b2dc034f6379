package dev.backlight.audits;

import dev.backlight.model.Span;
import java.util.ArrayList;
import java.util.List;

/// A file's lines without their ends.
final class TextLines {

  private final List<String> lines;

  TextLines(String text) {
    this.lines = List.copyOf(split(text));
  }

  int count() {
    return lines.size();
  }

  /// Line `number`, from 1.
  String line(int number) {
    return lines.get(number - 1);
  }

  /// The text of a span; the whole first line if the span is empty; "" outside of the file.
  String at(Span span) {
    if (span.startLine() > count()) {
      return "";
    }
    String first = line(span.startLine());
    if (span.startLine() == span.endLine()) {
      int start = Math.min(span.startColumn() - 1, first.length());
      int end = Math.min(span.endColumn() - 1, first.length());
      return end > start ? first.substring(start, end) : first;
    }
    StringBuilder text = new StringBuilder();
    text.append(first.substring(Math.min(span.startColumn() - 1, first.length())));
    int lastLine = Math.min(span.endLine(), count());
    for (int number = span.startLine() + 1; number <= lastLine; number++) {
      String line = line(number);
      boolean cut = number == span.endLine() && span.endColumn() - 1 < line.length();
      text.append('\n').append(cut ? line.substring(0, span.endColumn() - 1) : line);
    }
    return text.toString();
  }

  private static List<String> split(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (lines.isEmpty()) {
      lines.add("");
    }
    return lines;
  }
}
