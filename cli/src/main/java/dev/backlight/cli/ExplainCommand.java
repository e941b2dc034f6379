package dev.backlight.cli;

import dev.backlight.cli.config.Suggestion;
import dev.backlight.model.Language;
import dev.backlight.model.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `backlight explain`.
@Command(
    name = "explain",
    description = "Explain a crime: why it hurts, what it costs, how to mend it.",
    abbreviateSynopsis = true,
    sortOptions = false,
    optionListHeading = "%nOptions%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples%n",
    footer = {
      "  backlight explain --list",
      "  backlight explain n-plus-one-query",
      "  backlight explain n-plus-one-query --language java"
    })
final class ExplainCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CRIME",
      description = "The crime's id, as in a report.")
  private @Nullable String crime;

  @Option(names = "--list", description = "List all crimes.")
  private boolean list;

  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      description = "Examples in one language: python, javascript, csharp, java, config.")
  private @Nullable String language;

  @Option(names = "--color", paramLabel = "WHEN", description = "auto, always or never.")
  private Terminal.Color color = Terminal.Color.AUTO;

  @Mixin final HelpOption help = new HelpOption();

  ExplainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Trouble {
    List<Rule> rules = surroundings.review().rules();
    Terminal terminal = surroundings.terminal();
    Paint paint = new Paint(terminal.color(color, terminal.outIsTerminal()));
    if (list) {
      terminal.print(RulePage.list(rules, paint));
      return ExitCode.OK;
    }
    if (crime == null) {
      throw new Trouble("which crime?", "See them all with: backlight explain --list");
    }
    String wanted = crime;
    Rule rule =
        rules.stream()
            .filter(r -> r.id().equals(wanted.toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElse(null);
    if (rule == null) {
      List<String> ids = rules.stream().map(Rule::id).toList();
      throw new Trouble(
          "unknown crime '" + wanted + "'" + Suggestion.sentence(wanted, ids),
          "See them all with: backlight explain --list");
    }
    terminal.print(new RulePage(rule, paint, terminal.columns()).text(languages()));
    return ExitCode.OK;
  }

  private List<Language> languages() throws Trouble {
    if (language == null) {
      return List.of(Language.values());
    }
    String wanted = language.toLowerCase(Locale.ROOT);
    List<Language> found =
        Arrays.stream(Language.values())
            .filter(l -> l.id().equals(wanted) || l.title().toLowerCase(Locale.ROOT).equals(wanted))
            .toList();
    if (found.isEmpty()) {
      List<String> ids = Arrays.stream(Language.values()).map(Language::id).toList();
      throw new Trouble(
          "unknown language '" + language + "'" + Suggestion.sentence(wanted, ids),
          "Known are " + String.join(", ", ids) + ".");
    }
    return found;
  }
}
