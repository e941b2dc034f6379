package dev.backlight.cache;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/// Ways to L2 that deal wrongly with one failure each, for the rows of [FailureTable].
final class BrokenLink {

  private BrokenLink() {}

  /// Takes no answer for the answer that there is nothing.
  static final class HidesErrors extends Forwarding {
    HidesErrors(RemoteTier to) {
      super(to);
    }

    private static <T> CompletionStage<T> or(T nothing, CompletionStage<T> answer) {
      return answer
          .toCompletableFuture()
          .copy()
          .completeOnTimeout(nothing, 200, TimeUnit.MILLISECONDS)
          .exceptionally(thrown -> nothing);
    }

    @Override
    public CompletionStage<List<byte[]>> mget(List<String> names) {
      return or(Collections.nCopies(names.size(), new byte[0]), super.mget(names));
    }

    @Override
    public CompletionStage<Leases> lease(LeaseRequest request) {
      int slots = request.slots().size();
      return or(
          new Leases(
              Collections.nCopies(slots, true),
              Collections.nCopies(slots, new byte[0]),
              request.counters().stream().collect(Collectors.toMap(counter -> counter, c -> 0L))),
          super.lease(request));
    }

    @Override
    public CompletionStage<Boolean> setIfVersion(Write write, byte[] value) {
      return or(true, super.setIfVersion(write, value));
    }

    @Override
    public CompletionStage<String> beat(String message, String raise) {
      return or("nobody", super.beat(message, raise));
    }
  }

  /// Says that the others were told, whether they were or not.
  static final class ClaimsToHaveTold extends Forwarding {
    ClaimsToHaveTold(RemoteTier to) {
      super(to);
    }

    @Override
    @SuppressWarnings("NullAway") // What is claimed is Void.
    public CompletionStage<Void> invalidate(
        List<String> slots, List<String> counters, String message) {
      return super.invalidate(slots, counters, message).exceptionally(thrown -> null);
    }
  }

  /// Invalidates nothing in L2.
  static final class InvalidatesNothing extends Forwarding {
    InvalidatesNothing(RemoteTier to) {
      super(to);
    }

    @Override
    public CompletionStage<Void> invalidate(
        List<String> slots, List<String> counters, String message) {
      return super.invalidate(List.of(), List.of(), message);
    }
  }

  /// Takes every lease for held, also one that ran out.
  static final class NeverGrants extends Forwarding {
    NeverGrants(RemoteTier to) {
      super(to);
    }

    @Override
    public CompletionStage<Leases> lease(LeaseRequest request) {
      return super.lease(request)
          .thenApply(leases ->
              new Leases(
                  Collections.nCopies(request.slots().size(), false),
                  leases.entries(),
                  leases.versions()));
    }
  }

  /// Takes every Redis for the same.
  static final class SameIdentity extends Forwarding {
    SameIdentity(RemoteTier to) {
      super(to);
    }

    @Override
    public CompletionStage<String> beat(String message, String raise) {
      return super.beat(message, raise).thenApply(identity -> "always the same");
    }
  }

  /// Leaves in use what another Redis holds.
  static final class RaisesNothing extends Forwarding {
    RaisesNothing(RemoteTier to) {
      super(to);
    }

    @Override
    public CompletionStage<String> beat(String message, String raise) {
      return super.beat(message, "v:nothing depends on it");
    }
  }

  /// Does not say that it listens anew.
  static final class HidesReconnection extends Forwarding {
    HidesReconnection(RemoteTier to) {
      super(to);
    }

    @Override
    public void subscribe(Listener listener) {
      super.subscribe(
          new Ear(listener) {
            @Override
            public void connected() {}
          });
    }
  }

  /// Believes, once it has heard something, that it will always hear.
  static final class TakesSilenceForPeace extends Forwarding {
    private final AtomicReference<String> identity = new AtomicReference<>("");
    private volatile boolean heard;
    private volatile boolean subscribed;

    TakesSilenceForPeace(RemoteTier to) {
      super(to);
    }

    @Override
    public CompletionStage<String> beat(String message, String raise) {
      return heard && !identity.get().isEmpty()
          ? CompletableFuture.completedStage(identity.get())
          : super.beat(message, raise)
              .thenApply(known -> {
                identity.set(known);
                return known;
              });
    }

    @Override
    public void subscribe(Listener listener) {
      if (!subscribed) {
        subscribed = true;
        super.subscribe(
            new Ear(listener) {
              @Override
              public void heard(String message) {
                heard = true;
                super.heard(message);
              }
            });
      }
    }
  }

  /// Never tries again what failed once.
  static final class GivesUp extends Forwarding {
    private volatile boolean failed;

    GivesUp(RemoteTier to) {
      super(to);
    }

    @Override
    public CompletionStage<String> beat(String message, String raise) {
      return failed
          ? CompletableFuture.failedStage(new IllegalStateException("it failed before"))
          : super.beat(message, raise).whenComplete((identity, thrown) -> failed = thrown != null);
    }
  }
}
