package dev.backlight.source.config;

/// A file's content is not what its syntax promises; becomes [ConfigFile#problem()].
final class DamagedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DamagedException(int line, String reason) {
    super("line " + line + ": " + reason);
  }
}
