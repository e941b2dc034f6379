package dev.backlight.source.stack;

import dev.backlight.model.Confidence;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What settings tell: the `setting:` prefixes of the data files.
final class SettingClues {

  private SettingClues() {}

  static void read(Settings settings, Clues clues) {
    List<String> prefixes = Technologies.shipped().listed("setting");
    Set<String> seen = new HashSet<>();
    for (Setting setting : settings.all()) {
      String key = setting.key().toLowerCase(Locale.ROOT);
      for (String prefix : prefixes) {
        boolean below =
            key.equals(prefix) || key.startsWith(prefix + ".") || key.startsWith(prefix + "_");
        if (below && seen.add(prefix + " " + setting.place().path())) {
          clues.add(
              "setting:" + prefix,
              "",
              false,
              Confidence.HIGH,
              setting.place(),
              "setting " + setting.key());
        }
      }
    }
  }
}
