package dev.backlight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Rule;
import dev.backlight.report.Format;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trees that nobody would call a project, or that mean harm. Whatever lies beside it, the guilty
/// file is reviewed, and no stack trace is shown.
class HostileTreesTest {

  private static final String GUILTY =
      """
      import requests


      def names(ids):
          return [requests.get(f"https://profiles/{i}").json()["name"] for i in ids]
      """;

  private static final String SEEN = "guilty.py:5:";

  @TempDir Path folder;

  private Path tree = Path.of("");

  @BeforeEach
  void lay() throws IOException {
    tree = Files.createDirectory(folder.resolve("tree"));
  }

  @Test
  void anEmptyFolder() {
    RealStage.Result result = review("tree");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("no file that Backlight reads in tree");
    polite(result);
  }

  @Test
  void aFileInsteadOfAFolder() throws IOException {
    write("guilty.py", GUILTY);
    RealStage.Result result = review("tree/guilty.py");

    assertThat(result.code()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains(SEEN);
    polite(result);
  }

  @Test
  void aFileOfNoKnownKind() throws IOException {
    write("notes.txt", "nothing to see");
    RealStage.Result result = review("tree/notes.txt");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("notes.txt");
    polite(result);
  }

  @Test
  void aFolderThatDoesNotExist() {
    RealStage.Result result = review("nowhere");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("there is no nowhere");
    polite(result);
  }

  @Test
  void aBinaryNamedPython() throws IOException {
    byte[] bytes = new byte[4096];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Files.write(tree.resolve("image.py"), bytes);
    restIsReviewed();
  }

  @Test
  void whatIsLeftOutIsNamed() throws IOException {
    Files.write(tree.resolve("image.py"), new byte[4096]);
    write("guilty.py", GUILTY);
    RealStage.Result result = RealStage.run(folder, "review", "tree", "--format", "json");

    assertThat(result.out())
        .contains("\"skippedFiles\" : 1,")
        .contains("\"image.py: left out: not text\"");
  }

  @Test
  void aMillionBrackets() throws IOException {
    write("deep.py", "x = " + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "\n");
    write("deep.js", "x = " + "(".repeat(1_000_000) + "\n");
    write("Deep.java", "class Deep { int x = " + "(".repeat(500_000) + "; }\n");
    write("Deep.cs", "class Deep { int X = " + "(".repeat(500_000) + "; }\n");
    write("deep.json", "[".repeat(500_000));
    write("deep.yaml", "a: " + "[".repeat(200_000) + "\n");
    restIsReviewed();
  }

  @Test
  void aDamagedTsx() throws IOException {
    StringBuilder text = new StringBuilder("export const A = () => <div>\n");
    for (int i = 0; i < 300; i++) {
      text.append("<T,>(x: {<a b={`${<").append(i).append("/* </ \n");
    }
    write("App.tsx", text.toString());
    restIsReviewed();
  }

  @Test
  void invalidUtf8() throws IOException {
    byte[] bytes = "name = 'M\u00fcller'\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(tree.resolve("latin.py"), bytes);
    restIsReviewed();
  }

  @Test
  void windowsLinesAndAByteOrderMark() throws IOException {
    write("guilty.py", "\uFEFF" + GUILTY.replace("\n", "\r\n"));
    RealStage.Result result = review("tree");

    assertThat(result.out()).contains(SEEN);
    polite(result);
  }

  @Test
  void linksInACircleAndOutOfTheTree() throws IOException {
    Files.writeString(folder.resolve("secret.py"), GUILTY);
    Files.createSymbolicLink(tree.resolve("self"), tree);
    Files.createSymbolicLink(tree.resolve("loop.py"), tree.resolve("loop.py"));
    Files.createSymbolicLink(tree.resolve("outside.py"), folder.resolve("secret.py"));
    Files.createSymbolicLink(tree.resolve("dangling.py"), tree.resolve("gone.py"));
    RealStage.Result result = restIsReviewed();

    assertThat(result.out()).doesNotContain("outside.py").doesNotContain("self/");
  }

  @Test
  void aHugeFile() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(tree.resolve("huge.py").toFile(), "rw")) {
      file.setLength(200L << 20);
    }
    restIsReviewed();
  }

  @Test
  void aFileThatDisappears() throws Exception {
    write("guilty.py", GUILTY);
    write("a.py", "x = 1\n");
    SourceReview review = new SourceReview();
    Set<String> rules = review.rules().stream().map(Rule::id).collect(Collectors.toSet());
    Review.Seen seen =
        review.look(
            new Review.Request(
                tree,
                path -> {
                  if (path.equals("guilty.py")) {
                    delete(tree.resolve("a.py"));
                  }
                  return false;
                },
                1,
                rules),
            Progress.SILENT);

    assertThat(seen.sightings()).anyMatch(s -> s.location().path().equals("guilty.py"));
    assertThat(seen.warnings()).anyMatch(line -> line.startsWith("a.py: "));
  }

  @Test
  void aFolderThatMayNotBeRead() throws IOException {
    Path closed = Files.createDirectory(tree.resolve("closed"));
    Files.writeString(closed.resolve("a.py"), GUILTY);
    closed.toFile().setReadable(false);
    closed.toFile().setExecutable(false);
    try {
      restIsReviewed();
    } finally {
      closed.toFile().setReadable(true);
      closed.toFile().setExecutable(true);
    }
  }

  @Test
  void namesThatAreMarkup() throws IOException {
    Files.createDirectories(tree.resolve("<img src=x onerror=alert(1)>"));
    write("<img src=x onerror=alert(1)>/a.py", GUILTY);
    for (Format format : new Format[] {Format.HTML, Format.MARKDOWN, Format.JUNIT}) {
      RealStage.Result result =
          RealStage.run(folder, "review", "tree", "--format", format.toString(), "--quiet");
      assertThat(result.code()).isEqualTo(ExitCode.OK);
      // A diff stands in a code block and names the file as it is.
      assertThat(result.out().lines().filter(line -> !line.matches("(---|\\+\\+\\+) [ab]/.*")))
          .as(format.toString())
          .noneMatch(line -> line.contains("<img src=x onerror"));
    }
  }

  private RealStage.Result restIsReviewed() throws IOException {
    write("guilty.py", GUILTY);
    RealStage.Result result = review("tree");
    assertThat(result.code()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains(SEEN);
    polite(result);
    return result;
  }

  private static void polite(RealStage.Result result) {
    assertThat(result.err() + result.out())
        .doesNotContain("Exception")
        .doesNotContain("\tat ")
        .doesNotContain("defect of Backlight");
  }

  private RealStage.Result review(String path) {
    return RealStage.run(folder, "review", path, "--format", "concise", "--all");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(tree.resolve(name), text);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
