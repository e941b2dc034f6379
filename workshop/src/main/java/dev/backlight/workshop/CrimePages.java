package dev.backlight.workshop;

import dev.backlight.model.Language;
import dev.backlight.model.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// All pages of `docs/crimes`, made from the crimes themselves.
final class CrimePages {

  static final String FOLDER = "docs/crimes/";

  private static final String INDEX = FOLDER + "README.md";

  /// In the order of the score's categories; themes that are not listed come last.
  private static final List<String> THEMES =
      List.of(
          "concurrency",
          "data",
          "memory",
          "serialization",
          "caching",
          "pools",
          "scaling",
          "monitoring");

  private CrimePages() {}

  /// The text of each page by its path from the root.
  static Map<String, String> of(List<Rule> rules) {
    Map<String, String> pages = new TreeMap<>();
    pages.put(INDEX, index(rules));
    for (Rule rule : rules) {
      pages.put(FOLDER + rule.id() + ".md", CrimePage.of(rule));
    }
    return pages;
  }

  private static String index(List<Rule> rules) {
    StringBuilder page =
        new StringBuilder(
            """
            # The crimes

            What Backlight looks for: %d crimes, each with what it costs, how to mend it and a worked
            example in every language it claims. The examples are its tests. The same on the terminal:
            `backlight explain --list`, `backlight explain <id>`.

            Written by `dev/docs` from the crimes; do not edit by hand.
            """
                .formatted(rules.size()));
    for (Map.Entry<String, List<Rule>> theme : themes(rules).entrySet()) {
      page.append("\n## ").append(theme.getKey()).append('\n');
      page.append("\n| crime | what | languages | severity |\n|---|---|---|---|\n");
      for (Rule rule : theme.getValue()) {
        page.append(
            "| [%s](%s.md) | %s | %s | %s |%n"
                .formatted(
                    rule.id(),
                    rule.id(),
                    rule.title().replace("|", "\\|"),
                    languages(rule),
                    CrimePage.grading(rule)));
      }
    }
    return page.toString();
  }

  private static Map<String, List<Rule>> themes(List<Rule> rules) {
    List<String> order = new ArrayList<>(THEMES);
    rules.stream().map(Rule::theme).filter(t -> !order.contains(t)).sorted().forEach(order::add);
    Map<String, List<Rule>> themes = new LinkedHashMap<>();
    for (String theme : order) {
      List<Rule> here =
          rules.stream()
              .filter(rule -> rule.theme().equals(theme))
              .sorted(Comparator.comparing(Rule::id))
              .toList();
      if (!here.isEmpty()) {
        themes.put(theme, here);
      }
    }
    return themes;
  }

  private static String languages(Rule rule) {
    return rule.remedies().stream()
        .map(Rule.Remedy::language)
        .distinct()
        .sorted()
        .map(Language::title)
        .collect(Collectors.joining(", "));
  }
}
