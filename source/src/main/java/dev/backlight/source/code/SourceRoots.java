package dev.backlight.source.code;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a file lies, apart from the folders that only spell its package: `com/example/demo` says
/// nothing of what a Java class is for.
public final class SourceRoots {

  private static final Pattern ROOT =
      Pattern.compile(
          "(?<root>(^|.*?/)src/\\w+/java/)"
              + "|(?<before>(^|.*?/))(com|org|net|io|dev|de|fr|it|es|nl|ch|at|se|no|fi|pl|cz|ru|cn|jp|kr|in"
              + "|br|uk|eu|us|me|co|app|ai|tech|info|edu|gov)/\\w+/(\\w+/)+");

  private SourceRoots() {}

  /// A Java file's path without its package's folders; any other file's path as it is.
  public static String place(String path) {
    if (!path.endsWith(".java")) {
      return path;
    }
    Matcher matcher = ROOT.matcher(path);
    if (!matcher.lookingAt()) {
      return path;
    }
    String root = matcher.group("root");
    return (root == null ? matcher.group("before") : root)
        + path.substring(path.lastIndexOf('/') + 1);
  }
}
