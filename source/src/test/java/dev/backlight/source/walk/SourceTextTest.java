package dev.backlight.source.walk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.walk.Found.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceTextTest {

  @TempDir Path folder;

  @Test
  void marksGoAndWideTextBecomesUtf8() throws Exception {
    assertThat(read("x = 'ü'".getBytes(UTF_8))).isEqualTo("x = 'ü'");
    assertThat(read("\uFEFFx = 'ü'".getBytes(UTF_8))).isEqualTo("x = 'ü'");
    assertThat(read("\uFEFFx = 'ü'".getBytes(UTF_16LE))).isEqualTo("x = 'ü'");
    assertThat(read("\uFEFFx = 'ü'".getBytes(UTF_16BE))).isEqualTo("x = 'ü'");
    assertThat(read(new byte[0])).isEmpty();
  }

  @Test
  void bytesThatAreNoUtf8AreReplaced() throws Exception {
    assertThat(read("a = 'ü'\nb".getBytes(ISO_8859_1))).isEqualTo("a = '\uFFFD'\nb");
  }

  @Test
  void wideTextIsNotBinary() throws Exception {
    Files.write(folder.resolve("a.cs"), "\uFEFFclass A { }".getBytes(UTF_16LE));

    assertThat(SourceWalk.of(folder, WalkLimits.DEFAULT, p -> false).files()).hasSize(1);
  }

  @Test
  void aFileThatVanishedIsAValue() {
    var found = new Found("gone.py", folder.resolve("gone.py"), 1, Kind.PYTHON);

    assertThat(SourceText.read(found)).isInstanceOf(SourceText.Unreadable.class);
  }

  private String read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("file.py"), bytes);
    SourceText text = SourceText.read(new Found("file.py", file, bytes.length, Kind.PYTHON));
    return ((SourceText.Text) text).decoded();
  }
}
