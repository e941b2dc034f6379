package dev.backlight.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/// A real redis-server as a child of this process, to be killed, stopped and brought back.
public final class RedisProcess implements AutoCloseable {

  private static final class Binary {
    static final Path PATH = extract();

    private static Path extract() {
      try {
        Path folder = Files.createTempDirectory("redis-server");
        folder.toFile().deleteOnExit();
        Path file = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
        file.toFile().deleteOnExit();
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final int port;
  private Process process;

  private RedisProcess(int port) {
    this.port = port;
    this.process = launch();
  }

  /// Starts one on a free port and waits until it answers.
  public static RedisProcess start() {
    return new RedisProcess(freePort());
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /// `SIGKILL`: no farewell on any connection.
  public void kill() {
    process.destroyForcibly();
    waitForEnd();
  }

  /// On the same port, with nothing in it.
  public void restart() {
    process = launch();
  }

  /// `SIGSTOP`: connections stay open and nothing answers.
  public void stop() {
    signal("-STOP");
  }

  public void resume() {
    signal("-CONT");
  }

  /// One command by its own connection, and the answer as raw text.
  public String command(String... words) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      OutputStream out = socket.getOutputStream();
      StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
      for (String word : words) {
        request.append('$').append(word.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
        request.append(word).append("\r\n");
      }
      out.write(request.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
      return answer(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  private static String answer(InputStream in) throws IOException {
    String head = line(in);
    return switch (head.charAt(0)) {
      case '$' -> bulk(in, Integer.parseInt(head.substring(1)));
      case '*' -> {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(head.substring(1)); i++) {
          parts.add(answer(in));
        }
        yield String.join("\n", parts);
      }
      default -> head.substring(1);
    };
  }

  private static String bulk(InputStream in, int length) throws IOException {
    if (length < 0) {
      return "";
    }
    String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    in.skipNBytes(2);
    return text;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended after '" + line + "'");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private Process launch() {
    try {
      Process started =
          new ProcessBuilder(
                  Binary.PATH.toString(),
                  "--port",
                  Integer.toString(port),
                  "--bind",
                  "127.0.0.1",
                  "--save",
                  "",
                  "--appendonly",
                  "no",
                  "--loglevel",
                  "warning")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
      waitUntilItAnswers();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void waitUntilItAnswers() throws IOException {
    for (int attempt = 0; attempt < 500; attempt++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return;
      } catch (IOException e) {
        pause();
      }
    }
    throw new IOException("redis-server does not answer on port " + port);
  }

  private void signal(String name) {
    try {
      int status = new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("kill " + name + " ended with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void waitForEnd() {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
