package dev.backlight.workshop;

import dev.backlight.audits.cost.Pricing;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Grading;
import dev.backlight.model.Language;
import dev.backlight.model.Quantity;
import dev.backlight.model.Rule;
import java.util.List;

/// One crime's page in Markdown.
final class CrimePage {

  private final Rule rule;
  private final StringBuilder page = new StringBuilder();

  private CrimePage(Rule rule) {
    this.rule = rule;
  }

  static String of(Rule rule) {
    return new CrimePage(rule).text();
  }

  private String text() {
    block("# " + rule.title());
    block(
        "`%s` · %s · [%s](README.md#%s) · %s"
            .formatted(
                rule.id(), rule.category().title(), rule.theme(), rule.theme(), grading(rule)));
    block(rule.why());
    cost();
    for (Language language : Language.values()) {
      language(language);
    }
    block("## Silence it");
    block(
        """
        With a reason, on the guilty line or alone on the line above it, in the language's own
        comment; or under `suppressions` in [backlight.yaml](../configuration.md).\
        """);
    fenced("", "# backlight: ignore[" + rule.id() + "] the reason");
    return page.toString().stripTrailing() + "\n";
  }

  static String grading(Rule rule) {
    return switch (rule.grading()) {
      case Grading.ByCost() -> "graded by its cost";
      case Grading.Fixed(var severity) -> "always " + severity.title();
      case Grading.Unbounded(var reached, var otherwise) ->
          reached == otherwise
              ? "always " + reached.title()
              : reached.title() + " where a request reaches it, else " + otherwise.title();
    };
  }

  private void cost() {
    if (rule.cost().isNone()) {
      return;
    }
    block("## What it costs " + rule.cost().per());
    if (price() instanceof Cost.Modelled cost) {
      fenced(
          "",
          """
          before  %s
                  %s
          after   %s
                  %s\
          """
              .formatted(
                  cost.formulaBefore(),
                  cost.arithmeticBefore(),
                  cost.formulaAfter(),
                  cost.arithmeticAfter()));
      inputs(cost.inputs());
    } else {
      fenced("", "before  " + rule.cost().before() + "\nafter   " + rule.cost().after());
    }
  }

  private Cost price() {
    try {
      return Pricing.price(rule.cost(), List.of()).cost();
    } catch (IllegalArgumentException e) {
      // Some quantities are known at a place only; the page then shows the bare formula.
      return new Cost.None();
    }
  }

  private void inputs(List<Quantity> inputs) {
    if (inputs.isEmpty()) {
      return;
    }
    StringBuilder list = new StringBuilder();
    for (Quantity input : inputs) {
      list.append("- `").append(input.name()).append("`: ").append(input.because()).append('\n');
    }
    block(list.toString());
  }

  private void language(Language language) {
    List<Rule.Remedy> remedies =
        rule.remedies().stream().filter(r -> r.language() == language).toList();
    List<Rule.Example> examples =
        rule.examples().stream().filter(e -> e.language() == language).toList();
    if (remedies.isEmpty() && examples.isEmpty()) {
      return;
    }
    block("## " + language.title());
    remedies.forEach(remedy -> block(remedy.text()));
    for (Rule.Example example : examples) {
      boolean named = !example.path().startsWith("example.");
      block("Guilty" + (named ? ", `" + example.path() + "`:" : ":"));
      fenced(fenceName(example), example.guilty());
      block("Redeemed:");
      fenced(fenceName(example), example.redeemed());
    }
  }

  private static String fenceName(Rule.Example example) {
    return switch (example.language()) {
      case PYTHON -> "python";
      case JAVASCRIPT -> "typescript";
      case CSHARP -> "csharp";
      case JAVA -> "java";
      case CONFIG -> {
        String path = example.path();
        yield path.endsWith(".yaml") || path.endsWith(".yml")
            ? "yaml"
            : path.endsWith(".json") ? "json" : "";
      }
    };
  }

  private void block(String markdown) {
    page.append(markdown.strip()).append("\n\n");
  }

  private void fenced(String name, String code) {
    String fence = code.contains("```") ? "````" : "```";
    page.append(fence)
        .append(name)
        .append('\n')
        .append(code.stripTrailing())
        .append('\n')
        .append(fence)
        .append("\n\n");
  }
}
