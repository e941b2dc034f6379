package dev.backlight.report;

import dev.backlight.model.Category;
import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.Location;
import dev.backlight.model.Report;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import java.util.List;

/// The table of findings with its filters, and the cases below it. The costliest come in full; a
/// page has a size limit, and what it leaves out is said.
final class HtmlFindings {

  private static final int CASES = 300;
  private static final int CASES_CHARACTERS = 1_500_000;
  private static final int ROWS_CHARACTERS = 900_000;
  private static final int OPEN_CASES = 3;
  private static final int ROUTES = 200;

  private final Report report;
  private final Tally tally;
  private final Html html;

  HtmlFindings(Report report, Tally tally, Html html) {
    this.report = report;
    this.tally = tally;
    this.html = html;
  }

  void write() {
    List<Finding> counted = tally.counted();
    Html cases = new Html();
    int inFull = cases(cases, counted);
    html.open("section", "id", "findings", "aria-labelledby", "findings-h");
    html.open("div.shead").element("h2", "Findings", "id", "findings-h");
    chips();
    html.element("p.sort", "worst first, then by what the fix saves").close();
    if (counted.isEmpty()) {
      html.element("p.empty", "No rule found anything that counts.");
    } else {
      selects();
      table(counted, inFull);
    }
    suppressed();
    html.close().ln();
    html.open("section", "id", "cases", "aria-label", "Cases").add(cases);
    if (inFull < counted.size()) {
      html.element(
          "p.more",
          Figures.say(
              "The page shows the %,d costliest findings in full; %,d are rows only. All are in the JSON.",
              inFull, counted.size() - inFull));
    }
    html.close().ln();
  }

  private int cases(Html cases, List<Finding> counted) {
    int number = 0;
    for (Finding finding : counted) {
      Html one = new HtmlCase(finding, tally).write(number + 1, number < OPEN_CASES);
      if (number == CASES || cases.length() + one.length() > CASES_CHARACTERS) {
        break;
      }
      cases.add(one);
      number++;
    }
    return number;
  }

  private void chips() {
    html.open("div.filters.js", "role", "group", "aria-label", "Filter by severity");
    chip("", "All", tally.counted().size());
    for (Severity severity : Severity.values()) {
      chip(severity.id(), severity.title(), tally.count(severity));
    }
    html.close();
  }

  private void chip(String id, String title, long count) {
    html.open(
        id.isEmpty() ? "button.chip.on" : "button.chip." + id,
        "type",
        "button",
        "data-f",
        id,
        "aria-pressed",
        id.isEmpty() ? "true" : "false");
    for (Severity severity : Severity.values()) {
      if (severity.id().equals(id)) {
        html.element("span", Ink.sign(severity), "aria-hidden", "true").text(" ");
      }
    }
    html.text(title + " ").element("b", Figures.say("%,d", count)).close();
  }

  private void selects() {
    html.open("div.more-filters.js");
    html.open("label").text("Category ").open("select", "id", "by-category");
    option("", "all");
    for (Category category : Category.values()) {
      option(category.id(), category.title());
    }
    html.close().close();
    List<String> routes =
        tally.counted().stream()
            .flatMap(f -> f.sighting().routes().stream())
            .distinct()
            .sorted()
            .limit(ROUTES)
            .toList();
    html.open("label").text("Route ").open("select", "id", "by-route");
    option("", "all");
    routes.forEach(route -> option(route, route));
    html.close().close();
    html.open("label").text("Status ").open("select", "id", "by-status");
    option("", "all");
    option("new", "new");
    option("existing", "existing");
    html.close().close();
    html.open("label").text("Search ");
    html.open("input", "id", "by-text", "type", "search", "placeholder", "path, rule, words");
    html.close();
    html.element("span.shown", "", "id", "shown", "role", "status");
    html.element("span.keys", "j / k next and previous, / search").close();
  }

  private void option(String value, String text) {
    html.element("option", Text.cut(Text.line(text), 60), "value", value);
  }

