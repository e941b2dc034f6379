package dev.backlight.report;

import dev.backlight.model.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Light syntax colouring: keywords, strings and comments. What it misreads is only coloured wrong.
final class Colouring {

  enum Kind {
    PLAIN,
    KEYWORD,
    STRING,
    COMMENT
  }

  record Piece(Kind kind, String text) {}

  private static final Set<String> KEYWORDS =
      Set.of(
          ("abstract and as assert async await boolean break case catch class const continue def del"
                  + " elif else enum except export extends final finally for foreach from function"
                  + " global if implements import in instanceof interface internal is lambda let"
                  + " match namespace new nonlocal not null None True False true false or out"
                  + " override package pass private protected public raise readonly record return"
                  + " sealed static string super switch this throw throws try typeof using var void"
                  + " while with yield int long bool double")
              .split(" "));

  private final boolean hash;
  private final List<Piece> pieces = new ArrayList<>();
  private final StringBuilder plain = new StringBuilder();

  /// What ends the comment or string that a line leaves open, empty if none is.
  private String until = "";

  private Kind openKind = Kind.PLAIN;

  private Colouring(Language language) {
    this.hash = language == Language.PYTHON || language == Language.CONFIG;
  }

  static List<List<Piece>> lines(List<String> lines, Language language) {
    Colouring colouring = new Colouring(language);
    return lines.stream().map(colouring::line).toList();
  }

  private List<Piece> line(String line) {
    pieces.clear();
    int at = 0;
    while (at < line.length()) {
      at = until.isEmpty() ? token(line, at) : rest(line, at, at);
    }
    flush();
    return List.copyOf(pieces);
  }

  private int token(String line, int at) {
    String rest = line.substring(at, Math.min(line.length(), at + 3));
    char c = line.charAt(at);
    if (hash ? c == '#' : rest.startsWith("//")) {
      return piece(Kind.COMMENT, line, at, line.length());
    }
    if (!hash && rest.startsWith("/*")) {
      return start(Kind.COMMENT, "*/", line, at, 2);
    }
    if (rest.equals("\"\"\"") || rest.equals("'''")) {
      return start(Kind.STRING, rest, line, at, 3);
    }
    if (c == '`') {
      return start(Kind.STRING, "`", line, at, 1);
    }
    if (c == '"' || c == '\'') {
      return piece(Kind.STRING, line, at, endOfString(line, at));
    }
    if (Character.isJavaIdentifierStart(c)) {
      int end = at + 1;
      while (end < line.length() && Character.isJavaIdentifierPart(line.charAt(end))) {
        end++;
      }
      String word = line.substring(at, end);
      boolean member = at > 0 && line.charAt(at - 1) == '.';
      return piece(KEYWORDS.contains(word) && !member ? Kind.KEYWORD : Kind.PLAIN, line, at, end);
    }
    plain.append(c);
    return at + 1;
  }

  private static int endOfString(String line, int at) {
    for (int i = at + 1; i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        i++;
      } else if (line.charAt(i) == line.charAt(at)) {
        return i + 1;
      }
    }
    return line.length();
  }

  private int start(Kind kind, String end, String line, int at, int skip) {
    until = end;
    openKind = kind;
    return rest(line, at, at + skip);
  }

  private int rest(String line, int at, int searchFrom) {
    int found = line.indexOf(until, searchFrom);
    int end = found < 0 ? line.length() : found + until.length();
    if (found >= 0) {
      until = "";
    }
    return piece(openKind, line, at, end);
  }

  private int piece(Kind kind, String line, int from, int to) {
    if (kind == Kind.PLAIN) {
      plain.append(line, from, to);
    } else {
      flush();
      pieces.add(new Piece(kind, line.substring(from, to)));
    }
    return to;
  }

  private void flush() {
    if (!plain.isEmpty()) {
      pieces.add(new Piece(Kind.PLAIN, plain.toString()));
      plain.setLength(0);
    }
  }
}
