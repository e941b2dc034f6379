package dev.backlight.cli;

import dev.backlight.audits.Ignore;
import dev.backlight.audits.SourceText;
import dev.backlight.model.Report.EvidenceSource;
import dev.backlight.model.Report.Numbers;
import dev.backlight.model.Report.RouteEntry;
import dev.backlight.model.Rule;
import dev.backlight.model.Sighting;
import dev.backlight.model.StackEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Looks at source: the seam to the rooms that read programs and know the crimes.
public interface Review {

  /// Every rule there is.
  List<Rule> rules();

  /// Reads what stands under the root and runs the rules that are asked for.
  Seen look(Request request, Progress progress) throws Trouble;

  /// `excluded` is asked for the path of every file, and of every folder with a `/` at its end.
  /// `rules` are the ids of the rules to run.
  record Request(Path root, Predicate<String> excluded, int threads, Set<String> rules) {}

  /// What there is to judge. `rules` are those that ran.
  record Seen(
      List<Rule> rules,
      List<Sighting> sightings,
      List<Ignore> ignores,
      List<StackEntry> stack,
      List<RouteEntry> routes,
      Numbers numbers,
      List<EvidenceSource> evidence,
      SourceText source,
      List<String> warnings) {}
}
