package dev.backlight.load.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/// Writes HTML and SVG that are well-formed by construction: all text is escaped, elements close in
/// order. A tag may carry classes (`div.note.bad`); attributes come as names and values in turn.
final class Markup {

  private static final Set<String> EMPTY =
      Set.of("meta", "path", "line", "rect", "circle", "polyline");

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  Markup open(String tag, String... attributes) {
    int dot = tag.indexOf('.');
    String name = dot < 0 ? tag : tag.substring(0, dot);
    out.append('<').append(name);
    if (dot >= 0) {
      attribute("class", tag.substring(dot + 1).replace('.', ' '));
    }
    for (int i = 0; i + 1 < attributes.length; i += 2) {
      attribute(attributes[i], attributes[i + 1]);
    }
    if (EMPTY.contains(name)) {
      out.append("/>");
    } else {
      out.append('>');
      open.push(name);
    }
    return this;
  }

  private void attribute(String name, String value) {
    out.append(' ').append(name).append("=\"").append(escaped(value)).append('"');
  }

  Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  Markup element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  Markup text(String text) {
    out.append(escaped(text));
    return this;
  }

  Markup line() {
    out.append('\n');
    return this;
  }

  /// The page's own style or doctype, never text of a result.
  Markup ours(String trusted) {
    out.append(trusted);
    return this;
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("open: " + open);
    }
    return out.toString();
  }
}
