package dev.backlight.workshop;

import dev.backlight.crimes.Crimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Writes `docs/crimes` from the crimes: what `dev/docs` runs.
public final class DocsGenerator {

  private DocsGenerator() {}

  public static void main(String[] arguments) throws IOException {
    Repository repository = Repository.around(Path.of(""));
    int changed = write(repository, CrimePages.of(Crimes.rules()));
    System.out.println(changed == 0 ? "docs/crimes is fresh" : changed + " pages written");
  }

  /// Returns how many files of the folder were written or removed.
  private static int write(Repository repository, Map<String, String> pages) throws IOException {
    int changed = 0;
    for (Map.Entry<String, String> page : pages.entrySet()) {
      Path file = repository.root().resolve(page.getKey());
      if (!Files.exists(file) || !Files.readString(file).equals(page.getValue())) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, page.getValue());
        changed++;
      }
    }
    for (String file : repository.files()) {
      if (file.startsWith(CrimePages.FOLDER) && !pages.containsKey(file)) {
        Files.delete(repository.root().resolve(file));
        changed++;
      }
    }
    return changed;
  }
}
