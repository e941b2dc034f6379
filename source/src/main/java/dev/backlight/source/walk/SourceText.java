package dev.backlight.source.walk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Arrays;

/// The text of a file in UTF-8, or why it could not be read.
public sealed interface SourceText {

  /// A file that grew beyond this since the walk is not read, in bytes.
  int MAX_BYTES = 16 << 20;

  /// Valid UTF-8 without a byte order mark. UTF-16 with a mark was converted; bytes that are no
  /// UTF-8 became U+FFFD. Lines keep their numbers; offsets are those of this text.
  final class Text implements SourceText {
    private final byte[] bytes;

    Text(byte[] bytes) {
      this.bytes = bytes;
    }

    /// Not copied: do not write to it.
    public byte[] bytes() {
      return bytes;
    }

    /// The decoded text.
    public String decoded() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /// @param detail what the system said
  record Unreadable(String path, String detail) implements SourceText {}

  /// Reads the whole file.
  static SourceText read(Found found) {
    try (InputStream stream = Files.newInputStream(found.file(), LinkOption.NOFOLLOW_LINKS)) {
      byte[] raw = stream.readNBytes(MAX_BYTES + 1);
      if (raw.length > MAX_BYTES) {
        return new Unreadable(found.path(), "grew beyond " + MAX_BYTES + " bytes");
      }
      return new Text(utf8(raw));
    } catch (IOException e) {
      return new Unreadable(found.path(), String.valueOf(e));
    }
  }

  /// Whether the text starts with the byte order mark of UTF-16.
  static boolean hasWideMark(byte[] raw) {
    return starts(raw, 0xFF, 0xFE) || starts(raw, 0xFE, 0xFF);
  }

  /// What [Text] promises, from any bytes.
  static byte[] utf8(byte[] raw) {
    if (starts(raw, 0xFF, 0xFE)) {
      return decoded(raw, 2, StandardCharsets.UTF_16LE);
    }
    if (starts(raw, 0xFE, 0xFF)) {
      return decoded(raw, 2, StandardCharsets.UTF_16BE);
    }
    byte[] bytes = starts(raw, 0xEF, 0xBB, 0xBF) ? Arrays.copyOfRange(raw, 3, raw.length) : raw;
    return ascii(bytes) ? bytes : decoded(bytes, 0, StandardCharsets.UTF_8);
  }

  private static byte[] decoded(byte[] raw, int from, Charset charset) {
    return new String(raw, from, raw.length - from, charset).getBytes(StandardCharsets.UTF_8);
  }

  private static boolean ascii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean starts(byte[] bytes, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i >= bytes.length || Byte.toUnsignedInt(bytes[i]) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
