package dev.backlight.audits.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "50 | 50",
        "10000 | 10,000",
        "0.0125 | 0.0125",
        "3.14159 | 3.14",
        "99.95 | 100",
        "1234567.8 | 1,230,000",
        "-2 | −2",
      })
  void numbersHaveThreeDigits(double value, String expected) {
    assertThat(Figures.number(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 ms",
        "0.01 | 10 µs",
        "0.5 | 0.5 ms",
        "853 | 853 ms",
        "999.4 | 999 ms",
        "999.7 | 1 s",
        "1100 | 1.1 s",
        "15000 | 15 s",
        "900000 | 15 min",
      })
  void timesChooseTheirUnit(double ms, String expected) {
    assertThat(Figures.time(ms)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "512 | bytes | 512 bytes",
        "50000 | bytes | 50 kB",
        "2.1 | MB | 2.1 MB",
        "40 | connections | 40 connections",
        "2 | s | 2 s",
        "0.25 | '' | 0.25",
      })
  void quantitiesKeepTheirUnit(double value, String unit, String expected) {
    assertThat(Figures.quantity(value, unit)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0.333 | 33 %", "1.5 | 150 %", "0.004 | 0.4 %"})
  void ratiosArePercent(double ratio, String expected) {
    assertThat(Figures.percent(ratio)).isEqualTo(expected);
  }
}
