package dev.backlight.audits.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

  private static final Map<String, Double> NAMES = Map.of("N", 50.0, "k", 20.0, "t_db", 2.0);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "N * t_db | 100",
        "1 + 2 * 3 | 7",
        "(1 + 2) * 3 | 9",
        "8 - 3 - 2 | 3",
        "8 / 2 / 2 | 2",
        "-N + 60 | 10",
        "2 * -3 | -6",
        "ceil(N / k) | 3",
        "floor(N / k) | 2",
        "max(1, N, k) | 50",
        "min(k, N) | 20",
        "log2(8) | 3",
        "sqrt(N * t_db) | 10",
        ".5 * 4 | 2",
      })
  void calculates(String text, double expected) {
    assertThat(Expression.parse(text).value(NAMES::get)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "N*t_db | N × t_db",
        "N*(t_db+k) | N × (t_db + k)",
        "N-(t_db-k) | N − (t_db − k)",
        "N/(t_db*k) | N / (t_db × k)",
        "(N*t_db)+k | N × t_db + k",
        "t_db+ceil(N/k)*t_db | t_db + ⌈N / k⌉ × t_db",
        "log2(N)*sqrt(k) | log₂(N) × √(k)",
        "-(N+k) | −(N + k)",
      })
  void printsAsInATextbook(String text, String expected) {
    assertThat(Expression.parse(text).print(name -> name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "N *", "(N", "N)", "foo(N)", "ceil(N, k)", "1..2", "N $ k", "max()", "N k"})
  void refusesWhatIsNoExpression(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Expression.parse(text))
        .withMessageContaining("column");
  }

  @Test
  void refusesDeepNestingInsteadOfOverflowing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Expression.parse("(".repeat(200) + "1" + ")".repeat(200)))
        .withMessageContaining("nested deeper");
  }

  @Test
  void whatIsPrintedMeansTheSameWhenReadAgain() {
    Random random = new Random(42);
    for (int i = 0; i < 2_000; i++) {
      Expression expression = random(random, 4);
      String printed =
          expression
              .print(name -> name)
              .replace('×', '*')
              .replace('−', '-')
              .replace("⌈", "ceil(")
              .replace("⌉", ")")
              .replace("⌊", "floor(")
              .replace("⌋", ")")
              .replace("log₂", "log2")
              .replace("√", "sqrt");
      double expected = expression.value(NAMES::get);
      double tolerance = Double.isFinite(expected) ? 1e-9 * Math.abs(expected) : 0;
      double actual = Expression.parse(printed).value(NAMES::get);
      assertThat(Double.compare(actual, expected) == 0 || Math.abs(actual - expected) <= tolerance)
          .as("%s: %s instead of %s", printed, actual, expected)
          .isTrue();
    }
  }

  private static Expression random(Random random, int depth) {
    String[] names = {"N", "k", "t_db"};
    if (depth == 0) {
      return new Expression.Name(names[random.nextInt(names.length)]);
    }
    Expression.Operation[] operations = Expression.Operation.values();
    return switch (random.nextInt(4)) {
      case 0 -> new Expression.Literal(1 + random.nextInt(9));
      case 1 ->
          new Expression.Call(
              operations[random.nextInt(operations.length)], List.of(random(random, depth - 1)));
      default ->
          new Expression.Binary(
              List.of(Expression.Operator.values()).get(random.nextInt(4)),
              random(random, depth - 1),
              random(random, depth - 1));
    };
  }
}
