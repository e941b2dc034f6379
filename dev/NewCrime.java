import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Begins a crime: `java dev/NewCrime.java data my-crime` writes the file of the crime and its line in
/// `Crimes.ALL`. What it writes compiles; its test fails until the detector sees the guilty line.
public final class NewCrime {

  private static final Path CRIMES = Path.of("crimes/src/main/java/dev/backlight/crimes");
  private static final List<String> THEMES =
      List.of(
          "concurrency", "data", "memory", "serialization", "caching", "pools", "scaling",
          "monitoring");

  private static final String SKELETON =
      """
      package dev.backlight.crimes.%1$s;

      import static dev.backlight.model.Category.%2$s;
      import static dev.backlight.model.Language.PYTHON;

      import dev.backlight.crimes.Crime;
      import dev.backlight.crimes.Scene;
      import dev.backlight.model.Sighting;
      import java.util.stream.Stream;

      /// Say in one sentence what the source looks like where it is guilty.
      public final class %3$s {

        public static final Crime CRIME =
            Crime.named("%4$s")
                .title("%5$s")
                .theme("%1$s")
                .category(%2$s)
                .why(
                    \"""
                    What it does to a request, and how that grows.
                    \""")
                .remedy(PYTHON, "What to write instead, in one sentence.")
                .cost("N * t_db", "t_db", "ms", "per request")
                .seenBy(%3$s::judge)
                .example(
                    PYTHON,
                    \"""
                    def handler():
                        slow()  # guilty
                    \""",
                    \"""
                    def handler():
                        fast()
                    \""")
                .declare();

        private %3$s() {}

        private static Stream<Sighting> judge(Scene scene) {
          return scene
              .sites()
              .filter(site -> false)
              .map(site -> scene.at(CRIME, site).says("one sentence about this instance"));
        }
      }
      """;

  private NewCrime() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2
        || !THEMES.contains(arguments[0])
        || !arguments[1].matches("[a-z]+(-[a-z]+)*")) {
      System.err.println("usage: java dev/NewCrime.java THEME my-crime");
      System.err.println("  THEME is one of " + String.join(", ", THEMES));
      System.exit(2);
    }
    if (!Files.isDirectory(CRIMES)) {
      System.err.println("error: run this in the repository's folder");
      System.exit(2);
    }
    String theme = arguments[0];
    String id = arguments[1];
    String name =
        Arrays.stream(id.split("-"))
            .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
            .collect(Collectors.joining());
    Path file = CRIMES.resolve(theme).resolve(name + ".java");
    if (Files.exists(file)) {
      System.err.println("error: there is " + file + " already");
      System.exit(2);
    }
    list(theme, name);
    Files.writeString(
        file, SKELETON.formatted(theme, category(theme), name, id, id.replace('-', ' ')));
    System.out.println(file);
    System.out.println("Next: its examples, then its detector; see CONTRIBUTING.md.");
  }

  private static String category(String theme) {
    return switch (theme) {
      case "memory", "pools" -> "RESOURCE_UTILIZATION";
      case "scaling" -> "SCALABILITY";
      case "caching" -> "CACHING_STRATEGY";
      case "monitoring" -> "MONITORING_COVERAGE";
      default -> "RESPONSE_TIMES";
    };
  }

  /// Puts the line after the last one of its theme, and the import in its order.
  private static void list(String theme, String name) throws IOException {
    Path file = CRIMES.resolve("Crimes.java");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    String begin = "import dev.backlight.crimes.";
    TreeSet<String> imports = new TreeSet<>();
    lines.stream().filter(line -> line.startsWith(begin)).forEach(imports::add);
    TreeSet<String> ofTheme = new TreeSet<>();
    imports.stream()
        .filter(line -> line.startsWith(begin + theme + "."))
        .map(line -> line.substring((begin + theme + ".").length(), line.length() - 1))
        .forEach(ofTheme::add);

    int last = -1;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      int dot = line.indexOf(".CRIME");
      if (dot > 0 && (ofTheme.isEmpty() || ofTheme.contains(line.substring(0, dot)))) {
        last = i;
      }
    }
    if (lines.get(last).endsWith(");")) {
      lines.set(last, lines.get(last).replace(");", ","));
      lines.add(last + 1, "          " + name + ".CRIME);");
    } else {
      lines.add(last + 1, "          " + name + ".CRIME,");
    }
    int first = lines.indexOf(imports.first());
    lines.removeAll(imports);
    imports.add(begin + theme + "." + name + ";");
    lines.addAll(first, imports);
    Files.write(file, lines);
  }
}
