package dev.backlight.load.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A connection that speaks HTTP/1.1, one exchange at a time.
final class Http1Wire extends ChannelInboundHandlerAdapter implements Wire {

  /// A server that does not answer `Expect: 100-continue` gets the body anyway (RFC 9110, 10.1.1).
  private static final long CONTINUE_WAIT_MILLIS = 1_000;

  private final Channel channel;
  private final Keeper keeper;
  private final ResponseParser parser;
  private @Nullable Exchange current;
  private @Nullable ByteBuf outgoing;
  private @Nullable Prepared outgoingOf;
  private boolean used;
  private boolean bodyHeldBack;
  private boolean closed;

  Http1Wire(Channel channel, Keeper keeper, HttpPolicy policy) {
    this.channel = channel;
    this.keeper = keeper;
    this.parser = new ResponseParser(policy.maxHeadBytes(), policy.maxBodyBytes());
  }

  @Override
  public boolean free() {
    return current == null && !closed;
  }

  @Override
  public void send(Exchange exchange) {
    current = exchange;
    Prepared request = exchange.request();
    parser.expect(request.isHead(), exchange.keeping());
    exchange.writtenAt = System.nanoTime();
    exchange.firstByteAt = 0;
    bodyHeldBack = request.expectsContinue();
    if (bodyHeldBack) {
      var _ = channel.writeAndFlush(request.headBuffer(), channel.voidPromise());
      var _ =
          channel
              .eventLoop()
              .schedule(() -> sendBody(exchange), CONTINUE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      ByteBuf bytes = exchange.keeping() ? request.once() : again(request);
      var _ = channel.writeAndFlush(bytes, channel.voidPromise());
    }
  }

  /// The same bytes as the last time, without a new buffer.
  private ByteBuf again(Prepared request) {
    ByteBuf buffer = outgoing;
    if (buffer == null || outgoingOf != request || buffer.isReadable()) {
      buffer = request.lasting().duplicate();
      outgoing = buffer;
      outgoingOf = request;
      return buffer;
    }
    return buffer.readerIndex(0);
  }

  private void sendBody(Exchange exchange) {
    if (bodyHeldBack && current == exchange && !closed) {
      bodyHeldBack = false;
      var _ = channel.writeAndFlush(exchange.request().bodyBuffer(), channel.voidPromise());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      Exchange exchange = current;
      if (exchange == null) {
        // Nothing was asked: whatever this is, the next answer could not be told from it.
        close();
        return;
      }
      if (exchange.firstByteAt == 0) {
        exchange.firstByteAt = System.nanoTime();
      }
      boolean complete = parser.feed(bytes);
      if (bodyHeldBack && parser.interimResponses() > 0) {
        sendBody(exchange);
      }
      if (complete) {
        finish(exchange, bytes.isReadable());
      }
    } catch (BadResponse e) {
      fail(e.kind(), String.valueOf(e.getMessage()));
    } finally {
      bytes.release();
    }
  }

  private void finish(Exchange exchange, boolean surplus) {
    exchange.endedAt = System.nanoTime();
    exchange.status = parser.status();
    exchange.bodyBytes = parser.bodyBytes();
    if (exchange.keeping()) {
      exchange.headers = parser.headers();
      exchange.body = parser.body();
    }
    boolean persistent = parser.persistent();
    // A user thinks longer than it waits; meanwhile nothing of the last answer is held.
    parser.expect(false, false);
    current = null;
    used = true;
    if (persistent && !surplus && !bodyHeldBack && !closed) {
      keeper.ready(this);
    } else {
      close();
    }
    exchange.ended();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Exchange exchange = current;
    if (exchange != null && parser.endOfStream()) {
      finish(exchange, false);
    } else {
      fail(Failure.CLOSED_EARLY, "closed " + parser.progress());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(Failures.ofExchange(cause), Failures.detail(cause) + ", " + parser.progress());
  }

  private void fail(Failure kind, String detail) {
    Exchange exchange = current;
    current = null;
    close();
    if (exchange == null) {
      return;
    }
    boolean stale =
        used
            && exchange.firstByteAt == 0
            && !exchange.retried
            && exchange.request().isIdempotent()
            && (kind == Failure.CLOSED_EARLY || kind == Failure.RESET);
    if (stale) {
      exchange.retried = true;
      keeper.again(exchange);
    } else {
      exchange.fail(kind, detail);
    }
  }

  @Override
  public void expire(long now) {
    Exchange exchange = current;
    if (exchange != null && now - exchange.deadline >= 0) {
      fail(Failure.TIMEOUT, "no complete response, " + parser.progress());
    }
  }

  @Override
  public void cancel() {
    if (current != null) {
      close();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      keeper.retired(this);
      var _ = channel.close();
    }
    Exchange exchange = current;
    if (exchange != null) {
      current = null;
      exchange.fail(Failure.CANCELLED, "");
    }
  }
}
