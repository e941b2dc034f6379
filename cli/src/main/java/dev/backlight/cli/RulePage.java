package dev.backlight.cli;

import dev.backlight.audits.cost.Priced;
import dev.backlight.audits.cost.Pricing;
import dev.backlight.model.Category;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Grading;
import dev.backlight.model.Language;
import dev.backlight.model.Quantity;
import dev.backlight.model.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A crime's page as text.
final class RulePage {

  private static final int WIDEST = 96;
  private static final String INDENT = "  ";

  private final Rule rule;
  private final Paint paint;
  private final int width;
  private final StringBuilder page = new StringBuilder();

  RulePage(Rule rule, Paint paint, int columns) {
    this.rule = rule;
    this.paint = paint;
    this.width = Math.min(WIDEST, Math.max(40, columns)) - INDENT.length();
  }

  /// All crimes by category.
  static String list(List<Rule> rules, Paint paint) {
    StringBuilder text = new StringBuilder();
    int widest = rules.stream().mapToInt(rule -> rule.id().length()).max().orElse(0);
    for (Category category : Category.values()) {
      List<Rule> here =
          rules.stream()
              .filter(rule -> rule.category() == category)
              .sorted(Comparator.comparing(Rule::id))
              .toList();
      if (!here.isEmpty()) {
        text.append(paint.bold(category.title())).append('\n');
        for (Rule rule : here) {
          text.append(INDENT)
              .append(paint.cyan(rule.id()))
              .append(" ".repeat(widest - rule.id().length() + 2))
              .append(rule.title())
              .append('\n');
        }
        text.append('\n');
      }
    }
    text.append("%d crimes. One of them: backlight explain <id>%n".formatted(rules.size()));
    return text.toString();
  }

  String text(List<Language> languages) {
    page.append(paint.bold(rule.title())).append('\n');
    page.append(
            paint.faint(
                rule.id()
                    + " · "
                    + rule.category().title()
                    + " · "
                    + rule.theme()
                    + " · "
                    + grading()))
        .append("\n\n");
    wrapped(rule.why());
    cost();
    for (Language language : languages) {
      language(language);
    }
    heading("Silence it");
    wrapped("With a reason, on the line or the line above:");
    line("# backlight: ignore[" + rule.id() + "] reason");
    return page.toString();
  }

  private String grading() {
    return switch (rule.grading()) {
      case Grading.ByCost() -> "graded by its cost";
      case Grading.Fixed(var severity) -> "always " + severity.title();
      case Grading.Unbounded(var reached, var otherwise) ->
          reached.title() + " where a request reaches it, else " + otherwise.title();
    };
  }

  private void cost() {
    if (rule.cost().isNone()) {
      return;
    }
    heading("What it costs " + rule.cost().per());
    Cost cost = price().cost();
    if (!(cost instanceof Cost.Modelled modelled)) {
      line("before  " + rule.cost().before());
      line("after   " + rule.cost().after());
      return;
    }
    line("before  " + modelled.formulaBefore());
    line("        " + modelled.arithmeticBefore());
    line("after   " + modelled.formulaAfter());
    line("        " + modelled.arithmeticAfter());
    page.append('\n');
    for (Quantity input : modelled.inputs()) {
      line(paint.faint("%-8s %s".formatted(input.name(), input.because())));
    }
  }

  private Priced price() {
    try {
      return Pricing.price(rule.cost(), List.of());
    } catch (IllegalArgumentException e) {
      // Some quantities are known at a place only; the page then shows the formula.
      return Priced.NOTHING;
    }
  }

  private void language(Language language) {
    List<Rule.Remedy> remedies =
        rule.remedies().stream().filter(r -> r.language() == language).toList();
    List<Rule.Example> examples =
        rule.examples().stream().filter(e -> e.language() == language).toList();
    if (remedies.isEmpty() && examples.isEmpty()) {
      return;
    }
    heading(language.title());
    remedies.forEach(remedy -> wrapped(remedy.text()));
    examples.stream().limit(1).forEach(this::example);
  }

  private void example(Rule.Example example) {
    code(paint.red("✗ guilty"), example.guilty());
    code(paint.green("✓ redeemed"), example.redeemed());
  }

  private void code(String title, String code) {
    page.append('\n');
    line(title);
    code.stripTrailing().lines().forEach(text -> line(paint.faint("│ ") + text));
  }

  private void heading(String title) {
    page.append('\n').append(paint.bold(title)).append('\n');
  }

  private void line(String text) {
    page.append((INDENT + text).stripTrailing()).append('\n');
  }

  /// Paragraphs are joined and wrapped; lines that start with a space, a bar or a dash stay.
  private void wrapped(String markdown) {
    List<String> paragraph = new ArrayList<>();
    for (String text : markdown.lines().toList()) {
      boolean fixed = text.isBlank() || " |-*`#0123456789".indexOf(text.charAt(0)) >= 0;
      if (fixed) {
        flow(paragraph);
        line(text);
      } else {
        paragraph.addAll(List.of(text.strip().split("\\s+", -1)));
      }
    }
    flow(paragraph);
  }

  private void flow(List<String> words) {
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      if (!text.isEmpty() && text.length() + 1 + word.length() > width) {
        line(text.toString());
        text.setLength(0);
      }
      text.append(text.isEmpty() ? "" : " ").append(word);
    }
    if (!text.isEmpty()) {
      line(text.toString());
    }
    words.clear();
  }
}
