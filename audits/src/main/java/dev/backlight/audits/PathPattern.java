package dev.backlight.audits;

import java.util.regex.Pattern;

/// A path pattern of the configuration: `*` within a folder, `**` across folders, `?` one
/// character, `{a,b}` either; a pattern without `/` matches the name in any folder, one that ends
/// with `/` everything below it. Paths are relative with `/`.
public final class PathPattern {

  private final String text;
  private final Pattern pattern;

  /// Throws IllegalArgumentException for braces that do not match.
  public PathPattern(String text) {
    this.text = text;
    this.pattern = Pattern.compile(expression(text));
  }

  public boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  @Override
  public String toString() {
    return text;
  }

  private static String expression(String text) {
    String glob = text.startsWith("./") ? text.substring(2) : text;
    if (glob.endsWith("/")) {
      glob = glob + "**";
    }
    StringBuilder regex = new StringBuilder(glob.contains("/") ? "" : "(?:.*/)?");
    int braces = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          if (glob.startsWith("**/", i)) {
            regex.append("(?:.*/)?");
            i += 2;
          } else if (glob.startsWith("**", i)) {
            regex.append(".*");
            i++;
          } else {
            regex.append("[^/]*");
          }
        }
        case '?' -> regex.append("[^/]");
        case '{' -> {
          braces++;
          regex.append("(?:");
        }
        case '}' -> {
          braces--;
          regex.append(')');
        }
        case ',' -> regex.append(braces > 0 ? "|" : ",");
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
      if (braces < 0 || braces > 1) {
        throw new IllegalArgumentException("braces do not match: " + text);
      }
    }
    if (braces != 0) {
      throw new IllegalArgumentException("braces do not match: " + text);
    }
    return regex.toString();
  }
}
