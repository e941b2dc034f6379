package dev.backlight.cli.load;

import dev.backlight.cli.Trouble;
import dev.backlight.load.engine.RunListener;
import dev.backlight.load.report.Exposition;
import dev.backlight.load.report.LiveFigures;
import dev.backlight.load.report.RemoteWrite;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Gives live figures to Prometheus, where the user asks for it.
final class Publishing implements AutoCloseable {

  private final List<RunListener> listeners = new ArrayList<>();
  private @Nullable Exposition exposition;
  private @Nullable RemoteWrite remoteWrite;

  private Publishing() {}

  static Publishing open(LoadOptions.Result options, String target) throws Trouble {
    Publishing publishing = new Publishing();
    LiveFigures figures = new LiveFigures(target);
    publishing.listeners.add(figures);
    if (options.metricsPort > 0) {
      try {
        publishing.exposition = Exposition.serve(options.metricsPort, figures);
      } catch (IOException | IllegalArgumentException e) {
        throw new Trouble(
            "cannot serve metrics on port " + options.metricsPort + ": " + e.getMessage(),
            "Name another port.");
      }
    }
    if (options.remoteWrite != null) {
      RemoteWrite writing = new RemoteWrite(url(options.remoteWrite), figures, Clock.systemUTC());
      publishing.remoteWrite = writing;
      publishing.listeners.add(writing);
    }
    return publishing;
  }

  private static URI url(String text) throws Trouble {
    if (!UrlPlan.isUrl(text)) {
      throw new Trouble(
          "--remote-write: '" + text + "' is not a URL",
          "Write it as http://127.0.0.1:9090/api/v1/write.");
    }
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new Trouble("--remote-write: " + e.getMessage(), "");
    }
  }

  List<RunListener> listeners() {
    return listeners;
  }

  /// Waits for what is under way, and says what did not arrive.
  Optional<String> finish() {
    RemoteWrite writing = remoteWrite;
    if (writing == null) {
      return Optional.empty();
    }
    writing.finish();
    return writing.problem();
  }

  @Override
  public void close() {
    Exposition serving = exposition;
    if (serving != null) {
      serving.close();
    }
  }
}
