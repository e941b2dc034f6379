package dev.backlight.audits;

import java.time.LocalDate;

/// A suppression of the configuration: a rule's id (`*` for all) in files that match `path`, with a
/// reason, until the end of a day. `place` says where it stands (`backlight.yaml:12`).
public record Suppression(String rule, String path, String reason, LocalDate until, String place) {

  /// Without an end.
  public static final LocalDate FOREVER = LocalDate.MAX;
}
