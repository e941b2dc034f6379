package dev.backlight.source.code;

import dev.backlight.model.Span;
import java.util.Arrays;

/// Byte offsets to lines and columns. Columns count UTF-16 units from 1, as editors and SARIF do.
public final class Lines {

  private final int[] starts;
  private final long[] wide;
  private final int length;

  private Lines(int[] starts, long[] wide, int length) {
    this.starts = starts;
    this.wide = wide;
    this.length = length;
  }

  /// Reads the line starts of a UTF-8 text; `\n`, `\r\n` and lone `\r` end a line.
  public static Lines of(byte[] utf8) {
    int[] starts = new int[64];
    long[] wide = new long[0];
    int wides = 0;
    int count = 1;
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      if (b == '\n' || (b == '\r' && (i + 1 == utf8.length || utf8[i + 1] != '\n'))) {
        if (count == starts.length) {
          starts = Arrays.copyOf(starts, count * 2);
        }
        starts[count++] = i + 1;
      } else if ((b & 0xC0) == 0xC0) {
        if (wides == wide.length) {
          wide = Arrays.copyOf(wide, Math.max(16, wides * 2));
        }
        wide[wides++] = (long) i << 8 | surplus(b);
      }
    }
    return new Lines(Arrays.copyOf(starts, count), Arrays.copyOf(wide, wides), utf8.length);
  }

  /// How many bytes a character has beyond its UTF-16 units, by its first byte.
  private static int surplus(byte lead) {
    int value = lead & 0xFF;
    return value >= 0xF0 ? 2 : value >= 0xE0 ? 2 : 1;
  }

  public int count() {
    return starts.length;
  }

  /// The line of a byte offset, from 1.
  public int line(int offset) {
    int at = Arrays.binarySearch(starts, Math.clamp(offset, 0, length));
    return at >= 0 ? at + 1 : -at - 1;
  }

  /// The column of a byte offset, from 1, in UTF-16 units.
  public int column(int offset) {
    int clamped = Math.clamp(offset, 0, length);
    int start = starts[line(clamped) - 1];
    int column = clamped - start + 1;
    int i = Arrays.binarySearch(wide, (long) start << 8);
    for (i = i < 0 ? -i - 1 : i; i < wide.length && wide[i] >> 8 < clamped; i++) {
      column -= (int) (wide[i] & 0xFF);
    }
    return column;
  }

  /// The first byte of a line, from 1.
  public int start(int line) {
    return starts[Math.clamp(line, 1, starts.length) - 1];
  }

  public Span span(int start, int end) {
    return new Span(line(start), column(start), line(end), column(end));
  }
}
