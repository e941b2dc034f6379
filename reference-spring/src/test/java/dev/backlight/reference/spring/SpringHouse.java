package dev.backlight.reference.spring;

import dev.backlight.reference.Edition;
import dev.backlight.reference.backing.Logs;
import dev.backlight.reference.backing.Postgres;
import dev.backlight.reference.backing.ProfileService;
import dev.backlight.reference.backing.Redis;
import dev.backlight.reference.backing.Stock;
import dev.backlight.reference.proof.Statements;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// One PostgreSQL with data, one Redis and one slow profile service for all tests of a run.
final class SpringHouse {

  static final Stock STOCK = Stock.forUsers(500);
  static final Duration PROFILE_DELAY = Duration.ofSeconds(1);

  private static final SpringHouse ONLY = new SpringHouse();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Postgres postgres;
  private final Redis redis;
  private final ProfileService profiles;

  private SpringHouse() {
    Logs.quiet();
    try {
      postgres = Postgres.embedded();
      redis = Redis.embedded();
      profiles = ProfileService.start(PROFILE_DELAY);
      STOCK.fill(postgres.url(), "nobody logs in");
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Open, with nothing cached.
  static SpringShop open(Edition edition) throws IOException {
    Redis.empty(ONLY.redis.url());
    return open(edition, Map.of());
  }

  static SpringShop open(Edition edition, Map<String, Object> properties) {
    return SpringShop.open(
        edition,
        0,
        ONLY.postgres.url(),
        ONLY.redis.url(),
        "http://127.0.0.1:" + ONLY.profiles.port(),
        properties);
  }

  static String postgres() {
    return Stock.inSchema(ONLY.postgres.url());
  }

  static Statements statements() throws SQLException {
    return Statements.of(postgres());
  }

  static void emptyCache() throws IOException {
    Redis.empty(ONLY.redis.url());
  }

  /// How often the slow service was called.
  static long profileCalls() {
    return ONLY.profiles.calls();
  }

  static HttpResponse<String> get(SpringShop shop, String path)
      throws IOException, InterruptedException {
    return CLIENT.send(request(shop, path), BodyHandlers.ofString());
  }

  /// As many requests at once; those of several shops in turn.
  static List<CompletableFuture<HttpResponse<String>>> crowd(
      int size, String path, SpringShop... shops) {
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      all.add(CLIENT.sendAsync(request(shops[i % shops.length], path), BodyHandlers.ofString()));
    }
    return all;
  }

  private static HttpRequest request(SpringShop shop, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + shop.port() + path)).build();
  }
}
