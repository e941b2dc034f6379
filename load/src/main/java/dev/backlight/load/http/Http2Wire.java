package dev.backlight.load.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A connection that speaks HTTP/2: many exchanges at once, one stream each.
final class Http2Wire extends Http2ChannelDuplexHandler implements Wire {

  /// Until the server says how many streams it takes; the least that RFC 9113 recommends.
  private static final long USUAL_STREAMS = 100;

  private static final int WINDOW_BYTES = 1024 * 1024;

  /// Headers that HTTP/2 has other means for (RFC 9113, 8.2.2).
  private static final List<String> OF_THE_CONNECTION =
      List.of(
          "host",
          "connection",
          "keep-alive",
          "proxy-connection",
          "transfer-encoding",
          "upgrade",
          "expect");

  private static final class Stream {
    final Exchange exchange;
    int status;
    List<Header> headers = List.of();
    byte[] body = Body.EMPTY.shared();
    int bodyLength;
    long bodyBytes;

    Stream(Exchange exchange) {
      this.exchange = exchange;
    }
  }

  private final Channel channel;
  private final Keeper keeper;
  private final HttpPolicy policy;
  private final IdentityHashMap<Http2FrameStream, Stream> streams = new IdentityHashMap<>();
  private long maxStreams = USUAL_STREAMS;
  private boolean retired;
  private boolean used;

  private Http2Wire(Channel channel, Keeper keeper, HttpPolicy policy) {
    this.channel = channel;
    this.keeper = keeper;
    this.policy = policy;
  }

  static Http2Wire on(Channel channel, Keeper keeper, HttpPolicy policy) {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forClient()
            .encoderEnforceMaxConcurrentStreams(true)
            .initialSettings(
                Http2Settings.defaultSettings()
                    .pushEnabled(false)
                    .initialWindowSize(WINDOW_BYTES)
                    .maxHeaderListSize(policy.maxHeadBytes()))
            .build();
    Http2Wire wire = new Http2Wire(channel, keeper, policy);
    channel.pipeline().addLast(codec, wire);
    return wire;
  }

  @Override
  public boolean free() {
    return !retired && streams.size() < maxStreams;
  }

  @Override
  public void send(Exchange exchange) {
    Prepared request = exchange.request();
    Http2FrameStream id = newStream();
    streams.put(id, new Stream(exchange));
    exchange.writtenAt = System.nanoTime();
    exchange.firstByteAt = 0;
    boolean bare = request.request().body().isEmpty();
    var _ =
        channel
            .write(new DefaultHttp2HeadersFrame(headers(request), bare).stream(id))
            .addListener(written -> {
              if (!written.isSuccess()) {
                fail(id, Failures.ofExchange(written.cause()), Failures.detail(written.cause()));
              }
            });
    if (!bare) {
      var _ = channel.write(new DefaultHttp2DataFrame(request.bodyBuffer(), true).stream(id));
    }
    channel.flush();
  }

