package dev.backlight.source.walk;

/// A file or folder that was left out, and why.
///
/// @param path relative to the root of the walk; a folder ends with `/`
/// @param detail a few words for the reader, such as the size or the marker that was found
public record Skipped(String path, Reason reason, String detail) {

  /// Why something was left out.
  public enum Reason {
    /// Somebody else's code: installed packages, vendored libraries, build output.
    VENDORED,
    /// Written or minified by a tool.
    GENERATED,
    /// Not text.
    BINARY,
    /// Larger than the limit.
    TOO_LARGE,
    /// No permission, vanished during the walk, or a link to nothing.
    UNREADABLE,
    /// A symbolic link whose target is outside the tree.
    LINK_OUT_OF_TREE,
    /// A limit of the whole walk was reached; what comes after it was not looked at.
    LIMIT
  }
}
