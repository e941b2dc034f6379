package dev.backlight.report;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Set;

/// Writes HTML that is well-formed by construction: everything is escaped, elements are closed in
/// order, and there is no way to write an event handler.
///
/// A tag may carry classes: `span.sev.critical`. Attributes come as names and values in turn.
final class Html {

  private static final Set<String> VOID = Set.of("meta", "br", "input", "path", "hr");

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  Html open(String tag, String... attributes) {
    String[] parts = tag.split("\\.", -1);
    out.append('<').append(parts[0]);
    if (parts.length > 1) {
      attribute("class", String.join(" ", Arrays.asList(parts).subList(1, parts.length)));
    }
    for (int i = 0; i + 1 < attributes.length; i += 2) {
      attribute(attributes[i], attributes[i + 1]);
    }
    if (VOID.contains(parts[0])) {
      out.append("/>");
    } else {
      out.append('>');
      open.push(parts[0]);
    }
    return this;
  }

  private void attribute(String name, String value) {
    if (name.startsWith("on") || name.equals("srcdoc")) {
      throw new IllegalArgumentException("no inline handlers: " + name);
    }
    out.append(' ').append(name).append("=\"");
    escape(value);
    out.append('"');
  }

  Html close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /// An element with text only.
  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  Html text(String text) {
    escape(text);
    return this;
  }

  /// What another writer of this kind wrote, all closed.
  Html add(Html other) {
    if (!other.open.isEmpty()) {
      throw new IllegalStateException("open: " + other.open);
    }
    out.append(other.out);
    return this;
  }

  /// A line break in the markup, for people who read it.
  Html ln() {
    out.append('\n');
    return this;
  }

  /// The page's own script or style, never text of a report.
  Html ours(String trusted) {
    out.append(trusted);
    return this;
  }

  int length() {
    return out.length();
  }

  private void escape(String text) {
    String clean = Text.block(text);
    for (int i = 0; i < clean.length(); i++) {
      char c = clean.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("open: " + open);
    }
    return out.toString();
  }
}
