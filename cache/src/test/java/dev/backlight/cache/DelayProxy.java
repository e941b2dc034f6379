package dev.backlight.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A bad network on the loopback: late, silent, or broken.
public final class DelayProxy implements AutoCloseable {

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger endedAlready = new AtomicInteger();
  private volatile long delayMillis;
  private volatile long silentAfterBytes = Long.MAX_VALUE;
  private volatile boolean refusing;

  public DelayProxy(int target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public String url() {
    return "redis://127.0.0.1:" + server.getLocalPort();
  }

  public int accepted() {
    return accepted.get();
  }

  /// Everything that the server says comes this much later.
  public void delay(long millis) {
    delayMillis = millis;
  }

  /// After so many more bytes of each connection its answers vanish, and it stays open.
  public void silentAfter(long bytes) {
    silentAfterBytes = bytes;
  }

  /// Ends all connections, and refuses new ones until [#heal].
  public void cut() {
    refusing = true;
    reset();
  }

  /// Ends all connections with RST.
  public void reset() {
    for (Socket socket : open) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        endedAlready.incrementAndGet();
      }
    }
  }

  public void heal() {
    delayMillis = 0;
    silentAfterBytes = Long.MAX_VALUE;
    refusing = false;
  }

  @Override
  public void close() throws IOException {
    server.close();
    reset();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        try {
          if (refusing) {
            client.close();
          } else {
            connect(client);
          }
        } finally {
          // Counted when a reset would find it.
          accepted.incrementAndGet();
        }
      } catch (IOException e) {
        endedAlready.incrementAndGet();
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket redis;
    try {
      redis = new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      client.close();
      return;
    }
    redis.setTcpNoDelay(true);
    client.setTcpNoDelay(true);
    open.add(client);
    open.add(redis);
    Thread.ofVirtual().start(() -> pump(client, redis, false));
    Thread.ofVirtual().start(() -> pump(redis, client, true));
  }

  private void pump(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[16_384];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      long passed = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (answers && delayMillis > 0) {
          Thread.sleep(delayMillis);
        }
        passed += n;
        if (!answers || passed <= silentAfterBytes) {
          out.write(buffer, 0, n);
          out.flush();
        }
      }
    } catch (IOException | InterruptedException e) {
      endedAlready.incrementAndGet();
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }
}
