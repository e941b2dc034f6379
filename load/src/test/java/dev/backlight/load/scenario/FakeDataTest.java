package dev.backlight.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FakeDataTest {

  private static Value fake(String kind, long seed) throws EvaluationException {
    return FakeData.call(List.of(Value.of(kind)), new SplittableRandom(seed));
  }

  @Test
  void everyKindGivesSomethingAndTheSameForTheSameSeed() throws Exception {
    for (FakeData.Kind kind : FakeData.Kind.values()) {
      for (int seed = 0; seed < 200; seed++) {
        Value value = fake(kind.word(), seed);
        assertThat(Values.text(value)).as(kind.word()).isNotBlank().doesNotContain("null");
        assertThat(fake(kind.word(), seed)).isEqualTo(value);
      }
    }
  }

  @Test
  void nobodyRealIsWrittenTo() throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      assertThat(Values.text(fake("email", seed))).matches(".*@example\\.(com|net|org)");
      assertThat(Values.text(fake("url", seed))).matches("https://\\w+\\.example\\.\\w+/");
      assertThat(Values.text(fake("phone_number", seed))).contains("-555-01");
    }
  }

  @Test
  void cardNumbersHaveTheirCheckDigit() throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      String digits = Values.text(fake("credit_card_number", seed));
      int sum = 0;
      for (int i = 0; i < 16; i++) {
        int digit = digits.charAt(15 - i) - '0';
        int counted = i % 2 == 1 ? digit * 2 : digit;
        sum += counted > 9 ? counted - 9 : counted;
      }
      assertThat(sum % 10).isZero();
    }
  }

  @Test
  void textsKeepToTheirLength() throws Exception {
    for (int characters = 1; characters <= 120; characters++) {
      Value text =
          FakeData.call(
              List.of(Value.of("text"), Value.of(characters)), new SplittableRandom(characters));
      assertThat(Values.text(text)).hasSizeBetween(1, characters);
    }
  }

  @Test
  void anUnknownKindIsNamedWhereItIsWritten() {
    assertThatThrownBy(() -> ExpressionParser.expression("fake('emial')"))
        .hasMessageContaining("fake() knows no 'emial'; did you mean 'email'?");
    assertThatThrownBy(
            () -> FakeData.call(List.of(Value.of("words"), Value.of(0)), new SplittableRandom(1)))
        .hasMessageContaining("from 1 to");
  }
}
