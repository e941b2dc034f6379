package dev.backlight.load.capacity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/// A real HTTP server that is an M/M/c or M/D/c queue, so that its capacity is known.
///
/// When a request arrives it is decided when its answer is due: when the first of c workers is
/// free, plus an exponential or a fixed service time. A timer that fires late makes that one answer
/// late, but does not keep a worker: the queue is exact however busy the machine is.
final class QueueServer {

  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

  private final PriorityQueue<Long> freeAt = new PriorityQueue<>();
  private final double serviceNanos;
  private final boolean fixed;
  private final SplittableRandom random;

  private QueueServer(int workers, double serviceMillis, boolean fixed, long seed) {
    this.fixed = fixed;
    this.serviceNanos = serviceMillis * 1e6;
    this.random = new SplittableRandom(seed);
    long now = System.nanoTime();
    for (int i = 0; i < workers; i++) {
      freeAt.add(now);
    }
  }

  /// Arguments: port, workers, mean service time in milliseconds, `fixed` or `exponential`, seed.
  public static void main(String[] arguments) throws IOException {
    QueueServer queue =
        new QueueServer(
            Integer.parseInt(arguments[1]),
            Double.parseDouble(arguments[2]),
            arguments[3].equals("fixed"),
            Long.parseLong(arguments[4]));
    int port = Integer.parseInt(arguments[0]);
    try (ServerSocket socket = new ServerSocket(port, 512, InetAddress.getLoopbackAddress())) {
      while (true) {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> queue.serve(connection));
      }
    }
  }

  private synchronized long due() {
    long start = Math.max(System.nanoTime(), freeAt.remove());
    double share = fixed ? 1 : -Math.log(1 - random.nextDouble());
    long done = start + Math.round(serviceNanos * share);
    freeAt.add(done);
    return done;
  }

  private void serve(Socket connection) {
    try (connection;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
        OutputStream out = connection.getOutputStream()) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty()) {
          long due = due();
          for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
          out.write(ANSWER);
        }
      }
    } catch (IOException e) {
      assert connection.isClosed();
    }
  }
}
