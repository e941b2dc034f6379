package dev.backlight.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Crimes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The repository's own order.
class TidyTest {

  private static final int LINES = 800;

  private static final List<String> DRAWERS =
      List.of("util", "utils", "common", "core", "impl", "helper", "helpers", "manager", "service");

  /// Where a build or a script gets its packages from is a matter of the user's settings.
  private static final Pattern REGISTRY =
      Pattern.compile(
          "repo1?[.]maven[.]|registry[.]npmjs|registry[.]yarnpkg|pypi[.]org/simple"
              + "|files[.]pythonhosted|api[.]nuget[.]org|index[.]docker|proxy[.]golang");

  private static final Pattern MACHINE =
      Pattern.compile(
          "/home/(?!ada/)[a-z][\\w-]*/|/Users/[A-Za-z][\\w-]*/|/usr/lib/jvm/[a-z]"
              + "|[A-Z]:\\\\Users");

  private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");

  private final Repository repository = Repository.around(Path.of(""));
  private final List<String> files = repository.files();

  @Test
  void noFolderIsADrawer() {
    assertThat(ours())
        .noneMatch(file -> Arrays.stream(file.split("/", -1)).anyMatch(DRAWERS::contains));
  }

  @Test
  void filesStayReadable() {
    assertThat(java().filter(file -> lines(file) > LINES))
        .as("longer than %d lines", LINES)
        .isEmpty();
  }

  @Test
  void noRegistryAndNoPathOfAMachineIsWrittenDown() {
    assertThat(matches(REGISTRY)).as("hosts of registries").isEmpty();
    assertThat(matches(MACHINE)).as("paths of somebody's machine").isEmpty();
  }

  @Test
  void nothingIsLeftForLater() {
    assertThat(
            java()
                .filter(file -> !file.endsWith("TidyTest.java"))
                .filter(file -> UNFINISHED.matcher(repository.text(file)).find()))
        .isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    TreeSet<String> silent = new TreeSet<>();
    java()
        .filter(file -> file.contains("/src/main/java/") && !file.endsWith("/module-info.java"))
        .forEach(file -> silent.add(file.substring(0, file.lastIndexOf('/'))));
    silent.removeIf(folder -> {
      String info = folder + "/package-info.java";
      return files.contains(info)
          && repository.text(info).startsWith("///")
          && repository.text(info).contains("@NullMarked");
    });
    assertThat(silent).as("packages without a doc comment or @NullMarked").isEmpty();
  }

  @Test
  void linksInDocumentsLeadSomewhere() {
    List<String> broken = new ArrayList<>();
    for (String file : files) {
      if (file.endsWith(".md") && !file.contains("/src/test/")) {
        for (String target : MarkdownLinks.of(repository.text(file))) {
          if (!resolves(file, target)) {
            broken.add(file + " → " + target);
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyCrimeIsListed() {
    Pattern declaration = Pattern.compile("static final Crime CRIME\\b");
    String list = repository.text("crimes/src/main/java/dev/backlight/crimes/Crimes.java");
    List<String> declared =
        java()
            .filter(file -> file.startsWith("crimes/src/main/"))
            .filter(file -> declaration.matcher(repository.text(file)).find())
            .map(file -> file.substring(file.lastIndexOf('/') + 1).replace(".java", ""))
            .toList();
    assertThat(declared).hasSameSizeAs(Crimes.ALL).allMatch(name -> list.contains(name + ".CRIME"));
    assertThat(Crimes.ALL.stream().map(Crime::id)).doesNotHaveDuplicates();
  }

  @Test
  void everyKnowledgeFileIsListed() {
    String root = "source/src/main/resources/dev/backlight/source/knowledge/";
    for (String language : List.of("python", "javascript", "csharp", "java")) {
      String folder = root + language + "/";
      List<String> there =
          files.stream()
              .filter(file -> file.startsWith(folder) && file.endsWith(".lib"))
              .map(file -> file.substring(folder.length()))
              .toList();
      assertThat(repository.text(folder + "index.txt").lines().map(String::strip).toList())
          .as(folder + "index.txt")
          .containsAll(there);
    }
  }

  @Test
  void whatIsRunByHandCanBeRun() {
    assertThat(List.of("backlight", "dev/check", "dev/docs", ".ci/run"))
        .allMatch(file -> Files.isExecutable(repository.root().resolve(file)));
  }

  /// Not the examples: they are other people's code.
  private Stream<String> ours() {
    return files.stream()
        .filter(file -> !file.startsWith("examples/") && !file.contains("/src/test/cases/"));
  }

  private Stream<String> java() {
    return ours().filter(file -> file.endsWith(".java"));
  }

  private long lines(String file) {
    return repository.text(file).lines().count();
  }

  private List<String> matches(Pattern pattern) {
    List<String> places = new ArrayList<>();
    ours()
        .filter(file -> !file.endsWith(".png"))
        .forEach(file -> {
          Matcher matcher = pattern.matcher(repository.text(file));
          while (matcher.find()) {
            places.add(file + ": " + matcher.group());
          }
        });
    return places;
  }

  private boolean resolves(String file, String target) {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    Path folder = Objects.requireNonNull(Path.of("/" + file).getParent());
    String to =
        path.isEmpty()
            ? file
            : String.valueOf(folder.resolve(path).normalize()).substring(1).replace('\\', '/');
    if (!Files.exists(repository.root().resolve(to))) {
      return false;
    }
    return hash < 0
        || !to.endsWith(".md")
        || MarkdownLinks.anchors(repository.text(to)).contains(target.substring(hash + 1));
  }
}
