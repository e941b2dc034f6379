package dev.backlight.report;

import dev.backlight.model.Grading;
import dev.backlight.model.Language;
import dev.backlight.model.Rule;
import java.util.Arrays;
import java.util.List;

/// A rule's page: what it is, why, what it costs, how to fix it, guilty and redeemed.
public final class RulePage {

  private static final String BAR = "  │ ";

  private RulePage() {}

  /// For a terminal, at most `width` columns.
  public static String terminal(Rule rule, boolean colour, int width) {
    Ink ink = new Ink(colour);
    StringBuilder out = new StringBuilder();
    out.append(ink.bold(rule.title())).append('\n');
    out.append(ink.muted(String.join(" · ", about(rule)))).append("\n\n");
    wrapped(out, rule.why(), width);
    if (!rule.cost().isNone()) {
      out.append('\n').append(ink.bold("Cost " + rule.cost().per())).append('\n');
      out.append("  before  ").append(rule.cost().before()).append('\n');
      out.append("  after   ").append(rule.cost().after()).append('\n');
    }
    for (Language language : Language.values()) {
      List<Rule.Remedy> remedies = remedies(rule, language);
      List<Rule.Example> examples = examples(rule, language);
      if (remedies.isEmpty() && examples.isEmpty()) {
        continue;
      }
      out.append('\n').append(ink.bold(language.title())).append('\n');
      remedies.forEach(remedy -> wrapped(out, remedy.text(), width));
      for (Rule.Example example : examples.stream().limit(1).toList()) {
        code(out, ink.poor("✗ guilty"), example.guilty());
        code(out, ink.good("✓ redeemed"), example.redeemed());
      }
    }
    out.append('\n').append(ink.bold("Silence it")).append('\n');
    out.append("  # backlight: ignore[").append(rule.id()).append("] reason\n");
    return out.toString();
  }

  private static void wrapped(StringBuilder out, String markdown, int width) {
    for (String paragraph : markdown.strip().split("\n\\s*\n", -1)) {
      for (String line : CodeFrame.wrap(paragraph.replaceAll("\\s+", " "), width - 2)) {
        out.append("  ").append(line).append('\n');
      }
    }
  }

  private static void code(StringBuilder out, String title, String code) {
    out.append("\n  ").append(title).append('\n');
    code.stripTrailing().lines().forEach(line -> out.append(BAR).append(line).append('\n'));
  }

  /// As Markdown, for SARIF's help and the documentation.
  public static String markdown(Rule rule) {
    StringBuilder out = new StringBuilder("# ").append(rule.title()).append("\n\n");
    out.append(String.join(" · ", about(rule))).append("\n\n");
    out.append(rule.why().strip()).append("\n\n");
    if (!rule.cost().isNone()) {
      out.append("## What it costs ").append(rule.cost().per()).append("\n\n");
      out.append("| before | after | unit |\n|---|---|---|\n");
      out.append("| `").append(rule.cost().before()).append("` | `");
      out.append(rule.cost().after()).append("` | ").append(rule.cost().unit()).append(" |\n\n");
    }
    for (Language language : Language.values()) {
      remedies(rule, language)
          .forEach(r ->
              out.append("**")
                  .append(language.title())
                  .append("**: ")
                  .append(r.text().strip())
                  .append("\n\n"));
      for (Rule.Example example : examples(rule, language)) {
        fence(out, "Guilty", language, example.guilty());
        fence(out, "Redeemed", language, example.redeemed());
      }
    }
    return out.append("Silence it with a reason: `# backlight: ignore[")
        .append(rule.id())
        .append("] reason`\n")
        .toString();
  }

  private static void fence(StringBuilder out, String title, Language language, String code) {
    out.append(title).append(":\n\n```").append(language == Language.CONFIG ? "" : language.id());
    out.append('\n').append(code.stripTrailing()).append("\n```\n\n");
  }

  private static List<String> about(Rule rule) {
    String grading =
        switch (rule.grading()) {
          case Grading.ByCost() -> "graded by its cost";
          case Grading.Fixed(var severity) -> "always " + severity.title();
          case Grading.Unbounded(var reached, var otherwise) ->
              reached.title() + " where a request reaches it, else " + otherwise.title();
        };
    return Arrays.asList(rule.id(), rule.category().title(), rule.theme(), grading);
  }

  private static List<Rule.Remedy> remedies(Rule rule, Language language) {
    return rule.remedies().stream().filter(r -> r.language() == language).toList();
  }

  private static List<Rule.Example> examples(Rule rule, Language language) {
    return rule.examples().stream().filter(e -> e.language() == language).toList();
  }
}
