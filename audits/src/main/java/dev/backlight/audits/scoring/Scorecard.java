package dev.backlight.audits.scoring;

import dev.backlight.model.Category;
import dev.backlight.model.Report.Audit;
import dev.backlight.model.Report.Audit.State;
import dev.backlight.model.Report.Value;
import dev.backlight.model.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The audits, the five categories and the total of one review. A function of what was observed and
/// of the findings that count, in any order.
public final class Scorecard {

  private final Observed observed;
  private final List<Graded> findings;
  private final LoadEvidence load;
  private final List<Audit> audits = new ArrayList<>();
  private final Map<Category, Tally> categories = new EnumMap<>(Category.class);
  private final Tally total;

  private Scorecard(Observed observed, List<Graded> findings, ScoringModel model) {
    this.observed = observed;
    this.findings = findings;
    this.load = new LoadEvidence(observed.load(), observed.objectiveMs());
    SourceEvidence source = new SourceEvidence(observed, findings);
    Tally.Sum sum = new Tally.Sum("nothing was measured");
    for (Category category : Category.values()) {
      Tally tally = judge(category, source, model);
      categories.put(category, tally);
      sum.category(category.weight(), tally);
    }
    this.total = sum.result();
  }

  public static Scorecard of(Observed observed, List<Graded> findings) {
    return new Scorecard(observed, List.copyOf(findings), ScoringModel.current());
  }

  /// In the model's order.
  public List<Audit> audits() {
    return List.copyOf(audits);
  }

  public Tally category(Category category) {
    Tally tally = categories.get(category);
    if (tally == null) {
      throw new IllegalStateException("no " + category);
    }
    return tally;
  }

  public Tally total() {
    return total;
  }

  /// True if less than half of some category's weight was measured.
  public boolean provisional() {
    return categories.values().stream().anyMatch(tally -> tally.measuredShare() < 0.5);
  }

  /// How much the total would rise without each finding: scored again with it left out. Findings
  /// that the score cannot tell apart are replayed once.
  public List<Double> points() {
    Map<Graded, Double> replayed = new HashMap<>();
    return findings.stream()
        .map(finding -> replayed.computeIfAbsent(finding, this::pointsOf))
        .toList();
  }

  private double pointsOf(Graded finding) {
    List<Graded> others = new ArrayList<>(findings);
    others.remove(finding);
    return known(of(observed, others)) - known(this);
  }

  /// The total without the Critical and High findings.
  public Value ifFixed() {
    return of(
            observed,
            findings.stream().filter(f -> f.severity().compareTo(Severity.HIGH) > 0).toList())
        .total
        .value();
  }

  private static double known(Scorecard card) {
    return card.total.value() instanceof Value.Known(double value) ? value : 0;
  }

  private Tally judge(Category category, SourceEvidence source, ScoringModel model) {
    Tally.Sum sum = new Tally.Sum("nothing was measured");
    List<AuditSpec> specs = model.audits(category);
    Map<String, State> states = new HashMap<>();
    for (AuditSpec spec : specs) {
      if (!onlyLowers(spec)) {
        State state = spec.isPractice() ? practice(category, model) : state(spec, source);
        states.put(spec.id(), state);
        add(sum, spec, state);
      }
    }
    for (AuditSpec spec : specs) {
      if (onlyLowers(spec)) {
        String why =
            load.onlyLowers(spec)
                ? LoadEvidence.CLOSED_IS_NO_PROOF
                : "; the findings already weigh more";
        State state = loweringOnly(state(spec, source), sum, why);
        states.put(spec.id(), state);
        add(sum, spec, state);
      }
    }
    specs.forEach(spec -> audits.add(audit(spec, states)));
    return sum.result();
  }

  private State state(AuditSpec spec, SourceEvidence source) {
    return load.speaksOf(spec) ? load.state(spec) : source.state(spec);
  }

  private boolean onlyLowers(AuditSpec spec) {
    return SourceEvidence.onlyLowers(spec) || load.onlyLowers(spec);
  }

  private static State loweringOnly(State state, Tally.Sum others, String why) {
    return state instanceof State.Measured measured && measured.score() > others.mean()
        ? new State.NotMeasured(measured.detail() + why)
        : state;
  }

  private static void add(Tally.Sum sum, AuditSpec spec, State state) {
    switch (state) {
      case State.Measured measured -> sum.measured(spec.weight(), measured.score());
      case State.NotMeasured _ -> sum.missing(spec.weight());
      case State.NotApplicable _ -> sum.inapplicable();
    }
  }

  private State practice(Category category, ScoringModel model) {
    if (observed.files() == 0) {
      return new State.NotMeasured("no source file was read");
    }
    int rules = observed.rulesRun().getOrDefault(category, Set.of()).size();
    if (rules == 0) {
      return new State.NotMeasured("no rule of this category ran");
    }
    List<Graded> here = findings.stream().filter(f -> f.category() == category).toList();
    double score = Practice.score(byRule(here), model);
    String count = here.size() == 1 ? "1 finding" : here.size() + " findings";
    return new State.Measured(here.size(), score, count + " of " + rules + " rules");
  }

  private static Collection<List<Severity>> byRule(List<Graded> findings) {
    Map<String, List<Severity>> byRule = new TreeMap<>();
    for (Graded finding : findings) {
      byRule.computeIfAbsent(finding.rule(), _ -> new ArrayList<>()).add(finding.severity());
    }
    return byRule.values();
  }

  private static Audit audit(AuditSpec spec, Map<String, State> states) {
    State state = states.get(spec.id());
    if (state == null) {
      throw new IllegalStateException("not judged: " + spec.id());
    }
    return new Audit(
        spec.id(),
        spec.category(),
        spec.title(),
        spec.weight(),
        state,
        spec.p10(),
        spec.median(),
        spec.unit(),
        spec.basis(),
        spec.evidence(),
        spec.supply());
  }
}
