package dev.backlight.audits;

import dev.backlight.audits.cost.Priced;
import dev.backlight.audits.cost.Pricing;
import dev.backlight.model.Finding;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Finding.Effect;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.Rule;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes findings of sightings: keys, prices, severities, fixes, excerpts and status. Points are
/// added when all are known. Not thread-safe.
final class Findings {

  private static final Comparator<Sighting> BY_PLACE =
      Comparator.comparing((Sighting s) -> s.location().path())
          .thenComparingInt(s -> s.location().span().startLine())
          .thenComparingInt(s -> s.location().span().startColumn())
          .thenComparingInt(s -> s.location().span().endLine())
          .thenComparingInt(s -> s.location().span().endColumn())
          .thenComparing(Sighting::rule)
          .thenComparing(Sighting::context)
          .thenComparing(Sighting::message)
          .thenComparing(Sighting::toString);

  private final ReviewInput input;
  private final Map<String, Rule> rules;
  private final Silencer silencer;
  private final Set<String> warnings;
  private final Map<String, Double> demandRatios;
  private final Grader grader;
  private final Map<String, Severity> baseline = new HashMap<>();
  private final Map<FindingKey.Family, Integer> ordinals = new HashMap<>();
  private final Map<String, Optional<TextLines>> texts = new HashMap<>();

  /// Adds to `warnings` what could not be judged, and to `demandRatios`, by key, the connections
  /// wanted over those available.
  Findings(
      ReviewInput input,
      Map<String, Rule> rules,
      Silencer silencer,
      Set<String> warnings,
      Map<String, Double> demandRatios) {
    this.input = input;
    this.rules = rules;
    this.silencer = silencer;
    this.warnings = warnings;
    this.demandRatios = demandRatios;
    this.grader = new Grader(input.policy().objectiveMs(), input.policy().severities());
    input.baseline().entries().forEach(entry -> baseline.put(entry.key(), entry.severity()));
  }

  /// In the order of path and line.
  List<Finding> all() {
    List<Finding> findings = new ArrayList<>();
    for (Sighting sighting : input.sightings().stream().distinct().sorted(BY_PLACE).toList()) {
      Rule rule = rules.get(sighting.rule());
      if (rule != null) {
        findings.add(finding(rule, sighting));
      } else if (!input.policy().off().contains(sighting.rule())) {
        warnings.add("a sighting of " + sighting.rule() + ", which is no rule of this review");
      }
    }
    return findings;
  }

  private Finding finding(Rule rule, Sighting sighting) {
    Optional<TextLines> text =
        texts.computeIfAbsent(
            sighting.location().path(), path -> input.source().text(path).map(TextLines::new));
    String snippet = text.map(lines -> lines.at(sighting.location().span())).orElse("");
    FindingKey.Family family = FindingKey.family(sighting, snippet);
    String key = FindingKey.of(family, ordinals.merge(family, 1, Integer::sum) - 1);
    Priced price = price(rule, sighting);
    Grade grade = grader.grade(rule, sighting, price, Optional.ofNullable(baseline.get(key)));
    double demand = demandRatio(price.cost());
    if (demand > 0) {
      demandRatios.put(key, demand);
    }
    return new Finding(
        key,
        sighting,
        grade.severity(),
        grade.reason(),
        price.cost(),
        Fixes.of(rule, sighting, input.source()),
        text.map(lines -> Excerpts.of(sighting, lines)).orElse(Excerpts.NONE),
        new Effect(0, price.time() ? price.saved() : 0),
        status(sighting, key));
  }

  private Priced price(Rule rule, Sighting sighting) {
    try {
      return Pricing.price(rule.cost(), sighting.quantities());
    } catch (IllegalArgumentException e) {
      warnings.add("the cost of " + rule.id() + " was not calculated: " + e.getMessage());
      return Priced.NOTHING;
    }
  }

  private Status status(Sighting sighting, String key) {
    Optional<Status.Suppressed> silenced = silencer.silenced(sighting);
    if (silenced.isPresent()) {
      return silenced.get();
    }
    return baseline.containsKey(key) ? new Status.Existing() : new Status.New();
  }

  /// Formulas in connections say what the configuration asks for before, and what is there after.
  private static double demandRatio(Cost cost) {
    return cost instanceof Cost.Modelled modelled
            && modelled.unit().equals("connections")
            && modelled.after() > 0
        ? modelled.before() / modelled.after()
        : 0;
  }
}
