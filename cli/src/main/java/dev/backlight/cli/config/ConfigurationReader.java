package dev.backlight.cli.config;

import dev.backlight.audits.PathPattern;
import dev.backlight.audits.Suppression;
import dev.backlight.cli.config.Configuration.BudgetLines;
import dev.backlight.cli.config.Configuration.NewOnly;
import dev.backlight.cli.config.YamlReader.Entry;
import dev.backlight.model.Category;
import dev.backlight.model.Severity;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads the configuration and refuses what it does not understand, with the place.
public final class ConfigurationReader {

  private static final List<String> KEYS =
      List.of(
          "objective", "expectedTraffic", "paths", "rules", "budgets", "suppressions", "baseline");
  private static final List<String> BUDGET_KEYS =
      List.of(
          "critical", "high", "medium", "low", "newOnly", "score", "categories", "requireEvidence");
  private static final List<String> EVIDENCE =
      List.of("source", "load", "metrics", "traces", "profile", "database", "cache", "gc");
  private static final List<String> LEVELS = List.of("critical", "high", "medium", "low", "off");
  private static final Pattern SCORE = Pattern.compile("(?:>=|≥)?\\s*(\\d+(?:\\.\\d+)?)");
  private static final Pattern TRAFFIC = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*/\\s*(s|m|h)");

  private final YamlReader yaml;
  private final Collection<String> rules;
  private final String file;

  private ConfigurationReader(String file, String text, Collection<String> rules) {
    this.file = file;
    this.yaml = new YamlReader(file, text);
    this.rules = rules;
  }

  /// Reads `text` of the file that messages call `file`; `rules` are the known rules' ids.
  public static Configuration read(String file, String text, Collection<String> rules)
      throws ConfigurationException {
    return new ConfigurationReader(file, text, rules).read(text);
  }

  private Configuration read(String text) throws ConfigurationException {
    Optional<Node> root = yaml.root(text);
    Map<String, Entry> top =
        root.isEmpty() ? Map.of() : yaml.mapping(root.get(), "the configuration", KEYS);
    List<PathPattern> include = new ArrayList<>();
    List<PathPattern> exclude = new ArrayList<>();
    if (top.get("paths") instanceof Entry paths) {
      readPaths(paths.value(), include, exclude);
    }
    Map<String, Severity> severities = new TreeMap<>();
    Set<String> off = new HashSet<>();
    if (top.get("rules") instanceof Entry entry) {
      readRules(entry.value(), severities, off);
    }
    return new Configuration(
        file,
        top.get("objective") instanceof Entry e ? objective(e.value()) : Duration.ZERO,
        top.get("expectedTraffic") instanceof Entry e ? traffic(e.value()) : 0,
        List.copyOf(include),
        List.copyOf(exclude),
        Map.copyOf(severities),
        Set.copyOf(off),
        top.get("budgets") instanceof Entry e ? budgets(e.value()) : BudgetLines.NONE,
        top.get("suppressions") instanceof Entry e ? suppressions(e.value()) : List.of(),
        top.get("baseline") instanceof Entry e ? yaml.text(e.value(), "baseline") : "");
  }

  private Duration objective(Node node) throws ConfigurationException {
    try {
      return Durations.parse(yaml.text(node, "objective"));
    } catch (IllegalArgumentException e) {
      throw yaml.problem(node, String.valueOf(e.getMessage()));
    }
  }

  private double traffic(Node node) throws ConfigurationException {
    String text = yaml.text(node, "expectedTraffic");
    Matcher matcher = TRAFFIC.matcher(text);
    if (!matcher.matches()) {
      throw yaml.problem(node, "'" + text + "' is not a rate; write it as 120/s, 500/m or 1000/h");
    }
    double rate = Double.parseDouble(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> rate;
      case "m" -> rate / 60;
      default -> rate / 3600;
    };
  }

  private void readPaths(Node node, List<PathPattern> include, List<PathPattern> exclude)
      throws ConfigurationException {
    Map<String, Entry> paths = yaml.mapping(node, "paths", List.of("include", "exclude"));
    if (paths.get("include") instanceof Entry e) {
      include.addAll(patterns(e.value(), "paths.include"));
    }
    if (paths.get("exclude") instanceof Entry e) {
      exclude.addAll(patterns(e.value(), "paths.exclude"));
    }
  }

  private List<PathPattern> patterns(Node node, String what) throws ConfigurationException {
    List<PathPattern> patterns = new ArrayList<>();
    for (Node item : yaml.list(node, what)) {
      patterns.add(pattern(item, "an item of " + what));
    }
    return patterns;
  }

  private PathPattern pattern(Node node, String what) throws ConfigurationException {
    try {
      return new PathPattern(yaml.text(node, what));
    } catch (IllegalArgumentException e) {
      throw yaml.problem(node, String.valueOf(e.getMessage()));
    }
  }

