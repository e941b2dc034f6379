package dev.backlight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitStateTest {

  @TempDir Path folder;

  @Test
  void outsideOfGitThereIsNothing() {
    assertThat(GitState.of(folder).commit()).isEmpty();
  }

  @Test
  void readsCommitBranchAndChanges() throws Exception {
    commit();
    String head = git("rev-parse", "--short=7", "HEAD").strip();

    assertThat(GitState.of(folder)).isEqualTo(new GitState(head, "trunk", false));
    assertThat(GitState.of(Files.createDirectories(folder.resolve("sub/deep"))).commit())
        .isEqualTo(head);

    Files.writeString(folder.resolve("a.txt"), "changed");
    assertThat(GitState.of(folder).dirty()).isTrue();

    git("pack-refs", "--all");
    git("worktree", "add", "-q", "-b", "side", folder.resolve("tree").toString());
    assertThat(GitState.of(folder.resolve("tree"))).isEqualTo(new GitState(head, "side", false));
  }

  @Test
  void runsNothingThatTheRepositoryNames() throws Exception {
    commit();
    Path witness = folder.resolve("witness");
    git("config", "filter.evil.clean", "touch " + witness + "; cat");
    git("config", "core.fsmonitor", "touch " + witness);
    Files.writeString(folder.resolve(".gitattributes"), "* filter=evil\n");
    Files.writeString(folder.resolve("a.txt"), "changed");

    assertThat(GitState.of(folder).branch()).isEqualTo("trunk");
    assertThat(witness).doesNotExist();
  }

  @Test
  void aDamagedRepositoryIsNone() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve(".git")).resolve("HEAD"), "rubbish");

    assertThat(GitState.of(folder)).isEqualTo(new GitState("", "", false));
  }

  private void commit() throws IOException, InterruptedException {
    git("init", "-q", "-b", "trunk");
    Files.writeString(folder.resolve("a.txt"), "one");
    git("add", "a.txt");
    git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "one");
  }

  private String git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(output).isZero();
    return output;
  }
}
