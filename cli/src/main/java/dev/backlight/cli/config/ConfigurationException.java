package dev.backlight.cli.config;

/// A mistake in the configuration; the message names file, line and column and says what to do.
public final class ConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  ConfigurationException(String message) {
    super(message);
  }
}
