package dev.backlight.reference.proof;

import dev.backlight.reference.proof.SoakProof.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// Memory over time, as an SVG that is read on light and dark paper.
final class Plot {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 300;
  private static final int LEFT = 60;
  private static final int BOTTOM = 40;
  private static final int TOP = 30;
  private static final int LINES = 4;

  private final List<Sample> samples;
  private final long seconds;
  private final long most;

  private Plot(List<Sample> samples, Duration duration) {
    this.samples = samples;
    this.seconds = Math.max(1, duration.toSeconds());
    long highest = samples.stream().mapToLong(Sample::residentBytes).max().orElse(1);
    this.most = Math.ceilDiv(Math.max(highest, 1), 100_000_000) * 100_000_000;
  }

  static String of(List<Sample> samples, Duration duration) {
    return new Plot(samples, duration).svg();
  }

  private String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" \
        font-size="12">
        <rect width="100%%" height="100%%" fill="#fff"/>
        """
            .formatted(WIDTH, HEIGHT));
    for (int line = 0; line <= LINES; line++) {
      long bytes = most * line / LINES;
      svg.append(
          """
          <line x1="%d" x2="%d" y1="%d" y2="%d" stroke="#ddd"/>
          <text x="%d" y="%d" text-anchor="end" fill="#444">%d MB</text>
          """
              .formatted(
                  LEFT, WIDTH - 10, y(bytes), y(bytes), LEFT - 6, y(bytes) + 4, bytes / 1_000_000));
    }
    for (int mark = 0; mark <= LINES; mark++) {
      long at = seconds * mark / LINES;
      svg.append(
          "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#444\">%d s</text>%n"
              .formatted(x(at), HEIGHT - BOTTOM + 18, at));
    }
    line(svg, "resident", "#8a63d2", LEFT + 10, Sample::residentBytes);
    line(svg, "heap used", "#c9c9c9", LEFT + 110, Sample::usedBytes);
    line(svg, "heap left by collections", "#1f7a4d", LEFT + 220, Sample::liveBytes);
    return svg.append("</svg>\n").toString();
  }

  private void line(
      StringBuilder svg, String name, String color, int legend, ToLongFunction<Sample> value) {
    String points =
        samples.stream()
            .map(sample -> x(sample.seconds()) + "," + y(value.applyAsLong(sample)))
            .collect(Collectors.joining(" "));
    svg.append(
        String.format(
            Locale.ROOT,
            "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>%n"
                + "<text x=\"%d\" y=\"18\" fill=\"%s\">%s</text>%n",
            color,
            points,
            legend,
            color,
            name));
  }

  private int x(long at) {
    return (int) (LEFT + (WIDTH - 10 - LEFT) * Math.min(at, seconds) / seconds);
  }

  private int y(long bytes) {
    return (int) (HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * bytes / most);
  }
}