  private void readRules(Node node, Map<String, Severity> severities, Set<String> off)
      throws ConfigurationException {
    for (Map.Entry<String, Entry> rule : yaml.mapping(node, "rules", List.of()).entrySet()) {
      requireRule(rule.getValue().key(), rule.getKey());
      String level = yaml.text(rule.getValue().value(), "the level of " + rule.getKey());
      if (!LEVELS.contains(level)) {
        throw yaml.problem(
            rule.getValue().value(),
            "'%s' is no level; use %s".formatted(level, String.join(", ", LEVELS)));
      }
      if (level.equals("off")) {
        off.add(rule.getKey());
      } else {
        severities.put(rule.getKey(), severity(level));
      }
    }
  }

  private void requireRule(Node node, String rule) throws ConfigurationException {
    if (!rules.contains(rule)) {
      throw yaml.problem(
          node,
          "unknown rule '"
              + rule
              + "'"
              + Suggestion.nearest(rule, rules)
                  .map(word -> "; did you mean '" + word + "'?")
                  .orElse("; backlight explain --list shows all"));
    }
  }

  private static Severity severity(String level) {
    return Arrays.stream(Severity.values())
        .filter(severity -> severity.id().equals(level))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(level));
  }

  private BudgetLines budgets(Node node) throws ConfigurationException {
    Map<String, Entry> lines = yaml.mapping(node, "budgets", BUDGET_KEYS);
    Map<Severity, Integer> findings = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      if (lines.get(severity.id()) instanceof Entry e) {
        findings.put(severity, yaml.wholeNumber(e.value(), "budgets." + severity.id()));
      }
    }
    Map<Category, Double> categories = new EnumMap<>(Category.class);
    if (lines.get("categories") instanceof Entry e) {
      List<String> ids = Arrays.stream(Category.values()).map(Category::id).toList();
      Map<String, Entry> byId = yaml.mapping(e.value(), "budgets.categories", ids);
      for (Category category : Category.values()) {
        if (byId.get(category.id()) instanceof Entry least) {
          categories.put(category, score(least.value()));
        }
      }
    }
    NewOnly newOnly = NewOnly.UNSAID;
    if (lines.get("newOnly") instanceof Entry e) {
      newOnly = yaml.truth(e.value(), "budgets.newOnly") ? NewOnly.YES : NewOnly.NO;
    }
    return new BudgetLines(
        findings,
        lines.get("score") instanceof Entry e ? score(e.value()) : 0,
        categories,
        newOnly,
        lines.get("requireEvidence") instanceof Entry e ? evidence(e.value()) : List.of());
  }

  private double score(Node node) throws ConfigurationException {
    String text = yaml.text(node, "a score");
    Matcher matcher = SCORE.matcher(text.strip());
    double least = matcher.matches() ? Double.parseDouble(matcher.group(1)) : -1;
    if (least < 0 || least > 10) {
      throw yaml.problem(
          node, "'" + text + "' is no least score; write it as \">= 6\", from 0 to 10");
    }
    return least;
  }

  private List<String> evidence(Node node) throws ConfigurationException {
    List<String> sources = yaml.texts(node, "budgets.requireEvidence");
    for (int i = 0; i < sources.size(); i++) {
      if (!EVIDENCE.contains(sources.get(i))) {
        throw yaml.problem(
            yaml.list(node, "budgets.requireEvidence").get(i),
            "'%s' is no evidence%s"
                .formatted(
                    sources.get(i),
                    Suggestion.nearest(sources.get(i), EVIDENCE)
                        .map(word -> "; did you mean '" + word + "'?")
                        .orElse("; known are " + String.join(", ", EVIDENCE))));
      }
    }
    return sources;
  }

  private List<Suppression> suppressions(Node node) throws ConfigurationException {
    List<Suppression> suppressions = new ArrayList<>();
    for (Node item : yaml.list(node, "suppressions")) {
      Map<String, Entry> lines =
          yaml.mapping(item, "a suppression", List.of("rule", "path", "reason", "until"));
      for (String required : List.of("rule", "path", "reason")) {
        if (!lines.containsKey(required)) {
          throw yaml.problem(item, "a suppression needs a " + required);
        }
      }
      Entry rule = required(lines, "rule");
      String id = yaml.text(rule.value(), "rule");
      if (!id.equals("*")) {
        requireRule(rule.value(), id);
      }
      suppressions.add(
          new Suppression(
              id,
              pattern(required(lines, "path").value(), "path").toString(),
              yaml.text(required(lines, "reason").value(), "reason"),
              lines.get("until") instanceof Entry e ? day(e.value()) : Suppression.FOREVER,
              yaml.place(item)));
    }
    return suppressions;
  }

  private static Entry required(Map<String, Entry> lines, String key) {
    Entry entry = lines.get(key);
    if (entry == null) {
      throw new IllegalStateException("checked before: " + key);
    }
    return entry;
  }

  private LocalDate day(Node node) throws ConfigurationException {
    String text = yaml.text(node, "until");
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw yaml.problem(node, "'" + text + "' is no date; write it as 2026-12-31");
    }
  }
}
