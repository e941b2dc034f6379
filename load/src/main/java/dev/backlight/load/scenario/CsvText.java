package dev.backlight.load.scenario;

import java.util.ArrayList;
import java.util.List;

/// Reads CSV as RFC 4180 writes it: quoted fields may hold commas, line ends and doubled quotes.
final class CsvText {

  private CsvText() {}

  static List<List<String>> read(String text, char delimiter) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    String source = text.startsWith("\uFEFF") ? text.substring(1) : text;
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (quoted && c == '"' && i + 1 < source.length() && source.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"' && (quoted || field.isEmpty())) {
        quoted = !quoted;
      } else if (c == delimiter && !quoted) {
        row.add(take(field));
      } else if ((c == '\n' || c == '\r') && !quoted) {
        if (!row.isEmpty() || !field.isEmpty()) {
          row.add(take(field));
          rows.add(List.copyOf(row));
          row.clear();
        }
      } else {
        field.append(c);
      }
    }
    if (!row.isEmpty() || !field.isEmpty()) {
      row.add(take(field));
      rows.add(List.copyOf(row));
    }
    return rows;
  }

  private static String take(StringBuilder field) {
    String text = field.toString();
    field.setLength(0);
    return text;
  }
}