  private void table(List<Finding> counted, int inFull) {
    html.open("table.find").open("thead").open("tr");
    for (String head : List.of("Severity", "Crime", "Cost, before → after", "Effect")) {
      html.element("th", head, "scope", "col");
    }
    html.close().close().open("tbody").ln();
    int start = html.length();
    int number = 0;
    for (Finding finding : counted) {
      if (html.length() - start > ROWS_CHARACTERS) {
        break;
      }
      number++;
      row(finding, number, number <= inFull);
    }
    html.close().close();
    String hidden =
        number < counted.size()
            ? Figures.say("%,d more findings are only in the JSON. ", counted.size() - number)
            : "";
    html.open("p.more").element("button.more-rows.js", "", "type", "button", "id", "more-rows");
    html.text(" ")
        .element(
            "span", hidden + Figures.say("%s run, %,d passed", rulesRun(), tally.passed().size()))
        .close();
  }

  private String rulesRun() {
    return Figures.count(report.numbers().rulesRun(), "rule");
  }

  private void row(Finding finding, int number, boolean hasCase) {
    Sighting sighting = finding.sighting();
    html.open(
        "tr",
        "data-n",
        Integer.toString(number),
        "data-severity",
        finding.severity().id(),
        "data-category",
        tally.category(finding),
        "data-status",
        Tally.status(finding.status()),
        "data-routes",
        HtmlCase.routes(finding));
    html.open("td");
    severity(html, finding.severity());
    html.close().open("td.what");
    if (hasCase) {
      html.element("a", tally.title(finding), "href", "#f" + number);
    } else {
      html.element("b", tally.title(finding));
    }
    html.open("span.subm");
    Prose.inline(html, sighting.message());
    html.close();
    html.open("span.sub");
    if (!sighting.routes().isEmpty()) {
      int more = sighting.routes().size() - 1;
      html.element("code", sighting.routes().getFirst() + (more > 0 ? " +" + more : ""));
    }
    Location location = sighting.location();
    html.element("span.loc", location.toString()).close().close();
    cost(finding.cost());
    effect(finding);
    html.close().ln();
  }

  private void cost(Cost cost) {
    html.open("td.cost");
    switch (cost) {
      case Cost.None() -> html.element("span.nocost", "no effect on time to calculate");
      case Cost.Modelled modelled -> {
        double before = modelled.before();
        double after = modelled.after();
        html.open("span.ba").element("s", Figures.amount(before, modelled.unit()));
        html.text(" ").element("span.arrow", "→", "role", "img", "aria-label", "becomes").text(" ");
        html.element("strong", Figures.amount(after, modelled.unit())).text(" ");
        html.element("span.cut", Figures.change(before, after)).close();
        double left = before > 0 ? Math.clamp(100 * after / before, 0, 100) : 100;
        html.open("span.bars", "aria-hidden", "true");
        html.element("i", "", "style", "width:" + Math.round(left * 10) / 10.0 + "%").close();
      }
    }
    html.close();
  }

  private void effect(Finding finding) {
    html.open("td.gain");
    double points = finding.effect().points();
    double saved = finding.effect().p95DeltaMs();
    html.text(points >= 0.005 ? "+" + Figures.number(points) + " points" : "under 0.01 points");
    if (saved > 0) {
      html.text(", −" + Figures.amount(saved, "ms"));
    }
    String basis = finding.cost() instanceof Cost.Modelled m ? m.basis() : "by rule";
    boolean measured = basis.equals("measured");
    html.element(measured ? "span.ev.measured" : "span.ev.modelled", basis);
    tally.measured(finding).stream()
        .filter(task -> task.served().knowsP95())
        .findFirst()
        .ifPresent(task ->
            html.element(
                "span.ev.measured",
                "p95 now " + Figures.amount(task.served().p95Ms(), "ms"),
                "title",
                task.route()));
    if (finding.status() instanceof Status.Existing) {
      html.element("span.ev0", "in the baseline");
    }
    html.close();
  }

  static void severity(Html html, Severity severity) {
    html.open("span.sev." + severity.id());
    html.element("span", Ink.sign(severity), "aria-hidden", "true");
    html.text(" " + severity.title()).close();
  }

  private void suppressed() {
    List<Finding> all = tally.suppressed();
    if (all.isEmpty()) {
      return;
    }
    html.open("details.fold")
        .element("summary", Figures.count(all.size(), "finding") + " suppressed");
    html.open("ul.plainlist");
    for (Finding finding : all.stream().limit(200).toList()) {
      html.open("li").element("code", finding.sighting().location().toString());
      html.text(" " + tally.title(finding));
      if (finding.status() instanceof Status.Suppressed(String by, String reason, String until)) {
        html.text(", by " + by + ": " + reason + (until.isEmpty() ? "" : ", until " + until));
      }
      html.close();
    }
    html.close().close();
  }
}
