package dev.backlight.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Shows the Markdown of rules: paragraphs, lists, fenced code, `code`, **bold**. Links show their
/// text. Formulas get subscripts and signs.
final class Prose {

  private static final Pattern INLINE =
      Pattern.compile("`([^`]+)`|\\*\\*([^*]+)\\*\\*|\\[([^\\]]+)\\]\\([^)]*\\)");
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z]+)_([A-Za-z0-9]+(?:_[A-Za-z0-9]+)*)");

  private Prose() {}

  static void into(Html html, String markdown) {
    for (String block : markdown.strip().split("\n\\s*\n", -1)) {
      if (block.startsWith("```")) {
        String code = block.replaceFirst("^```[^\n]*\n?", "").replaceFirst("\n?```\\s*$", "");
        html.open("pre.plain", "tabindex", "0").element("code", code).close();
      } else if (block.lines().allMatch(l -> l.startsWith("- ") || l.startsWith("  "))) {
        html.open("ul.prose");
        for (String item : block.split("\n- ", -1)) {
          html.open("li");
          inline(html, item.replaceFirst("^- ", "").replaceAll("\\s+", " "));
          html.close();
        }
        html.close();
      } else if (!block.isBlank()) {
        html.open("p");
        inline(html, block.replaceAll("\\s+", " "));
        html.close();
      }
    }
  }

  static void inline(Html html, String text) {
    Matcher matcher = INLINE.matcher(text);
    int at = 0;
    while (matcher.find()) {
      html.text(text.substring(at, matcher.start()));
      at = matcher.end();
      if (matcher.group(1) != null) {
        html.element("code", matcher.group(1));
      } else if (matcher.group(2) != null) {
        html.element("b", matcher.group(2));
      } else {
        html.text(matcher.group(3));
      }
    }
    html.text(text.substring(at));
  }

  /// `N * t_db` as N × t with a subscript.
  static void formula(Html html, String formula) {
    String signs = ceilings(formula).replace("*", "×").replace("/", "÷");
    Matcher matcher = NAME.matcher(signs);
    int at = 0;
    while (matcher.find()) {
      html.text(signs.substring(at, matcher.start())).text(matcher.group(1));
      html.element("sub", matcher.group(2).replace('_', ' '));
      at = matcher.end();
    }
    html.text(signs.substring(at));
  }

  /// `ceil(N / k)` as ⌈N / k⌉.
  private static String ceilings(String formula) {
    StringBuilder out = new StringBuilder(formula);
    int at = out.indexOf("ceil(");
    while (at >= 0) {
      int depth = 0;
      int end = at + 4;
      do {
        char c = out.charAt(end);
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        end++;
      } while (depth > 0 && end < out.length());
      if (depth > 0) {
        break;
      }
      out.replace(end - 1, end, "⌉").replace(at, at + 5, "⌈");
      at = out.indexOf("ceil(");
    }
    return out.toString();
  }
}
