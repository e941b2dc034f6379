package dev.backlight.source.walk;

import dev.backlight.source.walk.Found.Kind;
import dev.backlight.source.walk.Skipped.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Discovers the files of a project that Backlight reads.
///
/// Left out are: what `.gitignore` and `.git/info/exclude` name, also those of an enclosing
/// repository; installed packages, vendored libraries and build output; generated, minified, binary
/// and oversized files. Links are not followed: a target in the tree is met under its own path, and
/// one outside is not ours.
public final class SourceWalk {

  /// How far up an enclosing repository is looked for.
  private static final int MAX_FOLDERS_ABOVE = 64;

  private final Path root;
  private final WalkLimits limits;
  private final Predicate<String> excludedByConfig;
  private final List<Found> files = new ArrayList<>();
  private final List<Skipped> skipped = new ArrayList<>();
  private final List<Candidate> candidates = new ArrayList<>();
  private int entries;
  private int ignored;
  private int excluded;
  private boolean stopped;

  private SourceWalk(Path root, WalkLimits limits, Predicate<String> excludedByConfig) {
    this.root = root;
    this.limits = limits;
    this.excludedByConfig = excludedByConfig;
  }

  /// Walks a folder, or takes a single file. A single file is taken wherever it lies, as long as it
  /// is of a known kind.
  ///
  /// @param excludedByConfig is asked for the path of each file, and for each folder with a `/` at
  ///   its end
  /// @throws WalkException where the root is missing, unreadable, or a file of no known kind
  public static Walk of(Path root, WalkLimits limits, Predicate<String> excludedByConfig)
      throws WalkException {
    return of(root, limits, excludedByConfig, tasks -> tasks.forEach(Runnable::run));
  }

  /// The same with the beginnings of files looked at by `runner`, which runs all it is given, in
  /// any order and on any threads, before it returns.
  ///
  /// @throws WalkException where the root is missing, unreadable, or a file of no known kind
  public static Walk of(
      Path root,
      WalkLimits limits,
      Predicate<String> excludedByConfig,
      Consumer<List<Runnable>> runner)
      throws WalkException {
    Path real;
    try {
      real = root.toRealPath();
    } catch (NoSuchFileException e) {
      throw new WalkException("There is no " + root + ".", e);
    } catch (IOException e) {
      throw new WalkException("Cannot open " + root + ": " + e.getMessage() + ".", e);
    }
    if (!Files.isReadable(real)) {
      throw new WalkException("No permission to read " + root + ".");
    }
    if (Files.isDirectory(real)) {
      return new SourceWalk(real, limits, excludedByConfig).folder(runner);
    }
    Path name = real.getFileName();
    Path parent = real.getParent();
    if (!Files.isRegularFile(real) || name == null || parent == null) {
      throw new WalkException(root + " is neither a folder nor a file.");
    }
    if (FileKinds.of("", name.toString()).isEmpty()) {
      throw new WalkException("Backlight reads no files like " + name + ".");
    }
    return new SourceWalk(parent, limits, excludedByConfig).single(real, name.toString(), runner);
  }

  private Walk single(Path file, String name, Consumer<List<Runnable>> runner) {
    file(name, file, "", name);
    return result(runner);
  }

  private Walk folder(Consumer<List<Runnable>> runner) {
    List<String> names = new ArrayList<>();
    IgnoreRules rules = rulesAbove(names);
    visit(root, "", names, 0, rules);
    return result(runner);
  }

  private Walk result(Consumer<List<Runnable>> runner) {
    runner.accept(List.copyOf(candidates));
    for (Candidate candidate : candidates) {
      if (candidate.refused != null) {
        skipped.add(candidate.refused);
      } else if (files.size() == limits.files()) {
        stop(candidate.path, "more than " + limits.files() + " files");
        break;
      } else {
        files.add(new Found(candidate.path, candidate.file, candidate.size, candidate.kind));
      }
    }
    files.sort(Comparator.comparing(Found::path));
    skipped.sort(Comparator.comparing(Skipped::path));
    return new Walk(root, files, skipped, ignored, excluded);
  }

  /// The rules of the enclosing repository, without the root's own; `names` takes the folder names
  /// between the two.
  private IgnoreRules rulesAbove(List<String> names) {
    Path top = root;
    for (int i = 0; i < MAX_FOLDERS_ABOVE && !Files.exists(top.resolve(".git")); i++) {
      Path parent = top.getParent();
      if (parent == null) {
        return IgnoreRules.NONE;
      }
      top = parent;
    }
    IgnoreRules rules = IgnoreRules.ofRepository(top);
    Path at = top;
    for (Path name : top.relativize(root)) {
      if (!name.toString().isEmpty()) {
        rules = rules.within(at, names.size());
        names.add(name.toString());
        at = at.resolve(name);
      }
    }
    return rules;
  }

