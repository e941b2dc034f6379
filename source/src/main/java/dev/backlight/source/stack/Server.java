package dev.backlight.source.stack;

import dev.backlight.model.Location;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// A server process as configuration starts it. `options` are its settings by their name in
/// `servers.txt` (`workers`, `threads`, `timeout`, `class`…), defaults included. `command` is empty
/// where a configuration file of the server itself was read. `development` if only developers start
/// it so.
public record Server(
    String name,
    Model model,
    List<Fact> options,
    String command,
    boolean development,
    Location place) {

  /// How one worker serves requests.
  public enum Model {
    /// One request at a time per worker.
    SYNC,
    /// One request per thread.
    THREADED,
    /// Many requests on an event loop per worker.
    ASYNC,
    /// No requests: jobs from a queue.
    WORKER
  }

  public Server {
    options = List.copyOf(options);
  }

  public Optional<Fact> option(String name) {
    return options.stream().filter(option -> option.name().equals(name)).findFirst();
  }

  /// Worker processes, if a plain number stands there or is the default.
  public OptionalDouble workers() {
    return option("workers").map(Fact::number).orElse(OptionalDouble.empty());
  }

  public OptionalDouble threads() {
    return option("threads").map(Fact::number).orElse(OptionalDouble.empty());
  }

  /// A few words for the profile: `4 workers, 2 threads`.
  String summary() {
    StringBuilder text = new StringBuilder();
    for (String name : List.of("workers", "threads")) {
      option(name)
          .filter(fact -> !fact.isDefault() || name.equals("workers") && !fact.value().isEmpty())
          .ifPresent(fact -> {
            String value = fact.effective();
            String one = value.equals("1") ? name.substring(0, name.length() - 1) : name;
            text.append(text.isEmpty() ? "" : ", ").append(value).append(' ').append(one);
            text.append(fact.isDefault() ? " (default)" : "");
          });
    }
    return text.toString();
  }
}
