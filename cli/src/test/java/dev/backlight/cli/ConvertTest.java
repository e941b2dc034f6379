package dev.backlight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `backlight convert`, as typed.
class ConvertTest {

  private static final String SCENARIO =
      """
      name: shop
      target: http://127.0.0.1:8000
      users:
        shopper:
          think: 1s..2s
          tasks:
            home: [{get: /}]
            item:
              - get: /items/${random_int(1, 9)}
                expect: 200
      phases: [{users: 5, for: 10s}]
      """;

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void open() throws IOException {
    stage = new Stage(folder);
    stage.file("shop.yaml", SCENARIO);
  }

  @Test
  void aScenarioIsWrittenForOthers() throws IOException {
    assertThat(stage.run("convert", "shop.yaml", "--to", "k6", "-o", "shop.js"))
        .as(stage.err())
        .isEqualTo(ExitCode.OK);
    assertThat(stage.read("shop.js")).contains("import http from 'k6/http'", "randomIntBetween");
    assertThat(stage.out()).isEmpty();
    assertThat(stage.run("convert", "shop.yaml", "--to", "locust", "--journeys-only"))
        .isEqualTo(ExitCode.OK);
    assertThat(stage.out()).contains("(HttpUser)", "between(1");
  }

  @Test
  void whatOthersWroteIsReadBackAsAScenario() throws IOException {
    assertThat(stage.run("convert", "shop.yaml", "--to", "k6", "-o", "shop.js")).isZero();
    assertThat(stage.run("convert", "shop.js", "-o", "again.yaml")).as(stage.err()).isZero();
    assertThat(stage.read("again.yaml")).contains("/items/${random_int(1, 9)}", "users: 5");
    assertThat(stage.run("convert", "again.yaml")).isZero();
  }

  @Test
  void hyperfoilGetsWhatItCanSay() throws IOException {
    stage.file(
        "shop.yaml",
        SCENARIO.replace("{users: 5,", "{rate: 5/s,").replaceFirst(" +expect: 200\n", ""));
    assertThat(stage.run("convert", "shop.yaml", "--to", "hyperfoil"))
        .as(stage.err())
        .isEqualTo(ExitCode.OK);
    assertThat(stage.out()).contains("usersPerSec: 5", "host: \"http://127.0.0.1:8000\"");
  }

  @Test
  void whatTheOtherCannotSayIsRefusedWithItsPlace() {
    assertThat(stage.run("convert", "shop.yaml", "--to", "locust")).isEqualTo(ExitCode.USAGE);
    assertThat(stage.err()).contains("locust cannot say all of shop.yaml", "--journeys-only");
    assertThat(stage.out()).isEmpty();
  }

  @Test
  void mistakesAreSaid() throws IOException {
    stage.file("odd.txt", "nothing that anybody knows\n");
    String[][] mistakes = {
      {"shop.yaml", "--to", "gatling", "--to gatling is not known"},
      {"shop.yaml", "--from", "jmeter", "--from jmeter is not known"},
      {"odd.txt", "-o", "x.yaml", "cannot tell what odd.txt is written in"},
      {"none.yaml", "-o", "x.yaml", "there is no file none.yaml"},
    };
    for (String[] mistake : mistakes) {
      Stage fresh = new Stage(folder);
      assertThat(fresh.run("convert", mistake[0], mistake[1], mistake[2]))
          .isEqualTo(ExitCode.USAGE);
      assertThat(fresh.err()).contains(mistake[3]);
    }
  }
}
