package dev.backlight.audits;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A comment that silences crimes: `backlight: ignore[n-plus-one-query, await-in-loop] reason`. It
/// counts for its own line and, where `alone` (nothing but the comment stands there), for the next.
public record Ignore(String path, int line, boolean alone, List<String> crimes, String reason) {

  private static final Pattern SYNTAX =
      Pattern.compile("backlight:\\s*ignore\\s*\\[([^\\]]*)\\]\\s*(.*)", Pattern.DOTALL);

  /// Reads a comment's text; empty if it does not ask for silence. A bare `backlight: ignore`
  /// silences nothing: a crime has to be named.
  public static Optional<Ignore> parse(String path, int line, boolean alone, String comment) {
    Matcher matcher = SYNTAX.matcher(comment);
    if (!matcher.find()) {
      return Optional.empty();
    }
    List<String> crimes =
        Arrays.stream(matcher.group(1).split(",", -1))
            .map(String::strip)
            .filter(id -> !id.isEmpty())
            .toList();
    String reason = matcher.group(2).strip().replaceFirst("\\s*(\\*/|-->)$", "");
    return Optional.of(new Ignore(path, line, alone, crimes, reason));
  }
}
