package dev.backlight.report;

import dev.backlight.model.Finding;
import dev.backlight.model.Report;
import dev.backlight.model.Report.ChecklistItem;
import dev.backlight.model.Report.RouteEntry;
import dev.backlight.model.Rule;
import dev.backlight.model.Sighting.Step;
import dev.backlight.model.StackEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The sections below the cases: checklist, stack, routes, rules that passed, appendix.
final class HtmlSections {

  private static final int ROUTES = 500;
  private static final int EVIDENCE_LINKS = 5;
  private static final int WARNINGS = 200;

  private final Report report;
  private final Tally tally;
  private final Html html;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, Finding> byKey = new HashMap<>();

  HtmlSections(Report report, Tally tally, Html html) {
    this.report = report;
    this.tally = tally;
    this.html = html;
    int number = 0;
    for (Finding finding : tally.counted()) {
      numbers.put(finding.key(), ++number);
      byKey.put(finding.key(), finding);
    }
  }

  private void section(String id, String title, String remark) {
    html.open("section", "id", id, "aria-labelledby", id + "-h").open("div.shead");
    html.element("h2", title, "id", id + "-h");
    html.element("p.sort", remark).close();
  }

  void checklist() {
    long done =
        report.checklist().stream().filter(i -> i.mark() == ChecklistItem.Mark.DONE).count();
    section(
        "checklist", "Checklist", Figures.say("%d of %d done", done, report.checklist().size()));
    Map<String, List<ChecklistItem>> groups = new LinkedHashMap<>();
    for (ChecklistItem item : report.checklist()) {
      groups.computeIfAbsent(item.group(), _ -> new ArrayList<>()).add(item);
    }
    html.open("div.groups");
    groups.forEach((group, items) -> {
      html.open("div").element("h3", group).open("ul.checks");
      items.forEach(this::item);
      html.close().close();
    });
    html.close().close().ln();
  }

  private void item(ChecklistItem item) {
    String kind = item.mark().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String sign =
        switch (item.mark()) {
          case DONE -> "✓";
          case NOT_DONE -> "✗";
          case NOT_MEASURED -> "?";
          case NOT_APPLICABLE -> "–";
        };
    html.open("li." + kind).element("span.tick", sign, "aria-hidden", "true").open("div");
    html.element("b", item.title()).text(" ").element("span.mk", item.mark().id());
    html.open("p").text(item.why());
    int shown = 0;
    for (String key : item.findings()) {
      Integer number = numbers.get(key);
      if (number != null && shown++ < EVIDENCE_LINKS) {
        html.text(" ").element("a", place(key), "href", "#f" + number);
      }
    }
    if (item.findings().size() > EVIDENCE_LINKS) {
      html.text(" and " + (item.findings().size() - EVIDENCE_LINKS) + " more");
    }
    html.close().close().close();
  }

  private String place(String key) {
    Finding finding = byKey.get(key);
    return finding == null ? key : finding.sighting().location().toString();
  }

  void stack() {
    section("stack", "Stack", "what was recognised, and where");
    html.open("div.scroll", "tabindex", "0").open("table.list").open("thead").open("tr");
    for (String head : List.of("Kind", "Technology", "Sureness", "Seen at")) {
      html.element("th", head, "scope", "col");
    }
    html.close().close().open("tbody");
    for (StackEntry entry : report.stack()) {
      html.open("tr").element("td", entry.kind().title()).open("td");
      html.element("b", (entry.name() + " " + entry.version()).strip());
      html.text(entry.detail().isEmpty() ? "" : " " + entry.detail()).close();
      html.element("td", entry.confidence().id()).open("td");
      for (Step step : entry.evidence().stream().limit(EVIDENCE_LINKS).toList()) {
        html.open("span.seen").element("code", step.location().toString());
        html.text(" " + Text.cut(Text.line(step.note()), 120)).close();
      }
      html.close().close();
    }
    html.close().close().close().close().ln();
  }

  void routes() {
    if (report.routes().isEmpty()) {
      return;
    }
    section("routes", "Routes", Figures.count(report.routes().size(), "entry point"));
    html.open("details.fold");
    html.element("summary", "entry points and the findings that reach them");
    html.open("div.scroll", "tabindex", "0").open("table.list").open("thead").open("tr");
    for (String head : List.of("Entry point", "Handler", "Findings")) {
      html.element("th", head, "scope", "col");
    }
    html.close().close().open("tbody");
    for (RouteEntry route : report.routes().stream().limit(ROUTES).toList()) {
      html.open("tr").open("td").element("code", route.name()).close().open("td");
      html.element("code", route.handler().toString()).text(" " + route.handler().symbol());
      html.close().element("td.num", Figures.say("%,d", route.findings())).close();
    }
    html.close().close().close();
    if (report.routes().size() > ROUTES) {
      html.element("p.more", Figures.say("%,d more in the JSON", report.routes().size() - ROUTES));
    }
    html.close().close().ln();
  }

  void passed() {
    section(
        "passed",
        "Rules passed",
        Figures.say("%,d of %,d", tally.passed().size(), report.rules().size()));
    html.open("details.fold").element("summary", "rules that found nothing");
    html.open("ul.plainlist.cols");
    for (Rule rule : tally.passed()) {
      html.open("li").element("span.ok", "✓ ", "aria-hidden", "true");
      html.text(rule.title() + " ").element("code", rule.id()).close();
    }
    html.close().close().close().ln();
  }

  void appendix() {
    Report.Numbers numbersRead = report.numbers();
    section("appendix", "Appendix", "how this report came about");
    html.open("div.groups").open("div").element("h3", "Run").open("dl.facts2");
    fact("Tool", report.tool().name() + " " + report.tool().version());
    fact("Mode", report.run().mode());
    fact(
        "Objective",
        Figures.amount(report.run().objectiveMs(), "ms") + ", " + report.run().objectiveSource());
    fact("Started", Places.time(report.run().startedAt()));
    fact("Took", Figures.duration(report.run().durationMs()));
    for (Report.Phase phase : numbersRead.phases()) {
      fact(phase.name(), Figures.duration(phase.durationMs()) + "  " + phase.detail());
    }
    html.close().close();
    html.open("div").element("h3", "Read").open("dl.facts2");
    fact("Files", Figures.say("%,d, %,d lines", numbersRead.files(), numbersRead.lines()));
    for (Report.LanguageCount count : numbersRead.languages()) {
      fact(
          count.language().title(),
          Figures.say("%,d files, %,d lines", count.files(), count.lines()));
    }
    fact("Skipped", Figures.count(numbersRead.skippedFiles(), "file"));
    fact("With syntax errors", Figures.count(numbersRead.filesWithSyntaxErrors(), "file"));
    fact("Functions", Figures.say("%,d", numbersRead.functions()));
    double share =
        numbersRead.calls() == 0 ? 0 : (double) numbersRead.resolvedCalls() / numbersRead.calls();
    fact("Calls", Figures.say("%,d, %s resolved", numbersRead.calls(), Figures.percent(share)));
    fact("Rules run", Figures.say("%,d", numbersRead.rulesRun()));
    html.close().close();
    html.open("div").element("h3", "Warnings");
    if (report.run().warnings().isEmpty()) {
      html.element("p", "none");
    } else {
      html.open("ul.prose");
      report.run().warnings().stream().limit(WARNINGS).forEach(w -> html.element("li", w));
      html.close();
    }
    html.close().close().close().ln();
  }

  private void fact(String name, String value) {
    html.open("div").element("dt", name).element("dd", value).close();
  }
}
