package dev.backlight.audits;

import dev.backlight.model.Finding.Status;
import dev.backlight.model.Sighting;
import dev.backlight.model.Span;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Decides which findings are silenced, and remembers which suppressions were used. Not
/// thread-safe.
final class Silencer {

  private static final String ANY_RULE = "*";

  private record Configured(Suppression suppression, PathPattern pattern) {}

  private final Map<String, List<Ignore>> ignores = new HashMap<>();
  private final List<Ignore> allIgnores;
  private final List<Configured> configured = new ArrayList<>();
  private final Set<Object> used = new HashSet<>();
  private final List<String> warnings = new ArrayList<>();

  Silencer(List<Ignore> ignores, List<Suppression> suppressions, LocalDate today) {
    this.allIgnores = List.copyOf(ignores);
    for (Ignore ignore : ignores) {
      this.ignores.computeIfAbsent(ignore.path(), _ -> new ArrayList<>()).add(ignore);
    }
    for (Suppression suppression : suppressions) {
      if (suppression.until().isBefore(today)) {
        warnings.add(
            "%s: the suppression of %s in %s expired on %s and no longer counts"
                .formatted(
                    suppression.place(),
                    suppression.rule(),
                    suppression.path(),
                    suppression.until()));
      } else {
        configured.add(new Configured(suppression, new PathPattern(suppression.path())));
      }
    }
  }

  Optional<Status.Suppressed> silenced(Sighting sighting) {
    for (Ignore ignore : ignores.getOrDefault(sighting.location().path(), List.of())) {
      if (ignore.crimes().contains(sighting.rule()) && covers(ignore, sighting.location().span())) {
        used.add(ignore);
        return Optional.of(new Status.Suppressed("comment", ignore.reason(), ""));
      }
    }
    for (Configured entry : configured) {
      Suppression suppression = entry.suppression();
      boolean rule =
          suppression.rule().equals(ANY_RULE) || suppression.rule().equals(sighting.rule());
      if (rule && entry.pattern().matches(sighting.location().path())) {
        used.add(suppression);
        String until =
            suppression.until().equals(Suppression.FOREVER) ? "" : suppression.until().toString();
        return Optional.of(new Status.Suppressed("configuration", suppression.reason(), until));
      }
    }
    return Optional.empty();
  }

  private static boolean covers(Ignore ignore, Span span) {
    boolean within = span.startLine() <= ignore.line() && ignore.line() <= span.endLine();
    return within || (ignore.alone() && ignore.line() + 1 == span.startLine());
  }

  /// What the user should know: expired suppressions, and those of rules that ran which silenced
  /// nothing.
  List<String> warnings(Set<String> rulesRun) {
    List<String> all = new ArrayList<>(warnings);
    for (Configured entry : configured) {
      Suppression suppression = entry.suppression();
      boolean judged = suppression.rule().equals(ANY_RULE) || rulesRun.contains(suppression.rule());
      if (judged && !used.contains(suppression)) {
        all.add(
            "%s: the suppression of %s in %s matches nothing"
                .formatted(suppression.place(), suppression.rule(), suppression.path()));
      }
    }
    for (Ignore ignore : allIgnores) {
      if (ignore.crimes().isEmpty()) {
        all.add(place(ignore) + ": the ignore comment names no crime");
      } else if (!used.contains(ignore) && rulesRun.containsAll(ignore.crimes())) {
        all.add(
            "%s: ignore[%s] matches nothing"
                .formatted(place(ignore), String.join(", ", ignore.crimes())));
      } else if (used.contains(ignore) && ignore.reason().isEmpty()) {
        all.add(place(ignore) + ": the ignore comment gives no reason");
      }
    }
    return all;
  }

  private static String place(Ignore ignore) {
    return ignore.path() + ":" + ignore.line();
  }
}
