package dev.backlight.load.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that sends exactly the bytes a test wants, one virtual thread per connection.
final class RawServer implements AutoCloseable {

  /// What is done with one connection; it is closed afterwards.
  interface Talk {
    void with(Connection connection) throws Exception;
  }

  final AtomicInteger accepted = new AtomicInteger();
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  RawServer(Talk talk) throws IOException {
    this(new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress()), talk);
  }

  RawServer(ServerSocket listening, Talk talk) {
    this.listening = listening;
    Thread.ofVirtual().start(() -> accept(talk));
  }

  /// A server that says this to every request.
  static RawServer saying(String answer) throws IOException {
    return new RawServer(connection -> {
      while (connection.request()) {
        connection.say(answer);
      }
    });
  }

  private void accept(Talk talk) {
    try {
      while (true) {
        Socket socket = listening.accept();
        accepted.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> talk(talk, socket));
      }
    } catch (IOException e) {
      assert listening.isClosed();
    }
  }

  private void talk(Talk talk, Socket socket) {
    try (socket) {
      talk.with(new Connection(socket));
    } catch (Exception e) {
      // The client went away, which is what these tests provoke.
      assert socket != null;
    } finally {
      open.remove(socket);
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");
  }

  int port() {
    return listening.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /// One connection, seen from the server.
  static final class Connection {

    final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    String head = "";

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
    }

    /// Reads up to the end of a request's head; false at the end.
    boolean request() throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.length() < 4 || !text.substring(text.length() - 4).equals("\r\n\r\n")) {
        int c = in.read();
        if (c < 0) {
          return false;
        }
        text.append((char) c);
      }
      head = text.toString();
      return true;
    }

    String body(int length) throws IOException {
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    void say(String text) throws IOException {
      say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void say(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /// Goes away without a word: a reset, not an end.
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    void waitForEnd() throws IOException {
      while (in.read() >= 0) {
        continue;
      }
    }
  }
}
