package dev.backlight.workshop;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The links of a Markdown text that lead into the repository, and the anchors it offers.
final class MarkdownLinks {

  private static final Pattern FENCED = Pattern.compile("(?ms)^(`{3,}).*?^\\1`*$");
  private static final Pattern INLINE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)[^)]*\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

  private MarkdownLinks() {}

  static List<String> of(String markdown) {
    String prose = INLINE.matcher(withoutCode(markdown)).replaceAll("``");
    return LINK.matcher(prose)
        .results()
        .map(result -> result.group(1))
        .filter(target -> !ELSEWHERE.matcher(target).matches())
        .toList();
  }

  /// As GitHub makes them of headings.
  static Set<String> anchors(String markdown) {
    return HEADING
        .matcher(withoutCode(markdown))
        .results()
        .map(result -> result.group(1).toLowerCase(Locale.ROOT).strip())
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static String withoutCode(String markdown) {
    return Arrays.stream(FENCED.split(markdown, -1)).collect(Collectors.joining("\n"));
  }
}
