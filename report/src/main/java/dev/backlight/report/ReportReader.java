package dev.backlight.report;

import dev.backlight.model.Category;
import dev.backlight.model.Confidence;
import dev.backlight.model.CostFormula;
import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Finding.Fix;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.Grading;
import dev.backlight.model.Language;
import dev.backlight.model.LoadTests;
import dev.backlight.model.Location;
import dev.backlight.model.Quantity;
import dev.backlight.model.Report;
import dev.backlight.model.Report.Audit;
import dev.backlight.model.Report.ChecklistItem;
import dev.backlight.model.Report.Value;
import dev.backlight.model.Rule;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Span;
import dev.backlight.model.StackEntry;

/// Makes the records from a JSON report; the mirror of `ReportWriter`.
final class ReportReader {

  private ReportReader() {}

  static Report report(Node node) {
    Node tool = node.object("tool");
    return new Report(
        node.text("schemaVersion"),
        new Report.Tool(tool.text("name"), tool.text("version"), tool.text("scoringModel")),
        run(node.object("run")),
        score(node.object("score")),
        node.objects("categories", ReportReader::category),
        node.objects("audits", ReportReader::audit),
        node.objects("findings", ReportReader::finding),
        node.objects("rules", ReportReader::rule),
        node.objects("stack", ReportReader::stack),
        node.objects(
            "evidence",
            e -> new Report.EvidenceSource(e.text("name"), e.text("status"), e.text("detail"))),
        node.objects("checklist", ReportReader::checklist),
        gate(node.object("gate")),
        node.objects(
            "routes",
            r ->
                new Report.RouteEntry(
                    r.text("name"), place(r.object("handler")), r.whole("findings"))),
        node.has("load") ? LoadJson.read(node.object("load")) : LoadTests.NONE,
        numbers(node.object("numbers")));
  }

  private static Report.Run run(Node run) {
    return new Report.Run(
        run.text("project"),
        run.text("commit"),
        run.text("branch"),
        run.flag("dirty"),
        run.text("startedAt"),
        run.wholeLong("durationMs"),
        run.text("mode"),
        run.flag("provisional"),
        run.number("objectiveMs"),
        run.text("objectiveSource"),
        run.text("verdict"),
        run.strings("warnings"));
  }

  private static Report.Score score(Node score) {
    return new Report.Score(
        value(score, "value", "why"),
        score.number("lo"),
        score.number("hi"),
        score.number("measuredShare"),
        value(score, "ifFixed", "ifFixedWhy"));
  }

  private static Value value(Node node, String name, String why) {
    return node.has(why)
        ? new Value.NotMeasured(node.text(why))
        : new Value.Known(node.number(name));
  }

  private static Report.CategoryScore category(Node node) {
    return new Report.CategoryScore(
        node.oneOf("id", Category.values(), Category::id),
        value(node, "value", "why"),
        node.number("lo"),
        node.number("hi"),
        node.number("measuredShare"),
        node.whole("measuredAudits"),
        node.whole("audits"),
        node.text("keyFact"));
  }

  private static Audit audit(Node node) {
    Audit.State state =
        switch (node.text("state")) {
          case "measured" ->
              new Audit.State.Measured(
                  node.number("value"), node.number("score"), node.text("detail"));
          case "not-measured" -> new Audit.State.NotMeasured(node.text("why"));
          case "not-applicable" -> new Audit.State.NotApplicable(node.text("why"));
          default -> throw node.unknown("state");
        };
    return new Audit(
        node.text("id"),
        node.oneOf("category", Category.values(), Category::id),
        node.text("title"),
        node.number("weight"),
        state,
        node.text("p10"),
        node.text("median"),
        node.text("unit"),
        node.text("basis"),
        node.strings("evidence"),
        node.text("supply"));
  }

  private static Finding finding(Node node) {
    Sighting sighting =
        new Sighting(
            node.text("rule"),
            place(node.object("location")),
            node.oneOf("confidence", Confidence.values(), Confidence::id),
            node.oneOf("language", Language.values(), Language::id),
            node.text("message"),
            node.oneOf("reach", Sighting.Reach.values(), Sighting.Reach::id),
            node.strings("route"),
            node.objects("related", ReportReader::step),
            node.objects("labels", ReportReader::step),
            node.objects("quantities", ReportReader::quantity),
            node.objects(
                "edits",
                e ->
                    new Sighting.Edit(
                        e.text("path"), e.whole("start"), e.whole("end"), e.text("text"))),
            node.text("context"));
    Node excerpt = node.object("excerpt");
    Node effect = node.object("effect");
    return new Finding(
        node.text("key"),
        sighting,
        node.oneOf("severity", Severity.values(), Severity::id),
        node.text("severityReason"),
        cost(node.object("cost")),
        fix(node.object("fix")),
        new Finding.Excerpt(excerpt.whole("firstLine"), excerpt.strings("lines")),
        new Finding.Effect(effect.number("points"), effect.number("p95DeltaMs")),
        status(node));
  }

