package dev.backlight.load.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SSLException;

/// Opens connections: TCP, then TLS where the origin wants it, then the protocol agreed on.
final class Connector {

  /// What becomes of an attempt; on the event loop.
  interface Attempt {
    void connected(Wire wire, long connectNanos, long tlsNanos);

    void failed(Failure kind, String detail);
  }

  private static final int READ_BYTES = 16 * 1024;

  private final EventLoops loops;
  private final HttpPolicy policy;
  private final SslContext tls;

  Connector(EventLoops loops, HttpPolicy policy) {
    this.loops = loops;
    this.policy = policy;
    this.tls = tls(policy);
  }

  private static SslContext tls(HttpPolicy policy) {
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (!policy.verifyTls()) {
      builder
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm("");
    }
    if (policy.protocol() == HttpPolicy.Protocol.HTTP_2) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              ApplicationProtocolNames.HTTP_2,
              ApplicationProtocolNames.HTTP_1_1));
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  /// Tries the addresses one after the other. On the event loop.
  void connect(
      EventLoop loop,
      Origin origin,
      List<InetSocketAddress> addresses,
      Wire.Keeper keeper,
      Attempt attempt) {
    connect(loop, origin, addresses, 0, keeper, attempt, System.nanoTime());
  }

  private void connect(
      EventLoop loop,
      Origin origin,
      List<InetSocketAddress> addresses,
      int index,
      Wire.Keeper keeper,
      Attempt attempt,
      long startedAt) {
    Greeting greeting = new Greeting(origin, keeper, attempt, startedAt);
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(loops.channelType())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) policy.connectTimeout().toMillis())
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .handler(greeting.initializer())
            .connect(addresses.get(index));
    connecting.addListener(done -> {
      if (done.isSuccess()) {
        greeting.tcpConnected(connecting.channel());
      } else if (index + 1 < addresses.size()) {
        connect(loop, origin, addresses, index + 1, keeper, attempt, startedAt);
      } else {
        Throwable cause = done.cause();
        attempt.failed(Failures.ofConnect(cause), Failures.detail(cause));
      }
    });
  }

  /// A connection that is not yet ready for requests.
  private final class Greeting extends ChannelInboundHandlerAdapter {

    private final Origin origin;
    private final Wire.Keeper keeper;
    private final Attempt attempt;
    private final long startedAt;
    private long connectedAt;
    private boolean over;

    Greeting(Origin origin, Wire.Keeper keeper, Attempt attempt, long startedAt) {
      this.origin = origin;
      this.keeper = keeper;
      this.attempt = attempt;
      this.startedAt = startedAt;
    }

    ChannelInitializer<Channel> initializer() {
      return new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {
          if (origin.secure()) {
            SslHandler handler = tls.newHandler(channel.alloc(), origin.host(), origin.port());
            handler.setHandshakeTimeoutMillis(policy.connectTimeout().toMillis());
            channel.pipeline().addLast(handler);
          }
          channel.pipeline().addLast(Greeting.this);
        }
      };
    }

    void tcpConnected(Channel channel) {
      connectedAt = System.nanoTime();
      if (!origin.secure()) {
        ready(channel, policy.protocol() == HttpPolicy.Protocol.HTTP_2, 0);
      }
    }

    private void ready(Channel channel, boolean http2, long tlsNanos) {
      over = true;
      long connectNanos = connectedAt - startedAt;
      if (http2) {
        Http2Wire wire = Http2Wire.on(channel, keeper, policy);
        channel.pipeline().remove(this);
        attempt.connected(wire, connectNanos, tlsNanos);
      } else {
        Http1Wire wire = new Http1Wire(channel, keeper, policy);
        channel.pipeline().replace(this, "http", wire);
        attempt.connected(wire, connectNanos, tlsNanos);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (over || !(event instanceof SslHandshakeCompletionEvent handshake)) {
        return;
      }
      if (handshake.isSuccess()) {
        SslHandler handler = context.pipeline().get(SslHandler.class);
        boolean http2 = ApplicationProtocolNames.HTTP_2.equals(handler.applicationProtocol());
        ready(context.channel(), http2, System.nanoTime() - connectedAt);
      } else {
        fail(context, Failure.TLS, Failures.detail(handshake.cause()));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      fail(
          context, origin.secure() ? Failure.TLS : Failure.CLOSED_EARLY, "closed while connecting");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      fail(context, origin.secure() ? Failure.TLS : Failure.RESET, Failures.detail(cause));
    }

    private void fail(ChannelHandlerContext context, Failure kind, String detail) {
      if (!over) {
        over = true;
        var _ = context.close();
        attempt.failed(kind, detail);
      }
    }
  }
}
