package dev.backlight.report;

/// Makes text of the reviewed project harmless: what would move a cursor, reorder a line, end a
/// line or break an encoding becomes a visible sign.
final class Text {

  private static final int CONTROL_PICTURES = 0x2400;
  private static final String TAB = "    ";

  private Text() {}

  /// `text` on one line; line breaks become spaces.
  static String line(String text) {
    return clean(text, false);
  }

  /// `text` with its line breaks.
  static String block(String text) {
    return clean(text, true);
  }

  /// `text` as UTF-8 can hold it: half of a character, as where a line was cut, becomes U+FFFD.
  static String encodable(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return text;
    }
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> in(c, Character.MIN_SURROGATE, Character.MAX_SURROGATE) ? 0xfffd : c)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  private static String clean(String text, boolean breaks) {
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length() + 16);
    String unix = text.replace("\r\n", "\n");
    unix.codePoints().forEach(c -> append(clean, c, breaks));
    return clean.toString();
  }

  private static void append(StringBuilder clean, int c, boolean breaks) {
    if (c == '\t') {
      clean.append(TAB);
    } else if (c == '\n') {
      clean.append(breaks ? '\n' : ' ');
    } else if (c < ' ') {
      clean.append((char) (CONTROL_PICTURES + c));
    } else if (c == 0x7f) {
      clean.append('\u2421');
    } else if (dangerous(c)) {
      clean.append(Figures.say("\u27e8U+%04X\u27e9", c));
    } else if (in(c, Character.MIN_SURROGATE, Character.MAX_SURROGATE) || (c & 0xfffe) == 0xfffe) {
      clean.append('\ufffd');
    } else {
      clean.appendCodePoint(c);
    }
  }

  /// C1 controls, line and paragraph separators, marks that reorder or hide text, byte order marks.
  private static boolean dangerous(int c) {
    return in(c, 0x80, 0x9f)
        || in(c, 0x200b, 0x200f)
        || in(c, 0x2028, 0x202e)
        || in(c, 0x2060, 0x206f)
        || c == 0xfeff
        || in(c, 0xe0000, 0xe007f);
  }

  private static boolean in(int c, int first, int last) {
    return first <= c && c <= last;
  }

  /// Columns that `text` takes on a terminal.
  static int columns(String text) {
    return text.codePoints().map(Text::columns).sum();
  }

  static int columns(int c) {
    if (Character.getType(c) == Character.NON_SPACING_MARK) {
      return 0;
    }
    boolean wide =
        in(c, 0x1100, 0x115f)
            || in(c, 0x2e80, 0xa4cf)
            || in(c, 0xac00, 0xd7a3)
            || in(c, 0xf900, 0xfaff)
            || in(c, 0xfe30, 0xfe6f)
            || in(c, 0xff00, 0xff60)
            || in(c, 0x1f300, 0x1faff)
            || in(c, 0x20000, 0x3fffd);
    return wide ? 2 : 1;
  }

  /// `text` cut to `columns`, with an ellipsis where something is missing.
  static String cut(String text, int columns) {
    if (columns(text) <= columns) {
      return text;
    }
    StringBuilder cut = new StringBuilder();
    int used = 0;
    for (int c : text.codePoints().toArray()) {
      used += columns(c);
      if (used > columns - 1) {
        break;
      }
      cut.appendCodePoint(c);
    }
    return cut.append('…').toString();
  }

  /// The first sentence, without its full stop.
  static String sentence(String text) {
    int end = text.indexOf(". ");
    String first = end < 0 ? text : text.substring(0, end);
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }
}
