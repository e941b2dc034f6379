package dev.backlight.source.stack;

import dev.backlight.model.StackEntry.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The data files: which signals tell which technology.
///
/// A line is `name | signal signal …`; a signal is `source:what`. Sources are package ecosystems
/// (`pypi`, `npm`, `nuget`, `maven`, `gradle-plugin`), imports by language (`python`, `javascript`,
/// `csharp`, `java`: the module and everything below it), `call:<language>:<method>`, `literal`,
/// `image`, `url` (scheme), `driver`, `command`, `resource:<type>=<kind>` (Terraform,
/// CloudFormation), `kind`, `annotation`, `label`, `ingress-class`, `service-type` (Kubernetes,
/// compose), `file` (name), `syntax`, `shape`, `sdk`, `setting` (prefix), `runtime`, `action`. A
/// `*` at its end matches any rest. `~` in front makes it a hint.
final class Technologies {

  /// A technology that a signal points to; `hint` if the signal alone does not prove it,
  /// `versioned` if the signal's version is the technology's.
  record Technology(Kind kind, String name, boolean hint, boolean versioned) {}

  private static final Technologies SHIPPED = read();

  private final Map<String, List<Technology>> exact = new HashMap<>();
  private final Map<String, Map<String, List<Technology>>> prefixes = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> servers = new HashSet<>();

  static Technologies shipped() {
    return SHIPPED;
  }

  private static Technologies read() {
    Technologies technologies = new Technologies();
    for (Kind kind : Kind.values()) {
      String name = "technologies/" + kind.id() + ".txt";
      DataLine.read(name).forEach(line -> technologies.line(kind, line));
    }
    return technologies;
  }

  private void line(Kind kind, DataLine line) {
    if (!names.add(kind + line.name())) {
      throw new IllegalStateException(line.name() + " is listed twice under " + kind.id());
    }
    for (String word : line.words()) {
      boolean hint = word.startsWith("~");
      boolean versioned = !hint && !word.startsWith("-");
      String signal = (versioned ? word : word.substring(1)).toLowerCase(Locale.ROOT);
      Technology technology = new Technology(kind, line.name(), hint, versioned);
      if (signal.startsWith("image:")) {
        servers.add(kind + line.name());
      }
      if (signal.endsWith("*")) {
        String source = signal.substring(0, signal.indexOf(':'));
        prefixes
            .computeIfAbsent(source, key -> new HashMap<>())
            .computeIfAbsent(signal.substring(0, signal.length() - 1), key -> new ArrayList<>())
            .add(technology);
      } else {
        exact.computeIfAbsent(signal, key -> new ArrayList<>()).add(technology);
      }
    }
  }

  /// The technologies that a signal as written points to.
  List<Technology> of(String signal) {
    String lower = signal.toLowerCase(Locale.ROOT);
    List<Technology> found = new ArrayList<>(exact.getOrDefault(lower, List.of()));
    String source = lower.substring(0, Math.max(0, lower.indexOf(':')));
    prefixes
        .getOrDefault(source, Map.of())
        .forEach((prefix, technologies) -> {
          if (lower.startsWith(prefix)) {
            found.addAll(technologies);
          }
        });
    return found;
  }

  /// Whether this very signal is listed.
  boolean knows(String signal) {
    return exact.containsKey(signal.toLowerCase(Locale.ROOT));
  }

  /// What is listed of a source, exactly.
  List<String> listed(String source) {
    return exact.keySet().stream()
        .filter(signal -> signal.startsWith(source + ":"))
        .map(signal -> signal.substring(source.length() + 1))
        .sorted()
        .toList();
  }

  /// Whether a technology is a server of its own, whose version an image tells and a driver does
  /// not.
  boolean isServer(Kind kind, String name) {
    return servers.contains(kind + name);
  }

  /// A line of a data file: a name and blank-separated words after `|`.
  record DataLine(String name, List<String> words) {

    static List<DataLine> read(String resource) {
      try (InputStream in = Technologies.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalStateException("no data file " + resource);
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.split("\\|", 2))
            .map(parts -> new DataLine(parts[0].strip(), List.of(parts[1].strip().split("\\s+"))))
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(resource, e);
      }
    }
  }
}
