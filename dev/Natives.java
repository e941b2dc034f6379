import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// Builds the fast parser library: `java dev/Natives.java`, with `npm` and a C compiler at hand.
///
/// The tree-sitter core, the grammars named in `natives.txt` (version and checksum) and
/// `backlight.c` become one shared library in the cache folder of the user. Without it
/// Backlight uses slower published libraries. Building takes about a quarter of a minute, once per
/// version; a second call does nothing.
public final class Natives {

  private static final String RESOURCES =
      "source/src/main/resources/dev/backlight/source/treesitter";
  private static final List<String> FLAGS =
      List.of("-O3", "-DNDEBUG", "-std=gnu11", "-fPIC", "-fvisibility=hidden", "-shared", "-w");

  private Natives() {}

  public static void main(String[] arguments) throws Exception {
    try {
      System.out.println(build(resources()));
    } catch (Unbuildable e) {
      System.err.println(e.getMessage() + " Backlight will use the slower published parsers.");
      System.exit(1);
    }
  }

  private static String build(Path resources) throws Exception {
    Path recipe = resources.resolve("natives.txt");
    Path glue = resources.resolve("backlight.c");
    String platform = platform();
    Path target = cache().resolve("natives-" + hash(recipe, glue) + "-" + platform);
    String library =
        "libbacklight-treesitter" + (platform.endsWith("macos") ? ".dylib" : ".so");
    if (Files.isRegularFile(target.resolve(library))) {
      return "Already built: " + target.resolve(library);
    }
    Path work;
    try {
      Files.createDirectories(target.getParent());
      work = Files.createTempDirectory(target.getParent(), "natives-building-");
    } catch (IOException e) {
      throw new Unbuildable(
          "Cannot write to " + target.getParent() + "; set XDG_CACHE_HOME to another folder.");
    }
    try {
      fetch(recipe, work);
      Path finished = Files.createDirectory(work.resolve("finished"));
      compile(work, glue, finished.resolve(library));
      move(finished, target);
    } finally {
      delete(work);
    }
    return "Built: " + target.resolve(library);
  }

  /// The recipe has one package a line: `name@version sha512-…`.
  private static void fetch(Path recipe, Path work) throws Exception {
    List<String> packages = new ArrayList<>();
    for (String line : Files.readAllLines(recipe)) {
      packages.add(line.split(" ")[0]);
    }
    List<String> pack = new ArrayList<>(List.of("npm", "pack", "--silent"));
    pack.addAll(packages);
    run(work, pack, "npm", "The parsers' sources come from npm packages");
    for (String line : Files.readAllLines(recipe)) {
      String[] part = line.split(" ");
      String name = part[0].substring(0, part[0].indexOf('@'));
      Path archive = work.resolve(part[0].replace('@', '-') + ".tgz");
      byte[] sum = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(archive));
      if (!part[1].equals("sha512-" + Base64.getEncoder().encodeToString(sum))) {
        throw new Unbuildable("The package " + part[0] + " does not have its known checksum.");
      }
      Files.createDirectory(work.resolve(name));
      run(
          work,
          List.of("tar", "-xzf", archive.getFileName().toString(), "-C", name),
          "tar",
          "The parsers' sources are archives");
    }
  }

  private static void compile(Path work, Path glue, Path library) throws Exception {
    Path core = work.resolve("tree-sitter/package/vendor/tree-sitter/lib");
    Path typescript = work.resolve("tree-sitter-typescript/package/typescript/src");
    List<String> command = new ArrayList<>(List.of("cc"));
    command.addAll(FLAGS);
    command.add("-I" + core.resolve("include"));
    command.add("-I" + core.resolve("src"));
    command.add("-I" + typescript);
    command.addAll(List.of("-o", library.toString(), core.resolve("src/lib.c").toString()));
    command.add(glue.toString());
    try (Stream<Path> files = Files.walk(work)) {
      files
          .filter(file -> file.getParent().endsWith("src"))
          .filter(file -> file.endsWith("parser.c") || file.endsWith("scanner.c"))
          .filter(file -> !file.startsWith(core))
          .sorted()
          .forEach(file -> command.add(file.toString()));
    }
    run(work, command, "cc", "The parsers are C");
  }

  private static void run(Path folder, List<String> command, String tool, String why)
      throws Exception {
    Path output = folder.resolve(tool + ".log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      throw new Unbuildable(why + ", and there is no `" + tool + "` on the PATH.");
    }
    if (process.waitFor() != 0) {
      String last = Files.readString(output).strip().lines().reduce("", (a, b) -> b);
      throw new Unbuildable("`" + tool + "` failed (" + last + ").");
    }
  }

  private static void move(Path finished, Path target) throws IOException {
    try {
      Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(target)) {
        throw e;
      }
      // Another process was first; its library is the same.
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// As CacheFolder.java names it.
  private static String hash(Path recipe, Path glue) throws Exception {
    var checksum = new CRC32();
    checksum.update(Files.readAllBytes(recipe));
    checksum.update(Files.readAllBytes(glue));
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }

  private static Path cache() {
    String folder = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    return folder.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "backlight")
        : Path.of(folder, "backlight");
  }

  /// As Platform.java names it.
  private static String platform() throws Unbuildable {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor =
        switch (System.getProperty("os.arch")) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "aarch64";
          default -> throw new Unbuildable("Only x64 and arm64 processors are known.");
        };
    if (system.startsWith("linux")) {
      return processor + "-linux-gnu";
    }
    if (system.startsWith("mac")) {
      return processor + "-macos";
    }
    throw new Unbuildable("Only Linux and macOS are known; on Windows use WSL.");
  }

  private static Path resources() throws Unbuildable {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve(RESOURCES).resolve("natives.txt"))) {
        return at.resolve(RESOURCES);
      }
    }
    throw new Unbuildable("Run this inside the project's folder.");
  }

  private static final class Unbuildable extends Exception {
    private static final long serialVersionUID = 1L;

    Unbuildable(String message) {
      super(message);
    }
  }
}