  private static Status status(Node node) {
    return switch (node.text("status")) {
      case "new" -> new Status.New();
      case "existing" -> new Status.Existing();
      case "suppressed" -> {
        Node suppression = node.object("suppression");
        yield new Status.Suppressed(
            suppression.text("by"), suppression.text("reason"), suppression.textOrEmpty("until"));
      }
      default -> throw node.unknown("status");
    };
  }

  private static Location place(Node node) {
    Span span =
        new Span(
            node.whole("startLine"),
            node.whole("startColumn"),
            node.whole("endLine"),
            node.whole("endColumn"));
    return new Location(node.text("path"), span, node.text("symbol"));
  }

  private static Sighting.Step step(Node node) {
    return new Sighting.Step(place(node), node.text("note"));
  }

  private static Quantity quantity(Node node) {
    return new Quantity(
        node.text("name"),
        node.number("value"),
        node.number("low"),
        node.text("unit"),
        node.oneOf("provenance", Quantity.Provenance.values(), Quantity.Provenance::id),
        node.text("because"));
  }

  private static Cost cost(Node node) {
    if (node.isEmpty()) {
      return new Cost.None();
    }
    Node formula = node.object("formula");
    Node arithmetic = node.object("arithmetic");
    return new Cost.Modelled(
        node.number("before"),
        node.number("after"),
        node.text("unit"),
        node.text("per"),
        formula.text("before"),
        formula.text("after"),
        arithmetic.text("before"),
        arithmetic.text("after"),
        node.objects("inputs", ReportReader::quantity),
        node.text("basis"));
  }

  private static Fix fix(Node node) {
    return node.has("diff")
        ? new Fix.Diff(node.text("text"), node.text("diff"))
        : new Fix.Worked(node.text("text"), node.text("guilty"), node.text("redeemed"));
  }

  private static Rule rule(Node node) {
    Node cost = node.object("cost");
    return new Rule(
        node.text("id"),
        node.text("title"),
        node.oneOf("category", Category.values(), Category::id),
        node.text("theme"),
        node.text("why"),
        node.objects("remedies", r -> new Rule.Remedy(language(r), r.text("text"))),
        new CostFormula(
            cost.text("before"), cost.text("after"), cost.text("unit"), cost.text("per")),
        grading(node.object("grading")),
        node.objects(
            "examples",
            e ->
                new Rule.Example(
                    language(e), e.text("path"), e.text("guilty"), e.text("redeemed"))));
  }

  private static Language language(Node node) {
    return node.oneOf("language", Language.values(), Language::id);
  }

  private static Grading grading(Node node) {
    return switch (node.text("by")) {
      case "cost" -> new Grading.ByCost();
      case "fixed" -> new Grading.Fixed(severity(node, "severity"));
      case "unbounded" ->
          new Grading.Unbounded(severity(node, "reached"), severity(node, "otherwise"));
      default -> throw node.unknown("by");
    };
  }

  private static Severity severity(Node node, String name) {
    return node.oneOf(name, Severity.values(), Severity::id);
  }

  private static StackEntry stack(Node node) {
    return new StackEntry(
        node.oneOf("kind", StackEntry.Kind.values(), StackEntry.Kind::id),
        node.text("name"),
        node.text("version"),
        node.text("detail"),
        node.oneOf("confidence", Confidence.values(), Confidence::id),
        node.objects("evidence", ReportReader::step));
  }

  private static ChecklistItem checklist(Node node) {
    return new ChecklistItem(
        node.text("id"),
        node.text("group"),
        node.text("title"),
        node.oneOf("mark", ChecklistItem.Mark.values(), ChecklistItem.Mark::id),
        node.text("why"),
        node.strings("findings"));
  }

  private static Report.Gate gate(Node node) {
    return new Report.Gate(
        node.flag("configured"),
        node.flag("passed"),
        node.objects(
            "budgets",
            b ->
                new Report.Budget(
                    b.text("name"), b.text("expected"), b.text("actual"), b.flag("passed"))));
  }

  private static Report.Numbers numbers(Node node) {
    return new Report.Numbers(
        node.whole("files"),
        node.wholeLong("lines"),
        node.whole("filesWithSyntaxErrors"),
        node.whole("skippedFiles"),
        node.whole("functions"),
        node.whole("calls"),
        node.whole("resolvedCalls"),
        node.whole("suppressed"),
        node.whole("rulesRun"),
        node.objects(
            "languages",
            l -> new Report.LanguageCount(language(l), l.whole("files"), l.wholeLong("lines"))),
        node.objects(
            "phases",
            p -> new Report.Phase(p.text("name"), p.text("detail"), p.wholeLong("durationMs"))));
  }
}
