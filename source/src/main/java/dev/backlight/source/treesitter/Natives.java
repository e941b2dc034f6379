package dev.backlight.source.treesitter;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/// The native libraries of this process.
///
/// There are two sources. Fast: one library built with optimisation by `java dev/Natives.java` and
/// kept in the cache folder. Portable: the libraries published in Maven jars, several times slower,
/// on the class path; they are written to the cache folder once. Fast is taken where it is there.
/// The system property `backlight.natives` forces one: `fast`, `portable`, or the folder of a fast
/// library.
public final class Natives {

  /// `fast`, `portable` or a folder.
  public static final String PROPERTY = "backlight.natives";

  private static final String FAST = "fast";
  private static final String PORTABLE = "portable";

  private final NativeSource source;
  private final Functions functions;
  private final Map<Grammar, Language> languages = new EnumMap<>(Grammar.class);

  Natives(NativeSource source) {
    this.source = source;
    try {
      this.functions = new Functions(source.core());
    } catch (NoSuchElementException e) {
      throw new NativesUnavailableException(
          "The library is no parser of ours (" + source + "): " + e.getMessage() + ".", e);
    }
  }

  /// One sentence for `--version` and bug reports: which libraries are in use and from where.
  ///
  /// @throws NativesUnavailableException where there are none for this machine
  public static String description() {
    return ofProcess().source.toString();
  }

  static Natives ofProcess() {
    return OfProcess.NATIVES.get();
  }

  Functions functions() {
    return functions;
  }

  synchronized Language language(Grammar grammar) {
    return languages.computeIfAbsent(
        grammar,
        wanted ->
            Language.read(functions, source.grammar(wanted).findOrThrow(wanted.functionName())));
  }

  static Natives choose(Optional<String> property, CacheFolder cache, Platform platform) {
    String wanted = property.orElse("");
    return switch (wanted.toLowerCase(Locale.ROOT)) {
      case "" ->
          FastNatives.in(cache.fastNatives(platform), platform)
              .map(Natives::new)
              .orElseGet(() -> new Natives(new PortableNatives(cache, platform)));
      case PORTABLE -> new Natives(new PortableNatives(cache, platform));
      case FAST -> forced(cache.fastNatives(platform), platform);
      default -> forced(Path.of(wanted), platform);
    };
  }

  private static Natives forced(Path folder, Platform platform) {
    return FastNatives.in(folder, platform)
        .map(Natives::new)
        .orElseThrow(() ->
            new NativesUnavailableException(
                "There is no "
                    + platform.fastLibraryName()
                    + " in "
                    + folder
                    + ". Build it with `java dev/Natives.java`, or leave out -D"
                    + PROPERTY
                    + " to use the published libraries."));
  }

  /// Chosen once; a failure is remembered and thrown to each caller with its message.
  private static final class OfProcess {
    static final Outcome NATIVES = load();

    private static Outcome load() {
      try {
        return new Loaded(
            choose(
                Optional.ofNullable(System.getProperty(PROPERTY)),
                CacheFolder.ofUser(System.getenv(), System.getProperties()),
                Platform.of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""))));
      } catch (NativesUnavailableException e) {
        return new Failed(e);
      }
    }
  }

  private sealed interface Outcome {
    Natives get();
  }

  private record Loaded(Natives get) implements Outcome {}

  private record Failed(NativesUnavailableException cause) implements Outcome {
    @Override
    public Natives get() {
      throw new NativesUnavailableException(String.valueOf(cause.getMessage()), cause);
    }
  }
}
