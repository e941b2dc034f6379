package dev.backlight.source.program;

import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The names that the compilers of TypeScript and JavaScript are given for folders of the tree:
/// `compilerOptions.paths` and `baseUrl` of `tsconfig*.json` and `jsconfig*.json`. A file asks the
/// configuration nearest above it first.
public final class PathAliases {

  /// `before*after` of a configuration in `folder`, and the paths that stand for it, each with at
  /// most one `*` as well.
  private record Alias(
      String folder, String before, String after, boolean star, List<String> targets) {

    /// What the star of the specifier stands for; null if the specifier is another's.
    @Nullable String matched(String specifier) {
      if (!star) {
        return specifier.equals(before) ? "" : null;
      }
      return specifier.length() >= before.length() + after.length()
              && specifier.startsWith(before)
              && specifier.endsWith(after)
          ? specifier.substring(before.length(), specifier.length() - after.length())
          : null;
    }
  }

  public static final PathAliases NONE = new PathAliases(List.of());

  private final List<Alias> aliases;

  private PathAliases(List<Alias> aliases) {
    this.aliases = aliases;
  }

  /// Reads every such file among the configuration.
  static PathAliases of(List<ConfigFile> configs) {
    List<Alias> all = new ArrayList<>();
    for (ConfigFile config : configs) {
      if (config.name().startsWith("tsconfig") || config.name().startsWith("jsconfig")) {
        add(config, all);
      }
    }
    // The nearest configuration wins, in it the longest beginning.
    all.sort(
        Comparator.comparingInt((Alias alias) -> -alias.folder().length())
            .thenComparingInt(alias -> -alias.before().length()));
    return new PathAliases(List.copyOf(all));
  }

  private static void add(ConfigFile config, List<Alias> all) {
    String folder = Modules.parent(config.path());
    ConfigValue options = config.root().get("compilerOptions");
    ConfigValue url = options.get("baseUrl");
    String base = Modules.normalize(folder, url.isAbsent() ? "." : url.text());
    for (ConfigValue.Entry entry : options.get("paths").entries()) {
      List<String> targets =
          entry.value().items().stream()
              .map(target -> Modules.normalize(base, target.text()))
              .toList();
      int star = entry.key().indexOf('*');
      all.add(
          star < 0
              ? new Alias(folder, entry.key(), "", false, targets)
              : new Alias(
                  folder,
                  entry.key().substring(0, star),
                  entry.key().substring(star + 1),
                  true,
                  targets));
    }
    if (!url.isAbsent()) {
      all.add(new Alias(folder, "", "", true, List.of(Modules.normalize(base, "*"))));
    }
  }

  /// The paths of the tree, without endings, that a specifier may mean in a file, likeliest first.
  List<String> paths(String specifier, String file) {
    List<String> found = new ArrayList<>();
    for (Alias alias : aliases) {
      if (alias.folder().isEmpty() || file.startsWith(alias.folder() + "/")) {
        String star = alias.matched(specifier);
        if (star != null) {
          alias.targets().forEach(target -> found.add(target.replace("*", star)));
        }
      }
    }
    return found;
  }
}
