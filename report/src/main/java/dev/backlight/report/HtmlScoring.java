package dev.backlight.report;

import dev.backlight.model.Finding;
import dev.backlight.model.Report;
import dev.backlight.model.Report.Audit;
import dev.backlight.model.Report.CategoryScore;
import dev.backlight.model.Report.Value;
import dev.backlight.model.Severity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// "How it was scored": every audit with its weight, curve and value, or how to supply what is
/// missing, and what each rule takes from the practice score.
final class HtmlScoring {

  private static final int RULES = 40;

  private final Report report;
  private final Tally tally;
  private final Html html;

  HtmlScoring(Report report, Tally tally, Html html) {
    this.report = report;
    this.tally = tally;
    this.html = html;
  }

  void write() {
    html.open("section", "id", "scoring", "aria-labelledby", "scoring-h").open("div.shead");
    html.element("h2", "How it was scored", "id", "scoring-h");
    html.element("p.sort", "scoring model " + report.tool().scoringModel()).close();
    html.open("p.lead");
    html.text(
        "Each audit scores 0 to 1; a category is the weighted mean of its measured audits and the"
            + " total the weighted sum of the categories, shown out of 10. A measured value scores"
            + " 9 at the first control point of its curve and 5 at the second. What is not measured"
            + " is left out of the mean and widens the bounds: ");
    Report.Score score = report.score();
    html.element(
        "b", Figures.say("%s to %s", Figures.score(score.lo()), Figures.score(score.hi())));
    html.text(" with every missing audit at 0 and at 10.").close();
    report.categories().forEach(this::category);
    html.close().ln();
  }

  private void category(CategoryScore category) {
    html.open("div.scored", "id", "score-" + category.category().id());
    html.open("h3").text(category.category().title() + " ");
    html.element(
        "span.val",
        switch (category.value()) {
          case Value.Known(double value) -> Figures.score(value);
          case Value.NotMeasured _ -> "not measured";
        });
    html.close();
    html.element(
        "p.mut",
        Figures.say(
            "weight %d %%, %s of the category measured, between %s and %s",
            category.category().weight(),
            Figures.percent(category.measuredShare()),
            Figures.score(category.lo()),
            Figures.score(category.hi())));
    html.open("div.scroll", "tabindex", "0").open("table.list.audits").open("thead").open("tr");
    for (String head : List.of("Audit", "Weight", "Value", "Score", "9.0 at", "5.0 at", "Basis")) {
      html.element("th", head, "scope", "col");
    }
    html.close().close().open("tbody");
    report.audits().stream().filter(a -> a.category() == category.category()).forEach(this::audit);
    html.close().close().close();
    penalties(category);
    html.close().ln();
  }

  private void audit(Audit audit) {
    html.open("tr").open("td").element("b", audit.title()).text(" ");
    html.element("code", audit.id()).close();
    html.element("td.num", Figures.number(audit.weight()));
    switch (audit.state()) {
      case Audit.State.Measured(double value, double score, String detail) -> {
        html.open("td");
        html.text(
            audit.p10().isEmpty() ? detail : Figures.amount(value, audit.unit()) + " " + detail);
        html.close();
        html.element("td.num." + Figures.poorFairGood(score * 10), Figures.score(score * 10));
        curve(audit);
        html.element("td", audit.basis()).close();
      }
      case Audit.State.NotMeasured(String why) -> {
        html.open("td.nm").text("not measured: " + why).close().element("td.num", "–");
        curve(audit);
        html.open("td").text(audit.basis());
        if (!audit.supply().isEmpty()) {
          html.open("span.supply").text("Supply it: " + audit.supply()).close();
        }
        html.close().close();
      }
      case Audit.State.NotApplicable(String why) -> {
        html.open("td.nm").text("not applicable: " + why).close().element("td.num", "–");
        curve(audit);
        html.element("td", audit.basis()).close();
      }
    }
  }

  private void curve(Audit audit) {
    html.element("td.num", audit.p10()).element("td.num", audit.median());
  }

  /// The practice score again, rule by rule: the k-th finding of a rule takes p/k of what is left.
  private void penalties(CategoryScore category) {
    Map<String, List<Severity>> byRule = new TreeMap<>();
    for (Finding finding : tally.counted()) {
      if (tally.category(finding).equals(category.category().id())) {
        byRule.merge(finding.sighting().rule(), List.of(finding.severity()), HtmlScoring::concat);
      }
    }
    if (byRule.isEmpty()) {
      return;
    }
    html.open("details.fold").element("summary", "practice: what each rule takes");
    html.open("ul.plainlist.cols");
    byRule.entrySet().stream()
        .sorted(Map.Entry.comparingByValue((a, b) -> Double.compare(factor(a), factor(b))))
        .limit(RULES)
        .forEach(entry -> {
          html.open("li").element("code", entry.getKey()).text(" × ");
          html.element("b", Figures.number(factor(entry.getValue())));
          html.text(" for " + severities(entry.getValue())).close();
        });
    html.close();
    html.element(
        "p.mut",
        "A Critical takes 30 %, a High 14 %, a Medium 5 %, a Low 1.5 %; the k-th finding of one"
            + " rule counts a k-th of that.");
    html.close();
  }

  private static List<Severity> concat(List<Severity> a, List<Severity> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }

  private static double factor(List<Severity> severities) {
    double factor = 1;
    int k = 1;
    for (Severity severity : severities.stream().sorted().toList()) {
      factor *= 1 - penalty(severity) / k++;
    }
    return factor;
  }

  private static double penalty(Severity severity) {
    return switch (severity) {
      case CRITICAL -> 0.30;
      case HIGH -> 0.14;
      case MEDIUM -> 0.05;
      case LOW -> 0.015;
    };
  }

  private static String severities(List<Severity> severities) {
    return severities.stream()
        .collect(Collectors.groupingBy(s -> s, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(e -> e.getValue() + " " + e.getKey().id())
        .collect(Collectors.joining(", "));
  }
}
