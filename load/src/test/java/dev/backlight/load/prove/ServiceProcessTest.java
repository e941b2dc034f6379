package dev.backlight.load.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backlight.load.http.HttpPolicy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Real processes: what is started is seen, measured and ended.
@EnabledOnOs(OS.LINUX)
final class ServiceProcessTest {

  @TempDir Path folder;
  private URI nobody = URI.create("http://127.0.0.1:1/");

  @BeforeEach
  void findAPortThatNobodyListensAt() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }
  }

  private ServiceProcess start(String command) throws StartException {
    return ServiceProcess.start(
        command, Map.of("GREETING", "hello"), folder, folder.resolve("service.log"));
  }

  private static void awaitPids(ServiceProcess service, int count) throws Exception {
    while (service.tree().pids().size() < count) {
      Thread.sleep(10);
    }
  }

  @Test
  void endsAllThatItStarted() throws Exception {
    ServiceProcess service = start("sleep 600 & (sleep 601 &) ; trap '' TERM; sleep 602");
    awaitPids(service, 4);
    List<Long> pids = service.tree().pids();

    service.close();

    assertThat(pids).hasSizeGreaterThanOrEqualTo(4);
    assertThat(pids).noneMatch(pid -> Files.exists(Path.of("/proc", pid.toString(), "exe")));
    assertThat(service.isAlive()).isFalse();
  }

  @Test
  void seesTheTimeOfChildrenThatHaveEnded() throws Exception {
    String busy = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
    try (ServiceProcess service = start("sh -c '" + busy + "'; touch done; sleep 600")) {
      while (!Files.exists(folder.resolve("done"))) {
        Thread.sleep(10);
      }
      assertThat(service.tree().cpuSeconds().orElseThrow()).isPositive();
      assertThat(service.tree().peakBytes().orElseThrow()).isGreaterThan(100_000);
    }
  }

  @Test
  void saysHowAServiceEndedThatNeverAnswered() throws Exception {
    try (ServiceProcess service = start("echo $GREETING; echo 'no database' >&2; exit 3")) {
      assertThatThrownBy(() -> service.awaitReady(nobody, Duration.ofSeconds(20), HttpPolicy.USUAL))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("ended with 3 before it answered")
          .hasMessageContaining("hello\n    no database");
    }
  }

  @Test
  void doesNotWaitForever() throws Exception {
    try (ServiceProcess service = start("sleep 600")) {
      assertThatThrownBy(() -> service.awaitReady(nobody, Duration.ofMillis(300), HttpPolicy.USUAL))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("did not answer at " + nobody)
          .hasMessageContaining("it printed nothing");
    }
  }
}
