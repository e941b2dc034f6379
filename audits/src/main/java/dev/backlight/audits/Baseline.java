package dev.backlight.audits;

import dev.backlight.model.Severity;
import java.util.List;

/// The findings that were there when the baseline was taken. They still count in the score; a gate
/// on new findings leaves them out.
public record Baseline(boolean present, List<Entry> entries) {

  public static final Baseline NONE = new Baseline(false, List.of());

  public record Entry(String key, String rule, String path, Severity severity) {}
}
