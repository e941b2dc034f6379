package dev.backlight.load.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A word of an expression. `text` is what it says: for texts without quotes and escapes.
record Token(Kind kind, String text, int start, int end) {

  enum Kind {
    NAME,
    NUMBER,
    TEXT,
    SIGN,
    END
  }

  private static final List<String> SIGNS =
      List.of(
          "==", "!=", "<=", ">=", "&&", "||", "//", "?.", "??", "<", ">", "+", "-", "*", "/", "%",
          "!", "(", ")", "[", "]", "{", "}", ",", ".", ":", "?");
  private static final Map<Character, Character> ESCAPES =
      Map.of('n', '\n', 't', '\t', 'r', '\r', '0', '\0');
  private static final Set<Character> QUOTES = Set.of('\'', '"');

  boolean is(String sign) {
    return (kind == Kind.SIGN || kind == Kind.NAME) && text.equals(sign);
  }

  /// The tokens from `start` to the end, or to the closing brace that has no opening one.
  static List<Token> read(String source, int start) throws SyntaxException {
    List<Token> tokens = new ArrayList<>();
    int depth = 0;
    int at = start;
    while (true) {
      while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
        at++;
      }
      if (at == source.length()) {
        break;
      }
      Token token = next(source, at);
      if (token.is("{")) {
        depth++;
      } else if (token.is("}") && depth-- == 0) {
        break;
      }
      tokens.add(token);
      at = token.end;
    }
    tokens.add(new Token(Kind.END, "", at, at));
    return tokens;
  }

  private static Token next(String source, int at) throws SyntaxException {
    char c = source.charAt(at);
    if (QUOTES.contains(c)) {
      return text(source, at);
    }
    int end = at;
    if (Character.isDigit(c)) {
      while (end < source.length() && inNumber(source, end)) {
        end++;
      }
      return new Token(Kind.NUMBER, source.substring(at, end), at, end);
    }
    if (Character.isJavaIdentifierStart(c) && c != '$') {
      while (end < source.length() && Character.isJavaIdentifierPart(source.charAt(end))) {
        end++;
      }
      return new Token(Kind.NAME, source.substring(at, end), at, end);
    }
    for (String sign : SIGNS) {
      if (source.startsWith(sign, at)) {
        return new Token(Kind.SIGN, sign, at, at + sign.length());
      }
    }
    throw new SyntaxException(at, "'" + c + "' has no meaning here");
  }

  private static boolean inNumber(String source, int at) {
    char c = source.charAt(at);
    boolean exponentSign =
        (c == '-' || c == '+') && Character.toLowerCase(source.charAt(at - 1)) == 'e';
    boolean fraction =
        c == '.' && at + 1 < source.length() && Character.isDigit(source.charAt(at + 1));
    return Character.isDigit(c) || c == 'e' || c == 'E' || exponentSign || fraction;
  }

  private static Token text(String source, int at) throws SyntaxException {
    char quote = source.charAt(at);
    StringBuilder text = new StringBuilder();
    for (int i = at + 1; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == quote) {
        return new Token(Kind.TEXT, text.toString(), at, i + 1);
      }
      if (c == '\\' && i + 1 < source.length()) {
        char escaped = source.charAt(++i);
        text.append(ESCAPES.getOrDefault(escaped, escaped));
      } else {
        text.append(c);
      }
    }
    throw new SyntaxException(at, "this text is not closed; it needs a " + quote + " at its end");
  }
}
