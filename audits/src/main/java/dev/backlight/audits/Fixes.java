package dev.backlight.audits;

import dev.backlight.model.Finding.Fix;
import dev.backlight.model.Language;
import dev.backlight.model.Rule;
import dev.backlight.model.Sighting;
import java.util.Optional;

/// Chooses how a finding is mended: a diff of the user's own code where edits are certain, else the
/// rule's worked pair in the finding's language.
final class Fixes {

  private Fixes() {}

  static Fix of(Rule rule, Sighting sighting, SourceText source) {
    String text = remedy(rule, sighting.language());
    Optional<String> diff =
        sighting.edits().isEmpty() ? Optional.empty() : Diffs.unified(sighting.edits(), source);
    if (diff.isPresent()) {
      return new Fix.Diff(text, diff.get());
    }
    return rule.examples().stream()
        .filter(example -> example.language() == sighting.language())
        .findFirst()
        .map(example -> new Fix.Worked(text, example.guilty(), example.redeemed()))
        .orElse(new Fix.Worked(text, "", ""));
  }

  private static String remedy(Rule rule, Language language) {
    return rule.remedies().stream()
        .filter(remedy -> remedy.language() == language)
        .findFirst()
        .or(() -> rule.remedies().stream().findFirst())
        .map(Rule.Remedy::text)
        .orElse("");
  }
}
