package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Each property holds, and each notices the variant that breaks it.
class PropertiesTest {

  private static void isNoticed(ThrowingCallable property) {
    assertThatThrownBy(property).isInstanceOf(AssertionError.class);
  }

  private static TieredCache<String, @Nullable String> naive() {
    return new NaiveCache<>(false);
  }

  @Test
  void twoHundredCallersOfAColdKeyLoadOnce() throws Exception {
    try (Cluster cluster = new Cluster()) {
      Properties.oneLoadForAllCallers(Cluster.strings(cluster.alone()));
      Properties.oneLoadForAllCallers(Cluster.strings(cluster.node()));
    }
    isNoticed(() -> Properties.oneLoadForAllCallers(naive()));
  }

  @Test
  void threeNodesLoadOnce() throws Exception {
    Properties.oneLoadForAllNodes(UnaryOperator.identity());
    isNoticed(() -> Properties.oneLoadForAllNodes(Broken.EverybodyLoads::new));
  }

  @Test
  void nullAndEmptyAreHits() {
    try (Cluster cluster = new Cluster()) {
      Properties.nothingIsAHit(Cluster.strings(cluster.alone()));
      Properties.nothingIsAHit(Cluster.strings(cluster.node()));
    }
    isNoticed(() -> Properties.nothingIsAHit(naive()));
  }

  @Test
  void whatALoaderThrowsIsNotCached() {
    try (Cluster cluster = new Cluster()) {
      Properties.failureIsNotCached(Cluster.strings(cluster.node()));
    }
    isNoticed(() -> Properties.failureIsNotCached(new NaiveCache<>(true)));
  }

  @Test
  void aLoaderThatWaitsForItselfIsRefused() {
    try (Cluster cluster = new Cluster()) {
      Properties.recursionIsRefused(Cluster.strings(cluster.node()));
      Properties.recursionIsRefused(Cluster.strings(cluster.alone()));
    }
    isNoticed(() -> Properties.recursionIsRefused(naive()));
  }

  @Test
  void aCallerWhoGivesUpTakesNothingFromTheOthers() throws Exception {
    try (Cluster cluster = new Cluster()) {
      Properties.whoGivesUpTakesNothingFromTheOthers(Cluster.strings(cluster.node()));
    }
    // Loads on the caller's thread end with the caller.
    try (Cluster cluster = new Cluster()) {
      TieredCaches onCallers =
          cluster.node(UnaryOperator.identity(), builder -> builder.loads(Runnable::run));
      assertThatThrownBy(
              () -> Properties.whoGivesUpTakesNothingFromTheOthers(Cluster.strings(onCallers)))
          .isInstanceOf(Throwable.class);
    }
  }

  @Nested
  class ALoadThatBeganBeforeAnInvalidation {

    private void isNotPublished(Properties.Invalidation invalidation) throws Exception {
      Properties.aLoadThatBeganBeforeIsNotPublished(UnaryOperator.identity(), invalidation);
      // Deaf to the message, too: then only the lease and the versions are left.
      isNoticed(() ->
          Properties.aLoadThatBeganBeforeIsNotPublished(Broken.StoresAnything::new, invalidation));
    }

    @Test
    void ofItsKey() throws Exception {
      isNotPublished(TieredCache::invalidate);
    }

    @Test
    void ofOneOfItsTags() throws Exception {
      isNotPublished((cache, key) -> cache.invalidateTag(Tag.of(key)));
    }

    @Test
    void ofItsCache() throws Exception {
      isNotPublished((cache, key) -> cache.clear());
    }
  }

  @Test
  void anAbsentCounterIsUnknownAndNeverZero() {
    Properties.anInvalidatedTagIsAMissForANewNode(UnaryOperator.identity());
    isNoticed(() -> Properties.anInvalidatedTagIsAMissForANewNode(Broken.ZeroIsZero::new));
  }

  @Test
  void aGapInWhatAnotherNodeSaysIsNoticed() throws Exception {
    Properties.lostMessagesAreNoticed(tier -> new Broken.Deaf(tier, false));
    isNoticed(() -> Properties.lostMessagesAreNoticed(tier -> new Broken.Deaf(tier, true)));
  }

  @Test
  void jitterIsSubtractedAndNeverAdded() {
    CachePolicy policy = CachePolicy.ttl(Properties.minutes(10));
    Properties.jitterOnlyShortens(policy, policy);
    isNoticed(() -> Properties.jitterOnlyShortens(policy, CachePolicy.ttl(Properties.minutes(14))));
  }
}
