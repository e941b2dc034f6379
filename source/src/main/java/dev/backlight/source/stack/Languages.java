package dev.backlight.source.stack;

import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Location;
import dev.backlight.model.Span;
import dev.backlight.source.code.SourceFile;
import java.util.List;
import java.util.function.Predicate;

/// The languages by the files that were read, and the runtimes that follow from them.
final class Languages {

  private Languages() {}

  static void read(List<SourceFile> sources, Clues clues) {
    count(sources, clues, Language.PYTHON, "runtime:python", path -> true);
    count(sources, clues, Language.CSHARP, "runtime:csharp", path -> true);
    count(sources, clues, Language.JAVA, "runtime:java", path -> true);
    count(sources, clues, Language.JAVASCRIPT, "runtime:typescript", Languages::isTyped);
    count(sources, clues, Language.JAVASCRIPT, "runtime:javascript", path -> !isTyped(path));
  }

  private static boolean isTyped(String path) {
    return path.endsWith(".ts")
        || path.endsWith(".tsx")
        || path.endsWith(".mts")
        || path.endsWith(".cts");
  }

  private static void count(
      List<SourceFile> sources,
      Clues clues,
      Language language,
      String signal,
      Predicate<String> which) {
    List<SourceFile> files =
        sources.stream()
            .filter(file -> file.language() == language && which.test(file.path()))
            .toList();
    if (!files.isEmpty()) {
      SourceFile first =
          files.stream()
              .filter(file -> !Clues.isAside(file.path()))
              .findFirst()
              .orElse(files.getFirst());
      Location place = new Location(first.path(), Span.line(1), "");
      String note = files.size() == 1 ? "1 file" : files.size() + " files";
      clues.add(signal, "", false, Confidence.HIGH, place, note);
    }
  }
}
