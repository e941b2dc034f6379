package dev.backlight.load.http;

import io.netty.buffer.ByteBuf;

/// The framing of chunked bodies (RFC 9112, 7.1), from the line of the first size to the trailers;
/// chunk extensions and trailers are read over. One is used for all responses of a connection.
final class ChunkFraming {

  private enum State {
    SIZE,
    DATA,
    END,
    TRAILERS,
    COMPLETE
  }

  private static final int MAX_SIZE_LINE_BYTES = 4096;

  private final int maxTrailerBytes;

  private State state = State.COMPLETE;
  private long remaining;

  /// Of the current line, or of all trailers.
  private int lineBytes;

  private boolean digits;
  private boolean extension;
  private boolean lineEmpty;

  ChunkFraming(int maxTrailerBytes) {
    this.maxTrailerBytes = maxTrailerBytes;
  }

  void start() {
    state = State.SIZE;
    remaining = 0;
    lineBytes = 0;
    digits = false;
    extension = false;
  }

  boolean isComplete() {
    return state == State.COMPLETE;
  }

  /// Reads framing until data comes, the body ends or nothing is left. Says how many of the
  /// readable bytes are data; whoever takes them calls [#taken].
  int advance(ByteBuf in) throws BadResponse {
    while (in.isReadable()) {
      switch (state) {
        case SIZE -> readSize(in);
        case DATA -> {
          return (int) Math.min(remaining, in.readableBytes());
        }
        case END -> readEnd(in);
        case TRAILERS -> readTrailers(in);
        case COMPLETE -> {
          return 0;
        }
      }
    }
    return 0;
  }

  void taken(int bytes) {
    remaining -= bytes;
    if (remaining == 0) {
      state = State.END;
    }
  }

  private void readSize(ByteBuf in) throws BadResponse {
    while (in.isReadable()) {
      byte b = in.readByte();
      if (++lineBytes > MAX_SIZE_LINE_BYTES) {
        throw bad("a chunk size line of more than " + MAX_SIZE_LINE_BYTES + " bytes");
      }
      int digit = Character.digit(b, 16);
      if (b == '\n') {
        endSize();
        return;
      } else if (b == ';' || b == ' ' || b == '\t' || b == '\r') {
        extension = true;
      } else if (!extension && digit >= 0 && remaining <= Long.MAX_VALUE >> 8) {
        remaining = remaining * 16 + digit;
        digits = true;
      } else if (!extension) {
        throw bad("invalid chunk size");
      }
    }
  }

  private void endSize() throws BadResponse {
    if (!digits) {
      throw bad("a chunk without size");
    }
    if (remaining == 0) {
      state = State.TRAILERS;
      lineEmpty = true;
      lineBytes = 0;
    } else {
      state = State.DATA;
    }
  }

  private void readEnd(ByteBuf in) throws BadResponse {
    byte b = in.readByte();
    if (b == '\n') {
      start();
    } else if (b != '\r') {
      throw bad("a chunk longer than its size");
    }
  }

  private void readTrailers(ByteBuf in) throws BadResponse {
    while (in.isReadable()) {
      byte b = in.readByte();
      if (++lineBytes > maxTrailerBytes) {
        throw new BadResponse(Failure.TOO_LARGE, "trailers of more than " + maxTrailerBytes);
      }
      if (b == '\n') {
        if (lineEmpty) {
          state = State.COMPLETE;
          return;
        }
        lineEmpty = true;
      } else if (b != '\r') {
        lineEmpty = false;
      }
    }
  }

  private static BadResponse bad(String detail) {
    return new BadResponse(Failure.BAD_RESPONSE, detail);
  }
}
