package dev.backlight.audits;

import dev.backlight.audits.scoring.Graded;
import dev.backlight.audits.scoring.Observed;
import dev.backlight.audits.scoring.Scorecard;
import dev.backlight.audits.scoring.ScoringModel;
import dev.backlight.audits.scoring.Tally;
import dev.backlight.model.Category;
import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Effect;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.Report;
import dev.backlight.model.Report.CategoryScore;
import dev.backlight.model.Report.Numbers;
import dev.backlight.model.Report.RouteEntry;
import dev.backlight.model.Report.Run;
import dev.backlight.model.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Judges a review: prices, grades, scores and sums up. The same input gives the same report, in
/// whatever order the sightings came.
public final class Judge {

  private static final String SCHEMA_VERSION = "1.0";

  private static final Comparator<Finding> COSTLIEST_FIRST =
      Comparator.comparing(Finding::severity)
          .thenComparingDouble(f -> -f.effect().p95DeltaMs())
          .thenComparing(f -> f.sighting().location().path())
          .thenComparingInt(f -> f.sighting().location().span().startLine())
          .thenComparingInt(f -> f.sighting().location().span().startColumn())
          .thenComparing(f -> f.sighting().rule())
          .thenComparing(Finding::key);

  private final ReviewInput input;
  private final Map<String, Rule> rules = new TreeMap<>();
  private final Map<String, Double> demandRatios = new HashMap<>();
  private final Set<String> warnings = new TreeSet<>();

  private Judge(ReviewInput input) {
    this.input = input;
    input.rules().stream()
        .filter(rule -> !input.policy().off().contains(rule.id()))
        .forEach(rule -> rules.put(rule.id(), rule));
  }

  public static Report report(ReviewInput input) {
    return new Judge(input).report();
  }

  private Report report() {
    Silencer silencer =
        new Silencer(input.ignores(), input.policy().suppressions(), input.run().today());
    List<Finding> graded = new Findings(input, rules, silencer, warnings, demandRatios).all();
    List<Finding> counted = graded.stream().filter(Judge::counts).toList();
    Scorecard card = Scorecard.of(observed(graded), counted.stream().map(this::graded).toList());
    List<Finding> findings = withPoints(graded, counted, card.points());
    findings.sort(COSTLIEST_FIRST);
    KeyFacts facts =
        new KeyFacts(ruleCategories(), findings, input.stack(), card.audits(), input.load());
    List<CategoryScore> categories =
        Arrays.stream(Category.values())
            .map(category -> categoryScore(category, card.category(category), facts))
            .toList();
    Tally total = card.total();
    List<String> allWarnings = new ArrayList<>(input.run().warnings());
    allWarnings.addAll(warnings);
    allWarnings.addAll(silencer.warnings(rules.keySet()));
    String verdict = Verdict.of(findings, input.numbers().files(), rules.size(), input.load());
    return new Report(
        SCHEMA_VERSION,
        new Report.Tool("backlight", input.run().toolVersion(), ScoringModel.current().version()),
        run(card.provisional(), verdict, List.copyOf(allWarnings)),
        new Report.Score(
            total.value(), total.lo(), total.hi(), total.measuredShare(), card.ifFixed()),
        categories,
        card.audits(),
        List.copyOf(findings),
        List.copyOf(rules.values()),
        input.stack(),
        input.evidence(),
        new Checklist(
                findings, rules.keySet(), input.stack(), input.numbers().files(), input.load())
            .items(),
        Gatekeeper.gate(
            input.policy().budgets(), findings, total.value(), categories, input.evidence()),
        routes(counted),
        input.load(),
        numbers(graded.size() - counted.size()));
  }

  private static boolean counts(Finding finding) {
    return !(finding.status() instanceof Status.Suppressed);
  }

  private Observed observed(List<Finding> findings) {
    Map<Category, Set<String>> ran = new EnumMap<>(Category.class);
    for (Rule rule : rules.values()) {
      ran.computeIfAbsent(rule.category(), _ -> new HashSet<>()).add(rule.id());
    }
    Set<String> suppressed =
        findings.stream()
            .filter(finding -> !counts(finding))
            .map(finding -> finding.sighting().rule())
            .collect(Collectors.toSet());
    return new Observed(
        ran,
        suppressed,
        input.stack(),
        input.routes().size(),
        input.numbers().files(),
        input.policy().objectiveMs(),
        input.load());
  }

  private Graded graded(Finding finding) {
    String rule = finding.sighting().rule();
    return new Graded(
        rule, category(rule), finding.severity(), demandRatios.getOrDefault(finding.key(), 0.0));
  }

  private Category category(String rule) {
    Rule found = rules.get(rule);
    if (found == null) {
      throw new IllegalStateException("a finding of an unknown rule: " + rule);
    }
    return found.category();
  }

  private Map<String, Category> ruleCategories() {
    Map<String, Category> categories = new HashMap<>();
    rules.forEach((id, rule) -> categories.put(id, rule.category()));
    return categories;
  }

  private static List<Finding> withPoints(
      List<Finding> all, List<Finding> counted, List<Double> points) {
    Map<String, Double> byKey = new HashMap<>();
    for (int i = 0; i < counted.size(); i++) {
      byKey.put(counted.get(i).key(), points.get(i));
    }
    List<Finding> findings = new ArrayList<>();
    for (Finding f : all) {
      Effect effect = new Effect(byKey.getOrDefault(f.key(), 0.0), f.effect().p95DeltaMs());
      findings.add(
          new Finding(
              f.key(),
              f.sighting(),
              f.severity(),
              f.severityReason(),
              f.cost(),
              f.fix(),
              f.excerpt(),
              effect,
              f.status()));
    }
    return findings;
  }

  private static CategoryScore categoryScore(Category category, Tally tally, KeyFacts facts) {
    return new CategoryScore(
        category,
        tally.value(),
        tally.lo(),
        tally.hi(),
        tally.measuredShare(),
        tally.measured(),
        tally.parts(),
        facts.of(category));
  }

  private Run run(boolean provisional, String verdict, List<String> allWarnings) {
    ReviewInput.RunInfo run = input.run();
    return new Run(
        run.project(),
        run.commit(),
        run.branch(),
        run.dirty(),
        run.startedAt(),
        run.durationMs(),
        input.load().isNone() ? "source" : "runtime",
        provisional,
        input.policy().objectiveMs(),
        input.policy().objectiveSource(),
        verdict,
        allWarnings);
  }

  private List<RouteEntry> routes(List<Finding> counted) {
    Map<String, Integer> counts = new HashMap<>();
    for (Finding finding : counted) {
      finding.sighting().routes().forEach(route -> counts.merge(route, 1, Integer::sum));
    }
    return input.routes().stream()
        .map(route ->
            new RouteEntry(route.name(), route.handler(), counts.getOrDefault(route.name(), 0)))
        .toList();
  }

  private Numbers numbers(int suppressed) {
    Numbers n = input.numbers();
    return new Numbers(
        n.files(),
        n.lines(),
        n.filesWithSyntaxErrors(),
        n.skippedFiles(),
        n.functions(),
        n.calls(),
        n.resolvedCalls(),
        suppressed,
        rules.size(),
        n.languages(),
        n.phases());
  }
}
