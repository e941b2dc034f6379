package dev.backlight.load.prove;

import java.net.URI;

/// One of the two things compared.
public sealed interface Version {

  /// How the user named it.
  String text();

  /// A shell command that starts the service, afresh for each run.
  record Command(String text) implements Version {}

  /// A service that already runs: its runs share one process, and no processor time is seen.
  record Running(URI url) implements Version {
    @Override
    public String text() {
      return url.toString();
    }
  }
}
