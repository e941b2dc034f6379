package dev.backlight.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Stores that break one promise each, for the tests of the tests.
final class Broken {

  private Broken() {}

  /// Gives the lease to everybody.
  static final class EverybodyLoads extends Forwarding {
    EverybodyLoads(RemoteTier to) {
      super(to);
    }

    @Override
    public CompletionStage<Leases> lease(LeaseRequest request) {
      return super.lease(request)
          .thenApply(leases ->
              new Leases(
                  Collections.nCopies(request.slots().size(), true),
                  leases.entries(),
                  leases.versions()));
    }
  }

  /// Stores whatever comes, under the versions of now.
  static final class StoresAnything extends Forwarding {
    StoresAnything(RemoteTier to) {
      super(to);
    }

    @Override
    public CompletionStage<Boolean> setIfVersion(Write write, byte[] value) {
      return super.lease(
              new LeaseRequest(
                  List.of(),
                  "",
                  Duration.ofSeconds(1),
                  List.copyOf(write.versions().keySet()),
                  write.counterTtl()))
          .thenCompose(now -> {
            Envelope old = Envelope.read(value).orElseThrow();
            Envelope forged =
                new Envelope(
                    old.isNull(),
                    old.loadedAt(),
                    old.expiresAt(),
                    old.loadNanos(),
                    old.schema(),
                    now.versions(),
                    old.payload());
            return to.setIfVersion(
                new Write(
                    write.slot(),
                    "",
                    now.versions(),
                    write.ttl(),
                    write.counterTtl(),
                    write.message()),
                forged.write());
          });
    }
  }

  /// Takes an absent counter for version 0, and 0 for 0.
  static final class ZeroIsZero extends Forwarding {
    ZeroIsZero(RemoteTier to) {
      super(to);
    }

    @Override
    public CompletionStage<List<byte[]>> mget(List<String> names) {
      return super.mget(names)
          .thenApply(values -> {
            List<byte[]> out = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
              boolean zero = names.get(i).startsWith("v:") && values.get(i).length == 0;
              out.add(zero ? "0".getBytes(StandardCharsets.UTF_8) : values.get(i));
            }
            return out;
          });
    }

    @Override
    public CompletionStage<Leases> lease(LeaseRequest request) {
      return super.lease(
              new LeaseRequest(
                  request.slots(),
                  request.token(),
                  request.leaseTtl(),
                  List.of(),
                  request.counterTtl()))
          .thenApply(leases -> new Leases(leases.granted(), leases.entries(), zeros(request)));
    }

    private static Map<String, Long> zeros(LeaseRequest request) {
      return request.counters().stream().collect(Collectors.toMap(counter -> counter, c -> 0L));
    }

    @Override
    public CompletionStage<Boolean> setIfVersion(Write write, byte[] value) {
      return super.setIfVersion(
          new Write(
              write.slot(),
              write.token(),
              Map.of(),
              write.ttl(),
              write.counterTtl(),
              write.message()),
          value);
    }
  }

  /// Loses what others say. With `silently`, it also hides that something is missing.
  static final class Deaf extends Forwarding {
    final AtomicBoolean deaf = new AtomicBoolean(true);
    private final boolean silently;

    Deaf(RemoteTier to, boolean silently) {
      super(to);
      this.silently = silently;
    }

    @Override
    public void subscribe(Listener listener) {
      super.subscribe(
          new Ear(listener) {
            @Override
            public void heard(String message) {
              Said said = Said.read(message).orElseThrow();
              if (!deaf.get()) {
                super.heard(message);
              } else if (said.heartbeat()) {
                super.heard(silently ? new Said(said.node(), 0, List.of()).text() : message);
              }
            }
          });
    }
  }

  /// Does not answer, or answers with an error, while it is told to.
  static final class Failing extends Forwarding {
    final AtomicBoolean down = new AtomicBoolean();

    Failing(RemoteTier to) {
      super(to);
    }

    private <T> CompletionStage<T> unless(CompletionStage<T> answer) {
      return down.get() ? CompletableFuture.failedStage(new IOException("down")) : answer;
    }

    private <T> CompletionStage<T> up(Supplier<CompletionStage<T>> ask) {
      return down.get()
          ? CompletableFuture.failedStage(new IOException("down"))
          : unless(ask.get());
    }

    @Override
    public CompletionStage<List<byte[]>> mget(List<String> names) {
      return up(() -> super.mget(names));
    }

    @Override
    public CompletionStage<Leases> lease(LeaseRequest request) {
      return up(() -> super.lease(request));
    }

    @Override
    public CompletionStage<Boolean> setIfVersion(Write write, byte[] value) {
      return up(() -> super.setIfVersion(write, value));
    }

    @Override
    public CompletionStage<Void> release(List<String> slots, String token) {
      return up(() -> super.release(slots, token));
    }

    @Override
    public CompletionStage<Void> invalidate(
        List<String> slots, List<String> counters, String message) {
      return up(() -> super.invalidate(slots, counters, message));
    }

    @Override
    public CompletionStage<String> beat(String message, String raise) {
      return up(() -> super.beat(message, raise));
    }
  }
}
