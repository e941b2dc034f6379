package dev.backlight.audits.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.backlight.model.CostFormula;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Quantity;
import dev.backlight.model.Quantity.Provenance;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PricingTest {

  private static final CostFormula N_PLUS_ONE =
      new CostFormula("N * t_db", "t_db + N * t_row", "ms", "per request");

  @Test
  void printsTheArithmeticWithDefaults() {
    Cost.Modelled cost = modelled(Pricing.price(N_PLUS_ONE, List.of()));

    assertThat(cost.arithmeticBefore()).isEqualTo("50 × 2 ms = 100 ms");
    assertThat(cost.arithmeticAfter()).isEqualTo("2 ms + 50 × 10 µs = 2.5 ms");
    assertThat(cost.basis()).isEqualTo("modelled");
    assertThat(cost.inputs()).extracting(Quantity::name).containsExactly("N", "t_db", "t_row");
    assertThat(cost.inputs())
        .allSatisfy(q -> {
          assertThat(q.provenance()).isEqualTo(Provenance.DEFAULT);
          assertThat(q.because()).startsWith("default: ");
        });
  }

  @Test
  void theLowEndUsesTheLowEndOfEveryInput() {
    Priced price = Pricing.price(N_PLUS_ONE, List.of());

    assertThat(price.saved()).isCloseTo(97.5, within(1e-9));
    assertThat(price.savedLow()).isCloseTo(50 * 1 - (1 + 50 * 0.002), within(1e-9));
  }

  @Test
  void whatThePlaceTellsReplacesTheDefault() {
    CostFormula withHttp =
        new CostFormula("N * (t_db + t_http)", "t_db + ceil(N / k) * t_http", "ms", "per request");
    Cost.Modelled cost =
        modelled(
            Pricing.price(
                withHttp, List.of(Quantity.configured("N", 100, "", "page size at a.py:3"))));

    assertThat(cost.arithmeticBefore()).isEqualTo("100 × (2 ms + 20 ms) = 2.2 s");
    assertThat(cost.arithmeticAfter()).isEqualTo("2 ms + ⌈100 / 20⌉ × 20 ms = 102 ms");
  }

  @Test
  void secondsAndSizesAreConverted() {
    Cost.Modelled slow =
        modelled(
            Pricing.price(
                new CostFormula("t_block", "0", "ms", "per request"),
                List.of(Quantity.configured("t_block", 2, "s", "time.sleep(2)"))));
    assertThat(slow.before()).isEqualTo(2000);
    assertThat(slow.arithmeticBefore()).isEqualTo("2 s");

    Cost.Modelled heap =
        modelled(
            Pricing.price(
                new CostFormula("rows * row_bytes", "batch * row_bytes", "MB", "per export"),
                List.of()));
    assertThat(heap.before()).isEqualTo(10);
    assertThat(heap.arithmeticAfter()).isEqualTo("1,000 × 1 kB = 1 MB");
  }

  @Test
  void onlyAPriceWithoutAssumptionsIsMeasured() {
    CostFormula formula = new CostFormula("N * t_db", "t_db", "ms", "per request");
    Quantity n = new Quantity("N", 42, 42, "", Provenance.MEASURED, "1,204 traces");
    Quantity query = new Quantity("t_db", 1.9, 1.9, "ms", Provenance.MEASURED, "1,204 traces");

    assertThat(modelled(Pricing.price(formula, List.of(n))).basis()).isEqualTo("modelled");
    assertThat(modelled(Pricing.price(formula, List.of(n, query))).basis()).isEqualTo("measured");
  }

  @Test
  void aFixNeverCostsTime() {
    Priced price = Pricing.price(new CostFormula("rtt", "t_http", "ms", "per request"), List.of());

    assertThat(price.saved()).isZero();
    assertThat(price.savedLow()).isZero();
  }

  @Test
  void namesWhatHasNoValue() {
    CostFormula formula = new CostFormula("N * t_quantum", "t_flux", "ms", "per request");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pricing.price(formula, List.of()))
        .withMessage("no value for t_flux, t_quantum");
    assertThat(Pricing.unknownNames(formula, Set.of("t_flux"))).containsExactly("t_quantum");
  }

  @Test
  void divisionByZeroIsAnErrorAndNotAPrice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Pricing.price(
                new CostFormula("t_db / (1 - rho)", "t_db", "ms", "per request"),
                List.of(Quantity.configured("rho", 1, "", "measured"))));
  }

  @Test
  void everyDefaultHasASourceAndASaneRange() {
    assertThat(Defaults.all())
        .allSatisfy(q -> {
          assertThat(q.because()).startsWith("default: ").hasSizeGreaterThan(12);
          assertThat(q.value()).isPositive();
          assertThat(q.low()).isPositive();
        });
  }

  private static Cost.Modelled modelled(Priced price) {
    assertThat(price.cost()).isInstanceOf(Cost.Modelled.class);
    return (Cost.Modelled) price.cost();
  }
}
