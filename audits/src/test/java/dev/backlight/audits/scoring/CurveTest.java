package dev.backlight.audits.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.backlight.model.Category;
import org.junit.jupiter.api.Test;

class CurveTest {

  @Test
  void passesItsControlPoints() {
    Curve curve = new Curve(300, 600);

    assertThat(curve.score(300)).isCloseTo(0.9, within(1e-6));
    assertThat(curve.score(600)).isCloseTo(0.5, within(1e-6));
    assertThat(curve.score(1200)).isCloseTo(0.1, within(1e-6));
    assertThat(curve.score(0)).isEqualTo(1);
  }

  @Test
  void neverRisesWithTheValue() {
    Curve curve = new Curve(0.02, 0.25);
    double last = 1;
    for (double value = 0; value <= 5; value += 0.001) {
      double score = curve.score(value);
      assertThat(score).isBetween(0.0, 1.0).isLessThanOrEqualTo(last);
      last = score;
    }
  }

  @Test
  void refusesControlPointsInTheWrongOrder() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Curve(2, 1));
  }

  @Test
  void everyAuditOfTheModelHasACurveAndItsCategoryAddsUp() {
    ScoringModel model = ScoringModel.current();

    assertThat(model.version()).isEqualTo("2026.1");
    assertThat(model.defaultObjectiveMs()).isEqualTo(300);
    for (Category category : Category.values()) {
      assertThat(model.audits(category).stream().mapToDouble(AuditSpec::weight).sum())
          .as(category.id())
          .isEqualTo(100);
    }
    assertThat(model.audits())
        .filteredOn(audit -> !audit.isPractice())
        .allSatisfy(audit -> {
          assertThat(audit.score(0, 300)).isEqualTo(1);
          assertThat(audit.score(1e9, 300)).isLessThan(0.01);
          assertThat(audit.supply()).isNotBlank();
        });
    assertThat(model.audits()).filteredOn(AuditSpec::isPractice).hasSize(5);
  }
}
