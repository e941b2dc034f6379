package dev.backlight.source.treesitter;

/// No tree-sitter library can be loaded on this machine. The message says why and what to do.
public final class NativesUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NativesUnavailableException(String message) {
    super(message);
  }

  NativesUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
