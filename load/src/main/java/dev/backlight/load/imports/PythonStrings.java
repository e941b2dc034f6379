package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.source.code.Expr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads Python's string literals from the source text: prefixes, escapes, several side by side,
/// and the format specifications of f-strings, which the lowered program does not keep.
final class PythonStrings {

  private static final Map<Character, Character> ESCAPES =
      Map.of('n', '\n', 't', '\t', 'r', '\r', '0', '\0', 'b', '\b', 'f', '\f', 'a', '\u0007');
  private static final Pattern SPECIFICATION =
      Pattern.compile("(?:([<>])?)(0?)(\\d*)(,?)(\\.\\d+)?([dfsxXeg%]?)");

  /// Translates an expression in a string.
  @FunctionalInterface
  interface Parts {
    Expression translate(Expr part) throws RefusedException;
  }

  private final String source;
  private final int start;
  private final List<Expr> parts;
  private final Parts translation;
  private final List<Expression> result = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private int at;
  private int part;

  private PythonStrings(String source, int start, List<Expr> parts, Parts translation) {
    this.source = source;
    this.start = start;
    this.parts = parts;
    this.translation = translation;
  }

  /// The text of a literal.
  static String literal(Code code, Expr.Literal literal) throws RefusedException {
    Expression value =
        new PythonStrings(
                code.text(literal.start(), literal.end()), literal.start(), List.of(), noParts())
            .read();
    return value
        .literalText()
        .orElseThrow(() -> new RefusedException(literal, "a string that cannot be read"));
  }

  private static Parts noParts() {
    return part -> {
      throw new RefusedException(part, "an expression in a plain string");
    };
  }

  static Expression template(Code code, Expr.Template template, Parts translation)
      throws RefusedException {
    return new PythonStrings(
            code.text(template.start(), template.end()),
            template.start(),
            template.parts(),
            translation)
        .read();
  }

