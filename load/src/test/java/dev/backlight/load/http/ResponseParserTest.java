package dev.backlight.load.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseParserTest {

  private static final String PLAIN =
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Odd:  spaced \r\n\r\nhello";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
          + "3;ext=1\r\nhel\r\n02\r\nlo\r\n0\r\nTrailer: x\r\n\r\n";
  private static final String INTERIM =
      "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + PLAIN;

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  private static ResponseParser expecting(boolean keep) {
    ResponseParser parser = new ResponseParser(4_096, 1_000);
    parser.expect(false, keep);
    return parser;
  }

  @Test
  void anyCutIntoPiecesIsReadTheSame() throws BadResponse {
    SplittableRandom random = new SplittableRandom(1);
    for (String text : new String[] {PLAIN, CHUNKED, INTERIM}) {
      for (int round = 0; round < 300; round++) {
        ResponseParser parser = expecting(round % 2 == 0);
        int at = 0;
        boolean complete = false;
        while (at < text.length()) {
          assertThat(complete).isFalse();
          int to = Math.min(text.length(), at + 1 + random.nextInt(round < 5 ? 1 : 40));
          complete = parser.feed(bytes(text.substring(at, to)));
          at = to;
        }
        assertThat(complete).isTrue();
        assertThat(parser.status()).isEqualTo(200);
        assertThat(parser.bodyBytes()).isEqualTo(5);
        assertThat(parser.persistent()).isTrue();
        if (round % 2 == 0) {
          assertThat(new String(parser.body(), StandardCharsets.UTF_8)).isEqualTo("hello");
        }
      }
    }
  }

  @Test
  void responsesFollowEachOtherInOneBuffer() throws BadResponse {
    ByteBuf two = bytes(PLAIN + CHUNKED);
    ResponseParser parser = expecting(true);
    assertThat(parser.feed(two)).isTrue();
    assertThat(parser.headers()).contains(new Header("X-Odd", "spaced"));
    parser.expect(false, true);
    assertThat(parser.feed(two)).isTrue();
    assertThat(two.isReadable()).isFalse();
  }

  @Test
  void whatHasNoBodyIsCompleteAfterItsHead() throws BadResponse {
    for (String status : new String[] {"204 No Content", "304 Not Modified"}) {
      ResponseParser parser = expecting(true);
      assertThat(parser.feed(bytes("HTTP/1.1 " + status + "\r\nContent-Length: 9\r\n\r\n")))
          .isTrue();
    }
    ResponseParser parser = new ResponseParser(4_096, 1_000);
    parser.expect(true, true);
    assertThat(parser.feed(bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"))).isTrue();
  }

  @Test
  void withoutLengthTheBodyLastsUntilTheEnd() throws BadResponse {
    ResponseParser parser = expecting(true);
    assertThat(parser.feed(bytes("HTTP/1.0 200 OK\n\nsome"))).isFalse();
    assertThat(parser.feed(bytes(" text"))).isFalse();
    assertThat(parser.endOfStream()).isTrue();
    assertThat(new String(parser.body(), StandardCharsets.UTF_8)).isEqualTo("some text");
    assertThat(parser.persistent()).isFalse();
  }

  @Test
  void connectionsArePersistentAsTheVersionsSay() throws BadResponse {
    ResponseParser parser = expecting(false);
    assertThat(
            parser.feed(bytes("HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n")))
        .isTrue();
    assertThat(parser.persistent()).isFalse();
    parser.expect(false, false);
    assertThat(
            parser.feed(
                bytes("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n")))
        .isTrue();
    assertThat(parser.persistent()).isTrue();
  }

  @Test
  void aBodyIsKeptUpToTheLimitAndCountedBeyondIt() throws BadResponse {
    ResponseParser parser = expecting(true);
    String text = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + "x".repeat(5_000);
    assertThat(parser.feed(bytes(text))).isTrue();
    assertThat(parser.body()).hasSize(1_000);
    assertThat(parser.bodyBytes()).isEqualTo(5_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 20x OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 099 Odd\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: nothing\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
      })
  void whatIsNoHttpIsRefused(String text) {
    assertThatThrownBy(() -> expecting(true).feed(bytes(text)))
        .isInstanceOfSatisfying(
            BadResponse.class, e -> assertThat(e.kind()).isEqualTo(Failure.BAD_RESPONSE));
  }

  @Test
  void headsAndTrailersHaveALimit() {
    String endless = "X: " + "y".repeat(5_000);
    for (String text :
        new String[] {
          "HTTP/1.1 200 OK\r\n" + endless,
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + endless
        }) {
      assertThatThrownBy(() -> expecting(false).feed(bytes(text)))
          .isInstanceOfSatisfying(
              BadResponse.class, e -> assertThat(e.kind()).isEqualTo(Failure.TOO_LARGE));
    }
  }

  @Test
  void endlessInterimResponsesAreRefused() {
    String text = "HTTP/1.1 100 Continue\r\n\r\n".repeat(100);
    assertThatThrownBy(() -> expecting(false).feed(bytes(text))).isInstanceOf(BadResponse.class);
  }

  @Test
  void randomBytesNeverHangAndNeverThrowAnythingElse() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 5_000; round++) {
      byte[] noise = (round % 2 == 0 ? PLAIN : CHUNKED).getBytes(StandardCharsets.ISO_8859_1);
      for (int i = 0; i < 1 + random.nextInt(4); i++) {
        noise[random.nextInt(noise.length)] = (byte) random.nextInt(256);
      }
      ResponseParser parser = expecting(true);
      try {
        boolean complete = parser.feed(Unpooled.wrappedBuffer(noise));
        assertThat(complete || parser.bodyBytes() >= 0).isTrue();
      } catch (BadResponse e) {
        assertThat(e.kind()).isIn(Failure.BAD_RESPONSE, Failure.TOO_LARGE);
      }
    }
  }
}
