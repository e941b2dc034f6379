package dev.backlight.load.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Undoes content encodings, up to a limit.
final class Decoding {

  private static final int GZIP_HEAD_BYTES = 10;

  private Decoding() {}

  /// `maxBytes` is the most that comes out.
  static byte[] decode(byte[] body, String encodings, int maxBytes) throws BadResponse {
    byte[] decoded = body;
    String[] names = encodings.split(",");
    for (int i = names.length - 1; i >= 0; i--) {
      decoded =
          switch (names[i].strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> decoded;
            case "gzip", "x-gzip" -> gunzip(decoded, maxBytes);
            case "deflate" -> inflate(decoded, maxBytes);
            default ->
                throw new BadResponse(
                    Failure.DECODE, "unknown content encoding '" + names[i].strip() + "'");
          };
    }
    return decoded;
  }

  private static byte[] gunzip(byte[] body, int maxBytes) throws BadResponse {
    if (body.length == 0) {
      return body;
    }
    int start = gzipHead(body);
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(body, start, body.length - start);
      byte[] decoded = run(inflater, body.length, maxBytes);
      int trailer = body.length - inflater.getRemaining();
      if (inflater.getRemaining() < 8) {
        throw damaged("gzip ends early");
      }
      CRC32 sum = new CRC32();
      sum.update(decoded);
      if ((int) sum.getValue() != littleEndian(body, trailer)) {
        throw damaged("gzip checksum differs");
      }
      return decoded;
    } finally {
      inflater.end();
    }
  }

  /// Where the deflated data begin (RFC 1952).
  private static int gzipHead(byte[] body) throws BadResponse {
    if (body.length < GZIP_HEAD_BYTES || (body[0] & 0xff) != 0x1f || (body[1] & 0xff) != 0x8b) {
      throw damaged("not gzip");
    }
    int flags = body[3];
    int at = GZIP_HEAD_BYTES;
    if ((flags & 4) != 0 && at + 2 <= body.length) {
      at += 2 + (body[at] & 0xff) + ((body[at + 1] & 0xff) << 8);
    }
    for (int flag = 8; flag <= 16; flag *= 2) {
      if ((flags & flag) != 0) {
        while (at < body.length && body[at] != 0) {
          at++;
        }
        at++;
      }
    }
    if ((flags & 2) != 0) {
      at += 2;
    }
    if (at >= body.length) {
      throw damaged("gzip ends early");
    }
    return at;
  }

  /// With the zlib wrapper, as the standard says, or without, as some servers do.
  private static byte[] inflate(byte[] body, int maxBytes) throws BadResponse {
    if (body.length == 0) {
      return body;
    }
    boolean wrapped =
        body.length >= 2
            && (body[0] & 0x0f) == 8
            && (((body[0] & 0xff) << 8) | (body[1] & 0xff)) % 31 == 0;
    Inflater inflater = new Inflater(!wrapped);
    try {
      inflater.setInput(body);
      return run(inflater, body.length, maxBytes);
    } finally {
      inflater.end();
    }
  }

  private static byte[] run(Inflater inflater, int inputLength, int maxBytes) throws BadResponse {
    byte[] out = new byte[Math.min(Math.max(256, inputLength * 4), maxBytes + 1)];
    int length = 0;
    try {
      while (!inflater.finished()) {
        if (length == out.length) {
          if (length > maxBytes) {
            throw new BadResponse(Failure.TOO_LARGE, "decodes to more than " + maxBytes + " bytes");
          }
          out = Arrays.copyOf(out, (int) Math.min(out.length * 2L, maxBytes + 1L));
        }
        int more = inflater.inflate(out, length, out.length - length);
        length += more;
        if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw damaged("compressed data end early");
        }
      }
    } catch (DataFormatException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
    if (length > maxBytes) {
      throw new BadResponse(Failure.TOO_LARGE, "decodes to more than " + maxBytes + " bytes");
    }
    return Arrays.copyOf(out, length);
  }

  private static int littleEndian(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | (bytes[at + 3] & 0xff) << 24;
  }

  private static BadResponse damaged(String detail) {
    return new BadResponse(Failure.DECODE, detail);
  }
}
