package dev.backlight.audits;

import static dev.backlight.audits.Sample.TODAY;
import static dev.backlight.audits.Sample.sighting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Finding.Status;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilencerTest {

  private static final Set<String> RAN = Set.of("n-plus-one-query", "await-in-loop");

  @ParameterizedTest
  @CsvSource({
    "7, false, true",
    "6, false, false",
    "6, true, true",
    "5, true, false",
    "8, true, false"
  })
  void aCommentCountsForItsLineAndAloneForTheNext(int line, boolean alone, boolean silences) {
    Ignore ignore = new Ignore("a.py", line, alone, List.of("n-plus-one-query"), "two rows");
    Silencer silencer = new Silencer(List.of(ignore), List.of(), TODAY);

    assertThat(silencer.silenced(sighting("n-plus-one-query", "a.py", 7)).isPresent())
        .isEqualTo(silences);
    assertThat(silencer.silenced(sighting("await-in-loop", "a.py", 7))).isEmpty();
    assertThat(silencer.silenced(sighting("n-plus-one-query", "b.py", 7))).isEmpty();
  }

  @Test
  void aConfiguredSuppressionHoldsUntilItsDay() {
    Suppression lastDay = suppression("*", "legacy/**", TODAY);
    Suppression over = suppression("await-in-loop", "app/**", TODAY.minusDays(1));
    Silencer silencer = new Silencer(List.of(), List.of(lastDay, over), TODAY);

    assertThat(silencer.silenced(sighting("n-plus-one-query", "legacy/a.py", 7)))
        .contains(new Status.Suppressed("configuration", "rewrite", TODAY.toString()));
    assertThat(silencer.silenced(sighting("await-in-loop", "app/a.py", 7))).isEmpty();
    assertThat(silencer.warnings(RAN))
        .containsExactly(
            "backlight.yaml:9: the suppression of await-in-loop in app/** expired on 2026-02-28"
                + " and no longer counts");
  }

  @Test
  void whatSilencesNothingIsSaid() {
    Ignore unused = new Ignore("a.py", 7, false, List.of("n-plus-one-query"), "why");
    Ignore empty = new Ignore("a.py", 9, false, List.of(), "why");
    Ignore notRun = new Ignore("a.py", 9, false, List.of("of-another-run"), "why");
    Silencer silencer =
        new Silencer(
            List.of(unused, empty, notRun),
            List.of(suppression("await-in-loop", "app/**", Suppression.FOREVER)),
            TODAY);

    assertThat(silencer.warnings(RAN))
        .containsExactly(
            "backlight.yaml:9: the suppression of await-in-loop in app/** matches nothing",
            "a.py:7: ignore[n-plus-one-query] matches nothing",
            "a.py:9: the ignore comment names no crime");
  }

  @Test
  void aSuppressionWithoutAnEndPrintsNone() {
    Silencer silencer =
        new Silencer(
            List.of(),
            List.of(suppression("n-plus-one-query", "*.py", Suppression.FOREVER)),
            TODAY);

    assertThat(silencer.silenced(sighting("n-plus-one-query", "deep/a.py", 7)))
        .contains(new Status.Suppressed("configuration", "rewrite", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "backlight: ignore[a-b] two rows | a-b | two rows",
        "noqa; backlight:ignore [a, b] reason: x | a,b | reason: x",
        "backlight: ignore[a] why */ | a | why",
      })
  void commentsAreRead(String text, String crimes, String reason) {
    Ignore ignore = Ignore.parse("a.py", 3, true, text).orElseThrow();

    assertThat(String.join(",", ignore.crimes())).isEqualTo(crimes);
    assertThat(ignore.reason()).isEqualTo(reason);
  }

  @Test
  void otherCommentsAreNone() {
    assertThat(Ignore.parse("a.py", 3, true, "backlight: ignore")).isEmpty();
    assertThat(Ignore.parse("a.py", 3, true, "ignore[a] this")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app/*.py | app/a.py | true",
        "app/*.py | app/b/a.py | false",
        "app/** | app/b/a.py | true",
        "**/test/** | a/test/b.py | true",
        "**/test/** | test/b.py | true",
        "*.py | a/b.py | true",
        "app/ | app/x/y.js | true",
        "*.{js,ts} | x.ts | true",
        "a?.py | ab.py | true",
        "a+.py | aa.py | false",
        "./app/a.py | app/a.py | true",
      })
  void pathPatternsMatch(String pattern, String path, boolean matches) {
    assertThat(new PathPattern(pattern).matches(path)).isEqualTo(matches);
  }

  private static Suppression suppression(String rule, String path, LocalDate until) {
    return new Suppression(rule, path, "rewrite", until, "backlight.yaml:9");
  }
}
