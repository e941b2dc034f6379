package dev.backlight.report;

import dev.backlight.model.Report;
import dev.backlight.model.Report.CategoryScore;
import dev.backlight.model.Report.Value;

/// The score as a ring: an arc's length is the category's weight and its fill the score, so the
/// filled length is the total.
final class Ring {

  private static final double CENTRE_X = 150;
  private static final double CENTRE_Y = 140;
  private static final double RADIUS = 100;
  private static final double GAP_DEGREES = 1.6;
  private static final double LABEL_RADIUS = 118;

  private Ring() {}

  static void into(Html html, Report report) {
    html.open("svg.ring", "viewBox", "-4 0 308 280", "role", "img", "aria-label", label(report));
    double from = 0;
    for (CategoryScore category : report.categories()) {
      double sweep = category.category().weight() * 3.6;
      html.open("g");
      arc(html, category, from + GAP_DEGREES, from + sweep - GAP_DEGREES);
      double middle = from + sweep / 2;
      double x = x(middle, LABEL_RADIUS);
      String anchor = Math.abs(x - CENTRE_X) < 12 ? "middle" : x > CENTRE_X ? "start" : "end";
      html.element(
          "text.rl",
          category.category().weight() + " %",
          "x",
          number(x),
          "y",
          number(y(middle, LABEL_RADIUS) + 4),
          "text-anchor",
          anchor);
      html.close();
      from += sweep;
    }
    String total =
        report.score().value() instanceof Value.Known(double value) ? Figures.score(value) : "–";
    html.element("text.ringnum", total, "x", "150", "y", "155");
    html.element("text.ringden", "of 10", "x", "150", "y", "182");
    html.close();
  }

  private static void arc(Html html, CategoryScore category, double from, double to) {
    switch (category.value()) {
      case Value.Known(double value) -> {
        html.open("path.track", "d", path(from, to));
        String hollow = category.measuredShare() < 0.5 ? ".hollow" : "";
        double end = from + (to - from) * Math.clamp(value, 0, 10) / 10;
        if (end - from > 0.5) {
          html.open("path.fill." + Figures.poorFairGood(value) + hollow, "d", path(from, end));
        }
      }
      case Value.NotMeasured _ -> html.open("path.track.unmeasured", "d", path(from, to));
    }
  }

  private static String label(Report report) {
    StringBuilder text = new StringBuilder("Performance health ");
    text.append(
        report.score().value() instanceof Value.Known(double value)
            ? Figures.score(value) + " out of 10"
            : "not measured");
    for (CategoryScore category : report.categories()) {
      text.append(", ").append(category.category().title()).append(' ');
      text.append(
          category.value() instanceof Value.Known(double value)
              ? Figures.score(value)
              : "not measured");
    }
    return text.toString();
  }

  private static String path(double from, double to) {
    return Figures.say(
        "M%s %sA100 100 0 %d 1 %s %s",
        number(x(from, RADIUS)),
        number(y(from, RADIUS)),
        to - from > 180 ? 1 : 0,
        number(x(to, RADIUS)),
        number(y(to, RADIUS)));
  }

  private static double x(double degrees, double radius) {
    return CENTRE_X + radius * Math.sin(Math.toRadians(degrees));
  }

  private static double y(double degrees, double radius) {
    return CENTRE_Y - radius * Math.cos(Math.toRadians(degrees));
  }

  private static String number(double value) {
    return Figures.say("%.2f", value);
  }
}
