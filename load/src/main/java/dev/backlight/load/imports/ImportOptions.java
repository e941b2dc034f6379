package dev.backlight.load.imports;

/// What the user says about importing. `unsafe` also takes requests that change data; `logFormat`
/// is the `log_format` of an nginx log, or empty.
public record ImportOptions(boolean unsafe, String logFormat) {

  public static final ImportOptions USUAL = new ImportOptions(false, "");
}
