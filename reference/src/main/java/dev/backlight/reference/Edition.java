package dev.backlight.reference;

import java.util.Locale;

/// Which of the two shops is open.
public enum Edition {
  /// Commits the crimes as they are met in the wild.
  GUILTY,
  /// Gives the same answers without them.
  REDEEMED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