  private static Http2Headers headers(Prepared request) {
    Http2Headers headers =
        new DefaultHttp2Headers()
            .method(request.request().method())
            .scheme(request.origin().secure() ? "https" : "http")
            .authority(request.origin().authority())
            .path(request.target());
    for (Header header : request.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (name.equals("host")) {
        headers.authority(header.value());
      } else if (!OF_THE_CONNECTION.contains(name)) {
        headers.add(name, header.value());
      }
    }
    return headers;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      switch (message) {
        case Http2HeadersFrame frame -> headers(frame);
        case Http2DataFrame frame -> data(context, frame);
        case Http2ResetFrame frame -> reset(frame);
        case Http2GoAwayFrame frame -> goAway(frame);
        case Http2SettingsFrame frame -> settings(frame);
        default -> {}
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void headers(Http2HeadersFrame frame) {
    Stream stream = streams.get(frame.stream());
    if (stream == null) {
      return;
    }
    Exchange exchange = stream.exchange;
    if (exchange.firstByteAt == 0) {
      exchange.firstByteAt = System.nanoTime();
    }
    if (stream.status == 0) {
      int status = status(frame.headers().status());
      if (status < 100) {
        fail(frame.stream(), Failure.BAD_RESPONSE, "no valid :status");
        return;
      }
      if (status < 200) {
        return;
      }
      stream.status = status;
      if (exchange.keeping()) {
        stream.headers = kept(frame.headers());
      }
    }
    if (frame.isEndStream()) {
      finish(frame.stream(), stream);
    }
  }

  private static int status(CharSequence text) {
    return text != null && text.length() == 3 && text.chars().allMatch(Character::isDigit)
        ? Integer.parseInt(text.toString())
        : 0;
  }

  private static List<Header> kept(Http2Headers headers) {
    List<Header> kept = new ArrayList<>();
    headers.forEach(entry -> {
      if (entry.getKey().length() > 0 && entry.getKey().charAt(0) != ':') {
        kept.add(new Header(entry.getKey().toString(), entry.getValue().toString()));
      }
    });
    return kept;
  }

  private void data(ChannelHandlerContext context, Http2DataFrame frame) {
    int consumed = frame.initialFlowControlledBytes();
    Stream stream = streams.get(frame.stream());
    if (stream != null) {
      take(stream, frame.content());
    }
    var _ = context.write(new DefaultHttp2WindowUpdateFrame(consumed).stream(frame.stream()));
    if (stream != null && frame.isEndStream()) {
      if (stream.status == 0) {
        fail(frame.stream(), Failure.BAD_RESPONSE, "a body without a head");
      } else {
        finish(frame.stream(), stream);
      }
    }
  }

  private void take(Stream stream, ByteBuf content) {
    int length = content.readableBytes();
    stream.bodyBytes += length;
    int kept =
        stream.exchange.keeping() ? Math.min(length, policy.maxBodyBytes() - stream.bodyLength) : 0;
    if (kept > 0) {
      int needed = stream.bodyLength + kept;
      if (needed > stream.body.length) {
        long doubled = Math.min(stream.body.length * 2L, policy.maxBodyBytes());
        stream.body = Arrays.copyOf(stream.body, (int) Math.max(needed, doubled));
      }
      content.getBytes(content.readerIndex(), stream.body, stream.bodyLength, kept);
      stream.bodyLength = needed;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  private void finish(Http2FrameStream id, Stream stream) {
    streams.remove(id);
    Exchange exchange = stream.exchange;
    exchange.endedAt = System.nanoTime();
    exchange.status = stream.status;
    exchange.bodyBytes = stream.bodyBytes;
    if (exchange.keeping()) {
      exchange.headers = stream.headers;
      exchange.body = Arrays.copyOf(stream.body, stream.bodyLength);
    }
    used = true;
    released();
    exchange.ended();
  }

  private void released() {
    if (free()) {
      keeper.ready(this);
    } else if (retired && streams.isEmpty()) {
      var _ = channel.close();
    }
  }

  private void reset(Http2ResetFrame frame) {
    long code = frame.errorCode();
    boolean refused = code == Http2Error.REFUSED_STREAM.code();
    String name = String.valueOf(Http2Error.valueOf(code));
    failOrRetry(frame.stream(), Failure.RESET, "stream reset: " + name, refused);
  }

  /// Streams above the last that the server will answer fail; the others may still end well.
  private void goAway(Http2GoAwayFrame frame) {
    retire();
    String detail = "the server said goodbye: " + Http2Error.valueOf(frame.errorCode());
    for (Http2FrameStream id : List.copyOf(streams.keySet())) {
      if (id.id() > frame.lastStreamId() || id.id() < 0) {
        failOrRetry(id, Failure.CLOSED_EARLY, detail, frame.errorCode() == 0 && used);
      }
    }
    if (streams.isEmpty()) {
      var _ = channel.close();
    }
  }

  private void settings(Http2SettingsFrame frame) {
    Long streamsAllowed = frame.settings().maxConcurrentStreams();
    if (streamsAllowed != null) {
      maxStreams = streamsAllowed;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    failAll(Failure.CLOSED_EARLY, "the connection was closed");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof Http2FrameStreamException ofStream) {
      fail(ofStream.stream(), Failures.ofExchange(cause), Failures.detail(cause));
    } else {
      failAll(Failures.ofExchange(cause), Failures.detail(cause));
      var _ = channel.close();
    }
  }

  private void failAll(Failure kind, String detail) {
    retire();
    for (Http2FrameStream id : List.copyOf(streams.keySet())) {
      failOrRetry(id, kind, detail, used && kind != Failure.BAD_RESPONSE);
    }
  }

  private void failOrRetry(Http2FrameStream id, Failure kind, String detail, boolean unanswered) {
    Stream stream = streams.get(id);
    if (stream == null) {
      return;
    }
    Exchange exchange = stream.exchange;
    boolean again =
        unanswered
            && exchange.firstByteAt == 0
            && !exchange.retried
            && exchange.request().isIdempotent();
    if (again) {
      streams.remove(id);
      exchange.retried = true;
      keeper.again(exchange);
    } else {
      fail(id, kind, detail);
    }
  }

  private void fail(Http2FrameStream id, Failure kind, String detail) {
    Stream stream = streams.remove(id);
    if (stream != null) {
      released();
      stream.exchange.fail(kind, detail);
    }
  }

  @Override
  public void expire(long now) {
    for (Map.Entry<Http2FrameStream, Stream> entry : List.copyOf(streams.entrySet())) {
      if (now - entry.getValue().exchange.deadline >= 0) {
        Http2FrameStream id = entry.getKey();
        var _ = channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL).stream(id));
        fail(id, Failure.TIMEOUT, "no complete response");
      }
    }
  }

  private void retire() {
    if (!retired) {
      retired = true;
      keeper.retired(this);
    }
  }

  @Override
  public void cancel() {
    for (Http2FrameStream id : List.copyOf(streams.keySet())) {
      var _ = channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL).stream(id));
      fail(id, Failure.CANCELLED, "");
    }
  }

  @Override
  public void close() {
    retire();
    cancel();
    var _ = channel.close();
  }
}
