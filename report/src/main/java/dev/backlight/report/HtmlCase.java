package dev.backlight.report;

import dev.backlight.model.Confidence;
import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Finding.Fix;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.Language;
import dev.backlight.model.LoadTests;
import dev.backlight.model.Location;
import dev.backlight.model.Quantity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Step;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// One finding in full: guilty code beside the fix, the formula with its numbers, where they come
/// from, who calls it, and how to silence it.
final class HtmlCase {

  private static final int EXCERPT_LINES = 60;
  private static final int FIX_LINES = 80;
  private static final int MEASURED = 5;

  private final Finding finding;
  private final Sighting sighting;
  private final Tally tally;
  private final Html html = new Html();

  HtmlCase(Finding finding, Tally tally) {
    this.finding = finding;
    this.sighting = finding.sighting();
    this.tally = tally;
  }

  /// `number` is the finding's place in the report, from 1.
  Html write(int number, boolean expanded) {
    String id = "f" + number;
    String[] attributes = {"id", id, "data-n", Integer.toString(number)};
    html.open("details.case", expanded ? with(attributes, "open", "open") : attributes);
    summary();
    html.open("div.codes");
    guilty();
    fix();
    html.close();
    if (finding.cost() instanceof Cost.Modelled cost) {
      model(cost);
    }
    notes();
    html.close().ln();
    return html;
  }

  private static String[] with(String[] attributes, String name, String value) {
    String[] all = Arrays.copyOf(attributes, attributes.length + 2);
    all[attributes.length] = name;
    all[attributes.length + 1] = value;
    return all;
  }

  private void summary() {
    html.open("summary");
    HtmlFindings.severity(html, finding.severity());
    html.element("h3", tally.title(finding));
    html.open("span.meta").element("code", Places.lines(sighting.location())).text(" ");
    if (!sighting.location().symbol().isEmpty()) {
      html.element("code", sighting.location().symbol()).text(" ");
    }
    html.element("span", String.join(" · ", remarks())).close();
    html.open("span.msg");
    Prose.inline(html, sighting.message() + context());
    html.close();
    html.close();
  }

  private String context() {
    return sighting.context().isEmpty() || sighting.message().contains(sighting.context())
        ? ""
        : " (" + sighting.context() + ")";
  }

  private List<String> remarks() {
    String reach =
        switch (sighting.reach()) {
          case REQUEST -> "in a request";
          case JOB -> "in a job";
          case UNKNOWN -> "no known entry point reaches it";
          case PROJECT -> "the project as a whole";
        };
    String confidence =
        sighting.confidence() == Confidence.HIGH
            ? "confidence high"
            : "confidence " + sighting.confidence().id() + ": check it";
    return List.of("rule " + sighting.rule(), reach, confidence, Tally.status(finding.status()));
  }

  private void guilty() {
    html.open("figure").element("figcaption", "Guilty code");
    html.open("pre", "tabindex", "0").open("code");
    Finding.Excerpt excerpt = finding.excerpt();
    List<String> lines = excerpt.lines().stream().limit(EXCERPT_LINES).toList();
    List<List<Colouring.Piece>> coloured = Colouring.lines(lines, sighting.language());
    Location place = sighting.location();
    for (int i = 0; i < lines.size(); i++) {
      int number = excerpt.firstLine() + i;
      List<String> notes =
          sighting.labels().stream()
              .filter(l -> l.location().path().equals(place.path()))
              .filter(l -> l.location().span().startLine() == number)
              .map(Step::note)
              .toList();
      boolean primary = number >= place.span().startLine() && number <= place.span().endLine();
      boolean hit = primary || !notes.isEmpty();
      html.open(hit ? "span.ln.hit" : "span.ln").element("span.no", Integer.toString(number));
      html.open("span.tx");
      pieces(coloured.get(i));
      html.close();
      if (!notes.isEmpty()) {
        html.element("span.note", String.join(" · ", notes));
      }
      html.close();
    }
    if (lines.isEmpty()) {
      html.element("span.ln", "   the source is not in this report");
    }
    html.close().close().close();
  }

  private void pieces(List<Colouring.Piece> pieces) {
    for (Colouring.Piece piece : pieces) {
      switch (piece.kind()) {
        case PLAIN -> html.text(piece.text());
        case KEYWORD -> html.element("b", piece.text());
        case STRING -> html.element("i.s", piece.text());
        case COMMENT -> html.element("em", piece.text());
      }
    }
  }

  private void fix() {
    html.open("figure").element("figcaption", "The fix");
    html.open("div.say");
    switch (finding.fix()) {
      case Fix.Diff(String text, String diff) -> {
        Prose.into(html, text);
        html.close().open("pre", "tabindex", "0").open("code");
        diff.lines().limit(FIX_LINES).forEach(this::diffLine);
        html.close().close();
      }
      case Fix.Worked(String text, String guilty, String redeemed) -> {
        Prose.into(html, text);
        html.close();
        if (!redeemed.isBlank()) {
          html.element("p.worked", "The same crime, redeemed, in a worked example:");
          example(redeemed, "add");
        }
        if (!guilty.isBlank()) {
          html.open("details.inner").element("summary", "what the example was before");
          example(guilty, "");
          html.close();
        }
      }
    }
    html.close();
  }

