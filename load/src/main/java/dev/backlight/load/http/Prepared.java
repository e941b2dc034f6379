package dev.backlight.load.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request for one origin, with the headers that it needs, and its bytes in HTTP/1.1.
public final class Prepared {

  private static final Header USER_AGENT = new Header("User-Agent", "backlight/0.1");
  private static final Header ACCEPT = new Header("Accept", "*/*");

  private final Origin origin;
  private final HttpRequest request;
  private final String target;
  private final List<Header> headers;
  private final byte[] head;
  private final boolean expectsContinue;
  private volatile @Nullable ByteBuf lasting;

  private Prepared(Origin origin, HttpRequest request, String target, List<Header> headers) {
    this.origin = origin;
    this.request = request;
    this.target = target;
    this.headers = List.copyOf(headers);
    this.head = encode();
    this.expectsContinue =
        !request.body().isEmpty()
            && headers.stream()
                .anyMatch(h -> h.is("Expect") && h.value().equalsIgnoreCase("100-continue"));
  }

  /// For the origin of `base`, to which a relative target is added.
  public static Prepared of(String base, HttpRequest request) {
    Url url = Url.parse(base).resolve(request.target());
    return of(url, request, List.of());
  }

  static Prepared of(Url url, HttpRequest request, List<Header> more) {
    List<Header> headers = new ArrayList<>(request.headers().size() + 6);
    if (!request.has("Host")) {
      headers.add(new Header("Host", url.origin().authority()));
    }
    addMissing(headers, request, USER_AGENT);
    addMissing(headers, request, ACCEPT);
    headers.addAll(request.headers());
    headers.addAll(more);
    boolean hasBody = !request.body().isEmpty();
    boolean usuallyHasBody =
        switch (request.method()) {
          case "POST", "PUT", "PATCH" -> true;
          default -> false;
        };
    if (hasBody || usuallyHasBody) {
      addMissing(
          headers, request, new Header("Content-Length", String.valueOf(request.body().length())));
    }
    return new Prepared(url.origin(), request, url.target(), headers);
  }

  private static void addMissing(List<Header> to, HttpRequest request, Header header) {
    if (!request.has(header.name())) {
      to.add(header);
    }
  }

  /// In one array of the right size: users send too much for the copies of a builder.
  private byte[] encode() {
    Head size = new Head(new byte[0]);
    write(size);
    Head whole = new Head(new byte[size.length]);
    write(whole);
    return whole.bytes;
  }

  private void write(Head head) {
    head.put(request.method()).put(" ").put(target).put(" HTTP/1.1\r\n");
    for (Header header : headers) {
      head.put(header.name()).put(": ").put(header.value()).put("\r\n");
    }
    head.put("\r\n");
  }

  /// Text in UTF-8; what does not fit is counted only.
  private static final class Head {
    final byte[] bytes;
    int length;

    Head(byte[] bytes) {
      this.bytes = bytes;
    }

    Head put(String text) {
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) > 0x7f) {
          return put(text.getBytes(StandardCharsets.UTF_8));
        }
      }
      for (int i = 0; i < text.length(); i++, length++) {
        if (length < bytes.length) {
          bytes[length] = (byte) text.charAt(i);
        }
      }
      return this;
    }

    private Head put(byte[] encoded) {
      for (byte b : encoded) {
        if (length < bytes.length) {
          bytes[length] = b;
        }
        length++;
      }
      return this;
    }
  }

  public Origin origin() {
    return origin;
  }

  /// As it was asked for.
  public HttpRequest request() {
    return request;
  }

  String target() {
    return target;
  }

  List<Header> headers() {
    return headers;
  }

  boolean isHead() {
    return request.method().equals("HEAD");
  }

  boolean expectsContinue() {
    return expectsContinue;
  }

  /// May be sent twice without harm, as RFC 9110 says.
  boolean isIdempotent() {
    return switch (request.method()) {
      case "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE" -> true;
      default -> false;
    };
  }

  Duration timeout(Duration usual) {
    return request.timeout().isZero() ? usual : request.timeout();
  }

  int length() {
    return head.length + request.body().length();
  }

  ByteBuf headBuffer() {
    return Unpooled.wrappedBuffer(head);
  }

  ByteBuf bodyBuffer() {
    return Unpooled.wrappedBuffer(request.body().shared());
  }

  /// What is never released is freed when it is collected, and no leak.
  private static final UnpooledByteBufAllocator LASTING =
      new UnpooledByteBufAllocator(true, true, false);

  /// All of it in one buffer outside of the heap, to be sent many times; never released.
  ByteBuf lasting() {
    ByteBuf buffer = lasting;
    if (buffer == null) {
      buffer = LASTING.directBuffer(length());
      buffer.writeBytes(head).writeBytes(request.body().shared());
      buffer = Unpooled.unreleasableBuffer(buffer);
      lasting = buffer;
    }
    return buffer;
  }

  /// All of it, to be sent once.
  ByteBuf once() {
    return request.body().isEmpty()
        ? headBuffer()
        : Unpooled.wrappedBuffer(head, request.body().shared());
  }
}
