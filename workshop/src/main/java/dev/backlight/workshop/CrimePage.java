package dev.backlight.workshop;

import dev.backlight.audits.cost.Pricing;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Grading;
import dev.backlight.model.Language;
import dev.backlight.model.Quantity;
import dev.backlight.model.Rule;
import java.util.List;
import java.util.regex.Pattern;

/// One crime's page in Markdown.
final class CrimePage {

  private static final Pattern FURTHER_FILE = Pattern.compile("(?m)^=== ");

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
      block("Guilty:");
      program(example, example.guilty());
      block("Redeemed:");
      program(example, example.redeemed());
    }
  }

  /// An example may be several files: `=== path` starts the next.
  private void program(Rule.Example example, String text) {
    boolean alone = example.path().startsWith("example.") && !FURTHER_FILE.matcher(text).find();
    for (String file : FURTHER_FILE.split("=== " + example.path() + "\n" + text)) {
      int cut = file.indexOf('\n');
      if (cut > 0) {
        String path = file.substring(0, cut).strip();
        if (!alone) {
          block("`" + path + "`");
        }
        fenced(fenceName(path), file.substring(cut + 1));
      }
    }
  }

  private static String fenceName(String path) {
    String ending = path.substring(path.lastIndexOf('.') + 1);
    return switch (ending) {
      case "py" -> "python";
      case "ts", "tsx" -> "typescript";
      case "js", "jsx", "mjs" -> "javascript";
      case "cs" -> "csharp";
      case "java", "json", "sql", "xml", "toml", "properties" -> ending;
      case "yaml", "yml" -> "yaml";
      default -> path.endsWith("Dockerfile") ? "dockerfile" : "";
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
