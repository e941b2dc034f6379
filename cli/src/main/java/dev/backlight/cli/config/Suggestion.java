package dev.backlight.cli.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds what somebody may have meant.
public final class Suggestion {

  private Suggestion() {}

  /// `; did you mean 'x'?` for the known word nearest to an unknown one, or nothing if none is
  /// near.
  public static String sentence(String unknown, Collection<String> known) {
    return nearest(unknown, known).map(word -> "; did you mean '" + word + "'?").orElse("");
  }

  static Optional<String> nearest(String unknown, Collection<String> known) {
    String wanted = unknown.toLowerCase(Locale.ROOT);
    int limit = Math.max(2, wanted.length() / 3);
    return known.stream()
        .filter(word -> similar(wanted, word.toLowerCase(Locale.ROOT), limit))
        .min(
            Comparator.comparingInt(
                    (String word) -> distance(wanted, word.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean similar(String wanted, String word, int limit) {
    return distance(wanted, word) <= limit
        || (wanted.length() >= 4 && (word.contains(wanted) || wanted.contains(word)));
  }

  /// Damerau-Levenshtein: insertions, deletions, replacements and swaps of neighbours.
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + replace);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
