package dev.backlight.source.walk;

/// What a walk takes on at most.
///
/// @param sourceBytes largest source file
/// @param configBytes largest configuration file; lock files are longer than code
/// @param files how many files are found
/// @param entries how many files and folders are looked at, wanted or not
/// @param depth how many folders deep
public record WalkLimits(long sourceBytes, long configBytes, int files, int entries, int depth) {

  /// No hand-written file known to us is larger than 2 MiB.
  public static final WalkLimits DEFAULT =
      new WalkLimits(2L << 20, 8L << 20, 200_000, 3_000_000, 128);

  public WalkLimits {
    if (sourceBytes <= 0 || configBytes <= 0 || files <= 0 || entries <= 0 || depth <= 0) {
      throw new IllegalArgumentException(
          "a limit is not positive: %d %d %d %d %d"
              .formatted(sourceBytes, configBytes, files, entries, depth));
    }
  }

  long bytes(Found.Kind kind) {
    return kind == Found.Kind.CONFIG ? configBytes : sourceBytes;
  }
}
