package dev.backlight.load.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A request for one origin, with the headers that it needs, and its bytes in HTTP/1.1.
public final class Prepared {

  private static final String USER_AGENT = "backlight/0.1";

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
                .anyMatch(h ->
                    h.is("Expect") && h.value().toLowerCase(Locale.ROOT).equals("100-continue"));
  }

  /// For the origin of `base`, to which a relative target is added.
  public static Prepared of(String base, HttpRequest request) {
    Url url = Url.parse(base).resolve(request.target());
    return of(url, request, List.of());
  }

  static Prepared of(Url url, HttpRequest request, List<Header> more) {
    List<Header> headers = new ArrayList<>(request.headers().size() + 6);
    addMissing(headers, request, "Host", url.origin().authority());
    addMissing(headers, request, "User-Agent", USER_AGENT);
    addMissing(headers, request, "Accept", "*/*");
    headers.addAll(request.headers());
    headers.addAll(more);
    boolean hasBody = !request.body().isEmpty();
    boolean usuallyHasBody =
        switch (request.method()) {
          case "POST", "PUT", "PATCH" -> true;
          default -> false;
        };
    if (hasBody || usuallyHasBody) {
      addMissing(headers, request, "Content-Length", String.valueOf(request.body().length()));
    }
    return new Prepared(url.origin(), request, url.target(), headers);
  }

  private static void addMissing(List<Header> to, HttpRequest request, String name, String value) {
    if (!request.has(name)) {
      to.add(new Header(name, value));
    }
  }

  private byte[] encode() {
    StringBuilder text = new StringBuilder(256);
    text.append(request.method()).append(' ').append(target).append(" HTTP/1.1\r\n");
    for (Header header : headers) {
      text.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
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
