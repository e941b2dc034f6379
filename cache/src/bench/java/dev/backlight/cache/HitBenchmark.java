package dev.backlight.cache;

import com.alicp.jetcache.CacheValueHolder;
import com.alicp.jetcache.MultiLevelCacheBuilder;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.RedisClient;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.config.Config;

/// What a hit in this process costs, next to Caffeine alone and to other caches of two levels.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HitBenchmark {

  private static final int KEYS = 1_024;
  private static final String SUBJECTS = "caffeine,backlight,backlight-l1,jetcache,redisson";

  @Param("caffeine")
  public String subject = "";

  /// Whether garbage was collected after filling, as it is sooner or later in every process: what
  /// belongs together lies together then, and not where it was made, between what making it left.
  @Param("true")
  public boolean collected = true;

  private final String[] keys = new String[KEYS];
  private final List<AutoCloseable> open = new ArrayList<>();
  private int next;
  private Subject chosen = key -> key;

  private interface Subject {
    String get(String key);
  }

  @Setup(Level.Trial)
  public void fill() {
    for (int i = 0; i < KEYS; i++) {
      keys[i] = "product:" + i;
    }
    chosen =
        switch (subject) {
          case "caffeine" -> caffeine();
          case "backlight" -> backlight(TieredCaches.builder().redis(redis().url()));
          case "backlight-l1" -> backlight(TieredCaches.builder());
          case "jetcache" -> jetcache();
          case "redisson" -> redisson();
          default -> throw new IllegalArgumentException(subject);
        };
    for (String key : keys) {
      chosen.get(key);
    }
    if (collected) {
      System.gc();
    }
  }

  @TearDown(Level.Trial)
  public void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Benchmark
  public String hit(Processor processor) {
    next = (next + 1) & (KEYS - 1);
    processor.hits++;
    return chosen.get(keys[next]);
  }

  /// Processor time of the calling thread, which other programs of the machine do not lengthen.
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Processor {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private long hits;
    private long begin;

    @Setup(Level.Iteration)
    public void begin() {
      hits = 0;
      begin = THREADS.getCurrentThreadCpuTime();
    }

    public double processorNanos() {
      return (double) (THREADS.getCurrentThreadCpuTime() - begin) / hits;
    }
  }

  private RedisProcess redis() {
    RedisProcess redis = RedisProcess.start();
    open.add(redis);
    return redis;
  }

  private static Subject caffeine() {
    Cache<String, String> cache =
        Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();
    return key -> cache.get(key, k -> "value of " + k);
  }

  private Subject backlight(TieredCaches.Builder builder) {
    TieredCaches caches = builder.build();
    open.add(caches);
    TieredCache<String, String> cache =
        caches
            .cache("products", String.class, String.class)
            .policy(
                CachePolicy.ttl(Duration.ofMinutes(10)).withL1Ttl(Duration.ofMinutes(10)))
            .taggedBy(key -> Tags.of(key))
            .build();
    return key -> cache.get(key, k -> "value of " + k);
  }

  private Subject jetcache() {
    RedisClient client = RedisClient.create(redis().url());
    open.add(client::shutdown);
    com.alicp.jetcache.Cache<String, String> l1 =
        CaffeineCacheBuilder.createCaffeineCacheBuilder()
            .limit(10_000)
            .expireAfterWrite(10, TimeUnit.MINUTES)
            .buildCache();
    com.alicp.jetcache.Cache<String, String> l2 =
        RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
            .redisClient(client)
            .keyPrefix("bench")
            .keyConvertor(key -> key)
            .valueEncoder(value -> ((CacheValueHolder<?>) value).getValue().toString().getBytes(StandardCharsets.UTF_8))
            .valueDecoder(bytes -> new CacheValueHolder<>(new String(bytes, StandardCharsets.UTF_8), 600_000))
            .expireAfterWrite(10, TimeUnit.MINUTES)
            .buildCache();
    com.alicp.jetcache.Cache<String, String> cache =
        MultiLevelCacheBuilder.createMultiLevelCacheBuilder()
            .addCache(l1, l2)
            .expireAfterWrite(10, TimeUnit.MINUTES)
            .buildCache();
    return key -> cache.computeIfAbsent(key, k -> "value of " + k);
  }

  private Subject redisson() {
    Config config = new Config();
    config.useSingleServer().setAddress(redis().url()).setConnectionMinimumIdleSize(2);
    RedissonClient client = Redisson.create(config);
    open.add(client::shutdown);
    RLocalCachedMap<String, String> map =
        client.getLocalCachedMap(LocalCachedMapOptions.<String, String>name("bench").cacheSize(10_000));
    return key -> {
      String value = map.get(key);
      if (value == null) {
        map.fastPut(key, "value of " + key);
        return key;
      }
      return value;
    };
  }

  /// By turns, so that whatever else the machine does falls on all of them: one fork of each
  /// subject is a round, and a ratio is one of the same round.
  @Test
  void measure() throws Exception {
    List<String> subjects = List.of(System.getProperty("bench.subjects", SUBJECTS).split(","));
    int rounds = Integer.getInteger("bench.forks", 2);
    Map<String, List<Double>> nanos = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (String subject : subjects) {
        nanos.computeIfAbsent(subject, s -> new ArrayList<>()).add(medianOfFork(subject));
      }
    }
    List<Double> base = nanos.getOrDefault(subjects.getFirst(), List.of());
    nanos.forEach((subject, medians) -> {
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        ratios.add(medians.get(round) / base.get(round));
      }
      System.out.printf(
          "| %s | %.1f ns | %.2f × | %.2f to %.2f × |%n",
          subject,
          median(medians),
          median(ratios),
          Collections.min(ratios),
          Collections.max(ratios));
    });
  }

  private static double medianOfFork(String subject) throws Exception {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(HitBenchmark.class.getName())
                    .jvmArgs("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC")
                    .param("subject", subject)
                    .param("collected", System.getProperty("bench.collected", "true"))
                    .forks(1)
                    .warmupIterations(10)
                    .warmupTime(TimeValue.milliseconds(200))
                    .measurementIterations(25)
                    .measurementTime(TimeValue.milliseconds(200))
                    .build())
            .run();
    return median(
        results.stream()
            .flatMap(result -> result.getBenchmarkResults().stream())
            .flatMap(fork -> fork.getIterationResults().stream())
            .map(iteration -> iteration.getSecondaryResults().get("processorNanos").getScore())
            .toList());
  }

  private static double median(List<Double> numbers) {
    return numbers.stream().sorted().toList().get(numbers.size() / 2);
  }
}
