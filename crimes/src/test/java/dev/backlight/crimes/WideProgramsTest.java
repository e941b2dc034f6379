package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Every expression is evaluated once: what is read twice per level would never end here.
class WideProgramsTest {

  @Test
  void aUnionOfAHundredTypesIsReadOnce() {
    String union = "Event = " + String.join(" | ", Collections.nCopies(100, "Created")) + "\n";

    assertThat(Trial.of(Map.of("events.py", union), "")).isEmpty();
  }

  @Test
  void aChainOfAHundredCallsIsReadOnce() {
    String chain = "rows = table" + ".filter(active=True)".repeat(100) + "\n";

    assertThat(Trial.of(Map.of("rows.py", chain), "")).isEmpty();
  }
}
