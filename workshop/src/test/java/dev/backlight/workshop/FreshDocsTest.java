package dev.backlight.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.crimes.Crimes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The pages of the crimes say what the crimes say.
class FreshDocsTest {

  private static final String REMEDY = "docs/crimes is stale; write it again with: dev/docs";

  private final Repository repository = Repository.around(Path.of(""));
  private final Map<String, String> pages = CrimePages.of(Crimes.rules());

  @Test
  void thereIsOnePageForEachCrimeAndNoOther() {
    List<String> there =
        repository.files().stream().filter(f -> f.startsWith(CrimePages.FOLDER)).toList();
    assertThat(there).as(REMEDY).containsExactlyElementsOf(pages.keySet());
  }

  @Test
  void everyPageIsFresh() {
    List<String> stale =
        repository.files().stream()
            .filter(pages::containsKey)
            .filter(file -> !repository.text(file).equals(pages.get(file)))
            .toList();
    assertThat(stale).as(REMEDY).isEmpty();
  }
}
