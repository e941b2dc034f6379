package dev.backlight.cli.load;

import dev.backlight.cli.Surroundings;
import dev.backlight.cli.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where services that were started for a proof print to. Without a folder of the user's it is a
/// temporary one, which goes again unless something went wrong.
final class ServiceLogs implements AutoCloseable {

  private final Path folder;
  private final boolean temporary;
  private volatile boolean kept;

  private ServiceLogs(Path folder, boolean temporary) {
    this.folder = folder;
    this.temporary = temporary;
  }

  static ServiceLogs open(Surroundings surroundings, @Nullable Path wanted) throws Trouble {
    try {
      return wanted == null
          ? new ServiceLogs(Files.createTempDirectory("backlight-prove"), true)
          : new ServiceLogs(Files.createDirectories(surroundings.resolve(wanted)), false);
    } catch (IOException e) {
      throw new Trouble("no folder for the services' output: " + e.getMessage(), "Say --logs DIR.");
    }
  }

  Path folder() {
    return folder;
  }

  /// Somebody will want to read them.
  void keep() {
    kept = true;
  }

  /// Where they are to be found when all is over; empty if they will be gone.
  String words() {
    return temporary && !kept || isEmpty() ? "" : "output of the services: " + folder;
  }

  private boolean isEmpty() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      return true;
    }
  }

  /// May be called again.
  @Override
  public void close() {
    if (!temporary || kept && !isEmpty() || !Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      // They are in a temporary folder: whoever empties that takes them too.
      kept = true;
    }
  }
}
