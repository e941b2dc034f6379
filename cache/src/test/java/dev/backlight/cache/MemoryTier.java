package dev.backlight.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A node's way to a store in this process, which does what `RedisTier` has its scripts do. The
/// tests' store: nothing of it fails unless it is told to.
final class MemoryTier implements RemoteTier {

  private static final byte[] ABSENT = {};

  private final Store store;
  private volatile @Nullable Listener listener;

  MemoryTier(LongSupplier nanos) {
    this(new Store(nanos));
  }

  MemoryTier(Store store) {
    this.store = store;
  }

  @Override
  public CompletionStage<List<byte[]>> mget(List<String> names) {
    return inOneStep(() -> names.stream().map(store::get).toList());
  }

  @Override
  public CompletionStage<Leases> lease(LeaseRequest request) {
    return inOneStep(() -> {
      List<Boolean> granted = new ArrayList<>();
      List<byte[]> entries = new ArrayList<>();
      for (String slot : request.slots()) {
        boolean free = store.get(leaseOf(slot)).length == 0;
        if (free) {
          store.set(leaseOf(slot), bytes(request.token()), request.leaseTtl());
        } else {
          store.denied.add(slot);
        }
        granted.add(free);
        entries.add(store.get(slot));
      }
      Map<String, Long> versions = new HashMap<>();
      for (String counter : request.counters()) {
        if (store.get(counter).length == 0) {
          long random = ThreadLocalRandom.current().nextLong(1L << 62);
          store.set(counter, bytes(Long.toString(random)), request.counterTtl());
        }
        versions.put(counter, Long.valueOf(text(store.get(counter))));
      }
      return new Leases(granted, entries, versions);
    });
  }

  @Override
  public CompletionStage<Boolean> setIfVersion(Write write, byte[] value) {
    return inOneStep(() -> {
      if (!write.token().isEmpty()
          && !text(store.get(leaseOf(write.slot()))).equals(write.token())) {
        return false;
      }
      boolean same =
          write.versions().entrySet().stream()
              .allMatch(one -> text(store.get(one.getKey())).equals(Long.toString(one.getValue())));
      if (!same) {
        if (!write.token().isEmpty()) {
          store.free(write.slot());
        }
        return false;
      }
      store.set(write.slot(), value, write.ttl());
      store.free(write.slot());
      write.versions().keySet().forEach(counter -> store.extend(counter, write.counterTtl()));
      store.publish(write.message());
      return true;
    });
  }

  @Override
  public CompletionStage<Void> release(List<String> slots, String token) {
    return inOneStep(() -> {
      for (String slot : slots) {
        if (text(store.get(leaseOf(slot))).equals(token)) {
          store.free(slot);
        }
      }
      return null;
    });
  }

  @Override
  public CompletionStage<Void> invalidate(
      List<String> slots, List<String> counters, String message) {
    return inOneStep(() -> {
      for (String slot : slots) {
        store.remove(slot);
        store.remove(leaseOf(slot));
      }
      counters.forEach(store::raise);
      store.publish(message);
      return null;
    });
  }

  @Override
  public CompletionStage<String> beat(String message, String raise) {
    return inOneStep(() -> {
      store.publish(message);
      return store.identity;
    });
  }

  @Override
  public void subscribe(Listener listener) {
    this.listener = listener;
    if (!store.nodes.contains(this)) {
      store.nodes.add(this);
    }
    listener.connected();
  }

  @Override
  public void close() {
    store.nodes.remove(this);
  }

  private <T extends @Nullable Object> CompletionStage<T> inOneStep(Supplier<T> step) {
    store.lock.lock();
    try {
      return CompletableFuture.completedFuture(step.get());
    } finally {
      store.lock.unlock();
    }
  }

  private static String leaseOf(String slot) {
    return "l" + slot;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// What the nodes share.
  static final class Store {

    private final Map<String, Value> values = new HashMap<>();
    private final Set<String> denied = new HashSet<>();
    private final List<MemoryTier> nodes = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier nanos;
    private String identity = UUID.randomUUID().toString();

    Store(LongSupplier nanos) {
      this.nanos = nanos;
    }

    /// As a restart without persistence.
    void flush() {
      lock.lock();
      try {
        values.clear();
        identity = UUID.randomUUID().toString();
      } finally {
        lock.unlock();
      }
    }

    private byte[] get(String name) {
      Value value = values.get(name);
      if (value == null) {
        return ABSENT;
      }
      if (nanos.getAsLong() - value.endsAt >= 0) {
        values.remove(name);
        return ABSENT;
      }
      return Arrays.copyOf(value.bytes, value.bytes.length);
    }

    private void set(String name, byte[] bytes, Duration ttl) {
      values.put(name, new Value(bytes, nanos.getAsLong() + ttl.toNanos()));
    }

    private void remove(String name) {
      values.remove(name);
    }

    private void extend(String name, Duration ttl) {
      long endsAt = nanos.getAsLong() + ttl.toNanos();
      values.computeIfPresent(
          name, (n, value) -> endsAt - value.endsAt > 0 ? new Value(value.bytes, endsAt) : value);
    }

    private void raise(String counter) {
      byte[] now = get(counter);
      if (now.length > 0) {
        byte[] next = MemoryTier.bytes(Long.toString(Long.parseLong(text(now)) + 1));
        values.computeIfPresent(counter, (n, value) -> new Value(next, value.endsAt));
      }
    }

    private void free(String slot) {
      values.remove(leaseOf(slot));
      if (denied.remove(slot)) {
        tell(listener -> listener.freed(slot));
      }
    }

    private void publish(String message) {
      if (!message.isEmpty()) {
        tell(listener -> listener.heard(message));
      }
    }

    private void tell(Consumer<Listener> news) {
      for (MemoryTier node : nodes) {
        Listener listener = node.listener;
        if (listener != null) {
          news.accept(listener);
        }
      }
    }
  }

  private static final class Value {

    private final byte[] bytes;
    private final long endsAt;

    Value(byte[] bytes, long endsAt) {
      this.bytes = bytes;
      this.endsAt = endsAt;
    }
  }
}
