package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.model.Location;
import dev.backlight.source.code.SourceFile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  private volatile @Nullable List<List<Fn>> inner;

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

  /// By the number of a function, those that are written in it. Files of generated models have
  /// thousands, so they are sorted once.
  List<Fn> inner(int function) {
    List<List<Fn>> known = inner;
    if (known == null) {
      List<List<Fn>> sorted = new ArrayList<>();
      functions.forEach(fn -> sorted.add(new ArrayList<>(0)));
      for (Fn fn : functions) {
        if (fn.decl().enclosing() >= 0) {
          sorted.get(fn.decl().enclosing()).add(fn);
        }
      }
      known = sorted;
      inner = sorted;
    }
    return known.get(function);
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
