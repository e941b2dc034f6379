package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.model.Location;
import dev.backlight.source.code.SourceFile;
import java.util.ArrayList;
import java.util.List;

/// A file in the program.
public final class Unit {

  /// What a file is for; only PRODUCT code is judged by default.
  public enum Role {
    PRODUCT,
    /// JavaScript that runs in a browser.
    BROWSER,
    TEST,
    MIGRATION,
    /// Seeds, fixtures, build and maintenance scripts, examples, benchmarks.
    TOOL
  }

  private final int index;
  private final SourceFile file;
  private final Role role;
  private final List<Fn> functions = new ArrayList<>();
  private final List<Cls> classes = new ArrayList<>();

  Unit(int index, SourceFile file, Role role) {
    this.index = index;
    this.file = file;
    this.role = role;
  }

  int index() {
    return index;
  }

  public SourceFile file() {
    return file;
  }

  public String path() {
    return file.path();
  }

  public Language language() {
    return file.language();
  }

  public Role role() {
    return role;
  }

  /// In the order of [SourceFile#functions()].
  public List<Fn> functions() {
    return functions;
  }

  /// In the order of [SourceFile#types()].
  public List<Cls> classes() {
    return classes;
  }

  public Fn module() {
    return functions.getFirst();
  }

  public Location location(int start, int end, String symbol) {
    return new Location(path(), file.span(start, end), symbol);
  }

  @Override
  public String toString() {
    return path();
  }
}
