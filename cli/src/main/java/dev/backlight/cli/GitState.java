package dev.backlight.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Which commit is reviewed. The repository is untrusted: its files are read here, and Git is run
/// only for the question whether something changed, without hooks, and not at all where the
/// repository's own configuration could start a program.
record GitState(String commit, String branch, boolean dirty) {

  static final GitState NONE = new GitState("", "", false);

  private static final int SHORT_COMMIT = 7;
  private static final int MAX_FOLDERS_ABOVE = 64;
  private static final long GIT_LIMIT_SECONDS = 5;
  private static final int MAX_FILE_BYTES = 4 << 20;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");
  private static final Pattern RUNS_PROGRAMS =
      Pattern.compile("(?im)^\\s*(\\[\\s*(filter|include|includeif|alias)\\b|fsmonitor|.*command)");

  static GitState of(Path root) {
    Path folder = Files.isDirectory(root) ? root : root.getParent();
    for (int i = 0; folder != null && i < MAX_FOLDERS_ABOVE; i++) {
      Path dotGit = folder.resolve(".git");
      if (Files.exists(dotGit)) {
        return read(folder, dotGit);
      }
      folder = folder.getParent();
    }
    return NONE;
  }

  private static GitState read(Path workTree, Path dotGit) {
    Path gitFolder = dotGit;
    if (Files.isRegularFile(dotGit)) {
      String link = text(dotGit).strip();
      if (!link.startsWith("gitdir:")) {
        return NONE;
      }
      gitFolder = workTree.resolve(link.substring("gitdir:".length()).strip()).normalize();
    }
    String common = text(gitFolder.resolve("commondir")).strip();
    Path shared = common.isEmpty() ? gitFolder : gitFolder.resolve(common).normalize();
    String head = text(gitFolder.resolve("HEAD")).strip();
    String branch = "";
    String commit = head;
    if (head.startsWith("ref:")) {
      String ref = head.substring("ref:".length()).strip();
      branch = ref.startsWith("refs/heads/") ? ref.substring("refs/heads/".length()) : ref;
      commit = ref.contains("..") ? "" : resolve(shared, ref);
    }
    if (!HASH.matcher(commit).matches()) {
      return new GitState("", branch, false);
    }
    return new GitState(commit.substring(0, SHORT_COMMIT), branch, dirty(workTree, shared));
  }

  private static String resolve(Path shared, String ref) {
    String loose = text(shared.resolve(ref)).strip();
    if (!loose.isEmpty()) {
      return loose;
    }
    return text(shared.resolve("packed-refs"))
        .lines()
        .filter(line -> line.endsWith(" " + ref))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .findFirst()
        .orElse("");
  }

  private static boolean dirty(Path workTree, Path shared) {
    if (RUNS_PROGRAMS.matcher(text(shared.resolve("config"))).find()) {
      return false;
    }
    List<String> command =
        List.of(
            "git",
            "--no-optional-locks",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.hooksPath=/dev/null",
            "status",
            "--porcelain",
            "--untracked-files=no",
            "--ignore-submodules");
    try {
      Process git =
          new ProcessBuilder(command)
              .directory(workTree.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      git.getOutputStream().close();
      git.onExit().orTimeout(GIT_LIMIT_SECONDS, TimeUnit.SECONDS).exceptionally(_ -> kill(git));
      return git.getInputStream().readNBytes(1).length > 0;
    } catch (IOException e) {
      // Without Git on the path, nobody knows.
      return false;
    }
  }

  private static Process kill(Process git) {
    return git.destroyForcibly();
  }

  private static String text(Path file) {
    try {
      boolean readable = Files.isRegularFile(file) && Files.size(file) <= MAX_FILE_BYTES;
      return readable ? Files.readString(file) : "";
    } catch (IOException e) {
      return "";
    }
  }
}
