package dev.backlight.source.treesitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativesTest {

  private static final Platform HERE =
      Platform.of(System.getProperty("os.name"), System.getProperty("os.arch"));

  @TempDir Path folder;

  @Test
  void thePortableLibrariesAreKeptOnceAndUsedAgain() throws Exception {
    var cache = new CacheFolder(folder.resolve("new/cache"));
    Natives.choose(Optional.empty(), cache, HERE).language(Grammar.JAVA);
    Path kept = cache.portableNatives(HERE);
    try (var files = Files.list(kept)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .hasSize(2)
          .noneMatch(name -> name.endsWith(".part"));
    }
    Path core = library(kept, "tree-sitter" + HERE.librarySuffix());
    var before = Files.getLastModifiedTime(core);

    Natives.choose(Optional.of("portable"), cache, HERE);

    assertThat(Files.getLastModifiedTime(core)).isEqualTo(before);
  }

  @Test
  void aCacheThatCannotBeWrittenNamesTheRemedy() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> Natives.choose(Optional.of("portable"), new CacheFolder(file), HERE))
        .isInstanceOf(NativesUnavailableException.class)
        .hasMessageContaining("Set XDG_CACHE_HOME");
  }

  @Test
  void askingForFastLibrariesThatAreNotThereNamesTheRemedy() {
    var cache = new CacheFolder(folder);

    for (String wanted : new String[] {"fast", folder.toString()}) {
      assertThatThrownBy(() -> Natives.choose(Optional.of(wanted), cache, HERE))
          .isInstanceOf(NativesUnavailableException.class)
          .hasMessageContaining("java dev/Natives.java");
    }
  }

  @Test
  void aLibraryOfSomethingElseIsRefused() throws Exception {
    var cache = new CacheFolder(folder);
    Natives.choose(Optional.of("portable"), cache, HERE).language(Grammar.JAVA);
    Files.copy(
        library(cache.portableNatives(HERE), "java" + HERE.librarySuffix()),
        folder.resolve(HERE.fastLibraryName()));

    assertThatThrownBy(() -> Natives.choose(Optional.of(folder.toString()), cache, HERE))
        .isInstanceOf(NativesUnavailableException.class)
        .hasMessageContaining("no parser of ours");
  }

  @Test
  void platformsWithoutALibraryNameTheRemedy() {
    assertThat(Platform.of("Mac OS X", "aarch64")).hasToString("aarch64-macos");
    assertThat(Platform.of("Linux", "amd64")).hasToString("x86_64-linux-gnu");
    for (String system : new String[] {"Windows 11", "FreeBSD"}) {
      assertThatThrownBy(() -> Platform.of(system, "amd64"))
          .isInstanceOf(NativesUnavailableException.class)
          .hasMessageContaining("in a container");
    }
    assertThatThrownBy(() -> Platform.of("Linux", "riscv64"))
        .isInstanceOf(NativesUnavailableException.class);
  }

  @Test
  void theCacheFollowsTheEnvironment() {
    var system = new Properties();
    system.setProperty("user.home", "/home/ada");

    assertThat(CacheFolder.ofUser(Map.of(), system).path())
        .isEqualTo(Path.of("/home/ada/.cache/backlight"));
    assertThat(CacheFolder.ofUser(Map.of("XDG_CACHE_HOME", "/var/cache"), system).path())
        .isEqualTo(Path.of("/var/cache/backlight"));
  }

  private static Path library(Path kept, String end) throws IOException {
    try (var files = Files.list(kept)) {
      return files.filter(f -> f.getFileName().toString().endsWith(end)).findFirst().orElseThrow();
    }
  }
}
