package dev.backlight.load.prove;

import dev.backlight.load.http.HttpClient;
import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.http.Outcome;
import dev.backlight.load.http.Session;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A service that was started for one run, in a session of its own, so that all of it can be
/// measured and ended: also what it started, also after Ctrl-C.
final class ServiceProcess implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 50;
  private static final int SHOWN_LINES = 12;
  private static final Path PROC = Path.of("/proc");

  private final String command;
  private final Process process;
  private final Path log;
  private final ProcessTree tree;
  private final Thread hook = new Thread(this::end, "backlight-end-service");

  private ServiceProcess(String command, Process process, Path log) {
    this.command = command;
    this.process = process;
    this.log = log;
    this.tree = new ProcessTree(PROC, process.pid());
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Starts a shell command; what it prints goes to `log`.
  static ServiceProcess start(
      String command, Map<String, String> environment, Path folder, Path log)
      throws StartException {
    List<String> words = new ArrayList<>();
    if (hasSetsid()) {
      words.add("setsid");
    }
    words.addAll(List.of("sh", "-c", command));
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return new ServiceProcess(command, builder.start(), log);
    } catch (IOException e) {
      throw new StartException("cannot start '" + command + "': " + e.getMessage());
    }
  }

  private static boolean hasSetsid() {
    return Files.isExecutable(Path.of("/usr/bin/setsid"))
        || Files.isExecutable(Path.of("/bin/setsid"));
  }

  /// What answers at a URL, if anything: its status.
  static Optional<Integer> answer(URI url, HttpPolicy policy) throws InterruptedException {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    HttpPolicy patient = policy.loops(1).timeouts(Duration.ofSeconds(1), Duration.ofSeconds(5));
    try (HttpClient client = HttpClient.start(patient, Clock.systemUTC());
        Session session = client.session(url)) {
      return session.send(HttpRequest.get(path + query).following(false))
              instanceof Outcome.Answered(var response)
          ? Optional.of(response.status())
          : Optional.empty();
    }
  }

  /// Returns once `url` answers with anything but a server's error.
  void awaitReady(URI url, Duration most, HttpPolicy policy)
      throws StartException, InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    Optional<Integer> status = Optional.empty();
    while (System.nanoTime() - end < 0) {
      status = answer(url, policy);
      if (status.isPresent() && status.get() < 500) {
        return;
      }
      if (!process.isAlive() && tree.pids().isEmpty()) {
        throw new StartException(
            "'%s' ended with %d before it answered%s"
                .formatted(command, process.exitValue(), lastLines()));
      }
      Thread.sleep(POLL_MILLIS);
    }
    String seen = status.map(s -> "answered only with status " + s).orElse("did not answer");
    throw new StartException(
        "'%s' %s at %s within %d s%s".formatted(command, seen, url, most.toSeconds(), lastLines()));
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readString(log).lines().toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
      return last.isEmpty()
          ? "; it printed nothing"
          : "; it printed last:\n    " + String.join("\n    ", last);
    } catch (IOException e) {
      return "";
    }
  }

  boolean isAlive() {
    return process.isAlive() || !tree.pids().isEmpty();
  }

  ProcessTree tree() {
    return tree;
  }

  /// Asks all of it to end, waits a little, then makes it.
  private void end() {
    List<ProcessHandle> children = process.descendants().toList();
    signal(children, ProcessHandle::destroy);
    long end = System.nanoTime() + GRACE.toNanos();
    try {
      while (anyLeft(children) && System.nanoTime() - end < 0) {
        Thread.sleep(POLL_MILLIS);
      }
      while (anyLeft(children)) {
        signal(children, ProcessHandle::destroyForcibly);
        boolean gone = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        assert gone || process.isAlive();
      }
    } catch (InterruptedException e) {
      signal(children, ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }

  private boolean anyLeft(List<ProcessHandle> children) {
    return isAlive() || children.stream().anyMatch(ProcessHandle::isAlive);
  }

  private interface Signal {
    boolean send(ProcessHandle handle);
  }

  private void signal(List<ProcessHandle> children, Signal signal) {
    List<ProcessHandle> all = new ArrayList<>(children);
    tree.pids().forEach(pid -> ProcessHandle.of(pid).ifPresent(all::add));
    all.add(process.toHandle());
    all.stream().filter(ProcessHandle::isAlive).distinct().forEach(signal::send);
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The virtual machine is about to go, and the hook finds nothing left to end.
      assert !isAlive();
    }
  }
}
