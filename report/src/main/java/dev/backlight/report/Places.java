package dev.backlight.report;

import dev.backlight.model.Location;
import dev.backlight.model.Report.CategoryScore;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Where and when, in words.
final class Places {

  private static final int SHORT_HASH = 7;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Places() {}

  /// `app/api/orders.py:65–67`.
  static String lines(Location location) {
    int first = location.span().startLine();
    int last = location.span().endLine();
    return location.path() + ":" + first + (last > first ? "–" + last : "");
  }

  static String commit(String commit) {
    return commit.matches("[0-9a-f]{12,}") ? commit.substring(0, SHORT_HASH) : commit;
  }

  static String time(String iso) {
    try {
      return TIME.format(Instant.parse(iso));
    } catch (DateTimeException e) {
      return iso;
    }
  }

  static String bounds(CategoryScore category) {
    return category.hi() - category.lo() < 0.05
        ? "complete"
        : Figures.say("%s to %s", Figures.score(category.lo()), Figures.score(category.hi()));
  }
}
