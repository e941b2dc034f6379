package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Sighting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `@Cacheable` keeps a result; only `sync = true` keeps back those who come before there is one.
class AnnotatedCacheTest {

  private static final String BEST_SELLERS =
      """
      package shop;

      import java.util.List;
      import org.springframework.cache.annotation.Cacheable;
      import org.springframework.jdbc.core.JdbcTemplate;

      class BestSellers {
        private final JdbcTemplate jdbc;

        BestSellers(JdbcTemplate jdbc) {
          this.jdbc = jdbc;
        }

        @Cacheable(%s)
        public List<String> all(%s) {
          %s
        }
      }
      """;

  private static final String QUERY =
      "return jdbc.queryForList(\"select name from products order by sold desc limit 20\","
          + " String.class);";

  @Test
  void oneEntryForEverybodyIsComputedByEverybody() {
    assertThat(found("\"popular\"", "", QUERY))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.message()).contains("sync = true");
          assertThat(one.chain()).anyMatch(step -> step.note().contains("jdbc.queryForList"));
        });
    assertThat(found("value = \"popular\", sync = false", "", QUERY)).hasSize(1);
  }

  @Test
  void oneAtATimeAKeyEachOrNothingDearIsInnocent() {
    assertThat(found("value = \"popular\", sync = true", "", QUERY)).isEmpty();
    assertThat(found("\"popular\"", "long category", QUERY)).isEmpty();
    assertThat(found("\"popular\"", "", "return List.of(\"all\");")).isEmpty();
  }

  private static List<Sighting> found(String options, String parameters, String body) {
    return Trial.of(
        Map.of("BestSellers.java", BEST_SELLERS.formatted(options, parameters, body)),
        "cache-stampede");
  }
}
