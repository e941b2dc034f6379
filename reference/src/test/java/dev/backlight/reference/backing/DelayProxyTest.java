package dev.backlight.reference.backing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DelayProxyTest {

  @Test
  void everyByteArrivesInItsOrderAndNotBeforeItsTime() throws Exception {
    byte[] sent = new byte[3_000_000];
    new Random(7).nextBytes(sent);
    Duration roundTrip = Duration.ofMillis(40);

    try (ServerSocket echo = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DelayProxy proxy =
            DelayProxy.to((InetSocketAddress) echo.getLocalSocketAddress(), roundTrip);
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      Thread.ofVirtual().start(() -> echo(echo));
      long startNanos = System.nanoTime();
      Thread.ofVirtual().start(() -> write(client, sent));
      InputStream in = client.getInputStream();
      int first = in.read();
      long firstNanos = System.nanoTime() - startNanos;
      byte[] rest = in.readNBytes(sent.length - 1);

      assertThat(firstNanos).isGreaterThanOrEqualTo(roundTrip.toNanos());
      assertThat((byte) first).isEqualTo(sent[0]);
      assertThat(rest).isEqualTo(Arrays.copyOfRange(sent, 1, sent.length));
    }
  }

  @Test
  void aHangUpIsPassedOn() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DelayProxy proxy =
            DelayProxy.to((InetSocketAddress) server.getLocalSocketAddress(), Duration.ZERO)) {
      Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
      try (Socket accepted = server.accept()) {
        client.close();
        assertThat(accepted.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  private static void echo(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
