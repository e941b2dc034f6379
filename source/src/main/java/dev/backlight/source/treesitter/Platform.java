package dev.backlight.source.treesitter;

import java.util.Locale;

/// An operating system and a processor, in the words of the published libraries' file names.
/// Windows is not among them: the published core for it exports its own Java binding only.
record Platform(String system, String processor, String librarySuffix) {

  /// @throws NativesUnavailableException for a system or processor that no library is published for
  static Platform of(String systemName, String architecture) {
    String processor =
        switch (architecture.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64", "x86-64" -> "x86_64";
          case "aarch64", "arm64" -> "aarch64";
          default -> throw unknown(systemName, architecture);
        };
    String name = systemName.toLowerCase(Locale.ROOT);
    if (name.startsWith("linux")) {
      return new Platform("linux-gnu", processor, ".so");
    }
    if (name.startsWith("mac")) {
      return new Platform("macos", processor, ".dylib");
    }
    throw unknown(systemName, architecture);
  }

  /// `x86_64-linux-gnu-tree-sitter-python.so`.
  String portableLibraryName(String artifact) {
    return processor + "-" + system + "-" + artifact + librarySuffix;
  }

  /// `libbacklight-treesitter.so`.
  String fastLibraryName() {
    return "libbacklight-treesitter" + librarySuffix;
  }

  @Override
  public String toString() {
    return processor + "-" + system;
  }

  private static NativesUnavailableException unknown(String system, String architecture) {
    return new NativesUnavailableException(
        "There is no parser library for "
            + system
            + " on "
            + architecture
            + ". Run Backlight on Linux or macOS (x64 or arm64), in WSL, or in a container.");
  }
}
