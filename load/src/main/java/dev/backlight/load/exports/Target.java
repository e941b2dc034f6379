package dev.backlight.load.exports;

import dev.backlight.load.scenario.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A tool that scenarios can be written for.
public enum Target {
  K6("js"),
  LOCUST("py"),
  HYPERFOIL("yaml");

  private final String extension;

  Target(String extension) {
    this.extension = extension;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String extension() {
    return extension;
  }

  public static Optional<Target> named(String word) {
    return List.of(values()).stream().filter(each -> each.word().equals(word)).findFirst();
  }

  /// The scenario in the tool's own words.
  public String write(Scenario scenario) throws ExportException {
    return switch (this) {
      case K6 -> K6Export.write(scenario);
      case LOCUST -> LocustExport.write(scenario);
      case HYPERFOIL -> HyperfoilExport.write(scenario);
    };
  }
}
