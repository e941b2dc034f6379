package dev.backlight.cli.load;

import dev.backlight.cli.Paint;
import dev.backlight.cli.Terminal;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.RunListener;
import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.Window;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.report.Figures;
import dev.backlight.load.report.Sparkline;
import java.util.ArrayList;
import java.util.List;

/// Shows a run while it goes, on the error stream: a few lines that are redrawn in place on a
/// terminal, one line every few seconds elsewhere.
final class LiveView implements RunListener, AutoCloseable {

  private static final int PLAIN_EVERY_SECONDS = 5;
  private static final int SPARKS = 40;
  private static final int BAR = 30;
  private static final String CLEAR_TO_END = "\u001b[J";

  private final Terminal terminal;
  private final Paint paint;
  private final Plan plan;
  private final List<Double> rates = new ArrayList<>();
  private final List<Double> p95s = new ArrayList<>();
  private final List<Window> sinceLine = new ArrayList<>();
  private long failed;
  private int drawn;

  LiveView(Terminal terminal, Paint paint, Plan plan) {
    this.terminal = terminal;
    this.paint = paint;
    this.plan = plan;
  }

  @Override
  public synchronized void phase(Phase phase) {
    if (!terminal.errIsTerminal() && plan.phases().size() > 1) {
      terminal.say("  phase " + phase.name() + ", " + Figures.seconds(seconds(phase)));
    }
  }

  @Override
  public synchronized void window(Window window) {
    rates.add(window.ratePerSecond());
    p95s.add(window.response().percentileMillis(95));
    failed += window.failed();
    if (terminal.errIsTerminal()) {
      redraw(window);
    } else {
      sinceLine.add(window);
      if (sinceLine.size() == PLAIN_EVERY_SECONDS) {
        terminal.say(plain(window));
        sinceLine.clear();
      }
    }
  }

  private String plain(Window last) {
    Distribution times = Distribution.merge(sinceLine.stream().map(Window::response).toList());
    double seconds = sinceLine.stream().mapToDouble(Window::seconds).sum();
    long completed = sinceLine.stream().mapToLong(Window::completed).sum();
    return "  %4d s  %8s/s  p50 %8s  p95 %8s  p99 %8s  failed %s  in flight %d%s"
        .formatted(
            last.second() + 1,
            Figures.rate(completed / Math.max(seconds, 1e-9)),
            Figures.time(times, 50),
            Figures.time(times, 95),
            Figures.time(times, 99),
            Figures.count(failed),
            last.inFlight(),
            last.isVoid() ? "  void: " + last.voidReason() : "");
  }

  private void redraw(Window window) {
    Distribution times = window.response();
    double done = (window.second() + 1) * 1e9 / plan.duration().toNanos();
    int filled = (int) Math.round(Math.clamp(done, 0, 1) * BAR);
    List<String> lines = new ArrayList<>();
    lines.add(
        "  "
            + paint.cyan("━".repeat(filled))
            + paint.faint("━".repeat(BAR - filled))
            + "  %s of %s  %s"
                .formatted(
                    Figures.seconds(window.second() + 1.0),
                    Figures.seconds(plan.duration().toNanos() / 1e9),
                    plan.phases().size() > 1 ? cut(window.phase(), 45) : ""));
    lines.add(
        "  rate    %10s/s   %s"
            .formatted(
                Figures.rate(window.ratePerSecond()), paint.cyan(Sparkline.of(rates, SPARKS))));
    lines.add(
        "  p95     %12s   %s"
            .formatted(Figures.time(times, 95), paint.cyan(Sparkline.of(p95s, SPARKS))));
    lines.add(
        "  p50 %s   p99 %s   max %s"
            .formatted(Figures.time(times, 50), Figures.time(times, 99), Figures.time(times, 100)));
    String failures = "failed " + Figures.count(failed);
    lines.add(
        "  "
            + (failed > 0 ? paint.red(failures) : failures)
            + "   in flight %s   users %s   late %s"
                .formatted(
                    Figures.count(window.inFlight()),
                    Figures.count(window.users()),
                    Figures.count(window.late())));
    lines.add(window.isVoid() ? paint.red(cut("  void: " + window.voidReason(), 0)) : "");
    StringBuilder text = new StringBuilder(back());
    lines.forEach(line -> text.append("\r\u001b[2K").append(line).append('\n'));
    terminal.err().print(text);
    terminal.err().flush();
    drawn = lines.size();
  }

  /// A line that wraps would be counted as one, and the next view drawn below it.
  private String cut(String text, int before) {
    int room = Math.max(1, terminal.columns() - before - 1);
    return text.length() <= room ? text : text.substring(0, room - 1) + "…";
  }

  private String back() {
    return drawn == 0 ? "" : "\u001b[" + drawn + "A";
  }

  private static double seconds(Phase phase) {
    return phase.duration().toNanos() / 1e9;
  }

  /// The live lines go; the report takes their place.
  @Override
  public synchronized void close() {
    if (drawn > 0) {
      terminal.err().print(back() + "\r" + CLEAR_TO_END);
      terminal.err().flush();
      drawn = 0;
    }
  }
}
