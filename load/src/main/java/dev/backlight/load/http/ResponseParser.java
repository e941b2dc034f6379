package dev.backlight.load.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Reads HTTP/1 responses from the bytes of one connection, one after the other.
///
/// Made for a generator: when nobody wants headers and body they are framed and counted and nothing
/// is allocated. Lines may end with a bare line feed, as RFC 9112 tolerates.
final class ResponseParser {

  private enum State {
    STATUS_LINE,
    HEADERS,
    FIXED,
    UNTIL_CLOSE,
    CHUNKED,
    COMPLETE
  }

  private static final int MAX_INTERIM_RESPONSES = 32;
  private static final int FIRST_HEAD_BYTES = 512;

  private final int maxHeadBytes;
  private final int maxBodyBytes;
  private final ChunkFraming chunks;

  private State state = State.COMPLETE;
  private boolean keeping;
  private boolean toHead;
  private byte[] head = new byte[FIRST_HEAD_BYTES];
  private int headLength;
  private int lineStart;
  private int scanned;
  private int interim;

  private int status;
  private boolean persistent;
  private boolean chunked;
  private long contentLength;
  private long remaining;
  private List<Header> headers = List.of();
  private byte[] body = Body.EMPTY.shared();
  private int bodyLength;
  private long bodyBytes;

  ResponseParser(int maxHeadBytes, int maxBodyBytes) {
    this.maxHeadBytes = maxHeadBytes;
    this.maxBodyBytes = maxBodyBytes;
    this.chunks = new ChunkFraming(maxHeadBytes);
  }

  /// Expects the response to a request. `isHead`: it will have no body, whatever it says. `keep`:
  /// its headers and body are wanted.
  void expect(boolean isHead, boolean keep) {
    toHead = isHead;
    keeping = keep;
    interim = 0;
    body = Body.EMPTY.shared();
    bodyLength = 0;
    bodyBytes = 0;
    startHead();
  }

  private void startHead() {
    state = State.STATUS_LINE;
    headLength = 0;
    lineStart = 0;
    scanned = 0;
    persistent = true;
    chunked = false;
    contentLength = -1;
    headers = keeping ? new ArrayList<>(12) : List.of();
  }

  /// Takes what it needs of `in`; true when the response is complete.
  boolean feed(ByteBuf in) throws BadResponse {
    while (in.isReadable() && state != State.COMPLETE) {
      switch (state) {
        case STATUS_LINE, HEADERS -> readHead(in);
        case FIXED -> readCounted(in);
        case UNTIL_CLOSE -> take(in, in.readableBytes());
        case CHUNKED -> readChunked(in);
        case COMPLETE -> throw new IllegalStateException("nothing is expected");
      }
    }
    return state == State.COMPLETE;
  }

  /// The connection has ended; true when that is how the response ends too.
  boolean endOfStream() {
    if (state == State.UNTIL_CLOSE) {
      state = State.COMPLETE;
      return true;
    }
    return false;
  }

  int status() {
    return status;
  }

  /// Interim responses (1xx) seen so far.
  int interimResponses() {
    return interim;
  }

  /// Whether the connection may be used again.
  boolean persistent() {
    return persistent;
  }

  List<Header> headers() {
    return headers;
  }

  byte[] body() {
    return bodyLength == body.length ? body : Arrays.copyOf(body, bodyLength);
  }

  /// Of the body as it came, without framing.
  long bodyBytes() {
    return bodyBytes;
  }

  /// What has been seen, in words.
  String progress() {
    return switch (state) {
      case STATUS_LINE -> headLength == 0 ? "before any byte of the response" : "in the head";
      case HEADERS -> "in the head";
      case COMPLETE -> "after the response";
      case FIXED -> "%d of %d bytes of the body".formatted(bodyBytes, contentLength);
      default -> "in the body, after %d bytes".formatted(bodyBytes);
    };
  }

  private void readHead(ByteBuf in) throws BadResponse {
    int before = headLength;
    int room = head.length - headLength;
    if (room == 0) {
      grow();
      room = head.length - headLength;
    }
    int copied = Math.min(in.readableBytes(), room);
    in.getBytes(in.readerIndex(), head, headLength, copied);
    headLength += copied;
    while (scanned < headLength) {
      if (head[scanned++] == '\n') {
        int end = scanned - 1;
        if (end > lineStart && head[end - 1] == '\r') {
          end--;
        }
        int start = lineStart;
        lineStart = scanned;
        if (line(start, end)) {
          in.skipBytes(scanned - before);
          endHead();
          return;
        }
      }
    }
    in.skipBytes(copied);
    if (state == State.STATUS_LINE && headLength >= 5 && !startsLikeHttp()) {
      throw bad("not HTTP: " + excerpt(0, headLength));
    }
  }

  private void grow() throws BadResponse {
    if (headLength >= maxHeadBytes) {
      throw new BadResponse(Failure.TOO_LARGE, "a head of more than " + maxHeadBytes + " bytes");
    }
    head = Arrays.copyOf(head, Math.min(maxHeadBytes, head.length * 2));
  }

  /// True at the empty line that ends the head.
  private boolean line(int start, int end) throws BadResponse {
    if (state == State.STATUS_LINE) {
      if (end > start) {
        statusLine(start, end);
        state = State.HEADERS;
      }
      return false;
    }
    if (end == start) {
      return true;
    }
    header(start, end);
    return false;
  }

  private boolean startsLikeHttp() {
    return head[0] == 'H' && head[1] == 'T' && head[2] == 'T' && head[3] == 'P' && head[4] == '/'
        || head[0] == '\r'
        || head[0] == '\n';
  }

