package dev.backlight.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backlight.cache.CachePolicy;
import dev.backlight.cache.TieredCaches;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import redis.embedded.RedisServer;

/// Two application contexts, as two instances of a service, on one real Redis.
class BacklightCacheManagerTest {

  private static @Nullable RedisServer redis;
  private static String url = "";

  private AnnotationConfigApplicationContext one = new AnnotationConfigApplicationContext();
  private AnnotationConfigApplicationContext two = new AnnotationConfigApplicationContext();

  record Product(long id, String name) {}

  /// The classes that an application would write.
  static class Catalogue {

    private final AtomicInteger queries = new AtomicInteger();

    public int queries() {
      return queries.get();
    }

    @Cacheable(cacheNames = "products", sync = true)
    public @Nullable Product product(long id) throws InterruptedException {
      queries.incrementAndGet();
      Thread.sleep(100);
      return id < 0 ? null : new Product(id, "product " + id);
    }

    @Cacheable(cacheNames = "products", sync = true)
    public CompletableFuture<Product> later(long id) {
      queries.incrementAndGet();
      return CompletableFuture.supplyAsync(() -> new Product(id, "later " + id));
    }

    @Cacheable("products")
    public Product unsynchronized(String sku, int region) {
      queries.incrementAndGet();
      return new Product(region, sku);
    }

    @Cacheable(cacheNames = "products", sync = true)
    public Product broken(long id) throws IOException {
      throw new IOException("no row " + id);
    }

    @CachePut(cacheNames = "products", key = "#a0.id()")
    public Product rename(Product product) {
      return product;
    }

    @CacheEvict(cacheNames = "products")
    public void delete(long id) {
      queries.addAndGet(0);
    }

    @CacheEvict(cacheNames = "products", allEntries = true)
    public void deleteAll() {
      queries.addAndGet(0);
    }
  }

  @Configuration
  @EnableCaching
  static class Application {

    @Bean(destroyMethod = "close")
    TieredCaches caches() {
      return TieredCaches.builder().redis(url).heartbeat(Duration.ofMillis(50)).build();
    }

    @Bean
    CacheManager cacheManager(TieredCaches caches) {
      CachePolicy policy =
          CachePolicy.ttl(Duration.ofMinutes(1)).withL2Timeout(Duration.ofSeconds(2));
      return new BacklightCacheManager(
          List.of(caches.cache("products", String.class, Product.class).policy(policy).build()));
    }

    @Bean
    Catalogue catalogue() {
      return new Catalogue();
    }
  }

  @BeforeAll
  static void startRedis() throws IOException {
    RedisServer server = RedisServer.newRedisServer().port(freePort()).build();
    server.start();
    redis = server;
    url = "redis://127.0.0.1:" + server.ports().getFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @AfterAll
  static void stopRedis() throws IOException {
    if (redis != null) {
      redis.stop();
    }
  }

  @BeforeEach
  void startInstances() {
    one = new AnnotationConfigApplicationContext(Application.class);
    two = new AnnotationConfigApplicationContext(Application.class);
    cache(one).clear();
  }

  @AfterEach
  void stopInstances() {
    one.close();
    two.close();
  }

  private static Cache cache(AnnotationConfigApplicationContext instance) {
    return Objects.requireNonNull(instance.getBean(CacheManager.class).getCache("products"));
  }

  private static Catalogue catalogue(AnnotationConfigApplicationContext instance) {
    return instance.getBean(Catalogue.class);
  }

  private int queries() {
    return catalogue(one).queries() + catalogue(two).queries();
  }

  @Test
  void syncMeansOneQueryForAllCallersOfAllInstances() throws Exception {
    List<Future<@Nullable Product>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        Catalogue catalogue = catalogue(i % 2 == 0 ? one : two);
        answers.add(threads.submit(() -> catalogue.product(42)));
      }
    }
    for (Future<@Nullable Product> answer : answers) {
      assertThat(answer.get()).isEqualTo(new Product(42, "product 42"));
    }
    assertThat(queries()).isEqualTo(1);
  }

  @Test
  void nullIsCached() throws Exception {
    assertThat(catalogue(one).product(-1)).isNull();
    assertThat(catalogue(two).product(-1)).isNull();
    assertThat(queries()).isEqualTo(1);
  }

  @Test
  void futuresAreLoadedOnce() throws Exception {
    assertThat(catalogue(one).later(7).get()).isEqualTo(new Product(7, "later 7"));
    assertThat(catalogue(two).later(7).get()).isEqualTo(new Product(7, "later 7"));
    assertThat(queries()).isEqualTo(1);
  }

  @Test
  void keysOfSeveralArgumentsDoNotCollide() {
    assertThat(catalogue(one).unsynchronized("a", 1).id()).isEqualTo(1);
    assertThat(catalogue(one).unsynchronized("a", 2).id()).isEqualTo(2);
    assertThat(catalogue(two).unsynchronized("a", 2).id()).isEqualTo(2);
    assertThat(queries()).isEqualTo(2);
  }

  @Test
  void whatTheMethodThrowsArrivesAndIsNotCached() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> catalogue(one).broken(3))
          .isInstanceOf(IOException.class)
          .hasMessage("no row 3");
    }
  }

  @Test
  void putAndEvictReachTheOtherInstance() throws Exception {
    catalogue(one).product(5);
    catalogue(two).product(5);
    catalogue(one).rename(new Product(5, "renamed"));
    eventually(() -> catalogue(two).product(5), new Product(5, "renamed"));
    catalogue(two).delete(5);
    eventually(() -> catalogue(one).product(5), new Product(5, "product 5"));
    catalogue(two).rename(new Product(5, "again"));
    catalogue(one).deleteAll();
    eventually(() -> catalogue(two).product(5), new Product(5, "product 5"));
  }

  private static void eventually(Callable<@Nullable Product> read, Product expected)
      throws Exception {
    for (int i = 0; i < 500 && !expected.equals(read.call()); i++) {
      Thread.sleep(10);
    }
    assertThat(read.call()).isEqualTo(expected);
  }

  @Test
  void theWholeContractOfCache() {
    Cache cache = cache(one);
    assertThat(cache.getName()).isEqualTo("products");
    assertThat(cache.get("k")).isNull();
    assertThat(cache.retrieve("k")).isNull();
    assertThat(cache.putIfAbsent("k", new Product(1, "a"))).isNull();
    assertThat(Objects.requireNonNull(cache.putIfAbsent("k", new Product(2, "b"))).get())
        .isEqualTo(new Product(1, "a"));
    assertThat(cache.get("k", Product.class)).isEqualTo(new Product(1, "a"));
    assertThatThrownBy(() -> cache.get("k", String.class))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() ->
            cache.get(
                "missing",
                () -> {
                  throw new IllegalArgumentException("why");
                }))
        .isInstanceOf(Cache.ValueRetrievalException.class)
        .hasRootCauseMessage("why");
    assertThat(cache.evictIfPresent("k")).isTrue();
    assertThat(cache.evictIfPresent("k")).isFalse();
    cache.put("k", null);
    assertThat(cache.get("k")).isNotNull();
    cache.invalidate();
    assertThat(cache.get("k")).isNull();
    assertThat(one.getBean(CacheManager.class).getCacheNames()).containsExactly("products");
    assertThat(one.getBean(CacheManager.class).getCache("unknown")).isNull();
  }
}
