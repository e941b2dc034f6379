package dev.backlight.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.backlight.audits.Suppression;
import dev.backlight.cli.config.Configuration.NewOnly;
import dev.backlight.model.Category;
import dev.backlight.model.Severity;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {

  private static final List<String> RULES = List.of("n-plus-one-query", "missing-timeout");

  @Test
  void readsEveryKey() throws ConfigurationException {
    Configuration read =
        read(
            """
            objective: 250ms
            expectedTraffic: 600/m
            paths:
              include: [src/**]
              exclude:
                - legacy/**
            rules:
              n-plus-one-query: low
              missing-timeout: off
            budgets:
              critical: 0
              high: 5
              newOnly: false
              score: ">= 6"
              categories: {caching: 4.5}
              requireEvidence: [source]
            suppressions:
              - rule: n-plus-one-query
                path: app/**
                reason: few rows
                until: 2026-12-31
              - rule: "*"
                path: gen/**
                reason: generated
            baseline: known.json
            """);

    assertThat(read.objective()).isEqualTo(Duration.ofMillis(250));
    assertThat(read.trafficPerSecond()).isEqualTo(10);
    assertThat(read.include()).hasToString("[src/**]");
    assertThat(read.exclude()).hasToString("[legacy/**]");
    assertThat(read.severities()).containsOnly(Map.entry("n-plus-one-query", Severity.LOW));
    assertThat(read.off()).containsExactly("missing-timeout");
    assertThat(read.budgets().findings())
        .containsEntry(Severity.CRITICAL, 0)
        .containsEntry(Severity.HIGH, 5)
        .hasSize(2);
    assertThat(read.budgets().score()).isEqualTo(6);
    assertThat(read.budgets().newOnly()).isEqualTo(NewOnly.NO);
    assertThat(read.budgets().categories()).containsEntry(Category.CACHING_STRATEGY, 4.5);
    assertThat(read.budgets().evidence()).containsExactly("source");
    assertThat(read.suppressions())
        .containsExactly(
            new Suppression(
                "n-plus-one-query",
                "app/**",
                "few rows",
                LocalDate.of(2026, 12, 31),
                "backlight.yaml:18"),
            new Suppression("*", "gen/**", "generated", Suppression.FOREVER, "backlight.yaml:22"));
    assertThat(read.baseline()).isEqualTo("known.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# only a comment\n", "---\n"})
  void nothingIsNoConfiguration(String text) throws ConfigurationException {
    assertThat(read(text).objective()).isEqualTo(Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "budgts: {} | 1:1: unknown key 'budgts'; did you mean 'budgets'?",
        "xyzzy: 1 | 1:1: unknown key 'xyzzy'; known are objective, expectedTraffic",
        "budgets: {hihg: 1} | 1:11: unknown key 'hihg'; did you mean 'high'?",
        "budgets: {high: -1} | 1:17: budgets.high must not be negative",
        "budgets: {high: few} | 1:17: budgets.high must be a whole number, not 'few'",
        "budgets: {score: 11} | 1:18: '11' is no least score",
        "budgets: {newOnly: yes} | 1:20: budgets.newOnly must be true or false, not 'yes'",
        "budgets: {requireEvidence: [laod]} | 1:29: 'laod' is no evidence; did you mean 'load'?",
        "rules: {n-plus-one-qery: off} | 1:9: unknown rule 'n-plus-one-qery'; did you mean",
        "rules: {missing-timeout: bad} | 1:26: 'bad' is no level; use critical, high",
        "objective: fast | 1:12: 'fast' is not a duration",
        "objective: | 1:11: objective must be a text",
        "expectedTraffic: much | 1:18: 'much' is not a rate",
        "suppressions: [{rule: missing-timeout}] | 1:16: a suppression needs a path",
        "paths: [a] | 1:8: paths must be a mapping",
        "paths: {include: a} | 1:18: paths.include must be a list",
        "paths: {include: ['{a']} | 1:19: braces do not match",
        "baseline: [1] | 1:11: baseline must be a text",
        "'[a' | 1:1: not YAML",
        "- a | 1:1: the configuration must be a mapping",
      })
  void everyMistakeHasItsPlace(String text, String message) {
    String unquoted = text.equals("[a") ? "a: [b" : text;
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read(unquoted))
        .satisfies(e ->
            assertThat(e.getMessage())
                .startsWith("backlight.yaml:" + (text.equals("[a") ? "" : message)));
  }

  @Test
  void showsTheLineAndPointsAtTheMistake() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read("objective: 300ms\nbudgets:\n  critcal: 0\n"))
        .withMessage(
            """
            backlight.yaml:3:3: unknown key 'critcal'; did you mean 'critical'?
              3 │   critcal: 0
                │   ^\
            """);
  }

  @Test
  void aKeyTwiceIsAMistake() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read("objective: 1s\nobjective: 2s\n"))
        .withMessageContaining("backlight.yaml:2");
  }

  @ParameterizedTest
  @CsvSource({"300ms,300", "1.5s,1500", "2 m,120000", "2min,120000", "0.5ms,0"})
  void durationsAreReadAsPeopleWriteThem(String text, long milliseconds) {
    assertThat(Durations.parse(text).toMillis()).isEqualTo(milliseconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "300", "ms", "-1s", "0ms", "2d", "1e9s", "90000s"})
  void otherDurationsAreRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "n-plus-one, n-plus-one-query",
    "mising-timeuot, missing-timeout",
    "N-Plus-One-Query, n-plus-one-query",
  })
  void suggestsWhatMayBeMeant(String unknown, String meant) {
    assertThat(Suggestion.sentence(unknown, RULES)).isEqualTo("; did you mean '" + meant + "'?");
  }

  @Test
  void suggestsNothingFarAway() {
    assertThat(Suggestion.sentence("zebra", RULES)).isEmpty();
  }

  private static Configuration read(String text) throws ConfigurationException {
    return ConfigurationReader.read("backlight.yaml", text, RULES);
  }
}
