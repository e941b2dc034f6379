package dev.backlight.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/// A node that writes to a database, invalidates, reads through its cache, and checks every read
/// against the history of all nodes.
///
/// The database is a file that all processes map: for every key its newest version, and for every
/// version when its invalidation was acknowledged, by the clock that the processes of a machine
/// share. One node writes a key, all read it.
public final class HistoryNode {

  static final Duration L1_TTL = Duration.ofMillis(300);

  /// The bound of the README for a node that is cut off, `l1Ttl` and the duration of a load, on a
  /// machine whose processes may have to wait for a processor.
  static final Duration BOUND = L1_TTL.plusMillis(500);

  private static final int KEYS = 12;
  private static final int VERSIONS = 8_192;
  private static final int ROW = 8 * (VERSIONS + 1);

  private final MappedByteBuffer database;
  private final TieredCache<Integer, Long> cache;
  private final int node;
  private final Random random;
  private final long until;
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong violations = new AtomicLong();
  private final AtomicLong oldestNanos = new AtomicLong();

  private HistoryNode(
      MappedByteBuffer database,
      TieredCache<Integer, Long> cache,
      int node,
      long seed,
      Duration duration) {
    this.database = database;
    this.cache = cache;
    this.node = node;
    this.random = new Random(seed);
    this.until = System.nanoTime() + duration.toNanos();
  }

  static void create(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), (long) KEYS * ROW);
    }
  }

  /// Arguments: Redis, file, number of this node, seed, seconds, `sound` or `broken`.
  public static void main(String[] arguments) throws Exception {
    int node = Integer.parseInt(arguments[2]);
    boolean deaf = arguments[5].equals("broken") && node == 0;
    RemoteTier redis = RemoteTier.redis(arguments[0], "history");
    CachePolicy policy =
        CachePolicy.ttl(Duration.ofSeconds(20))
            .withL1Ttl(deaf ? Duration.ofSeconds(20) : L1_TTL)
            .withDegradedTtl(Duration.ofMillis(100))
            .withTimeouts(Duration.ZERO, Duration.ofSeconds(4));
    try (TieredCaches caches =
            TieredCaches.builder()
                .remote(deaf ? new Broken.Deaf(redis, true) : redis)
                .heartbeat(Duration.ofMillis(50))
                .build();
        FileChannel channel =
            FileChannel.open(
                Path.of(arguments[1]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      TieredCache<Integer, Long> cache =
          caches
              .cache("keys", Integer.class, Long.class)
              .policy(policy)
              .taggedBy(key -> Tags.of("key:" + key))
              .build();
      MappedByteBuffer database = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) KEYS * ROW);
      NodeProcess.readyAndWait();
      new HistoryNode(
              database,
              cache,
              node,
              Long.parseLong(arguments[3]) + node,
              Duration.ofSeconds(Long.parseLong(arguments[4])))
          .run();
    }
  }

  private void run() throws InterruptedException {
    Thread writer = Thread.ofPlatform().start(this::write);
    Thread[] readers = new Thread[3];
    for (int i = 0; i < readers.length; i++) {
      long seed = random.nextLong();
      readers[i] = Thread.ofVirtual().start(() -> read(new Random(seed)));
    }
    writer.join();
    for (Thread reader : readers) {
      reader.join();
    }
    System.out.println(
        reads + " " + acknowledged + " " + violations + " " + oldestNanos.get() / 1_000_000);
  }

  private void write() {
    while (System.nanoTime() < until) {
      int key = node + 3 * random.nextInt(KEYS / 3);
      long version = database.getLong(key * ROW) + 1;
      if (version >= VERSIONS) {
        return;
      }
      database.putLong(key * ROW, version);
      boolean heard =
          random.nextBoolean() ? cache.invalidate(key) : cache.invalidateTag(Tag.of("key:" + key));
      if (heard) {
        database.putLong(key * ROW + 8 * (int) version, System.nanoTime());
        acknowledged.incrementAndGet();
      }
      pause(random.nextInt(20));
    }
  }

  private void read(Random random) {
    while (System.nanoTime() < until) {
      int key = random.nextInt(KEYS);
      long begin = System.nanoTime();
      long version =
          cache.get(
              key,
              k -> {
                long loaded = database.getLong(k * ROW);
                Thread.sleep(random.nextInt(5));
                return loaded;
              });
      check(key, version, begin);
      reads.incrementAndGet();
      pause(random.nextInt(3));
    }
  }

  /// The read began when a younger version had been acknowledged for longer than the bound.
  private void check(int key, long version, long begin) {
    long newest = database.getLong(key * ROW);
    for (long younger = version + 1; younger <= newest; younger++) {
      long since = database.getLong(key * ROW + 8 * (int) younger);
      if (since != 0 && since < begin) {
        long age = begin - since;
        oldestNanos.accumulateAndGet(age, Math::max);
        if (age > BOUND.toNanos()) {
          violations.incrementAndGet();
        }
        return;
      }
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
