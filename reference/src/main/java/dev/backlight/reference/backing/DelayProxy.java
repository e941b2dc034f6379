package dev.backlight.reference.backing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// A network between the shop and its database: every byte arrives half a round trip after it was
/// sent, in each direction. Bytes in flight overtake nothing and wait for nothing else, so that
/// pipelining pays here as it does on a real network.
///
/// Sleeps of the operating system are some 60 µs longer than asked for: with 1 ms, about 1.1 ms.
public final class DelayProxy implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int CHUNKS_IN_FLIGHT = 256;

  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final long oneWayNanos;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private DelayProxy(ServerSocket listener, InetSocketAddress target, Duration roundTrip) {
    this.listener = listener;
    this.target = target;
    this.oneWayNanos = roundTrip.toNanos() / 2;
  }

  /// Listens on a free port of loopback and passes everything on to `target`.
  public static DelayProxy to(InetSocketAddress target, Duration roundTrip) throws IOException {
    ServerSocket listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    DelayProxy proxy = new DelayProxy(listener, target, roundTrip);
    Thread.ofVirtual().name("delay-proxy").start(proxy::accept);
    return proxy;
  }

  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(DelayProxy::abandon);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        // Closed, or one connection that failed: its client sees it.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket server = new Socket();
    open.add(client);
    open.add(server);
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(target, 5_000);
    } catch (IOException e) {
      hangUp(client, server);
      throw e;
    }
    forward(client, server);
    forward(server, client);
  }

  private void forward(Socket from, Socket to) {
    BlockingQueue<Chunk> flight = new ArrayBlockingQueue<>(CHUNKS_IN_FLIGHT);
    Thread.ofVirtual().start(() -> send(from, flight));
    Thread.ofVirtual().start(() -> deliver(flight, from, to));
  }

  private void send(Socket from, BlockingQueue<Chunk> flight) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        flight.put(new Chunk(Arrays.copyOf(buffer, read), System.nanoTime() + oneWayNanos));
      }
      flight.put(Chunk.END);
    } catch (IOException | InterruptedException e) {
      flight.clear();
      flight.add(Chunk.END);
    }
  }

  private void deliver(BlockingQueue<Chunk> flight, Socket from, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      for (Chunk chunk = flight.take(); chunk != Chunk.END; chunk = flight.take()) {
        LockSupport.parkNanos(chunk.dueNanos - System.nanoTime());
        out.write(chunk.bytes);
      }
    } catch (IOException | InterruptedException e) {
      // One side is gone; the other one learns it by the hang-up.
    }
    hangUp(from, to);
  }

  private void hangUp(Socket one, Socket other) {
    abandon(one);
    abandon(other);
    open.remove(one);
    open.remove(other);
  }

  private static void abandon(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  private static final class Chunk {
    static final Chunk END = new Chunk(new byte[0], 0);

    final byte[] bytes;
    final long dueNanos;

    Chunk(byte[] bytes, long dueNanos) {
      this.bytes = bytes;
      this.dueNanos = dueNanos;
    }
  }
}
