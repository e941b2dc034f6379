package dev.backlight.model;

import java.util.List;

/// Everything a review says. Every output is a pure function of this record.
///
/// `findings` come costliest first (severity, then modelled saving, then path and line) and include
/// the suppressed ones; `rules` has every rule that a finding names and those that passed.
public record Report(
    String schemaVersion,
    Tool tool,
    Run run,
    Score score,
    List<CategoryScore> categories,
    List<Audit> audits,
    List<Finding> findings,
    List<Rule> rules,
    List<StackEntry> stack,
    List<EvidenceSource> evidence,
    List<ChecklistItem> checklist,
    Gate gate,
    List<RouteEntry> routes,
    LoadTests load,
    Numbers numbers) {

  public record Tool(String name, String version, String scoringModel) {}

  /// `project` is the name shown; `root` is never an absolute path. `commit`, `branch` empty
  /// outside git. `startedAt` ISO-8601 UTC. `verdict` is the one-sentence verdict made from the
  /// data.
  public record Run(
      String project,
      String commit,
      String branch,
      boolean dirty,
      String startedAt,
      long durationMs,
      String mode,
      boolean provisional,
      double objectiveMs,
      String objectiveSource,
      String verdict,
      List<String> warnings) {}

  /// A score of 0.0–10.0 that exists, or why it does not.
  public sealed interface Value {
    record Known(double value) implements Value {}

    record NotMeasured(String why) implements Value {}
  }

  /// `lo` and `hi` bound the score with all missing audits at 0 and at 1. `ifFixed` is the score
  /// with Critical and High findings gone. `measuredShare` 0–1 of the total's weight.
  public record Score(Value value, double lo, double hi, double measuredShare, Value ifFixed) {}

  /// `keyFact` is one short line of data. `measuredShare` 0–1 of the category's weight.
  public record CategoryScore(
      Category category,
      Value value,
      double lo,
      double hi,
      double measuredShare,
      int measuredAudits,
      int audits,
      String keyFact) {}

  /// One audit. `score` 0–1 when measured. `p10` and `median` are the curve's control points as
  /// written in the scoring model (empty for `practice`). `supply` says how to measure it.
  public record Audit(
      String id,
      Category category,
      String title,
      double weight,
      State state,
      String p10,
      String median,
      String unit,
      String basis,
      List<String> evidence,
      String supply) {

    public sealed interface State {
      record Measured(double value, double score, String detail) implements State {}

      record NotMeasured(String why) implements State {}

      record NotApplicable(String why) implements State {}
    }
  }

  /// A source of evidence: `status` is `ok`, `missing` or `error`.
  public record EvidenceSource(String name, String status, String detail) {}

  /// One of the seed's twenty items.
  public record ChecklistItem(
      String id, String group, String title, Mark mark, String why, List<String> findings) {
    public enum Mark {
      DONE("done"),
      NOT_DONE("not done"),
      NOT_MEASURED("not measured"),
      NOT_APPLICABLE("not applicable");

      private final String id;

      Mark(String id) {
        this.id = id;
      }

      public String id() {
        return id;
      }
    }
  }

  /// `configured` is false where the user set no budget: then nothing fails.
  public record Gate(boolean configured, boolean passed, List<Budget> budgets) {}

  public record Budget(String name, String expected, String actual, boolean passed) {}

  /// An entry point: `name` (`GET /users/{id}`), where its handler is, how many findings reach it.
  public record RouteEntry(String name, Location handler, int findings) {}

  /// Counts over the tree.
  public record Numbers(
      int files,
      long lines,
      int filesWithSyntaxErrors,
      int skippedFiles,
      int functions,
      int calls,
      int resolvedCalls,
      int suppressed,
      int rulesRun,
      List<LanguageCount> languages,
      List<Phase> phases) {}

  public record LanguageCount(Language language, int files, long lines) {}

  public record Phase(String name, String detail, long durationMs) {}
}
