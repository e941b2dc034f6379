package dev.backlight.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Sighting.Edit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffsTest {

  @TempDir Path folder;

  @Test
  void printsAHunkWithThreeLinesAround() {
    String text = "a\nb\nc\nd\ne\nf\ng\nh\n";

    assertThat(diff(text, List.of(new Edit("x.py", 8, 9, "E"))))
        .contains(
            """
            --- a/x.py
            +++ b/x.py
            @@ -2,7 +2,7 @@
             b
             c
             d
            -e
            +E
             f
             g
             h
            """);
  }

  @Test
  void refusesEditsThatOverlapOrLieOutside() {
    assertThat(diff("abc\n", List.of(new Edit("x.py", 0, 2, ""), new Edit("x.py", 1, 3, ""))))
        .isEmpty();
    assertThat(diff("abc\n", List.of(new Edit("x.py", 2, 9, "")))).isEmpty();
    assertThat(diff("abc\n", List.of(new Edit("gone.py", 0, 1, "")))).isEmpty();
    assertThat(diff("abc\n", List.of(new Edit("x.py", 0, 1, "a")))).isEmpty();
  }

  @Test
  void gitAppliesWhatItPrints() throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < 40; round++) {
      String text = randomText(random);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      List<Edit> edits = randomEdits(random, bytes.length);
      Optional<String> diff = diff(text, edits);
      if (diff.isPresent()) {
        assertThat(applied(text, diff.get()))
            .as("seed 3, round %d:\n%s", round, diff.get())
            .isEqualTo(edited(bytes, edits));
      }
    }
  }

  private static Optional<String> diff(String text, List<Edit> edits) {
    return Diffs.unified(edits, path -> path.equals("x.py") ? Optional.of(text) : Optional.empty());
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    int lines = 1 + random.nextInt(40);
    for (int i = 0; i < lines; i++) {
      text.append("line ").append(random.nextInt(9)).append(random.nextBoolean() ? "\r\n" : "\n");
    }
    return random.nextBoolean() ? text.toString() : text + "last";
  }

  private static List<Edit> randomEdits(Random random, int length) {
    List<Edit> edits = new ArrayList<>();
    int at = 0;
    String[] texts = {"", "new", "one\ntwo\n", "\n"};
    while (at < length && edits.size() < 4) {
      int start = at + random.nextInt(Math.max(1, (length - at) / 2 + 1));
      int end = Math.min(length, start + random.nextInt(15));
      edits.add(new Edit("x.py", start, end, texts[random.nextInt(texts.length)]));
      at = end + 1;
    }
    return edits;
  }

  private static String edited(byte[] bytes, List<Edit> edits) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (Edit edit : edits) {
      out.append(new String(bytes, at, edit.start() - at, StandardCharsets.UTF_8));
      out.append(edit.text());
      at = edit.end();
    }
    return out.append(new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8)).toString();
  }

  private String applied(String text, String diff) throws IOException, InterruptedException {
    Path file = folder.resolve("x.py");
    Files.writeString(file, text);
    Files.writeString(folder.resolve("fix.diff"), diff);
    Process git =
        new ProcessBuilder("git", "apply", "--whitespace=nowarn", "fix.diff")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(output + diff).isZero();
    return Files.readString(file);
  }
}