  private void statusLine(int start, int end) throws BadResponse {
    boolean shaped =
        end - start >= 12
            && head[start] == 'H'
            && head[start + 1] == 'T'
            && head[start + 2] == 'T'
            && head[start + 3] == 'P'
            && head[start + 4] == '/'
            && head[start + 5] == '1'
            && head[start + 6] == '.'
            && (head[start + 7] == '0' || head[start + 7] == '1')
            && head[start + 8] == ' '
            && (end - start == 12 || head[start + 12] == ' ');
    int code = shaped ? digit(start + 9) * 100 + digit(start + 10) * 10 + digit(start + 11) : -1;
    if (code < 100 || code > 999) {
      throw bad("invalid status line: " + excerpt(start, end));
    }
    status = code;
    persistent = head[start + 7] == '1';
  }

  private int digit(int at) {
    int value = head[at] - '0';
    return value < 0 || value > 9 ? -1000 : value;
  }

  private void header(int start, int end) throws BadResponse {
    if (head[start] == ' ' || head[start] == '\t') {
      return; // obsolete folding: the rest of a value nobody here depends on
    }
    int colon = start;
    while (colon < end && head[colon] != ':') {
      colon++;
    }
    if (colon == end || colon == start) {
      throw bad("invalid header line: " + excerpt(start, end));
    }
    switch (colon - start) {
      case 10 -> {
        if (named(start, "connection")) {
          String value = value(colon, end);
          persistent = persistent ? !has(value, "close") : has(value, "keep-alive");
        }
      }
      case 14 -> {
        if (named(start, "content-length")) {
          contentLength(colon, end);
        }
      }
      case 17 -> {
        if (named(start, "transfer-encoding")) {
          chunked = has(value(colon, end), "chunked");
        }
      }
      default -> {}
    }
    if (keeping) {
      headers.add(header(text(start, colon), value(colon, end)));
    }
  }

  private Header header(String name, String value) throws BadResponse {
    try {
      return new Header(name, value);
    } catch (IllegalArgumentException e) {
      throw bad("invalid header '" + name + "'");
    }
  }

  private void contentLength(int colon, int end) throws BadResponse {
    int at = colon + 1;
    while (at < end && head[at] == ' ') {
      at++;
    }
    long length = 0;
    int digits = 0;
    while (at < end && head[at] >= '0' && head[at] <= '9' && digits < 18) {
      length = length * 10 + (head[at++] - '0');
      digits++;
    }
    while (at < end && head[at] == ' ') {
      at++;
    }
    if (digits == 0 || at < end || (contentLength >= 0 && contentLength != length)) {
      throw bad("invalid Content-Length: " + excerpt(colon + 1, end));
    }
    contentLength = length;
  }

  private void endHead() throws BadResponse {
    if (status < 200) {
      if (status == 101 || ++interim > MAX_INTERIM_RESPONSES) {
        throw bad("unexpected status " + status);
      }
      startHead();
      return;
    }
    if (toHead || status == 204 || status == 304) {
      state = State.COMPLETE;
    } else if (chunked) {
      persistent &= contentLength < 0;
      chunks.start();
      state = State.CHUNKED;
    } else if (contentLength >= 0) {
      remaining = contentLength;
      state = remaining == 0 ? State.COMPLETE : State.FIXED;
    } else {
      persistent = false;
      state = State.UNTIL_CLOSE;
    }
  }

  private void readCounted(ByteBuf in) {
    int taken = (int) Math.min(remaining, in.readableBytes());
    take(in, taken);
    remaining -= taken;
    if (remaining == 0) {
      state = State.COMPLETE;
    }
  }

  private void take(ByteBuf in, int length) {
    bodyBytes += length;
    int kept = keeping ? Math.min(length, maxBodyBytes - bodyLength) : 0;
    if (kept > 0) {
      reserve(bodyLength + kept);
      in.getBytes(in.readerIndex(), body, bodyLength, kept);
      bodyLength += kept;
    }
    in.skipBytes(length);
  }

  /// The announced length is believed only as far as bytes arrive.
  private void reserve(int length) {
    if (length > body.length) {
      long announced = chunked ? 0 : Math.min(contentLength, 64 * 1024);
      long wanted = Math.max(Math.max(length, announced), Math.min(body.length * 2L, maxBodyBytes));
      body = Arrays.copyOf(body, (int) wanted);
    }
  }

  private void readChunked(ByteBuf in) throws BadResponse {
    int data = chunks.advance(in);
    if (data > 0) {
      take(in, data);
      chunks.taken(data);
    } else if (chunks.isComplete()) {
      state = State.COMPLETE;
    }
  }

  private boolean named(int start, String lowerCase) {
    for (int i = 0; i < lowerCase.length(); i++) {
      int c = head[start + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(String value, String token) {
    return value.regionMatches(true, 0, token, 0, token.length())
        || value.toLowerCase(Locale.ROOT).contains(token);
  }

  private String value(int colon, int end) {
    return text(colon + 1, end).strip();
  }

  private String text(int start, int end) {
    return new String(head, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private String excerpt(int start, int end) {
    String text = text(start, Math.min(end, start + 60));
    StringBuilder shown = new StringBuilder("'");
    text.chars().forEach(c -> shown.append(c >= ' ' && c < 0x7f ? (char) c : '.'));
    return shown.append(end - start > 60 ? "…'" : "'").toString();
  }

  private static BadResponse bad(String detail) {
    return new BadResponse(Failure.BAD_RESPONSE, detail);
  }
}
