package dev.backlight.reference.backing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/// A wrong URL is said at the start, in a line, and not by the first request.
class GivenTest {

  @Test
  void whatIsNoUrlIsRefused() {
    assertThatThrownBy(() -> Redis.at("nonsense"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("such as redis://localhost:6379");
    assertThatThrownBy(() -> Postgres.at("nonsense"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("such as jdbc:postgresql://localhost:5432/");
  }

  @Test
  void aRedisThatNobodyRunsIsRefused() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
      assertThat(Redis.at("redis://127.0.0.1:" + port).url()).endsWith(":" + port);
    }
    assertThatThrownBy(() -> Redis.at("redis://me:secret@127.0.0.1:" + port))
        .hasMessageStartingWith("no Redis at 127.0.0.1:" + port)
        .hasMessageNotContaining("secret");
  }

  @Test
  void whyItDoesNotStartComesFromTheProcessThatFailed() {
    assertThatThrownBy(() -> BackingProcess.start("jdbc:postgresql://localhost/test", "nonsense"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no URL of a Redis");
  }
}