  private void visit(Path folder, String path, List<String> names, int depth, IgnoreRules above) {
    if (depth > limits.depth()) {
      skip(path, Reason.LIMIT, "deeper than " + limits.depth() + " folders");
      return;
    }
    TreeMap<String, Path> children = children(folder, path);
    if (depth > 0 && VendoredFolders.bundled(children.keySet())) {
      skip(path, Reason.VENDORED, names.getLast());
      return;
    }
    IgnoreRules rules =
        children.containsKey(".gitignore") ? above.within(folder, names.size()) : above;
    boolean csharp = children.keySet().stream().anyMatch(n -> n.endsWith(".csproj"));
    String folderName = names.isEmpty() ? "" : names.getLast();
    for (var child : children.entrySet()) {
      if (stopped) {
        return;
      }
      String name = child.getKey();
      names.add(name);
      try {
        var attributes =
            Files.readAttributes(
                child.getValue(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
          link(child.getValue(), path + name, names, rules);
        } else if (attributes.isDirectory()) {
          boolean vendored =
              VendoredFolders.contains(name, folderName, depth == 0, children::containsKey, csharp);
          subfolder(child.getValue(), path + name + "/", names, depth, rules, vendored);
        } else if (attributes.isRegularFile() && !left(path + name, names, false, rules)) {
          file(path + name, child.getValue(), folderName, name);
        }
      } catch (IOException e) {
        skip(path + name, Reason.UNREADABLE, reason(e));
      } finally {
        names.removeLast();
      }
    }
  }

  private void subfolder(
      Path folder,
      String path,
      List<String> names,
      int depth,
      IgnoreRules rules,
      boolean vendored) {
    if (VendoredFolders.ofTools(names.getLast())) {
      return;
    }
    if (vendored) {
      skip(path, Reason.VENDORED, names.getLast());
    } else if (!left(path, names, true, rules)) {
      visit(folder, path, names, depth + 1, rules);
    }
  }

  /// Whether Git or the configuration leaves the entry out; counts it.
  private boolean left(String path, List<String> names, boolean folder, IgnoreRules rules) {
    if (rules.ignored(names, folder)) {
      ignored++;
      return true;
    }
    if (excludedByConfig.test(path)) {
      excluded++;
      return true;
    }
    return false;
  }

  private void link(Path link, String path, List<String> names, IgnoreRules rules) {
    if (rules.ignored(names, false)) {
      ignored++;
      return;
    }
    try {
      if (!link.toRealPath().startsWith(root)) {
        skip(path, Reason.LINK_OUT_OF_TREE, String.valueOf(Files.readSymbolicLink(link)));
      }
    } catch (IOException e) {
      skip(path, Reason.UNREADABLE, "a link to nothing");
    }
  }

  private void file(String path, Path file, String folderName, String name) {
    Optional<Kind> kind = FileKinds.of(folderName, name);
    if (kind.isEmpty()) {
      return;
    }
    Optional<Contents.Refusal> byName = Contents.byName(name, kind.get());
    if (byName.isPresent()) {
      skip(path, byName.get().reason(), byName.get().detail());
      return;
    }
    candidates.add(new Candidate(path, file, kind.get()));
  }

  /// A file of a known kind that is not left out by its name.
  private final class Candidate implements Runnable {

    private final String path;
    private final Path file;
    private final Kind kind;
    private long size;
    private @Nullable Skipped refused;

    Candidate(String path, Path file, Kind kind) {
      this.path = path;
      this.file = file;
      this.kind = kind;
    }

    /// Looks at its size and beginning.
    @Override
    public void run() {
      try {
        size = Files.size(file);
        refused =
            size > limits.bytes(kind)
                ? new Skipped(path, Reason.TOO_LARGE, size + " bytes")
                : Contents.byHead(head(file), kind)
                    .map(refusal -> new Skipped(path, refusal.reason(), refusal.detail()))
                    .orElse(null);
      } catch (IOException e) {
        refused = new Skipped(path, Reason.UNREADABLE, reason(e));
      }
    }
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return stream.readNBytes(Contents.HEAD_BYTES);
    }
  }

  /// In a fixed order; what cannot be listed is empty.
  private TreeMap<String, Path> children(Path folder, String path) {
    var children = new TreeMap<String, Path>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path child : stream) {
        if (++entries > limits.entries()) {
          stop(path, "more than " + limits.entries() + " files and folders");
          // The order of this listing is the file system's: none of it is taken.
          return new TreeMap<>();
        }
        children.put(String.valueOf(child.getFileName()), child);
      }
    } catch (DirectoryIteratorException e) {
      skip(path, Reason.UNREADABLE, reason(Objects.requireNonNull(e.getCause())));
    } catch (IOException e) {
      skip(path, Reason.UNREADABLE, reason(e));
    }
    return children;
  }

  private void stop(String path, String detail) {
    stopped = true;
    skip(path, Reason.LIMIT, detail);
  }

  private void skip(String path, Reason reason, String detail) {
    skipped.add(new Skipped(path, reason, detail));
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "vanished during the walk";
      case AccessDeniedException _ -> "no permission";
      default -> String.valueOf(e);
    };
  }
}
