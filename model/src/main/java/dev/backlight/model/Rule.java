package dev.backlight.model;

import java.util.List;

/// A crime as the report shows it. `why` and `remedies` are Markdown.
public record Rule(
    String id,
    String title,
    Category category,
    String theme,
    String why,
    List<Remedy> remedies,
    CostFormula cost,
    Grading grading,
    List<Example> examples) {

  /// How to fix it in one language, as a sentence.
  public record Remedy(Language language, String text) {}

  /// A guilty program and its redeemed twin. `path` names the example's file.
  public record Example(Language language, String path, String guilty, String redeemed) {}
}
