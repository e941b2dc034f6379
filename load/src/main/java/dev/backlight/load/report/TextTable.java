package dev.backlight.load.report;

import java.util.ArrayList;
import java.util.List;

/// Columns that line up: the first to the left, the others to the right.
final class TextTable {

  private static final int MAX_FIRST_COLUMN = 48;

  private final List<List<String>> rows = new ArrayList<>();

  TextTable row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /// Lines with an indent of two.
  List<String> lines() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int length = i == 0 ? Math.min(MAX_FIRST_COLUMN, row.get(i).length()) : row.get(i).length();
        widths[i] = Math.max(widths[i], length);
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder("  ");
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i);
      String cut = i == 0 && cell.length() > MAX_FIRST_COLUMN ? cut(cell) : cell;
      String pad = " ".repeat(Math.max(0, widths[i] - cut.length()));
      line.append(i == 0 ? cut + pad : "  " + pad + cut);
    }
    return line.toString().stripTrailing();
  }

  private static String cut(String text) {
    return text.substring(0, MAX_FIRST_COLUMN - 1) + "…";
  }
}
