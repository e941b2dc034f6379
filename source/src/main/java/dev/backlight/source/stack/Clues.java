package dev.backlight.source.stack;

import dev.backlight.model.Confidence;
import dev.backlight.model.Location;
import dev.backlight.source.code.SourceRoots;
import dev.backlight.source.config.ConfigFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// What one reading of the tree has gathered.
final class Clues {

  private static final Pattern ASIDE =
      Pattern.compile(
          "(?i)(^|/)(tests?|testing|[\\w.-]*[.-]tests?|e2e[\\w-]*|specs?|examples?|samples?|docs?|document"
              + "|documentation|benchmarks?|fuzz|\\.github|\\.devcontainer|\\.gitlab|\\.circleci"
              + "|\\.worktree[\\w-]*|demos?|tutorials?|migrations?"
              + "|load-?test\\w*|load-testing|perf(ormance)?-tests?|dev-server|dev-tools)/");

  private final List<Clue> clues = new ArrayList<>();
  private final Map<String, Map<String, String>> locked = new HashMap<>();

  /// Whether a path holds tests, examples, documentation or tools rather than what runs.
  static boolean isAside(String path) {
    return ASIDE.matcher(SourceRoots.place(path)).find();
  }

  List<Clue> all() {
    return clues;
  }

  void add(ConfigFile file, int line, String signal, String version, String note) {
    add(file, line, signal, version, note, false);
  }

  void add(
      ConfigFile file, int line, String signal, String version, String note, boolean development) {
    add(signal, version, development, Confidence.HIGH, file.at(line), note);
  }

  void add(
      String signal,
      String version,
      boolean development,
      Confidence confidence,
      Location place,
      String note) {
    boolean aside = development || isAside(place.path());
    clues.add(new Clue(signal, version, aside, confidence, place, note, true));
  }

  /// A version that a lock file or a central list of versions fixes for the tree below `folder`.
  void lock(String folder, String ecosystem, String name, String version) {
    locked
        .computeIfAbsent(ecosystem + ":" + name.toLowerCase(Locale.ROOT), key -> new HashMap<>())
        .put(folder, version);
  }

  /// The version fixed nearest above `path`, else any, else empty.
  String lockedVersion(String path, String signal) {
    Map<String, String> folders = locked.getOrDefault(signal.toLowerCase(Locale.ROOT), Map.of());
    String folder = path;
    while (!folder.isEmpty()) {
      folder = folder(folder);
      String version = folders.get(folder);
      if (version != null) {
        return version;
      }
    }
    return folders.entrySet().stream()
        .min(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .orElse("");
  }

  static String folder(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }
}
