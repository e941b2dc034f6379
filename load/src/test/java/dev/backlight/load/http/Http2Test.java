package dev.backlight.load.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
@SuppressWarnings("FutureReturnValueIgnored") // what Netty writes here fails with its channel
class Http2Test {

  private static final HttpPolicy POLICY =
      HttpPolicy.USUAL.loops(1).with(HttpPolicy.Protocol.HTTP_2).verifyingTls(false);

  /// A server whose answer depends on the path asked for.
  private static final class Server implements AutoCloseable {

    final AtomicInteger connections = new AtomicInteger();
    private final EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;
    private final boolean secure;

    Server(Optional<SslContext> tls) throws InterruptedException {
      secure = tls.isPresent();
      channel =
          new ServerBootstrap()
              .group(group)
              .channel(NioServerSocketChannel.class)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel child) {
                      connections.incrementAndGet();
                      tls.ifPresent(
                          context -> child.pipeline().addLast(context.newHandler(child.alloc())));
                      child
                          .pipeline()
                          .addLast(
                              Http2FrameCodecBuilder.forServer()
                                  .initialSettings(
                                      Http2Settings.defaultSettings().maxConcurrentStreams(8))
                                  .build(),
                              new Answers());
                    }
                  })
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .sync()
              .channel();
    }

    URI uri() {
      int port = ((InetSocketAddress) channel.localAddress()).getPort();
      return URI.create((secure ? "https" : "http") + "://127.0.0.1:" + port + "/");
    }

    @Override
    public void close() {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private static final class Answers extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof Http2HeadersFrame frame) {
        answer(context, frame.stream(), frame.headers().path().toString());
      }
      ReferenceCountUtil.release(message);
    }

    private static void answer(
        ChannelHandlerContext context, Http2FrameStream stream, String path) {
      switch (path) {
        case "/goaway" ->
            context.writeAndFlush(
                new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM).setExtraStreamIds(0));
        case "/reset" ->
            context.writeAndFlush(
                new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR).stream(stream));
        case "/silence" -> {}
        case "/close" -> context.close();
        case "/garbage" ->
            context
                .pipeline()
                .firstContext()
                .writeAndFlush(Unpooled.copiedBuffer("no frame at all, \r\n\r\n", US_ASCII));
        case "/headers" -> {
          DefaultHttp2Headers many = new DefaultHttp2Headers();
          many.status("200");
          for (int i = 0; i < 3_000; i++) {
            many.add("x-" + i, "x".repeat(100));
          }
          context.writeAndFlush(new DefaultHttp2HeadersFrame(many, true).stream(stream));
        }
        case "/endless" -> {
          context.write(
              new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200"), false)
                  .stream(stream));
          ByteBuf part = Unpooled.copiedBuffer("and on", StandardCharsets.UTF_8);
          context.writeAndFlush(new DefaultHttp2DataFrame(part, false).stream(stream));
        }
        case "/odd" ->
            context.writeAndFlush(
                new DefaultHttp2HeadersFrame(
                        new DefaultHttp2Headers(false).add("x", "no status"), true)
                    .stream(stream));
        default -> {
          ByteBuf body = Unpooled.copiedBuffer("ok " + path, StandardCharsets.UTF_8);
          context.write(
              new DefaultHttp2HeadersFrame(
                      new DefaultHttp2Headers().status("200").add("x-a", "b"), false)
                  .stream(stream));
          context.writeAndFlush(new DefaultHttp2DataFrame(body, true).stream(stream));
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  private static Failure failure(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) outcome).kind();
  }

  private static HttpResponse answer(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    return ((Outcome.Answered) outcome).response();
  }

  @Test
  void priorKnowledgeWithoutTls() throws Exception {
    try (Server server = new Server(Optional.empty());
        HttpClient client = HttpClient.start(POLICY, Clock.systemUTC());
        Session session = client.session(server.uri())) {
      for (int i = 0; i < 50; i++) {
        HttpResponse response = answer(session.send(HttpRequest.get("/" + i)));
        assertThat(response.body().text()).isEqualTo("ok /" + i);
        assertThat(response.header("X-A")).contains("b");
      }
      assertThat(server.connections).hasValue(1);
    }
  }

  @Test
  void byAgreementOverTls(@TempDir Path folder) throws Exception {
    SslContext tls =
        SslContextBuilder.forServer(Certificates.keys(folder))
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2))
            .build();
    try (Server server = new Server(Optional.of(tls));
        HttpClient client = HttpClient.start(POLICY, Clock.systemUTC());
        Session session = client.session(server.uri())) {
      HttpResponse response = answer(session.send(HttpRequest.get("/x")));
      assertThat(response.body().text()).isEqualTo("ok /x");
      assertThat(response.timing().tlsNanos()).isPositive();
    }
  }

  @Test
  void failuresAreToldApartAndTheNextRequestWorks() throws Exception {
    try (Server server = new Server(Optional.empty());
        HttpClient client = HttpClient.start(POLICY, Clock.systemUTC());
        Session session = client.session(server.uri())) {
      assertThat(failure(session.send(HttpRequest.get("/goaway")))).isEqualTo(Failure.CLOSED_EARLY);
      assertThat(failure(session.send(HttpRequest.get("/reset")))).isEqualTo(Failure.RESET);
      assertThat(failure(session.send(HttpRequest.get("/close")))).isEqualTo(Failure.CLOSED_EARLY);
      assertThat(failure(session.send(HttpRequest.get("/silence").within(Duration.ofMillis(100)))))
          .isEqualTo(Failure.TIMEOUT);
      assertThat(failure(session.send(HttpRequest.get("/odd")))).isEqualTo(Failure.BAD_RESPONSE);
      assertThat(answer(session.send(HttpRequest.get("/fine"))).status()).isEqualTo(200);
    }
  }

  @Test
  void whatBreaksTheProtocolIsClassifiedAndEndsNothingElse() throws Exception {
    try (Server server = new Server(Optional.empty());
        HttpClient client = HttpClient.start(POLICY, Clock.systemUTC());
        Session session = client.session(server.uri())) {
      assertThat(failure(session.send(HttpRequest.get("/endless").within(Duration.ofMillis(200)))))
          .isEqualTo(Failure.TIMEOUT);
      assertThat(failure(session.send(HttpRequest.get("/headers").within(Duration.ofSeconds(3)))))
          .isIn(Failure.TOO_LARGE, Failure.BAD_RESPONSE, Failure.RESET);
      assertThat(answer(session.send(HttpRequest.get("/between"))).status()).isEqualTo(200);
      assertThat(failure(session.send(HttpRequest.get("/garbage").within(Duration.ofSeconds(3)))))
          .isIn(Failure.BAD_RESPONSE, Failure.CLOSED_EARLY, Failure.RESET);
      assertThat(answer(session.send(HttpRequest.get("/after"))).status()).isEqualTo(200);
    }
  }

  @Test
  void aServerThatSpeaksOnlyHttp1IsSaid() throws Exception {
    try (RawServer server = RawServer.saying("HTTP/1.1 400 Bad Request\r\n\r\n");
        HttpClient client = HttpClient.start(POLICY, Clock.systemUTC());
        Session session = client.session(server.uri())) {
      assertThat(failure(session.send(HttpRequest.get("/").within(Duration.ofSeconds(2)))))
          .isIn(Failure.BAD_RESPONSE, Failure.CLOSED_EARLY, Failure.TIMEOUT);
    }
  }

  @Test
  void manyExchangesShareOneConnectionUpToTheServersLimit() throws Exception {
    int count = 500;
    CountDownLatch done = new CountDownLatch(count);
    AtomicInteger answered = new AtomicInteger();
    try (Server server = new Server(Optional.empty());
        HttpClient client = HttpClient.start(POLICY, Clock.systemUTC());
        Lane lane = client.lane(0, Origin.of(server.uri()))) {
      Prepared request = Prepared.of(server.uri().toString(), HttpRequest.get("/many"));
      lane.execute(() -> {
        for (int i = 0; i < count; i++) {
          lane.send(
              new Exchange(request, false) {
                @Override
                protected void ended() {
                  if (answered() && status() == 200) {
                    answered.incrementAndGet();
                  }
                  done.countDown();
                }
              });
        }
      });
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(answered).hasValue(count);
    }
  }

  @Test
  void requestsSideBySideAreStreamsOfTheUsersOneConnection() throws Exception {
    try (Server server = new Server(Optional.empty());
        HttpClient client = HttpClient.start(POLICY, Clock.systemUTC());
        Session session = client.session(server.uri());
        Session second = session.beside();
        Session third = session.beside()) {
      List<Session> all = List.of(session, second, third);
      for (int round = 0; round < 3; round++) {
        List<Outcome> outcomes = sideBySide(client, all, "/side/" + round);
        assertThat(outcomes)
            .allSatisfy(outcome -> assertThat(answer(outcome).status()).isEqualTo(200));
      }
      assertThat(server.connections).hasValue(1);

      // After a goodbye they share another one.
      var _ = session.send(HttpRequest.get("/goaway"));
      int before = server.connections.get();
      assertThat(sideBySide(client, all, "/after"))
          .allSatisfy(outcome -> assertThat(answer(outcome).status()).isEqualTo(200));
      assertThat(server.connections).hasValue(before + 1);

      try (Session passing = session.beside()) {
        assertThat(answer(passing.send(HttpRequest.get("/passing"))).status()).isEqualTo(200);
      }
      assertThat(answer(session.send(HttpRequest.get("/still"))).status()).isEqualTo(200);
      assertThat(server.connections).hasValue(before + 1);
    }
  }

  @Test
  void whoWaitsForAConnectionThatIsRefusedHearsOfIt() throws Exception {
    try (HttpClient client = HttpClient.start(POLICY, Clock.systemUTC());
        Session session = client.session(URI.create("http://127.0.0.1:1/"));
        Session second = session.beside();
        Session third = session.beside()) {
      assertThat(sideBySide(client, List.of(session, second, third), "/"))
          .allSatisfy(outcome -> assertThat(failure(outcome)).isEqualTo(Failure.REFUSED));
    }
  }

  private static List<Outcome> sideBySide(HttpClient client, List<Session> sessions, String path)
      throws InterruptedException {
    List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (Session session : sessions) {
      threads.add(
          client.start(
              session,
              () -> {
                try {
                  outcomes.add(session.send(HttpRequest.get(path)));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(outcomes).hasSameSizeAs(sessions);
    return outcomes;
  }
}
