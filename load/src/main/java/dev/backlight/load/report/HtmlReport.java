package dev.backlight.load.report;

import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.GeneratorHealth;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// A run as one self-contained page: no request to anywhere, no script, charts inline.
public final class HtmlReport {

  private final RunResult result;
  private final List<Judgement> judgements;
  private final Markup page = new Markup();

  private HtmlReport(RunResult result, List<Judgement> judgements) {
    this.result = result;
    this.judgements = judgements;
  }

  public static String text(RunResult result, List<Judgement> judgements) {
    return new HtmlReport(result, judgements).text();
  }

  private String text() {
    page.ours("<!doctype html>\n").open("html", "lang", "en").open("head");
    page.open("meta", "charset", "utf-8");
    page.open("meta", "name", "viewport", "content", "width=device-width,initial-scale=1");
    page.open("meta", "name", "color-scheme", "content", "light dark");
    page.open(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
    page.element("title", "Load: " + result.meta().target());
    page.open("style").ours(resource("load.css")).close().close().line();
    page.open("body");
    top();
    page.open("main.wrap").line();
    hero();
    notes();
    charts();
    HtmlTables tables = new HtmlTables(page, result);
    tables.tasks();
    tables.errors();
    tables.checks();
    tables.phases();
    generator();
    plan();
    return page.close().close().close() + "\n";
  }

  private void top() {
    page.open("header.top").open("div.wrap").open("span.mark");
    page.open("svg", "viewBox", "0 0 20 20", "aria-hidden", "true");
    for (String stroke : List.of("M2 15.5 A8 8 0 1 1 18 15.5", "M10 14.5 14.2 8")) {
      page.open(
          "path",
          "d",
          stroke,
          "fill",
          "none",
          "stroke",
          "currentColor",
          "stroke-width",
          "2.4",
          "stroke-linecap",
          "round");
    }
    page.close().text("backlight").close();
    page.element("span.what", "load").close().close().line();
  }

  private void hero() {
    TaskResult total = result.total();
    Distribution times = total.response();
    page.open("p.context").element("code", result.meta().target());
    page.text(" " + result.meta().startedAt().toString().replaceFirst("\\..*", "Z"));
    page.close();
    page.element("h1", Verdict.of(result, judgements));
    page.open("dl.figures");
    figure("requests/s", Figures.rate(result.ratePerSecond()), "");
    figure("p50", Figures.time(times, 50), "");
    figure("p95", Figures.time(times, 95), "");
    figure("p99", Figures.time(times, 99), "");
    figure("longest", Figures.time(times, 100), "");
    figure("failed", Figures.share(total.errorShare()), total.failed() > 0 ? "bad" : "good");
    page.close().line();
    if (!judgements.isEmpty()) {
      page.open("section").element("h2", "Thresholds").open("ul.gate");
      for (Judgement judgement : judgements) {
        page.open(judgement.passed() ? "li.good" : "li.bad");
        page.element("b", judgement.passed() ? "holds" : "broken");
        page.text(" " + judgement.expected() + " ").element("span", judgement.actual()).close();
      }
      page.close().close().line();
    }
  }

  private void figure(String name, String value, String style) {
    page.open(style.isEmpty() ? "div" : "div." + style);
    page.element("dt", name).element("dd", value).close();
  }

  private void notes() {
    for (String note : result.notes()) {
      page.element("p.note", note).line();
    }
  }

  private void charts() {
    page.open("div.charts").line();
    List<Series.Point> seconds = Series.overTime(result);
    Chart latency =
        new Chart("Response time", "over time", Figures::axisTime)
            .line("p99", "p99", points(seconds, Series.Point::second, p -> millis(p, 99)))
            .line("p95", "p95", points(seconds, Series.Point::second, p -> millis(p, 95)))
            .line("p50", "p50", points(seconds, Series.Point::second, p -> millis(p, 50)));
    write(withVoids(overTime(latency, seconds), seconds));
    Chart rate =
        new Chart("Rate", "per second, over time", Figures::plain)
            .line(
                "offered",
                "offered",
                points(
                    Series.untilArrivalsEnd(result, seconds),
                    Series.Point::second,
                    Series.Point::offered))
            .line("completed", "p50", points(seconds, Series.Point::second, Series.Point::rate));
    if (result.total().failed() > 0) {
      rate.line(
          "failed", "failed", points(seconds, Series.Point::second, Series.Point::failedRate));
    }
    write(withVoids(overTime(rate, seconds), seconds));
    overRate();
    percentiles();
    page.close().line();
  }

  private static List<double[]> points(
      List<Series.Point> from, ToDoubleFunction<Series.Point> x, ToDoubleFunction<Series.Point> y) {
    List<double[]> points = new ArrayList<>();
    for (Series.Point point : from) {
      points.add(new double[] {x.applyAsDouble(point), y.applyAsDouble(point)});
    }
    return points;
  }

  private static double millis(Series.Point point, double percentile) {
    return point.response().percentileMillis(percentile);
  }

  private static Chart overTime(Chart chart, List<Series.Point> seconds) {
    if (seconds.size() < 2) {
      return chart;
    }
    return chart.ticks(
        Chart.roundTicks(
            seconds.getFirst().second(), seconds.getLast().second(), at -> "%.0f s".formatted(at)));
  }

  private static Chart withVoids(Chart chart, List<Series.Point> seconds) {
    double half = seconds.size() < 2 ? 1 : (seconds.get(1).second() - seconds.get(0).second()) / 2;
    for (Series.Point point : seconds) {
      if (point.isVoid()) {
        chart.band(point.second() - half, point.second() + half, "void");
      }
    }
    return chart;
  }

  private void overRate() {
    List<Series.Point> rates = Series.overRate(result);
    if (rates.size() < 3) {
      return;
    }
    Chart chart =
        new Chart("Response time", "over the offered rate", Figures::axisTime)
            .line("p99", "p99", points(rates, Series.Point::offered, p -> millis(p, 99)))
            .line("p95", "p95", points(rates, Series.Point::offered, p -> millis(p, 95)))
            .line("p50", "p50", points(rates, Series.Point::offered, p -> millis(p, 50)));
    write(
        chart.ticks(
            Chart.roundTicks(
                rates.getFirst().offered(),
                rates.getLast().offered(),
                at -> Figures.plain(at) + "/s")));
  }

  /// The horizontal axis is stretched so that each nine takes the same room.
  private void percentiles() {
    TaskResult total = result.total();
    Chart chart =
        new Chart("Percentiles", "of all that counts", Figures::axisTime)
            .line("service, uncorrected", "offered", curve(total.service()))
            .line("response, from intended start", "p95", curve(total.response()));
    List<Chart.Tick> ticks = new ArrayList<>();
    double[] marks = {0, 90, 99, 99.9, 99.99};
    for (int nines = 0; nines < marks.length; nines++) {
      if (total.response().count() >= Math.pow(10, nines)) {
        ticks.add(new Chart.Tick(nines, nines == 0 ? "p0" : TerminalReport.name(marks[nines])));
      }
    }
    write(chart.ticks(ticks));
  }

  private static List<double[]> curve(Distribution times) {
    List<double[]> points = new ArrayList<>();
    double most = Math.min(5, Math.log10((double) Math.max(1, times.count())));
    for (double nines = 0; nines <= most + 1e-9; nines += 0.05) {
      double percentile = 100 * (1 - Math.pow(10, -nines));
      points.add(new double[] {nines, times.percentileMillis(percentile)});
    }
    return points;
  }

  private void write(Chart chart) {
    if (!chart.isEmpty()) {
      chart.write(page);
    }
  }

  private void generator() {
    GeneratorHealth health = result.health();
    page.open("section").element("h2", "The generator itself").open("dl.figures.small");
    figure("CPU of this machine", Figures.share(health.cpuShare()), "");
    figure("busiest event loop", Figures.share(health.busiestLoopShare()), "");
    figure("GC pauses", Figures.count(health.gcPauses()), "");
    figure("in GC", Figures.time(health.gcPauseMillis() * 1e6), "");
    figure("start lag p99", Figures.time(health.scheduleLag(), 99), "");
    figure("late starts", Figures.count(health.late()), "");
    figure("void seconds", "" + health.voidSeconds(), health.voidSeconds() > 0 ? "bad" : "");
    page.close();
    page.element(
        "p.small",
        "Time counts from when a request should have started. A second in which the generator did"
            + " not keep up is void: it says nothing about the server.");
    page.close().line();
  }

  private void plan() {
    page.open("section").open("details").element("summary", "The plan");
    page.element("pre", result.meta().text());
    page.element(
        "p.small",
        "Seed %d, Backlight %s.".formatted(result.meta().seed(), result.meta().version()));
    page.close().close().line();
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the archive");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
