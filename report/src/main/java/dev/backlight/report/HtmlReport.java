package dev.backlight.report;

import dev.backlight.model.Report;
import dev.backlight.model.Report.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// One self-contained page: no request to anywhere, one script that its policy names by hash,
/// readable and printable without it.
final class HtmlReport {

  private static final String MARK_ARC = "M2 15.5 A8 8 0 1 1 18 15.5";
  private static final String MARK_HAND = "M10 14.5 14.2 8";

  private final Report report;
  private final ReportOptions options;
  private final Html html = new Html();

  HtmlReport(Report report, ReportOptions options) {
    this.report = report;
    this.options = options;
  }

  String text() {
    String script = JsonReport.resource("page.js");
    Tally tally = new Tally(report);
    html.ours("<!doctype html>\n").open("html", "lang", "en").open("head");
    html.open("meta", "charset", "utf-8");
    html.open("meta", "name", "viewport", "content", "width=device-width,initial-scale=1");
    html.open("meta", "name", "color-scheme", "content", "light dark");
    html.open("meta", "http-equiv", "Content-Security-Policy", "content", policy(script));
    html.element("title", title());
    html.open("style").ours(JsonReport.resource("page.css")).close().close().ln();
    html.open("body").element("a.skip", "Skip to findings", "href", "#findings").ln();
    top();
    html.open("main.wrap").ln();
    new HtmlHero(report, tally, html).write();
    new HtmlFindings(report, tally, html).write();
    HtmlSections sections = new HtmlSections(report, tally, html);
    new HtmlLoad(report, html).write();
    sections.checklist();
    sections.stack();
    sections.routes();
    new HtmlScoring(report, tally, html).write();
    sections.passed();
    sections.appendix();
    html.close().ln();
    html.open("script").ours(script).close().close().close();
    return html + "\n";
  }

  private static String policy(String script) {
    return "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
        + sha256(script)
        + "'; img-src data:; base-uri 'none'; form-action 'none'";
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String title() {
    return Text.line(report.run().project())
        + ": performance health "
        + (report.score().value() instanceof Value.Known(double value)
            ? Figures.score(value) + "/10"
            : "not measured");
  }

  private void top() {
    html.open("header.top").open("div.wrap").open("span.mark");
    html.open("svg", "viewBox", "0 0 20 20", "aria-hidden", "true");
    stroke(MARK_ARC);
    stroke(MARK_HAND);
    html.close().text("backlight").close();
    html.open("nav", "aria-label", "Sections");
    link("findings", "Findings");
    if (!report.load().isNone()) {
      link("load", "Load test");
    }
    link("checklist", "Checklist");
    link("stack", "Stack");
    if (!report.routes().isEmpty()) {
      link("routes", "Routes");
    }
    link("scoring", "How it was scored");
    link("appendix", "Appendix");
    html.close().open("span.acts");
    html.element("button.js", "Theme", "type", "button", "id", "theme").text(" ");
    html.element("button.js", "Print", "type", "button", "id", "print").text(" ");
    if (!options.jsonLink().isEmpty()) {
      html.element("a.btn", "JSON", "href", relative(options.jsonLink()), "download", "");
    }
    html.close().close().close().ln();
  }

  /// A relative address stays one: nothing before its first slash is read as a scheme.
  private static String relative(String link) {
    return link.startsWith("/") || link.startsWith(".") ? link : "./" + link;
  }

  private void link(String id, String text) {
    html.element("a", text, "href", "#" + id);
  }

  private void stroke(String path) {
    html.open(
        "path",
        "d",
        path,
        "fill",
        "none",
        "stroke",
        "currentColor",
        "stroke-width",
        "2.4",
        "stroke-linecap",
        "round");
  }
}
