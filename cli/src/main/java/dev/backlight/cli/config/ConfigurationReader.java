package dev.backlight.cli.config;

import dev.backlight.audits.PathPattern;
import dev.backlight.audits.Suppression;
import dev.backlight.cli.config.Configuration.BudgetLines;
import dev.backlight.cli.config.Configuration.NewOnly;
import dev.backlight.cli.config.YamlReader.Entry;
import dev.backlight.cli.config.YamlReader.Mapping;
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
    Mapping top =
        root.isEmpty() ? Mapping.EMPTY : yaml.mapping(root.get(), "the configuration", KEYS);
    Mapping paths =
        top.read(
            "paths",
            Mapping.EMPTY,
            node -> yaml.mapping(node, "paths", List.of("include", "exclude")));
    Map<String, Severity> severities = new TreeMap<>();
    Set<String> off = new HashSet<>();
    Map<String, String> levels = top.read("rules", Map.of(), this::levels);
    for (Map.Entry<String, String> level : levels.entrySet()) {
      if (level.getValue().equals("off")) {
        off.add(level.getKey());
      } else {
        severities.put(level.getKey(), severity(level.getValue()));
      }
    }
    return new Configuration(
        file,
        top.read("objective", Duration.ZERO, this::objective),
        top.read("expectedTraffic", 0.0, this::traffic),
        paths.read("include", List.of(), node -> patterns(node, "paths.include")),
        paths.read("exclude", List.of(), node -> patterns(node, "paths.exclude")),
        Map.copyOf(severities),
        Set.copyOf(off),
        top.read("budgets", BudgetLines.NONE, this::budgets),
        top.read("suppressions", List.of(), this::suppressions),
        top.read("baseline", "", node -> yaml.text(node, "baseline")));
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

  private List<PathPattern> patterns(Node node, String what) throws ConfigurationException {
    List<PathPattern> patterns = new ArrayList<>();
    for (Node item : yaml.list(node, what)) {
      patterns.add(pattern(item, "an item of " + what));
    }
    return List.copyOf(patterns);
  }

  private PathPattern pattern(Node node, String what) throws ConfigurationException {
    try {
      return new PathPattern(yaml.text(node, what));
    } catch (IllegalArgumentException e) {
      throw yaml.problem(node, String.valueOf(e.getMessage()));
    }
  }

  private Map<String, String> levels(Node node) throws ConfigurationException {
    Map<String, String> levels = new TreeMap<>();
    for (Map.Entry<String, Entry> rule :
        yaml.mapping(node, "rules", List.of()).entries().entrySet()) {
      requireRule(rule.getValue().key(), rule.getKey());
      Node value = rule.getValue().value();
      String level = yaml.text(value, "the level of " + rule.getKey());
      if (!LEVELS.contains(level)) {
        throw yaml.problem(
            value, "'%s' is no level; use %s".formatted(level, String.join(", ", LEVELS)));
      }
      levels.put(rule.getKey(), level);
    }
    return levels;
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
    Mapping lines = yaml.mapping(node, "budgets", BUDGET_KEYS);
    Map<Severity, Integer> findings = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      if (lines.has(severity.id())) {
        String what = "budgets." + severity.id();
        findings.put(
            severity, lines.read(severity.id(), 0, value -> yaml.wholeNumber(value, what)));
      }
    }
    return new BudgetLines(
        findings,
        lines.read("score", 0.0, this::score),
        lines.read("categories", Map.of(), this::categories),
        lines.read("newOnly", NewOnly.UNSAID, this::newOnly),
        lines.read("requireEvidence", List.of(), this::evidence));
  }

  private NewOnly newOnly(Node node) throws ConfigurationException {
    return yaml.truth(node, "budgets.newOnly") ? NewOnly.YES : NewOnly.NO;
  }

  private Map<Category, Double> categories(Node node) throws ConfigurationException {
    List<String> ids = Arrays.stream(Category.values()).map(Category::id).toList();
    Mapping byId = yaml.mapping(node, "budgets.categories", ids);
    Map<Category, Double> categories = new EnumMap<>(Category.class);
    for (Category category : Category.values()) {
      if (byId.has(category.id())) {
        categories.put(category, byId.read(category.id(), 0.0, this::score));
      }
    }
    return categories;
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
      Mapping lines =
          yaml.mapping(item, "a suppression", List.of("rule", "path", "reason", "until"));
      for (String required : List.of("rule", "path", "reason")) {
        if (!lines.has(required)) {
          throw yaml.problem(item, "a suppression needs a " + required);
        }
      }
      suppressions.add(
          new Suppression(
              lines.read("rule", "", this::ruleOrAny),
              lines.read("path", "", value -> pattern(value, "path").toString()),
              lines.read("reason", "", value -> yaml.text(value, "reason")),
              lines.read("until", Suppression.FOREVER, this::day),
              yaml.place(item)));
    }
    return List.copyOf(suppressions);
  }

  private String ruleOrAny(Node node) throws ConfigurationException {
    String rule = yaml.text(node, "rule");
    if (!rule.equals("*")) {
      requireRule(node, rule);
    }
    return rule;
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
