package dev.backlight.report;

import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Finding.Fix;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.Grading;
import dev.backlight.model.LoadTests;
import dev.backlight.model.Location;
import dev.backlight.model.Quantity;
import dev.backlight.model.Report;
import dev.backlight.model.Report.Audit;
import dev.backlight.model.Report.Value;
import dev.backlight.model.Rule;
import dev.backlight.model.Sighting;
import dev.backlight.model.StackEntry;
import java.util.List;

/// Writes a report's members; `ReportReader` is its mirror.
final class ReportWriter {

  private final Json json;
  private final Tally tally;

  ReportWriter(Json json, Tally tally) {
    this.json = json;
    this.tally = tally;
  }

  void report(Report report) {
    json.put("schemaVersion", report.schemaVersion());
    json.object("tool", () -> tool(report.tool()));
    json.object("run", () -> run(report.run()));
    json.object("score", () -> score(report.score()));
    json.objects("categories", report.categories(), this::category);
    json.objects("audits", report.audits(), this::audit);
    json.objects("findings", report.findings(), this::finding);
    json.objects("rules", report.rules(), this::rule);
    json.objects("stack", report.stack(), this::stack);
    json.objects(
        "evidence",
        report.evidence(),
        e -> json.put("name", e.name()).put("status", e.status()).put("detail", e.detail()));
    json.objects("checklist", report.checklist(), this::checklist);
    json.object("gate", () -> gate(report.gate()));
    json.objects(
        "routes",
        report.routes(),
        r ->
            json.put("name", r.name())
                .object("handler", () -> place(r.handler()))
                .put("findings", r.findings()));
    if (!report.load().isNone()) {
      json.object("load", () -> new LoadJson(json).write(report.load()));
    }
    json.object("numbers", () -> numbers(report.numbers()));
  }

  private void tool(Report.Tool tool) {
    json.put("name", tool.name())
        .put("version", tool.version())
        .put("scoringModel", tool.scoringModel());
  }

  private void run(Report.Run run) {
    json.put("project", run.project())
        .put("commit", run.commit())
        .put("branch", run.branch())
        .put("dirty", run.dirty())
        .put("startedAt", run.startedAt())
        .put("durationMs", run.durationMs())
        .put("mode", run.mode())
        .put("provisional", run.provisional())
        .put("objectiveMs", run.objectiveMs())
        .put("objectiveSource", run.objectiveSource())
        .put("verdict", run.verdict())
        .strings("warnings", run.warnings());
  }

  private void score(Report.Score score) {
    value("value", "why", score.value());
    json.put("lo", score.lo()).put("hi", score.hi()).put("measuredShare", score.measuredShare());
    value("ifFixed", "ifFixedWhy", score.ifFixed());
  }

  /// The number, or null and the reason.
  private void value(String name, String why, Value value) {
    switch (value) {
      case Value.Known(double known) -> json.put(name, known);
      case Value.NotMeasured(String reason) -> json.putNull(name).put(why, reason);
    }
  }

  private void category(Report.CategoryScore score) {
    json.put("id", score.category().id())
        .put("title", score.category().title())
        .put("weight", score.category().weight());
    value("value", "why", score.value());
    json.put("lo", score.lo())
        .put("hi", score.hi())
        .put("measuredShare", score.measuredShare())
        .put("measuredAudits", score.measuredAudits())
        .put("audits", score.audits())
        .put("keyFact", score.keyFact());
  }

  private void audit(Audit audit) {
    json.put("id", audit.id())
        .put("category", audit.category().id())
        .put("title", audit.title())
        .put("weight", audit.weight());
    switch (audit.state()) {
      case Audit.State.Measured(double value, double score, String detail) ->
          json.put("state", "measured")
              .put("value", value)
              .put("score", score)
              .put("detail", detail);
      case Audit.State.NotMeasured(String why) -> json.put("state", "not-measured").put("why", why);
      case Audit.State.NotApplicable(String why) ->
          json.put("state", "not-applicable").put("why", why);
    }
    json.put("p10", audit.p10())
        .put("median", audit.median())
        .put("unit", audit.unit())
        .put("basis", audit.basis())
        .strings("evidence", audit.evidence())
        .put("supply", audit.supply());
  }

  private void finding(Finding finding) {
    Sighting sighting = finding.sighting();
    json.put("key", finding.key())
        .put("rule", sighting.rule())
        .put("title", tally.title(finding))
        .put("severity", finding.severity().id())
        .put("severityReason", finding.severityReason())
        .put("confidence", sighting.confidence().id())
        .put("category", tally.category(finding))
        .put("theme", tally.theme(finding))
        .put("language", sighting.language().id())
        .put("message", sighting.message())
        .put("context", sighting.context())
        .put("reach", sighting.reach().id())
        .strings("route", sighting.routes())
        .object("location", () -> place(sighting.location()))
        .objects("related", sighting.chain(), this::step)
        .objects("labels", sighting.labels(), this::step)
        .objects("quantities", sighting.quantities(), this::quantity)
        .object("cost", () -> cost(finding.cost()))
        .object("fix", () -> fix(finding.fix()))
        .object(
            "excerpt",
            () ->
                json.put("firstLine", finding.excerpt().firstLine())
                    .strings("lines", finding.excerpt().lines()))
        .object(
            "effect",
            () ->
                json.put("points", finding.effect().points())
                    .put("p95DeltaMs", finding.effect().p95DeltaMs()))
        .put("status", Tally.status(finding.status()));
    List<LoadTests.Task> measured = tally.measured(finding);
    if (!measured.isEmpty()) {
      json.objects("measured", measured, new LoadJson(json)::task);
    }
    if (finding.status() instanceof Status.Suppressed suppressed) {
      json.object("suppression", () -> suppression(suppressed));
    }
    json.objects(
        "edits",
        sighting.edits(),
        e ->
            json.put("path", e.path())
                .put("start", e.start())
                .put("end", e.end())
                .put("text", e.text()));
  }

