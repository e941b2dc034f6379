package dev.backlight.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A node in a Java virtual machine of its own. It says `ready`, waits for a line, works, and ends
/// with one line about what it saw.
public final class NodeProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader out;

  private NodeProcess(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  static NodeProcess start(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(Arrays.asList(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new NodeProcess(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitReady() {
    String line = read();
    if (!"ready".equals(line)) {
      throw new IllegalStateException("the node said " + line);
    }
  }

  void go() {
    try {
      process.outputWriter(StandardCharsets.UTF_8).append("go\n").flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read() {
    try {
      return String.valueOf(out.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The other side of [#awaitReady] and [#go].
  static void readyAndWait() throws IOException {
    System.out.println("ready");
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
