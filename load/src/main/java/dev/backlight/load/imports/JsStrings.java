package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.source.code.Expr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads JavaScript's strings and templates from the source text, with their escapes.
final class JsStrings {

  private static final Map<Character, Character> ESCAPES =
      Map.of('n', '\n', 't', '\t', 'r', '\r', '0', '\0', 'b', '\b', 'f', '\f', 'v', '\u000B');

  /// Translates an expression in a template.
  @FunctionalInterface
  interface Parts {
    Expression translate(Expr part) throws RefusedException;
  }

  private JsStrings() {}

  /// Whether a string of the lowered program is a regular expression.
  static boolean isPattern(Code code, Expr.Literal literal) {
    return code.text(literal.start(), literal.end()).startsWith("/");
  }

  static String literal(Code code, Expr.Literal literal) {
    String source = code.text(literal.start(), literal.end());
    boolean quoted = source.length() >= 2 && "'\"`".indexOf(source.charAt(0)) >= 0;
    return quoted ? unescaped(source.substring(1, source.length() - 1)) : source;
  }

  static Expression template(Code code, Expr.Template template, Parts parts)
      throws RefusedException {
    String source = code.text(template.start(), template.end());
    byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
    List<Expression> result = new ArrayList<>();
    int at = 1;
    for (Expr part : template.parts()) {
      int from = chars(bytes, part.start() - template.start());
      int to = chars(bytes, part.end() - template.start());
      int open = source.lastIndexOf("${", from);
      int close = source.indexOf('}', to);
      if (open < at - 1 || close < 0) {
        throw new RefusedException(part, "a template that cannot be read");
      }
      text(source.substring(at, Math.max(at, open)), result);
      result.add(parts.translate(part));
      at = close + 1;
    }
    text(source.substring(at, source.length() - 1), result);
    return new Expression.Template(List.copyOf(result));
  }

  private static void text(String raw, List<Expression> result) {
    if (!raw.isEmpty()) {
      result.add(Expression.text(unescaped(raw)));
    }
  }

  private static int chars(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.UTF_8).length();
  }

  private static String unescaped(String raw) {
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\' || i + 1 == raw.length()) {
        text.append(c);
        continue;
      }
      char escaped = raw.charAt(++i);
      switch (escaped) {
        case '\n' -> {}
        case 'x' -> {
          text.appendCodePoint(Integer.parseInt(raw.substring(i + 1, i + 3), 16));
          i += 2;
        }
        case 'u' -> {
          boolean braced = raw.charAt(i + 1) == '{';
          int end = braced ? raw.indexOf('}', i) : i + 5;
          text.appendCodePoint(Integer.parseInt(raw.substring(i + (braced ? 2 : 1), end), 16));
          i = braced ? end : end - 1;
        }
        default -> text.append(ESCAPES.getOrDefault(escaped, escaped).charValue());
      }
    }
    return text.toString();
  }
}
