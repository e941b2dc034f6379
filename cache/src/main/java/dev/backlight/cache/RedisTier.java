package dev.backlight.cache;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Redis through Lettuce.
///
/// Lettuce's own reconnection is off. It repeats what was not answered, and after a restart it lets
/// commands through before anybody has asked which Redis this is. Here a connection lives once: the
/// heartbeat makes a new one, hears which Redis it is, and only then others may use it. A command
/// whose connection ends has failed.
final class RedisTier implements RemoteTier {

  private static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
  private static final byte[] ABSENT = {};

  /// Beats that a connection may leave unanswered before it is given up as half open.
  private static final int PATIENCE = 5;

  private final ClientResources resources;
  private final RedisClient client;
  private final RedisURI uri;
  private final String namespace;
  private final String channel;

  private final Object connecting = new Object();
  private @Nullable CompletableFuture<Session> session;
  private volatile @Nullable Session live;
  private @Nullable Listener listener;
  private @Nullable RedisEar ear;
  private boolean closed;

  RedisTier(String url, String namespace) {
    this.uri = RedisURI.create(url);
    uri.setTimeout(Duration.ofSeconds(2));
    this.namespace = namespace + ":";
    this.channel = this.namespace + "said";
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .build();
    this.client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(20_000)
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(Duration.ofSeconds(1))
                    .keepAlive(true)
                    .tcpNoDelay(true)
                    .build())
            .build());
  }

  @Override
  public CompletionStage<List<byte[]>> mget(List<String> names) {
    String[] keys = names.stream().map(this::named).toArray(String[]::new);
    return live(s ->
        s.redis()
            .mget(keys)
            .thenApply(
                values -> values.stream().map(value -> value.getValueOrElse(ABSENT)).toList()));
  }

  @Override
  public CompletionStage<Leases> lease(LeaseRequest request) {
    List<String> keys = slotsAndLeases(request.slots());
    request.counters().forEach(counter -> keys.add(named(counter)));
    int slots = request.slots().size();
    return this.<List<Object>>run(
            Script.LEASE,
            keys,
            slots,
            request.token(),
            millis(request.leaseTtl()),
            millis(request.counterTtl()),
            ThreadLocalRandom.current().nextLong(1L << 62))
        .thenApply(out -> leases(out, slots, request.counters()));
  }

  private static Leases leases(List<Object> out, int slots, List<String> counters) {
    List<Boolean> granted = new ArrayList<>(slots);
    List<byte[]> entries = new ArrayList<>(slots);
    for (int i = 0; i < slots; i++) {
      granted.add(text(out.get(2 * i)).equals("1"));
      entries.add((byte[]) out.get(2 * i + 1));
    }
    Map<String, Long> versions = new HashMap<>();
    for (int i = 0; i < counters.size(); i++) {
      versions.put(counters.get(i), Long.valueOf(text(out.get(2 * slots + i))));
    }
    return new Leases(granted, entries, versions);
  }

  @Override
  public CompletionStage<Boolean> setIfVersion(Write write, byte[] value) {
    List<String> keys = slotsAndLeases(List.of(write.slot()));
    List<Object> arguments = new ArrayList<>();
    Collections.addAll(
        arguments,
        write.token(),
        value,
        millis(write.ttl()),
        millis(write.counterTtl()),
        channel,
        write.message());
    write
        .versions()
        .forEach((counter, version) -> {
          keys.add(named(counter));
          arguments.add(version);
        });
    return this.<Long>run(Script.SET_IF_VERSION, keys, arguments.toArray())
        .thenApply(stored -> stored == 1);
  }

  @Override
  public CompletionStage<Void> release(List<String> slots, String token) {
    List<String> keys = slots.stream().map(slot -> named(leaseOf(slot))).toList();
    return run(Script.RELEASE, keys, token, channel).thenAccept(count -> {});
  }

  @Override
  public CompletionStage<Void> invalidate(
      List<String> slots, List<String> counters, String message) {
    List<String> keys = slotsAndLeases(slots);
    counters.forEach(counter -> keys.add(named(counter)));
    int gone = 2 * slots.size();
    return run(Script.INVALIDATE, keys, gone, channel, message).thenAccept(done -> {});
  }

  @Override
  public CompletionStage<String> beat(String message, String raise) {
    listen();
    return session()
        .thenCompose(s -> {
          if (s.unanswered.incrementAndGet() > PATIENCE) {
            var _ = s.close();
          }
          List<String> keys = List.of(named("identity"), named(raise));
          return Script.BEAT
              .<byte[]>run(s.redis(), keys, channel, message, UUID.randomUUID())
              .thenApply(identity -> {
                s.unanswered.set(0);
                live = s.ended ? null : s;
                return text(identity);
              });
        });
  }

  @Override
  public void subscribe(Listener to) {
    synchronized (connecting) {
      listener = to;
      if (ear != null) {
        var _ = ear.end();
      }
    }
    listen();
  }

  /// Connects if there is somebody to listen and no connection. One that is lost is made anew at
  /// once, and if that fails, at the next heartbeat.
  private void listen() {
    synchronized (connecting) {
      if (!closed && listener != null && (ear == null || ear.ended())) {
        ear = new RedisEar(client, uri, channel, named(leaseOf("")), listener, this::listen);
      }
    }
  }

  @Override
  public void close() {
    List<CompletableFuture<?>> closing = new ArrayList<>();
    synchronized (connecting) {
      closed = true;
      if (session != null) {
        closing.add(session.thenCompose(Session::close));
      }
      if (ear != null) {
        closing.add(ear.end());
      }
    }
    live = null;
    CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, 2, TimeUnit.SECONDS)
        .exceptionally(thrown -> null)
        .join();
    client.shutdown(0, 2, TimeUnit.SECONDS);
    resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private <T> CompletionStage<T> live(Function<Session, CompletionStage<T>> command) {
    Session s = live;
    if (s == null) {
      return CompletableFuture.failedStage(new IllegalStateException("Redis is not connected"));
    }
    return command.apply(s);
  }

  private <T> CompletionStage<T> run(Script script, List<String> keys, Object... arguments) {
    return live(s -> script.run(s.redis(), keys, arguments));
  }

  private CompletableFuture<Session> session() {
    synchronized (connecting) {
      if (closed) {
        return CompletableFuture.failedFuture(new IllegalStateException("the tier is closed"));
      }
      CompletableFuture<Session> current = session;
      boolean usable =
          current != null
              && !current.isCompletedExceptionally()
              && !(current.isDone() && current.join().ended);
      if (current == null || !usable) {
        current = client.connectAsync(CODEC, uri).toCompletableFuture().thenApply(Session::new);
        session = current;
      }
      return current;
    }
  }

  private List<String> slotsAndLeases(List<String> slots) {
    List<String> keys = new ArrayList<>();
    for (String slot : slots) {
      keys.add(named(slot));
      keys.add(named(leaseOf(slot)));
    }
    return keys;
  }

  private String named(String name) {
    return namespace + name;
  }

  private static String leaseOf(String slot) {
    return "l" + slot;
  }

  private static long millis(Duration duration) {
    return Math.max(1, duration.toMillis());
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  /// One connection to one run of Redis.
  private final class Session implements RedisConnectionStateListener {

    private final StatefulRedisConnection<String, byte[]> connection;
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean ended;

    Session(StatefulRedisConnection<String, byte[]> connection) {
      this.connection = connection;
      connection.addListener(this);
      if (!connection.isOpen()) {
        var _ = close();
      }
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> disconnected) {
      var _ = close();
    }

    RedisAsyncCommands<String, byte[]> redis() {
      return connection.async();
    }

    private CompletableFuture<Void> close() {
      if (ended) {
        return CompletableFuture.completedFuture(null);
      }
      ended = true;
      if (live == this) {
        live = null;
      }
      return connection.closeAsync();
    }
  }
}
