package dev.backlight.report;

import dev.backlight.model.Report;
import dev.backlight.model.Report.Budget;
import dev.backlight.model.Report.CategoryScore;
import dev.backlight.model.Report.EvidenceSource;
import dev.backlight.model.Report.Value;
import dev.backlight.model.Severity;
import dev.backlight.model.StackEntry;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The page's first screen: score, verdict, categories, gate, evidence, stack.
final class HtmlHero {

  private static final int BUDGETS = 6;
  private static final int NAMES_PER_KIND = 4;

  private final Report report;
  private final Tally tally;
  private final Html html;

  HtmlHero(Report report, Tally tally, Html html) {
    this.report = report;
    this.tally = tally;
    this.html = html;
  }

  void write() {
    html.open("section.hero", "aria-label", "Result");
    ring();
    verdict();
    html.open("div.side");
    gate();
    evidence();
    html.close().close().ln();
    stack();
  }

  private void ring() {
    html.open("div.ringbox");
    Ring.into(html, report);
    Report.Score score = report.score();
    html.open("p.ci");
    if (score.value() instanceof Value.NotMeasured(String why)) {
      html.text(why);
    } else {
      html.text(report.run().provisional() ? "provisional: " : "")
          .text(Figures.percent(score.measuredShare()) + " of the weight measured")
          .open("br")
          .text(
              Figures.say(
                  "between %s and %s with the rest",
                  Figures.score(score.lo()), Figures.score(score.hi())));
    }
    html.open("br").text("scoring model " + report.tool().scoringModel()).close();
    html.open("dl.counts");
    for (Severity severity : Severity.values()) {
      html.open("div." + severity.id())
          .element("dt", severity.title())
          .element("dd", Figures.say("%,d", tally.count(severity)))
          .close();
    }
    html.close();
    boolean worthIt = tally.count(Severity.CRITICAL) + tally.count(Severity.HIGH) > 0;
    if (worthIt && score.ifFixed() instanceof Value.Known(double fixed)) {
      html.open("p.pot")
          .element("b", Figures.score(fixed))
          .text(" if Critical and High are fixed")
          .close();
    }
    html.close().ln();
  }

  private void verdict() {
    Report.Run run = report.run();
    html.open("div.verdict").open("p.ctx").element("b", run.project());
    if (!run.branch().isEmpty()) {
      html.text(" ").element("code", run.branch());
    }
    if (!run.commit().isEmpty()) {
      html.text(" ").element("code", Places.commit(run.commit()) + (run.dirty() ? " + edits" : ""));
    }
    html.text(" ").element("span", Places.time(run.startedAt())).close();
    html.open("h1");
    Prose.inline(html, run.verdict());
    html.close();
    html.open("ul.cats");
    report.categories().forEach(this::category);
    html.close().close().ln();
  }

  private void category(CategoryScore category) {
    String id = category.category().id();
    html.open("li").open("a", "href", "#score-" + id);
    html.element("span.cn", category.category().title());
    switch (category.value()) {
      case Value.Known(double value) -> {
        String band = Figures.poorFairGood(value);
        boolean hollow = category.measuredShare() < 0.5;
        html.element("span.cs." + band, Figures.score(value));
        html.open("span.cm").open("span.cb" + (hollow ? ".hollow" : ""));
        html.element(
            "i." + band, "", "style", "width:" + Math.round(Math.clamp(value, 0, 10) * 10) + "%");
        html.close().element("span.ck", category.keyFact()).close();
        html.open("span.ce");
        html.element("span.cd", hollow ? "from source only" : Places.bounds(category));
      }
      case Value.NotMeasured(String why) -> {
        html.element("span.cs.none", "–");
        html.open("span.cm").element("span.cb.unmeasured", "").element("span.ck", why).close();
        html.open("span.ce").element("span.cd", "not measured");
      }
    }
    html.text(" ")
        .element("span.cw", category.measuredAudits() + " of " + category.audits() + " measured")
        .close();
    html.close().close().ln();
  }

  private void gate() {
    Report.Gate gate = report.gate();
    if (!gate.configured()) {
      html.open("div.gate.none").element("h2", "No gate").open("p");
      html.text("No budget is set, so nothing fails. ").element("code", "backlight init");
      html.text(" suggests one.").close().close();
      return;
    }
    List<Budget> broken = gate.budgets().stream().filter(b -> !b.passed()).toList();
    List<Budget> kept = gate.budgets().stream().filter(Budget::passed).toList();
    html.open("div.gate." + (gate.passed() ? "pass" : "fail"));
    html.element("h2", gate.passed() ? "Gate passed" : "Gate failed");
    html.element(
        "p",
        gate.passed()
            ? Figures.count(kept.size(), "budget") + " kept"
            : Figures.say(
                "%d of %s exceeded",
                broken.size(), Figures.count(gate.budgets().size(), "budget")));
    html.open("dl");
    broken.forEach(b -> budget(b, "div.bad"));
    int room = Math.max(0, BUDGETS - broken.size());
    kept.stream().limit(room).forEach(b -> budget(b, "div"));
    html.close();
    if (kept.size() > room) {
      html.element("p.and", Figures.say("and %d more pass", kept.size() - room));
    }
    html.close().ln();
  }

  private void budget(Budget budget, String tag) {
    html.open(tag)
        .element("dt", budget.name() + ": " + budget.expected())
        .element("dd", (budget.passed() ? "" : "✗ ") + budget.actual())
        .close();
  }

  private void evidence() {
    long there = report.evidence().stream().filter(e -> e.status().equals("ok")).count();
    html.open("div.evid").open("h2").text("Evidence ");
    html.element("span", Figures.say("%d of %d sources", there, report.evidence().size())).close();
    html.open("ul");
    for (EvidenceSource source : report.evidence()) {
      boolean ok = source.status().equals("ok");
      html.open(ok ? "li" : "li.nm").element("span", source.name()).text(" ");
      String detail = ok ? source.detail() : source.status().equals("error") ? "failed" : "";
      html.element(
          "span", ok || !detail.isEmpty() ? detail : "not measured", "title", source.detail());
      html.close();
    }
    html.close().close();
  }

  private void stack() {
    if (report.stack().isEmpty()) {
      return;
    }
    html.open("section.stack", "aria-label", "Technology stack").open("dl");
    Arrays.stream(StackEntry.Kind.values()).forEach(this::kind);
    html.close().close().ln();
  }

  private void kind(StackEntry.Kind kind) {
    List<StackEntry> entries = report.stack().stream().filter(e -> e.kind() == kind).toList();
    if (entries.isEmpty()) {
      return;
    }
    String names =
        entries.stream()
            .limit(NAMES_PER_KIND)
            .map(e -> (e.name() + " " + Text.cut(e.version(), 14)).strip())
            .collect(Collectors.joining(", "));
    int more = entries.size() - NAMES_PER_KIND;
    html.open("div").element("dt", kind.title());
    html.element("dd", more > 0 ? names + " and " + more + " more" : names).close();
  }
}
