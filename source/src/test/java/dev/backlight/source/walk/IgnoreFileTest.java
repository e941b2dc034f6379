package dev.backlight.source.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.walk.IgnoreFile.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of gitignore(5), one line each. Lists of random patterns were compared with `git
/// check-ignore` 2.39 as well and gave the same.
final class IgnoreFileTest {

  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          # a name matches at every level
          log            | log          | true
          log            | a/b/log      | true
          log            | log/         | true
          log            | logs         | false
          # a slash in front or in the middle ties it to the folder of the file
          /log           | log          | true
          /log           | a/log        | false
          a/log          | a/log        | true
          a/log          | b/a/log      | false
          a\\/log        | a/log        | true
          # a slash at the end means folders only, and does not tie
          log/           | log/         | true
          log/           | log          | false
          log/           | a/log/       | true
          a/log/         | b/a/log/     | false
          # stars and question marks stay between slashes
          *.log          | a/x.log      | true
          *.log          | .log         | true
          a/*.log        | a/b/x.log    | false
          a?c            | abc          | true
          a?c            | ac           | false
          a*b*c          | aXbYbc       | true
          a*b*c          | aXcYb        | false
          # classes
          [a-c]x         | bx           | true
          [!a-c]x        | bx           | false
          [^a-c]x        | dx           | true
          []a]x          | ]x           | true
          [a-]x          | -x           | true
          [[:digit:]]x   | 7x           | true
          [[:digit:]]x   | ax           | false
          [a             | [a           | false
          # two stars between slashes are any number of folders
          **/log         | log          | true
          **/log         | a/b/log      | true
          a/**/log       | a/log        | true
          a/**/log       | a/b/c/log    | true
          a/**/log       | b/a/log      | false
          a/**           | a/           | false
          a/**           | a/b          | true
          a/**           | a/b/c        | true
          a/**/b/**/c    | a/b/x/b/y/c  | true
          a/**/b/**/c    | a/x/c        | false
          # elsewhere they are one star
          a**c           | abbc         | true
          x/a**c         | x/a/c        | false
          # a backslash takes the next character as it is
          \\!log         | !log         | true
          \\#log         | #log         | true
          a\\*c          | a*c          | true
          a\\*c          | abc          | false
          log\\          | log          | false
          """)
  void rule(String pattern, String path, boolean ignored) {
    Verdict verdict = verdict(pattern.replace("\\\\", "\\"), path);

    assertThat(verdict).isEqualTo(ignored ? Verdict.IGNORED : Verdict.SILENT);
  }

  @Test
  void theLastMatchingRuleDecides() {
    assertThat(verdict("*.log\n!keep.log\n", "keep.log")).isEqualTo(Verdict.INCLUDED);
    assertThat(verdict("!keep.log\n*.log\n", "keep.log")).isEqualTo(Verdict.IGNORED);
  }

  @Test
  void blanksCommentsMarksAndLineEndsAreNoRules() {
    assertThat(IgnoreFile.parse("\uFEFF\n  \n# a\n!\n/\n\r\n").isEmpty()).isTrue();
    assertThat(verdict("\uFEFFlog\r\n", "log")).isEqualTo(Verdict.IGNORED);
    assertThat(verdict("log   \n", "log")).isEqualTo(Verdict.IGNORED);
    assertThat(verdict("log\\ \n", "log ")).isEqualTo(Verdict.IGNORED);
    assertThat(verdict("log\\ \n", "log")).isEqualTo(Verdict.SILENT);
    assertThat(verdict("log\\\\ \n", "log\\")).isEqualTo(Verdict.IGNORED);
  }

  @Test
  void manyStarsTakeNoExponentialTime() {
    String pattern = "a*".repeat(1_000) + "b";
    String folders = "**/a/".repeat(500) + "b";

    assertThat(verdict(pattern, "a".repeat(2_000))).isEqualTo(Verdict.SILENT);
    assertThat(verdict(folders, "a/".repeat(1_000) + "c")).isEqualTo(Verdict.SILENT);
  }

  private static Verdict verdict(String rules, String path) {
    boolean folder = path.endsWith("/");
    return IgnoreFile.parse(rules).verdict(List.of(path.split("/")), folder);
  }
}
