package dev.backlight.source.walk;

import java.util.ArrayList;
import java.util.List;

/// The rules of one `.gitignore` file, as the manual page gitignore(5) defines them.
final class IgnoreFile {

  /// Longer lines and further rules are left out; real ones have neither.
  static final int MAX_PATTERN_LENGTH = 4_096;

  static final int MAX_RULES = 20_000;

  /// What the file says about a path.
  enum Verdict {
    SILENT,
    IGNORED,
    INCLUDED
  }

  /// @param parts globs between slashes; an unanchored pattern has one
  private record Rule(boolean negated, boolean folderOnly, boolean anchored, List<Part> parts) {}

  private sealed interface Part {}

  private record Name(Glob glob) implements Part {}

  /// `**`: any number of folders, also none.
  private record AnyFolders() implements Part {}

  private final List<Rule> rules;

  private IgnoreFile(List<Rule> rules) {
    this.rules = rules;
  }

  static IgnoreFile parse(String text) {
    List<Rule> rules = new ArrayList<>();
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    for (String line : withoutMark.split("\n", -1)) {
      String pattern = withoutTrailingBlanks(line.endsWith("\r") ? cut(line) : line);
      if (pattern.isEmpty()
          || pattern.startsWith("#")
          || pattern.length() > MAX_PATTERN_LENGTH
          || rules.size() == MAX_RULES) {
        continue;
      }
      Rule rule = rule(pattern);
      if (!rule.parts().isEmpty()) {
        rules.add(rule);
      }
    }
    return new IgnoreFile(List.copyOf(rules));
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  /// The last rule that matches decides.
  ///
  /// @param path names of the folders and of the file itself, from this file's folder on
  Verdict verdict(List<String> path, boolean folder) {
    for (int i = rules.size() - 1; i >= 0; i--) {
      Rule rule = rules.get(i);
      if ((folder || !rule.folderOnly()) && matches(rule, path)) {
        return rule.negated() ? Verdict.INCLUDED : Verdict.IGNORED;
      }
    }
    return Verdict.SILENT;
  }

  private static Rule rule(String pattern) {
    boolean negated = pattern.startsWith("!");
    String rest = negated ? pattern.substring(1) : pattern;
    boolean folderOnly = rest.endsWith("/");
    if (folderOnly) {
      rest = cut(rest);
    }
    boolean anchored = rest.contains("/");
    if (rest.startsWith("/")) {
      rest = rest.substring(1);
    }
    return new Rule(
        negated, folderOnly, anchored, rest.isEmpty() ? List.of() : parts(rest, anchored));
  }

  private static List<Part> parts(String pattern, boolean anchored) {
    List<Part> parts = new ArrayList<>();
    for (String part : Glob.parts(pattern)) {
      if (!anchored || !folders(part)) {
        parts.add(new Name(Glob.of(part)));
      } else if (parts.isEmpty() || !(parts.getLast() instanceof AnyFolders)) {
        parts.add(new AnyFolders());
      }
    }
    if (parts.getLast() instanceof AnyFolders) {
      // `a/**` is everything inside `a`, not `a` itself.
      parts.add(new Name(Glob.of("*")));
    }
    return List.copyOf(parts);
  }

  /// `**`; Git takes more stars for the same.
  private static boolean folders(String part) {
    return part.length() >= 2 && part.chars().allMatch(c -> c == '*');
  }

  /// After a mismatch only the last `**` can take more.
  private static boolean matches(Rule rule, List<String> path) {
    List<Part> parts = rule.parts();
    if (!rule.anchored()) {
      return parts.getFirst() instanceof Name(Glob glob) && glob.matches(path.getLast());
    }
    int part = 0;
    int at = 0;
    int retryPart = -1;
    int retryAt = -1;
    while (at < path.size()) {
      if (part < parts.size() && parts.get(part) instanceof AnyFolders) {
        retryPart = ++part;
        retryAt = at;
      } else if (part < parts.size()
          && parts.get(part) instanceof Name(Glob glob)
          && glob.matches(path.get(at))) {
        part++;
        at++;
      } else if (retryPart >= 0) {
        part = retryPart;
        at = ++retryAt;
      } else {
        return false;
      }
    }
    return part == parts.size();
  }

  /// Blanks at the end count only behind a backslash.
  private static String withoutTrailingBlanks(String line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == ' ' && !escaped(line, end - 1)) {
      end--;
    }
    return line.substring(0, end);
  }

  private static boolean escaped(String line, int at) {
    int backslashes = 0;
    while (at - 1 - backslashes >= 0 && line.charAt(at - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private static String cut(String line) {
    return line.substring(0, line.length() - 1);
  }
}