  private void suppression(Status.Suppressed suppressed) {
    json.put("by", suppressed.by()).put("reason", suppressed.reason());
    if (!suppressed.until().isEmpty()) {
      json.put("until", suppressed.until());
    }
  }

  private void place(Location location) {
    json.put("path", location.path())
        .put("startLine", location.span().startLine())
        .put("startColumn", location.span().startColumn())
        .put("endLine", location.span().endLine())
        .put("endColumn", location.span().endColumn())
        .put("symbol", location.symbol());
  }

  private void step(Sighting.Step step) {
    place(step.location());
    json.put("note", step.note());
  }

  private void quantity(Quantity quantity) {
    json.put("name", quantity.name())
        .put("value", quantity.value())
        .put("low", quantity.low())
        .put("unit", quantity.unit())
        .put("provenance", quantity.provenance().id())
        .put("because", quantity.because());
  }

  private void cost(Cost cost) {
    if (cost instanceof Cost.Modelled modelled) {
      json.put("before", modelled.before())
          .put("after", modelled.after())
          .put("unit", modelled.unit())
          .put("per", modelled.per())
          .object("formula", () -> pair(modelled.formulaBefore(), modelled.formulaAfter()))
          .object("arithmetic", () -> pair(modelled.arithmeticBefore(), modelled.arithmeticAfter()))
          .objects("inputs", modelled.inputs(), this::quantity)
          .put("basis", modelled.basis());
    }
  }

  private void pair(String before, String after) {
    json.put("before", before).put("after", after);
  }

  private void fix(Fix fix) {
    switch (fix) {
      case Fix.Diff(String text, String diff) -> json.put("text", text).put("diff", diff);
      case Fix.Worked(String text, String guilty, String redeemed) ->
          json.put("text", text).put("guilty", guilty).put("redeemed", redeemed);
    }
  }

  private void rule(Rule rule) {
    json.put("id", rule.id())
        .put("title", rule.title())
        .put("category", rule.category().id())
        .put("theme", rule.theme())
        .put("why", rule.why())
        .objects(
            "remedies",
            rule.remedies(),
            r -> json.put("language", r.language().id()).put("text", r.text()))
        .object(
            "cost",
            () ->
                json.put("before", rule.cost().before())
                    .put("after", rule.cost().after())
                    .put("unit", rule.cost().unit())
                    .put("per", rule.cost().per()))
        .object("grading", () -> grading(rule.grading()))
        .objects(
            "examples",
            rule.examples(),
            e ->
                json.put("language", e.language().id())
                    .put("path", e.path())
                    .put("guilty", e.guilty())
                    .put("redeemed", e.redeemed()));
  }

  private void grading(Grading grading) {
    switch (grading) {
      case Grading.ByCost() -> json.put("by", "cost");
      case Grading.Fixed(var severity) -> json.put("by", "fixed").put("severity", severity.id());
      case Grading.Unbounded(var reached, var otherwise) ->
          json.put("by", "unbounded").put("reached", reached.id()).put("otherwise", otherwise.id());
    }
  }

  private void stack(StackEntry entry) {
    json.put("kind", entry.kind().id())
        .put("name", entry.name())
        .put("version", entry.version())
        .put("detail", entry.detail())
        .put("confidence", entry.confidence().id())
        .objects("evidence", entry.evidence(), this::step);
  }

  private void checklist(Report.ChecklistItem item) {
    json.put("id", item.id())
        .put("group", item.group())
        .put("title", item.title())
        .put("mark", item.mark().id())
        .put("why", item.why())
        .strings("findings", item.findings());
  }

  private void gate(Report.Gate gate) {
    json.put("configured", gate.configured())
        .put("passed", gate.passed())
        .objects(
            "budgets",
            gate.budgets(),
            b ->
                json.put("name", b.name())
                    .put("expected", b.expected())
                    .put("actual", b.actual())
                    .put("passed", b.passed()));
  }

  private void numbers(Report.Numbers numbers) {
    json.put("files", numbers.files())
        .put("lines", numbers.lines())
        .put("filesWithSyntaxErrors", numbers.filesWithSyntaxErrors())
        .put("skippedFiles", numbers.skippedFiles())
        .put("functions", numbers.functions())
        .put("calls", numbers.calls())
        .put("resolvedCalls", numbers.resolvedCalls())
        .put("suppressed", numbers.suppressed())
        .put("rulesRun", numbers.rulesRun())
        .objects(
            "languages",
            numbers.languages(),
            l ->
                json.put("language", l.language().id())
                    .put("files", l.files())
                    .put("lines", l.lines()))
        .objects(
            "phases",
            numbers.phases(),
            p ->
                json.put("name", p.name())
                    .put("detail", p.detail())
                    .put("durationMs", p.durationMs()));
  }
}
