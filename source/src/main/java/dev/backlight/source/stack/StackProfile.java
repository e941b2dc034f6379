package dev.backlight.source.stack;

import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.model.StackEntry;
import dev.backlight.model.StackEntry.Kind;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.stack.Technologies.Technology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The technologies of a tree, each with its evidence.
///
/// A technology is as sure as its surest clue: manifests, locks and configuration are HIGH, imports
/// MEDIUM, hints LOW. What only tests, tools or build stages use says so in its detail.
public final class StackProfile {

  /// Evidence that is kept of each technology: the surest, nearest to the root.
  static final int EVIDENCE_LIMIT = 5;

  /// Kinds that belong to development by nature.
  private static final Set<Kind> TOOLS = EnumSet.of(Kind.LOAD_TEST, Kind.PROFILER);

  /// Where the version of a server stands; a driver has one of its own.
  private static final Set<String> SERVER_SOURCES = Set.of("image", "resource");

  private static final Comparator<Clue> SUREST =
      Comparator.comparing(Clue::development)
          .thenComparing(Clue::confidence)
          .thenComparing(clue -> depth(clue.place().path()))
          .thenComparing(clue -> clue.place().path())
          .thenComparing(clue -> clue.place().span().startLine())
          .thenComparing(Clue::note);

  private record Key(Kind kind, String name) {}

  private StackProfile() {}

  /// Reads the profile. The result is sorted by kind, what runs before what only develops, surest
  /// first, then by name.
  public static List<StackEntry> of(
      List<ConfigFile> configs, List<SourceFile> sources, Deployment deployment) {
    Clues clues = gather(configs, sources, deployment.settings());
    Map<Key, List<Clue>> found = new LinkedHashMap<>();
    for (Clue clue : clues.all()) {
      for (Technology technology : Technologies.shipped().of(clue.signal())) {
        Clue told = technology.versioned() ? clue : clue.unversioned();
        Clue judged = technology.hint() ? told.hinted() : told;
        found
            .computeIfAbsent(
                new Key(technology.kind(), technology.name()), key -> new ArrayList<>())
            .add(judged);
      }
    }
    Map<String, String> details = serverDetails(deployment.servers());
    List<StackEntry> entries = new ArrayList<>();
    found.forEach((key, all) -> entries.add(entry(key, all, clues, details)));
    entries.sort(
        Comparator.comparing(StackEntry::kind)
            .thenComparing(entry -> entry.detail().startsWith("development"))
            .thenComparing(StackEntry::confidence)
            .thenComparing(StackEntry::name));
    return List.copyOf(entries);
  }

  private static Clues gather(
      List<ConfigFile> configs, List<SourceFile> sources, Settings settings) {
    Clues clues = new Clues();
    for (ConfigFile file : configs) {
      PythonManifests.read(file, clues);
      NodeManifests.read(file, clues);
      DotnetManifests.read(file, clues);
      ConfigClues.read(file, clues);
    }
    JavaManifests.read(configs, clues);
    SettingClues.read(settings, clues);
    sources.forEach(source -> SourceClues.read(source, clues));
    sources.forEach(source -> SourceFacts.setup(source, clues));
    Languages.read(sources, clues);
    return clues;
  }

  private static Map<String, String> serverDetails(List<Server> servers) {
    Map<String, String> details = new TreeMap<>();
    for (Server server : servers) {
      if (!server.development()) {
        details.putIfAbsent(server.name(), server.summary());
      }
    }
    servers.forEach(server -> details.putIfAbsent(server.name(), server.summary()));
    return details;
  }

  private static StackEntry entry(
      Key key, List<Clue> all, Clues clues, Map<String, String> details) {
    List<Clue> sorted = all.stream().sorted(SUREST).distinct().toList();
    boolean development = sorted.stream().allMatch(Clue::development);
    List<Sighting.Step> evidence =
        sorted.stream()
            .map(clue -> new Sighting.Step(clue.place(), clue.note()))
            .distinct()
            .limit(EVIDENCE_LIMIT)
            .toList();
    List<String> detail = new ArrayList<>();
    if (development && !TOOLS.contains(key.kind())) {
      detail.add("development only");
    }
    if (!details.getOrDefault(key.name(), "").isEmpty() && key.kind() == Kind.SERVER) {
      detail.add(details.getOrDefault(key.name(), ""));
    }
    if (isServer(key)) {
      developmentVersion(sorted).ifPresent(detail::add);
    }
    if (key.kind() == Kind.LANGUAGE) {
      sorted.stream()
          .map(Clue::note)
          .filter(note -> note.matches("\\d+ files?"))
          .forEach(detail::add);
    }
    return new StackEntry(
        key.kind(),
        key.name(),
        version(key, sorted, clues),
        String.join(", ", detail),
        sorted.stream().map(Clue::confidence).min(Comparator.naturalOrder()).orElse(Confidence.LOW),
        evidence);
  }

  /// Whether it is a product of its own, whose version a driver does not tell.
  private static boolean isServer(Key key) {
    return switch (key.kind()) {
      case DATABASE, LOAD_BALANCER -> true;
      case CACHE, QUEUE -> Technologies.shipped().isServer(key.kind(), key.name());
      default -> false;
    };
  }

  /// `15 in development`: the version of a server whose image only development names.
  private static Optional<String> developmentVersion(List<Clue> sorted) {
    List<Clue> images =
        sorted.stream()
            .filter(clue -> SERVER_SOURCES.contains(clue.source()) && !clue.version().isEmpty())
            .toList();
    return images.stream().allMatch(Clue::development)
        ? images.stream().findFirst().map(clue -> clue.version() + " in development")
        : Optional.empty();
  }

  /// The version of the surest clue that names one. A lock or central list beats the range written
  /// in the manifest.
  private static String version(Key key, List<Clue> sorted, Clues clues) {
    String written = "";
    boolean server = isServer(key);
    for (Clue clue : sorted) {
      if (server && (clue.development() || !SERVER_SOURCES.contains(clue.source()))) {
        continue;
      }
      String locked =
          clue.versioned() ? clues.lockedVersion(clue.place().path(), clue.signal()) : "";
      if (!locked.isEmpty()) {
        return locked;
      }
      boolean exact = clue.version().matches("\\d[\\w.+-]*");
      boolean better = written.isEmpty() || exact && !written.matches("\\d[\\w.+-]*");
      if (!clue.version().isEmpty() && better) {
        written = clue.version();
      }
    }
    return written;
  }

  private static int depth(String path) {
    return (int) path.chars().filter(c -> c == '/').count();
  }
}
