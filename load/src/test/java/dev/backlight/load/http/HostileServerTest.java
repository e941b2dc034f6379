package dev.backlight.load.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Servers that misbehave: each gives its own kind of failure, nothing hangs, nothing leaks.
@Timeout(20)
class HostileServerTest {

  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static HttpClient client;

  @BeforeAll
  static void start() {
    HttpPolicy policy = HttpPolicy.USUAL.loops(1).maxBody(100_000);
    client = HttpClient.start(policy, Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  private static Outcome send(URI base, HttpRequest request) throws InterruptedException {
    try (Session session = client.session(base)) {
      return session.send(request);
    }
  }

  private static Failure failure(URI base) throws InterruptedException {
    return failure(base, HttpRequest.get("/"));
  }

  private static Failure failure(URI base, HttpRequest request) throws InterruptedException {
    Outcome outcome = send(base, request);
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) outcome).kind();
  }

  private static HttpResponse answer(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    return ((Outcome.Answered) outcome).response();
  }

  @Test
  void nobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThat(failure(URI.create("http://127.0.0.1:" + port))).isEqualTo(Failure.REFUSED);
  }

  @Test
  void unknownHostsAndPublicAddresses() throws Exception {
    assertThat(failure(URI.create("http://no-such-host.invalid/"))).isEqualTo(Failure.UNKNOWN_HOST);
    assertThat(failure(URI.create("http://8.8.8.8/"))).isEqualTo(Failure.FORBIDDEN_TARGET);
  }

  @Test
  void aRedirectToAPublicAddressIsNotFollowed() throws Exception {
    try (RawServer server =
        RawServer.saying(
            "HTTP/1.1 302 Found\r\nLocation: http://8.8.8.8/\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(failure(server.uri())).isEqualTo(Failure.FORBIDDEN_TARGET);
    }
  }

  @Test
  void itNeverAnswers() throws Exception {
    try (RawServer server = new RawServer(RawServer.Connection::waitForEnd)) {
      assertThat(failure(server.uri(), HttpRequest.get("/").within(SHORT)))
          .isEqualTo(Failure.TIMEOUT);
    }
  }

  @Test
  void slowBytesAreAnsweredOrTimeOut() throws Exception {
    RawServer.Talk drip =
        connection -> {
          while (connection.request()) {
            for (byte b : OK.getBytes(StandardCharsets.US_ASCII)) {
              connection.say(new byte[] {b});
              Thread.sleep(5);
            }
          }
        };
    try (RawServer server = new RawServer(drip)) {
      assertThat(answer(send(server.uri(), HttpRequest.get("/"))).body().text()).isEqualTo("ok");
      assertThat(failure(server.uri(), HttpRequest.get("/").within(Duration.ofMillis(60))))
          .isEqualTo(Failure.TIMEOUT);
    }
  }

  @Test
  void itClosesBeforeInsideAndAfterTheHead() throws Exception {
    for (String part :
        new String[] {"", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"}) {
      RawServer.Talk talk =
          connection -> {
            assertThat(connection.request()).isTrue();
            connection.say(part);
          };
      try (RawServer server = new RawServer(talk)) {
        assertThat(failure(server.uri())).isEqualTo(Failure.CLOSED_EARLY);
      }
    }
  }

  @Test
  void itResetsInTheMiddle() throws Exception {
    RawServer.Talk talk =
        connection -> {
          assertThat(connection.request()).isTrue();
          connection.say("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nhalf");
          Thread.sleep(50);
          connection.reset();
        };
    try (RawServer server = new RawServer(talk)) {
      assertThat(failure(server.uri())).isEqualTo(Failure.RESET);
    }
  }

  @Test
  void itSpeaksSomethingElse() throws Exception {
    try (RawServer server = RawServer.saying("220 mail ready\r\n")) {
      assertThat(failure(server.uri())).isEqualTo(Failure.BAD_RESPONSE);
    }
  }

  @Test
  void headersWithoutEnd() throws Exception {
    RawServer.Talk talk =
        connection -> {
          assertThat(connection.request()).isTrue();
          connection.say("HTTP/1.1 200 OK\r\n");
          for (int i = 0; i < 100_000; i++) {
            connection.say("X-" + i + ": " + "y".repeat(1_000) + "\r\n");
          }
        };
    try (RawServer server = new RawServer(talk)) {
      assertThat(failure(server.uri())).isEqualTo(Failure.TOO_LARGE);
    }
  }

  @Test
  void chunksWithoutEnd() throws Exception {
    RawServer.Talk talk =
        connection -> {
          assertThat(connection.request()).isTrue();
          connection.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          while (true) {
            connection.say("5\r\nendle\r\n");
            Thread.sleep(1);
          }
        };
    try (RawServer server = new RawServer(talk)) {
      assertThat(failure(server.uri(), HttpRequest.get("/").within(SHORT)))
          .isEqualTo(Failure.TIMEOUT);
    }
  }

  @Test
  void aBodyBeyondTheLimitIsCutAndCounted() throws Exception {
    RawServer.Talk talk =
        connection -> {
          while (connection.request()) {
            connection.say("HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n");
            connection.say(new byte[3_000_000]);
          }
        };
    try (RawServer server = new RawServer(talk)) {
      HttpResponse response = answer(send(server.uri(), HttpRequest.get("/")));
      assertThat(response.body().length()).isEqualTo(100_000);
      assertThat(response.bodyBytes()).isEqualTo(3_000_000);
    }
  }

  @Test
  void aGzipBomb() throws Exception {
    byte[] bomb = gzip(new byte[20_000_000]);
    try (RawServer server = new RawServer(connection -> gzipped(connection, bomb))) {
      assertThat(failure(server.uri())).isEqualTo(Failure.TOO_LARGE);
    }
  }

  @Test
  void gzipIsDecodedAndDamagedGzipIsSaid() throws Exception {
    byte[] fine = gzip("decoded".getBytes(StandardCharsets.UTF_8));
    try (RawServer server = new RawServer(connection -> gzipped(connection, fine))) {
      HttpResponse response = answer(send(server.uri(), HttpRequest.get("/")));
      assertThat(response.body().text()).isEqualTo("decoded");
      assertThat(response.bodyBytes()).isEqualTo(fine.length);
    }
    byte[] damaged = fine.clone();
    damaged[damaged.length - 6] ^= 1;
    try (RawServer server = new RawServer(connection -> gzipped(connection, damaged))) {
      assertThat(failure(server.uri())).isEqualTo(Failure.DECODE);
    }
  }

  private static void gzipped(RawServer.Connection connection, byte[] body) throws IOException {
    while (connection.request()) {
      connection.say(
          "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
              + body.length
              + "\r\n\r\n");
      connection.say(body);
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void redirectsInACircle() throws Exception {
    try (RawServer server =
        RawServer.saying("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(failure(server.uri())).isEqualTo(Failure.REDIRECT_LOOP);
      HttpResponse bare = answer(send(server.uri(), HttpRequest.get("/").following(false)));
      assertThat(bare.status()).isEqualTo(302);
    }
  }

  @Test
  void aPlainServerBehindHttps() throws Exception {
    try (RawServer server = RawServer.saying(OK)) {
      URI base = URI.create("https://127.0.0.1:" + server.port() + "/");
      assertThat(failure(base)).isEqualTo(Failure.TLS);
    }
  }

  @Test
  void expectContinueWaitsForLeave() throws Exception {
    RawServer.Talk talk =
        connection -> {
          assertThat(connection.request()).isTrue();
          connection.say("HTTP/1.1 100 Continue\r\n\r\n");
          String body = connection.body(5);
          connection.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + body);
        };
    HttpRequest request =
        HttpRequest.of("POST", "/").header("Expect", "100-continue").body(Body.of("hello"));
    try (RawServer server = new RawServer(talk)) {
      assertThat(answer(send(server.uri(), request)).body().text()).isEqualTo("hello");
    }
    RawServer.Talk refuse =
        connection -> {
          assertThat(connection.request()).isTrue();
          connection.say("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
          connection.waitForEnd();
        };
    try (RawServer server = new RawServer(refuse)) {
      assertThat(answer(send(server.uri(), request)).status()).isEqualTo(413);
    }
  }

  @Test
  void aConnectionThatDiedWhileIdleIsReplaced() throws Exception {
    RawServer.Talk oneEach =
        connection -> {
          if (connection.request()) {
            connection.say(OK);
          }
        };
    try (RawServer server = new RawServer(oneEach);
        Session session = client.session(server.uri())) {
      for (int i = 0; i < 20; i++) {
        assertThat(answer(session.send(HttpRequest.get("/"))).status()).isEqualTo(200);
      }
      assertThat(server.accepted).hasValue(20);
    }
  }

  @Test
  void connectionsAreKeptAlive() throws Exception {
    try (RawServer server = RawServer.saying(OK);
        Session session = client.session(server.uri())) {
      HttpResponse first = answer(session.send(HttpRequest.get("/")));
      assertThat(first.timing().connectNanos()).isPositive();
      for (int i = 0; i < 50; i++) {
        assertThat(answer(session.send(HttpRequest.get("/"))).timing().connectNanos()).isZero();
      }
      assertThat(server.accepted).hasValue(1);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void tenThousandFailuresLeaveNoDescriptorBehind() throws Exception {
    Path descriptors = Path.of("/proc/self/fd");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port);
    assertThat(failure(nobody)).isEqualTo(Failure.REFUSED);
    RawServer.Talk reset =
        connection -> {
          assertThat(connection.request()).isTrue();
          connection.reset();
        };
    try (RawServer server = new RawServer(reset)) {
      assertThat(failure(server.uri())).isIn(Failure.RESET, Failure.CLOSED_EARLY);
      long before = count(descriptors);
      try (Session refused = client.session(nobody);
          Session broken = client.session(server.uri())) {
        for (int i = 0; i < 8_000; i++) {
          assertThat(refused.send(HttpRequest.get("/"))).isInstanceOf(Outcome.Failed.class);
        }
        for (int i = 0; i < 2_000; i++) {
          assertThat(broken.send(HttpRequest.get("/"))).isInstanceOf(Outcome.Failed.class);
        }
      }
      assertThat(count(descriptors)).isLessThan(before + 20);
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }

  @Test
  void anInterruptedUserLeavesAtOnce() throws Exception {
    try (RawServer server = new RawServer(RawServer.Connection::waitForEnd)) {
      boolean[] left = {false};
      Thread user =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  send(server.uri(), HttpRequest.get("/"));
                } catch (InterruptedException e) {
                  left[0] = true;
                }
              });
      Thread.sleep(50);
      user.interrupt();
      user.join();
      assertThat(left[0]).isTrue();
    }
  }
}
