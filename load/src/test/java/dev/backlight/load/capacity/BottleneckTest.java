package dev.backlight.load.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.load.capacity.Bottleneck.Observed;
import dev.backlight.load.capacity.JudgedStep.Purpose;
import dev.backlight.load.capacity.Vitals.Database;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BottleneckTest {

  private static final Database NO_DATABASE = Database.UNSEEN;

  private static JudgedStep step(Purpose purpose, double rate, String outcome) {
    Second second = new Second(1, 100, 100, List.of(0L), 4, 4, false, false);
    return new JudgedStep(purpose, new Step(rate, Collections.nCopies(5, second)), outcome, "");
  }

  private static Bottleneck judge(Vitals near) {
    List<Observed> observed =
        List.of(
            new Observed(step(Purpose.BRACKET, 100, "pass"), Vitals.NONE),
            new Observed(step(Purpose.NARROW, 880, "pass"), near),
            new Observed(step(Purpose.NARROW, 920, "fail"), near));
    Capacity found = new Capacity.Found(900, 870, 930, 3, 3, true, true, List.of());
    return Bottleneck.of(found, observed, 2);
  }

  private static Vitals target(double processors, double busiest, double machine, Database db) {
    return new Vitals(true, processors, busiest, 0.1, machine, db);
  }

  @Test
  void isNamedOnlyWithEvidence() {
    assertThat(judge(target(1.9, 0.6, 0.98, NO_DATABASE)).words())
        .isEqualTo("the processors: the service used 1.9 of 2");
    assertThat(judge(target(1.0, 0.97, 0.6, NO_DATABASE)).words())
        .contains("one thread of the service, busy 97 %");
    assertThat(judge(new Vitals(true, 0.2, 0.2, 0.95, 0.6, NO_DATABASE)).words())
        .contains("the generator");
    assertThat(judge(target(0.2, 0.2, 0.3, new Database(true, 10, 9.8, 0.1))).words())
        .contains("database connections: 9.8 of the 10");
    assertThat(judge(target(0.2, 0.2, 0.3, new Database(true, 20, 8, 6))).words())
        .contains("locks in the database: 6.0 of 8.0");
    assertThat(judge(target(0.1, 0.1, 0.2, NO_DATABASE)).words())
        .contains("something serves about 4 at a time");
  }

  @Test
  void elseItIsNot() {
    assertThat(judge(Vitals.NONE).known()).isFalse();
    assertThat(judge(Vitals.NONE).words()).contains("not enough evidence", "not on this machine");
    assertThat(judge(target(1.2, 0.6, 0.7, NO_DATABASE)).words())
        .contains("not enough evidence", "1.2 of 2 processors");
    assertThat(Bottleneck.of(new Capacity.AtLeast(9, "", List.of()), List.of(), 2).known())
        .isFalse();
  }
}
