package dev.backlight.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

  private static Scope scope() throws EvaluationException {
    Scope scope =
        new Scope(
            Map.of("tenant", Value.of("acme")),
            Map.of("HOME_TOWN", "Delft"),
            InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z")),
            new SplittableRandom(1),
            3);
    scope.set("n", Value.of(7));
    scope.set("order", Json.read("{\"id\":5,\"items\":[{\"sku\":\"a\"},{\"sku\":\"b\"}]}"));
    return scope;
  }

  private static String value(String text) throws Exception {
    return Json.write(Evaluator.evaluate(ExpressionParser.expression(text), scope()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      value = {
        "1 + 2 * 3 → 7",
        "(1 + 2) * 3 → 9",
        "-n + 10 → 3",
        "7 / 2 → 3.5",
        "6 / 2 → 3",
        "-7 // 2 → -4",
        "-7 % 3 → 2",
        "'a' + n + true → `\"a7true\"`",
        "n > 3 and n <= 7 → true",
        "not n == 7 or false → false",
        "!(n == 7) || n != 7 → false",
        "n == 7 ? 'yes' : 'no' → `\"yes\"`",
        "order.items[1].sku → `\"b\"`",
        "order.items[-1]['sku'] → `\"b\"`",
        "order?.nothing?.here → null",
        "[i.sku for i in order.items if i.sku != 'a'] → `[\"b\"]`",
        "'b' in 'abc' and 3 not in [1, 2] → true",
        "{a: 1, 'b c': [tenant]} → `{\"a\":1,\"b c\":[\"acme\"]}`",
        "pointer(order, '/items/0/sku') → `\"a\"`",
        "pointer(order, '$.items[1].sku') → `\"b\"`",
        "regex('id=42;', 'id=(\\\\d+)') → `\"42\"`",
        "get(order, 'no', 'x') → `\"x\"`",
        "upper(trim(' a ')) → `\"A\"`",
        "join(range(3), '-') → `\"0-1-2\"`",
        "slice('hello', 1, -1) → `\"ell\"`",
        "format('%05d|%.2f|%s', n, 1.5, 'x') → `\"00007|1.50|x\"`",
        "format_time(now(), '%Y/%m/%d') → `\"2026/01/02\"`",
        "base64('a:b') → `\"YTpi\"`",
        "url_encode('a b&c') → `\"a%20b%26c\"`",
        "env('HOME_TOWN') + env('NO', '!') → `\"Delft!\"`",
        "merge({a: 1}, {b: 2, a: 3}) → `{\"a\":3,\"b\":2}`",
        "user() → 3",
        "type(order) → `\"map\"`",
        "sum([1, 2, 3.5]) → 6.5",
      })
  void computes(String text, String expected) throws Exception {
    assertThat(value(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a + b * (c - -1)",
        "not a == b and (c or d)",
        "(a ? b : c) + 1",
        "x[0].y?.z['a b']",
        "[e + 1 for e in xs if e > 2]",
        "{a: 1, 'b-c': 'it\\'s'}",
        "random_int(1, length(xs)) // 2 % 3",
        "'a' in b and not (c in d)",
        "(a and b) == c"
      })
  void whatIsWrittenIsReadAgain(String text) throws SyntaxException {
    Expression expression = ExpressionParser.expression(text);
    assertThat(ExpressionParser.expression(ExpressionText.of(expression))).isEqualTo(expression);
    Expression template = ExpressionParser.template("/p/${" + text + "}?q=$${no}");
    assertThat(ExpressionParser.template(ExpressionText.template(template))).isEqualTo(template);
  }

  @Test
  void onlyOneExpressionKeepsItsType() throws Exception {
    assertThat(Evaluator.evaluate(ExpressionParser.template("${n}"), scope()))
        .isEqualTo(Value.of(7));
    assertThat(Evaluator.evaluate(ExpressionParser.template("${n}!"), scope()))
        .isEqualTo(Value.of("7!"));
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> value("order.idd"))
        .hasMessage("no field 'idd' in order, a map (it has id, items)");
    assertThatThrownBy(() -> value("order.items[9]")).hasMessageContaining("no 9 in order.items");
    assertThatThrownBy(() -> value("nobody")).hasMessage("the variable 'nobody' is not set");
    assertThatThrownBy(() -> value("1 // 0")).hasMessage("division by zero");
    assertThatThrownBy(() -> value("random_choice([])")).hasMessageContaining("empty");
  }

  @Test
  void theSameSeedDrawsTheSame() throws Exception {
    String all = "[random_int(1, 9), random_choice(['a', 'b']), uuid(), sample(range(9), 3)]";
    assertThat(value(all)).isEqualTo(value(all));
    for (int i = 0; i < 200; i++) {
      assertThat(Integer.parseInt(value("random_int(1, 5)"))).isBetween(1, 5);
    }
  }
}
