package dev.backlight.reference.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StallGuardTest {

  /// Without the guard this writer would block for ever: nobody reads.
  @Test
  void aClientThatStopsReadingIsLetGo() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket idle = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        Socket accepted = listener.accept()) {
      CompletableFuture<Throwable> end = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> end.complete(writeForEver(accepted)));

      assertThat(end.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
      assertThat(idle.isClosed()).isFalse();
    }
  }

  private static Throwable writeForEver(Socket socket) {
    byte[] chunk = new byte[64 * 1024];
    try (StallGuard out = new StallGuard(socket.getOutputStream(), Duration.ofMillis(50))) {
      while (true) {
        out.write(chunk, 0, chunk.length);
      }
    } catch (IOException e) {
      return e;
    }
  }
}
