package dev.backlight.source.walk;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// One part of a `.gitignore` pattern, between two slashes: literals, `*`, `?`, `[a-z]`, `[!x]`,
/// `[[:alpha:]]` and `\` before a literal.
///
/// Not a regular expression on purpose: patterns come from strangers, and this takes at most
/// pattern × name steps.
final class Glob {

  /// A pattern that Git would never match either, such as one with an open `[`.
  private static final Glob NEVER = new Glob(List.of(new OneOf(new BitSet(), false)));

  /// Characters above are never in a class; backends have no such file names.
  private static final int CLASS_LIMIT = 0x3000;

  private final List<Token> tokens;

  private Glob(List<Token> tokens) {
    this.tokens = tokens;
  }

  private sealed interface Token {}

  private record Literal(char c) implements Token {}

  private record AnyOne() implements Token {}

  private record AnyRun() implements Token {}

  private record OneOf(BitSet set, boolean negated) implements Token {}

  static Glob of(String pattern) {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> {
          if (tokens.isEmpty() || !(tokens.getLast() instanceof AnyRun)) {
            tokens.add(new AnyRun());
          }
          i++;
        }
        case '?' -> {
          tokens.add(new AnyOne());
          i++;
        }
        case '\\' -> {
          if (i + 1 == pattern.length()) {
            return NEVER;
          }
          tokens.add(new Literal(pattern.charAt(i + 1)));
          i += 2;
        }
        case '[' -> {
          int end = addClass(pattern, i, tokens);
          if (end < 0) {
            return NEVER;
          }
          i = end;
        }
        default -> {
          tokens.add(new Literal(c));
          i++;
        }
      }
    }
    return new Glob(List.copyOf(tokens));
  }

  /// Returns the place behind the closing bracket, or -1 where there is none.
  private static int addClass(String pattern, int open, List<Token> tokens) {
    int i = open + 1;
    boolean negated =
        i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^');
    if (negated) {
      i++;
    }
    var set = new BitSet();
    boolean first = true;
    while (i < pattern.length() && (first || pattern.charAt(i) != ']')) {
      first = false;
      int named = addNamedClass(pattern, i, set);
      if (named > 0) {
        i = named;
        continue;
      }
      boolean escaped = pattern.charAt(i) == '\\' && i + 1 < pattern.length();
      char from = pattern.charAt(escaped ? i + 1 : i);
      i += escaped ? 2 : 1;
      char to = from;
      if (i + 1 < pattern.length() && pattern.charAt(i) == '-' && pattern.charAt(i + 1) != ']') {
        boolean escapedEnd = pattern.charAt(i + 1) == '\\' && i + 2 < pattern.length();
        to = pattern.charAt(escapedEnd ? i + 2 : i + 1);
        i += escapedEnd ? 3 : 2;
      }
      if (from < CLASS_LIMIT) {
        // As in Git, the start belongs to the class even where the range is upside down.
        set.set(from, Math.max(from, Math.min(to, CLASS_LIMIT)) + 1);
      }
    }
    if (i >= pattern.length()) {
      return -1;
    }
    tokens.add(new OneOf(set, negated));
    return i + 1;
  }

  private static int addNamedClass(String pattern, int at, BitSet set) {
    int end = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at + 2) : -1;
    if (end < 0) {
      return -1;
    }
    String name = pattern.substring(at + 2, end);
    for (char c = 1; c < 128; c++) {
      if (inNamedClass(name, c)) {
        set.set(c);
      }
    }
    return end + 2;
  }

  private static boolean inNamedClass(String name, char c) {
    return switch (name) {
      case "alpha" -> Character.isLetter(c);
      case "digit" -> Character.isDigit(c);
      case "alnum" -> Character.isLetterOrDigit(c);
      case "upper" -> Character.isUpperCase(c);
      case "lower" -> Character.isLowerCase(c);
      case "space" -> c == ' ' || (c >= '\t' && c <= '\r');
      case "blank" -> c == ' ' || c == '\t';
      case "punct" -> c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
      case "print" -> c >= ' ' && c < 127;
      case "graph" -> c > ' ' && c < 127;
      case "cntrl" -> c < ' ' || c == 127;
      case "xdigit" -> Character.digit(c, 16) >= 0;
      default -> false;
    };
  }

  /// Whether the whole name matches. After a mismatch only the last `*` can take more.
  boolean matches(String name) {
    int token = 0;
    int at = 0;
    int retryToken = -1;
    int retryAt = -1;
    while (at < name.length()) {
      if (token < tokens.size() && tokens.get(token) instanceof AnyRun) {
        retryToken = ++token;
        retryAt = at;
      } else if (token < tokens.size() && one(tokens.get(token), name.charAt(at))) {
        token++;
        at++;
      } else if (retryToken >= 0) {
        token = retryToken;
        at = ++retryAt;
      } else {
        return false;
      }
    }
    while (token < tokens.size() && tokens.get(token) instanceof AnyRun) {
      token++;
    }
    return token == tokens.size();
  }

  private static boolean one(Token token, char c) {
    return switch (token) {
      case Literal(char wanted) -> wanted == c;
      case AnyOne() -> true;
      case AnyRun() -> false;
      case OneOf(BitSet set, boolean negated) -> set.get(c) != negated;
    };
  }

  /// Splits a pattern at its slashes; a backslash before a slash means nothing.
  static List<String> parts(String pattern) {
    List<String> parts = new ArrayList<>();
    var part = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      char next = i + 1 < pattern.length() ? pattern.charAt(i + 1) : '\0';
      if (c == '/') {
        parts.add(part.toString());
        part.setLength(0);
      } else if (c == '\\' && next != '/' && next != '\0') {
        part.append(c).append(next);
        i++;
      } else if (c != '\\' || next != '/') {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }
}
