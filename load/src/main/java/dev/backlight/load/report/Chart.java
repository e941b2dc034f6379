package dev.backlight.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/// A line chart as inline SVG, in the page's colours. Readable on a phone: few ticks, large text.
final class Chart {

  private static final double WIDTH = 480;
  private static final double HEIGHT = 230;
  private static final double LEFT = 58;
  private static final double RIGHT = 12;
  private static final double TOP = 10;
  private static final double BOTTOM = 34;

  /// A tick on the horizontal axis.
  record Tick(double at, String label) {}

  private record Series(String name, String style, List<double[]> points, boolean dots) {}

  private record Band(double from, double to, String title) {}

  private final String title;
  private final String caption;
  private final DoubleFunction<String> unit;
  private final List<Series> series = new ArrayList<>();
  private final List<Band> bands = new ArrayList<>();
  private final List<Tick> ticks = new ArrayList<>();
  private double fromX = Double.POSITIVE_INFINITY;
  private double toX = Double.NEGATIVE_INFINITY;
  private double top;

  /// `unit` writes a value of the vertical axis.
  Chart(String title, String caption, DoubleFunction<String> unit) {
    this.title = title;
    this.caption = caption;
    this.unit = unit;
  }

  Chart line(String name, String style, List<double[]> points) {
    return add(new Series(name, style, points, false));
  }

  Chart dots(String name, String style, List<double[]> points) {
    return add(new Series(name, style, points, true));
  }

  private Chart add(Series added) {
    series.add(added);
    for (double[] point : added.points()) {
      fromX = Math.min(fromX, point[0]);
      toX = Math.max(toX, point[0]);
      top = Math.max(top, point[1]);
    }
    return this;
  }

  /// A stretch that must not be read as the others.
  Chart band(double from, double to, String why) {
    bands.add(new Band(from, to, why));
    return this;
  }

  Chart ticks(List<Tick> wanted) {
    ticks.addAll(wanted);
    return this;
  }

  boolean isEmpty() {
    return !(toX > fromX);
  }

  void write(Markup to) {
    double step = niceStep(top / 4);
    double ceiling = Math.max(step, Math.ceil(top / step - 1e-9) * step);
    to.open("figure.chart").open("figcaption").element("b", title).text(" " + caption).close();
    legend(to);
    to.open(
        "svg",
        "viewBox",
        "0 0 " + number(WIDTH) + " " + number(HEIGHT),
        "role",
        "img",
        "aria-label",
        title);
    for (Band band : bands) {
      double from = Math.max(x(band.from()), LEFT);
      double width = Math.max(1, Math.min(x(band.to()), WIDTH - RIGHT) - from);
      to.open(
          "rect.void",
          "x",
          number(from),
          "y",
          number(TOP),
          "width",
          number(width),
          "height",
          number(HEIGHT - TOP - BOTTOM));
    }
    for (double value = 0; value <= ceiling + step / 2; value += step) {
      horizontal(to, y(value, ceiling), unit.apply(value));
    }
    for (Tick tick : ticks) {
      to.element(
          "text.tick",
          tick.label(),
          "x",
          number(x(tick.at())),
          "y",
          number(HEIGHT - 12),
          "text-anchor",
          "middle");
    }
    series.forEach(drawn -> draw(to, drawn, ceiling));
    to.close().close().line();
  }

  private void legend(Markup to) {
    to.open("div.legend");
    for (Series named : series) {
      to.open("span").element("i." + named.style(), "").text(named.name()).close();
    }
    if (!bands.isEmpty()) {
      to.open("span").element("i.voided", "").text("void: the generator did not keep up").close();
    }
    to.close();
  }

  private static void horizontal(Markup to, double y, String label) {
    to.open(
        "line.grid",
        "x1",
        number(LEFT),
        "x2",
        number(WIDTH - RIGHT),
        "y1",
        number(y),
        "y2",
        number(y));
    to.element("text.tick", label, "x", number(LEFT - 7), "y", number(y + 4), "text-anchor", "end");
  }

  private void draw(Markup to, Series drawn, double ceiling) {
    if (drawn.dots()) {
      for (double[] point : drawn.points()) {
        to.open(
            "circle." + drawn.style(),
            "cx",
            number(x(point[0])),
            "cy",
            number(y(point[1], ceiling)),
            "r",
            "2.6");
      }
      return;
    }
    StringBuilder path = new StringBuilder();
    for (double[] point : drawn.points()) {
      path.append(path.isEmpty() ? 'M' : 'L')
          .append(number(x(point[0])))
          .append(' ')
          .append(number(y(point[1], ceiling)));
    }
    to.open("path." + drawn.style(), "d", path.toString(), "fill", "none");
  }

  private double x(double value) {
    return LEFT + (value - fromX) / (toX - fromX) * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double value, double ceiling) {
    return HEIGHT - BOTTOM - value / ceiling * (HEIGHT - TOP - BOTTOM);
  }

  /// 1, 2 or 5 times a power of ten.
  static double niceStep(double atLeast) {
    if (!(atLeast > 0)) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    for (double factor : new double[] {1, 2, 5, 10}) {
      if (factor * power >= atLeast * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /// Ticks at round values between two ends.
  static List<Tick> roundTicks(double from, double to, DoubleFunction<String> label) {
    double step = niceStep((to - from) / 5);
    List<Tick> ticks = new ArrayList<>();
    for (double at = Math.ceil(from / step) * step; at <= to + step * 1e-6; at += step) {
      ticks.add(new Tick(at, label.apply(at)));
    }
    return ticks;
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