  private void diffLine(String line) {
    String kind =
        line.startsWith("+++") || line.startsWith("---") || line.startsWith("@@")
            ? ".head"
            : line.startsWith("+") ? ".add" : line.startsWith("-") ? ".hit" : "";
    html.element("span.ln.d" + kind, line.isEmpty() ? " " : line);
  }

  private void example(String code, String kind) {
    Language language = sighting.language();
    html.open("pre", "tabindex", "0").open("code");
    List<String> lines = code.stripTrailing().lines().limit(FIX_LINES).toList();
    int number = 1;
    for (List<Colouring.Piece> pieces : Colouring.lines(lines, language)) {
      html.open(kind.isEmpty() ? "span.ln" : "span.ln." + kind);
      html.element("span.no", Integer.toString(number++)).open("span.tx");
      pieces(pieces);
      html.close().close();
    }
    html.close().close();
  }

  private void model(Cost.Modelled cost) {
    html.open("div.model");
    equation("Before", cost.formulaBefore(), cost.arithmeticBefore(), "");
    String change = Figures.change(cost.before(), cost.after());
    equation(
        "After", cost.formulaAfter(), cost.arithmeticAfter(), change.isEmpty() ? "" : change + " ");
    html.open("div.src").element("h4", "Where the numbers come from").open("dl");
    for (Quantity input : cost.inputs()) {
      html.open("div").open("dt");
      Prose.formula(html, input.name());
      html.text(" = " + Figures.amount(input.value(), input.unit())).close().open("dd");
      html.element("span.prov." + input.provenance().id(), input.provenance().id());
      html.text(" " + input.because());
      if (input.low() < input.value()) {
        html.text("; graded with " + Figures.amount(input.low(), input.unit()));
      }
      html.close().close();
    }
    html.open("div").element("dt", "Check").open("dd");
    html.text(
        cost.basis().equals("measured")
            ? "measured on the running service"
            : "modelled; measure it under load before you rely on it");
    html.close().close().close().close().close();
  }

  private void equation(String title, String formula, String arithmetic, String prefix) {
    html.open("div.eq").element("h4", title).open("p.f");
    Prose.formula(html, formula);
    html.close().open("p.n");
    int equals = arithmetic.lastIndexOf('=');
    html.text(equals < 0 ? "" : arithmetic.substring(0, equals + 1) + " ");
    html.element("b", equals < 0 ? arithmetic : arithmetic.substring(equals + 1).strip());
    html.text(" " + (finding.cost() instanceof Cost.Modelled m ? m.per() : ""));
    html.close();
    if (!prefix.isEmpty()) {
      html.element("p.cutn", prefix.strip());
    }
    html.close();
  }

  private void notes() {
    html.open("div.notes");
    if (!sighting.chain().isEmpty()) {
      html.open("div").element("h4", "How it gets there").open("ol.chain");
      for (Step step : sighting.chain()) {
        html.open("li").element("code", step.location().toString());
        html.text(" ").element("span", step.note());
        if (!step.location().symbol().isEmpty()) {
          html.text(" ").element("span.in", "in " + step.location().symbol());
        }
        html.close();
      }
      html.close().close();
    }
    html.open("div").open("h4").text("Why " + finding.severity().title()).close();
    html.element("p", finding.severityReason());
    if (!sighting.routes().isEmpty()) {
      html.element("h4", "Reached by").open("p.routes");
      for (String route : sighting.routes()) {
        html.element("code", route).text(" ");
      }
      html.close();
    }
    measured();
    html.close();
    html.open("div");
    if (!tally.why(finding).isBlank()) {
      html.element("h4", "Why it is a crime").open("div.why");
      Prose.into(html, tally.why(finding));
      html.close();
    }
    silence();
    html.close().close();
  }

  private void measured() {
    List<LoadTests.Task> tasks = tally.measured(finding);
    if (tasks.isEmpty()) {
      return;
    }
    html.element("h4", "Measured under load").open("ul.measured");
    for (LoadTests.Task task : tasks.stream().limit(MEASURED).toList()) {
      html.open("li").element("code", task.route()).text(" ");
      html.element("span", LoadWords.times(task.served())).close();
    }
    html.close();
  }

  private void silence() {
    if (finding.status() instanceof Status.Suppressed(String by, String reason, String until)) {
      html.element("h4", "Suppressed");
      html.element(
          "p", "by " + by + ": " + reason + (until.isEmpty() ? "" : " (until " + until + ")"));
      return;
    }
    String comment =
        sighting.language() == Language.PYTHON || sighting.language() == Language.CONFIG
            ? "# "
            : "// ";
    html.open("details.inner").element("summary", "silence it with a reason").open("p");
    html.text("On the line or the line above: ");
    html.element("code", comment + "backlight: ignore[" + sighting.rule() + "] reason");
    html.text(". Its key is ").element("code", finding.key()).text(".").close().close();
  }

  static String routes(Finding finding) {
    return finding.sighting().routes().stream().collect(Collectors.joining("\u241f"));
  }
}