  private Expression read() throws RefusedException {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (Character.isWhitespace(c) || c == '(' || c == ')' || c == '\\') {
        at++;
      } else if (c == '#') {
        int end = source.indexOf('\n', at);
        at = end < 0 ? source.length() : end;
      } else {
        one();
      }
    }
    if (result.isEmpty()) {
      return Expression.text(text.toString());
    }
    flush();
    return new Expression.Template(List.copyOf(result));
  }

  private void one() throws RefusedException {
    int prefixStart = at;
    while (at < source.length() && Character.isLetter(source.charAt(at))) {
      at++;
    }
    String prefix = source.substring(prefixStart, at).toLowerCase(Locale.ROOT);
    if (at >= source.length() || (source.charAt(at) != '"' && source.charAt(at) != '\'')) {
      throw new RefusedException(start, "a string that cannot be read");
    }
    String quote = source.substring(at, at + 1);
    if (source.startsWith(quote.repeat(3), at)) {
      quote = quote.repeat(3);
    }
    at += quote.length();
    boolean raw = prefix.contains("r");
    boolean formatted = prefix.contains("f");
    while (at < source.length() && !source.startsWith(quote, at)) {
      char c = source.charAt(at);
      if (c == '\\' && !raw) {
        escape();
      } else if (c == '\\') {
        text.append(source, at, Math.min(at + 2, source.length()));
        at += 2;
      } else if (formatted && (c == '{' || c == '}') && source.startsWith("" + c + c, at)) {
        text.append(c);
        at += 2;
      } else if (formatted && c == '{') {
        interpolation();
      } else {
        text.append(c);
        at++;
      }
    }
    at += quote.length();
  }

  private void escape() {
    char c = source.charAt(at + 1);
    switch (c) {
      case '\n' -> at += 2;
      case 'x' -> codePoint(2);
      case 'u' -> codePoint(4);
      case 'U' -> codePoint(8);
      default -> {
        Character meaning = ESCAPES.get(c);
        if (meaning != null) {
          text.append(meaning.charValue());
        } else if (c == '\\' || c == '"' || c == '\'') {
          text.append(c);
        } else {
          text.append('\\').append(c);
        }
        at += 2;
      }
    }
  }

  private void codePoint(int digits) {
    int from = at + 2;
    int to = Math.min(from + digits, source.length());
    text.appendCodePoint(Integer.parseInt(source.substring(from, to), 16));
    at = to;
  }

  private void interpolation() throws RefusedException {
    if (part >= parts.size()) {
      throw new RefusedException(start, "an f-string that cannot be read");
    }
    Expr expr = parts.get(part++);
    Expression value = translation.translate(expr);
    int end = charOffset(expr.end());
    int close = source.indexOf('}', end);
    if (close < 0) {
      throw new RefusedException(expr, "an f-string that cannot be read");
    }
    String rest = source.substring(end, close).strip();
    while (rest.startsWith(")")) {
      rest = rest.substring(1).strip();
    }
    if (rest.startsWith("=") || rest.startsWith("!r") || rest.startsWith("!a")) {
      throw new RefusedException(
          expr, "'" + rest.substring(0, rest.startsWith("=") ? 1 : 2) + "' in an f-string");
    } else if (rest.startsWith("!s")) {
      rest = rest.substring(2);
    }
    flush();
    result.add(rest.isEmpty() ? value : formatted(value, rest.substring(1), expr.start()));
    at = close + 1;
  }

  /// Offsets count bytes, and `source` characters.
  private int charOffset(int byteOffset) {
    byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
    return new String(bytes, 0, byteOffset - start, StandardCharsets.UTF_8).length();
  }

  private void flush() {
    if (!text.isEmpty()) {
      result.add(Expression.text(text.toString()));
      text.setLength(0);
    }
  }

  /// A value by a format specification, as `:02d`.
  static Expression formatted(Expression value, String specification, int offset)
      throws RefusedException {
    if (specification.isEmpty()) {
      return value;
    }
    Matcher matcher = SPECIFICATION.matcher(specification);
    if (specification.contains("%") && specification.length() > 1) {
      return Expression.call(Function.FORMAT_TIME, value, Expression.text(specification));
    }
    if (!matcher.matches() || matcher.group(6).equals("%")) {
      throw new RefusedException(offset, "the format ':" + specification + "'");
    }
    String kind = matcher.group(6).isEmpty() ? "s" : matcher.group(6);
    boolean padded = matcher.group(2).equals("0");
    String precision = matcher.group(5) == null ? "" : matcher.group(5);
    if (kind.equals("s") && !precision.isEmpty()) {
      kind = "f";
    } else if (kind.equals("s") && (padded || !matcher.group(4).isEmpty())) {
      kind = "d";
    }
    String flags = ("<".equals(matcher.group(1)) ? "-" : "") + (padded ? "0" : "");
    String pattern = "%" + flags + matcher.group(4) + matcher.group(3) + precision + kind;
    return Expression.call(Function.FORMAT, Expression.text(pattern), value);
  }

  /// `"…{}…{name:02d}".format(…)`.
  static Expression format(
      String pattern, List<Expression> positional, Map<String, Expression> named, int offset)
      throws RefusedException {
    List<Expression> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int next = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if ((c == '{' || c == '}') && pattern.startsWith("" + c + c, i)) {
        text.append(c);
        i++;
      } else if (c == '{') {
        int close = pattern.indexOf('}', i);
        if (close < 0) {
          throw new RefusedException(offset, "a format with an open brace");
        }
        String[] field = pattern.substring(i + 1, close).split(":", 2);
        String name = field[0].replaceFirst("!s$", "");
        Expression value;
        if (name.isEmpty() || name.chars().allMatch(Character::isDigit)) {
          int place = name.isEmpty() ? next++ : Integer.parseInt(name);
          if (place >= positional.size()) {
            throw new RefusedException(offset, "a format that wants more values");
          }
          value = positional.get(place);
        } else if (named.containsKey(name)) {
          value = named.get(name);
        } else {
          throw new RefusedException(offset, "the format field {" + name + "}");
        }
        if (!text.isEmpty()) {
          parts.add(Expression.text(text.toString()));
          text.setLength(0);
        }
        parts.add(formatted(value, field.length > 1 ? field[1] : "", offset));
        i = close;
      } else {
        text.append(c);
      }
    }
    if (!text.isEmpty()) {
      parts.add(Expression.text(text.toString()));
    }
    return parts.isEmpty()
        ? Expression.text("")
        : parts.size() == 1 && parts.getFirst().literalText().isPresent()
            ? parts.getFirst()
            : new Expression.Template(List.copyOf(parts));
  }
}
