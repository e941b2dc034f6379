package dev.backlight.cli;

import java.util.Locale;
import java.util.function.LongSupplier;

/// Shows progress on the error stream: one live line on a terminal, which is gone in the end; one
/// plain line per phase elsewhere.
final class StatusLine implements Progress, AutoCloseable {

  private static final long REDRAW_EVERY_MS = 80;
  private static final String CLEAR_LINE = "\r\u001b[2K";
  private static final String FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
  private static final int WIDTH = 78;

  private final Terminal terminal;
  private final Paint paint;
  private final LongSupplier milliseconds;
  private long drawnAt = Long.MIN_VALUE / 2;
  private int frame;
  private boolean drawn;

  StatusLine(Terminal terminal, Paint paint, LongSupplier milliseconds) {
    this.terminal = terminal;
    this.paint = paint;
    this.milliseconds = milliseconds;
  }

  @Override
  public synchronized void at(String phase, int done, int of) {
    long now = milliseconds.getAsLong();
    if (!terminal.errIsTerminal() || now - drawnAt < REDRAW_EVERY_MS) {
      return;
    }
    drawnAt = now;
    char spinner = FRAMES.charAt(frame++ % FRAMES.length());
    String counted = of > 0 ? String.format(Locale.ROOT, "%,d of %,d", done, of) : "";
    String line = "%-10s %s".formatted(phase, counted);
    String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
    terminal.err().print(CLEAR_LINE + "  " + paint.cyan(String.valueOf(spinner)) + " " + cut);
    terminal.err().flush();
    drawn = true;
  }

  @Override
  public synchronized void done(String phase, String detail, long durationMs) {
    if (!terminal.errIsTerminal()) {
      terminal.say(
          "  %-10s %-44s %6.1f s".formatted(phase, detail, durationMs / 1000.0).stripTrailing());
    }
  }

  /// Removes the live line.
  @Override
  public synchronized void close() {
    if (drawn) {
      terminal.err().print(CLEAR_LINE);
      terminal.err().flush();
      drawn = false;
    }
  }
}
