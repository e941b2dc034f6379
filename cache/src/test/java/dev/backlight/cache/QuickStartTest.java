package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The quick start of the README: it runs, and the README shows these lines.
class QuickStartTest {

  public record Product(long id, String name) {}

  public record ProductUpdated(long productId, String category) {}

  private static final class Database {
    int queries;

    Product product(long id) {
      queries++;
      return new Product(id, "product " + id);
    }

    Map<Long, Product> products(Collection<Long> ids) {
      return ids.stream().collect(Collectors.toMap(Function.identity(), this::product));
    }
  }

  @Test
  void itRuns() {
    Database database = new Database();
    try (RedisProcess redis = RedisProcess.start()) {
      String redisUrl = redis.url();
      // README: begin
      try (TieredCaches caches = TieredCaches.builder().redis(redisUrl).build()) {
        TieredCache<Long, Product> products =
            caches
                .cache("products", Long.class, Product.class)
                .policy(CachePolicy.ttl(Duration.ofMinutes(15)).withFailSafe(Duration.ofHours(1)))
                .taggedBy(id -> Tags.of("product:" + id))
                .build();

        Product one = products.get(42L, database::product);
        Map<Long, Product> many = products.getAll(List.of(1L, 2L, 42L), database::products);

        InvalidationRules rules =
            InvalidationRules.builder()
                .on(ProductUpdated.class, "product:{productId}", "category:{category}")
                .build();
        caches.invalidate(rules.tagsOf(new ProductUpdated(42, "books")));
        // README: end
        assertThat(one).isEqualTo(many.get(42L));
        assertThat(database.queries).isEqualTo(3);
        assertThat(products.peek(42L)).isEmpty();
        assertThat(products.peek(1L)).isPresent();
      }
    }
  }

  @Test
  void theReadmeShowsIt() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    List<String> source =
        Files.readString(Path.of("src/test/java/dev/backlight/cache/QuickStartTest.java"))
            .lines()
            .dropWhile(line -> !line.strip().equals("// README: begin"))
            .skip(1)
            .takeWhile(line -> !line.strip().equals("// README: end"))
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    assertThat(source).isNotEmpty();
    assertThat(readme.lines().map(String::strip)).containsSubsequence(source);
  }

  @Test
  void everyRowOfTheFailureTableNamesItsTest() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    List<String> named =
        Stream.of(readme.split("`FailureTableTest.", -1))
            .skip(1)
            .map(rest -> rest.substring(0, rest.indexOf('`')))
            .toList();
    List<String> tests =
        Stream.of(FailureTableTest.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(java.lang.reflect.Method::getName)
            .toList();
    assertThat(named).containsExactlyInAnyOrderElementsOf(tests);
  }
}
