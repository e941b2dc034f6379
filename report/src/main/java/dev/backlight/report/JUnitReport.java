package dev.backlight.report;

import dev.backlight.model.Category;
import dev.backlight.model.Finding;
import dev.backlight.model.Report;
import dev.backlight.model.Report.Audit;
import dev.backlight.model.Report.Budget;
import dev.backlight.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// JUnit XML: a suite per category with a case per rule and per audit, and one suite of budgets. A
/// rule with findings fails and lists them with their places in the text, because most readers show
/// nothing else; an audit that was not measured is skipped.
final class JUnitReport {

  private static final int FINDINGS_PER_RULE = 100;

  private final Report report;
  private final Tally tally;
  private final StringBuilder out = new StringBuilder();

  JUnitReport(Report report) {
    this.report = report;
    this.tally = new Tally(report);
  }

  private record Case(String name, String failure, String body, String skipped) {}

  String text() {
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.append("<testsuites name=\"").append(escape(report.run().project())).append("\">\n");
    for (Category category : Category.values()) {
      suite(category.title(), category.id(), cases(category));
    }
    if (report.gate().configured()) {
      suite("Budgets", "budgets", report.gate().budgets().stream().map(JUnitReport::of).toList());
    }
    return out.append("</testsuites>\n").toString();
  }

  private List<Case> cases(Category category) {
    List<Case> cases =
        report.rules().stream()
            .filter(r -> r.category() == category)
            .map(this::of)
            .collect(Collectors.toCollection(ArrayList::new));
    report.audits().stream()
        .filter(a -> a.category() == category)
        .map(JUnitReport::of)
        .forEach(cases::add);
    return cases;
  }

  private Case of(Rule rule) {
    List<Finding> findings =
        tally.counted().stream().filter(f -> f.sighting().rule().equals(rule.id())).toList();
    if (findings.isEmpty()) {
      return new Case(rule.id(), "", "", "");
    }
    String body =
        findings.stream()
            .limit(FINDINGS_PER_RULE)
            .map(JUnitReport::line)
            .collect(Collectors.joining("\n"));
    int more = findings.size() - FINDINGS_PER_RULE;
    return new Case(
        rule.id(),
        rule.title() + ": " + Tally.counts(findings),
        more > 0 ? body + "\nand " + more + " more" : body,
        "");
  }

  private static String line(Finding finding) {
    return finding.sighting().location()
        + " "
        + finding.severity().id()
        + ": "
        + Text.line(finding.sighting().message());
  }

  private static Case of(Audit audit) {
    String name = "audit " + audit.id();
    return switch (audit.state()) {
      case Audit.State.Measured _ -> new Case(name, "", "", "");
      case Audit.State.NotMeasured(String why) ->
          new Case(
              name, "", "", "not measured: " + (audit.supply().isEmpty() ? why : audit.supply()));
      case Audit.State.NotApplicable(String why) ->
          new Case(name, "", "", "not applicable: " + why);
    };
  }

  private static Case of(Budget budget) {
    String failure = Figures.say("%s, budget %s", budget.actual(), budget.expected());
    return new Case(budget.name(), budget.passed() ? "" : failure, "", "");
  }

  private void suite(String name, String id, List<Case> cases) {
    long failures = cases.stream().filter(c -> !c.failure().isEmpty()).count();
    long skipped = cases.stream().filter(c -> !c.skipped().isEmpty()).count();
    out.append(
        Figures.say(
            "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\">\n",
            escape(name), cases.size(), failures, skipped));
    for (Case one : cases) {
      out.append(
          Figures.say(
              "    <testcase classname=\"%s\" name=\"%s\"", "backlight." + id, escape(one.name())));
      if (!one.failure().isEmpty()) {
        out.append(
            Figures.say(
                ">\n      <failure message=\"%s\">%s</failure>\n    </testcase>\n",
                escape(one.failure()), escape(one.body())));
      } else if (!one.skipped().isEmpty()) {
        out.append(
            Figures.say(
                ">\n      <skipped message=\"%s\"/>\n    </testcase>\n", escape(one.skipped())));
      } else {
        out.append("/>\n");
      }
    }
    out.append("  </testsuite>\n");
  }

  private static String escape(String text) {
    return Text.block(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
