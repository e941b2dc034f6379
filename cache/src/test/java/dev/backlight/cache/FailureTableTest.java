package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backlight.cache.TieredCache.LoadException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Each row of the failure table holds, and notices a cache that breaks it.
class FailureTableTest {

  @FunctionalInterface
  private interface Row {
    void play(FailureTable table) throws Exception;
  }

  private static void holds(Row row) throws Exception {
    try (FailureTable table = new FailureTable(Fault.NONE)) {
      row.play(table);
    }
  }

  private static void holdsNot(Row row, Fault fault, Class<? extends Throwable> as)
      throws Exception {
    try (FailureTable table = new FailureTable(fault)) {
      assertThatThrownBy(() ->
              Callers.impatiently(() -> {
                row.play(table);
                return "played";
              }))
          .isInstanceOf(as);
    }
  }

  private static void holdsUnless(Row row, Fault fault) throws Exception {
    holds(row);
    holdsNot(row, fault, AssertionError.class);
  }

  @Test
  void l2IsSlow() throws Exception {
    holdsUnless(FailureTable::l2IsSlow, Fault.ofLink(BrokenLink.HidesErrors::new));
  }

  @Test
  void l2IsDown() throws Exception {
    holdsUnless(FailureTable::l2IsDown, Fault.ofBuilder(builder -> builder.loadsWithoutL2(1_000)));
  }

  @Test
  void invalidationsWaitForL2() throws Exception {
    holdsUnless(
        FailureTable::invalidationsWaitForL2, Fault.ofLink(BrokenLink.ClaimsToHaveTold::new));
  }

  @Test
  void l2IsStoppedAndGoesOn() throws Exception {
    holdsUnless(FailureTable::l2IsStoppedAndGoesOn, Fault.ofLink(BrokenLink.HidesErrors::new));
  }

  @Test
  void l2IsFlushed() throws Exception {
    holdsUnless(FailureTable::l2IsFlushed, Fault.ofLink(BrokenLink.SameIdentity::new));
  }

  @Test
  void l2IsFlushedDuringALoad() throws Exception {
    holdsUnless(FailureTable::l2IsFlushedDuringALoad, Fault.ofLink(Broken.StoresAnything::new));
  }

  @Test
  void countersAreEvicted() throws Exception {
    holdsUnless(FailureTable::countersAreEvicted, Fault.ofLink(Broken.ZeroIsZero::new));
  }

  @Test
  void l2IsReplacedByAnOlderOne() throws Exception {
    holdsUnless(
        FailureTable::l2IsReplacedByAnOlderOne, Fault.ofLink(BrokenLink.RaisesNothing::new));
  }

  @Test
  void pubSubIsKilled() throws Exception {
    holdsUnless(
        FailureTable::pubSubIsKilled,
        Fault.ofLink(BrokenLink.HidesReconnection::new)
            .and(builder -> builder.heartbeat(Duration.ofSeconds(10))));
  }

  @Test
  void pubSubIsSilent() throws Exception {
    holdsUnless(FailureTable::pubSubIsSilent, Fault.ofLink(BrokenLink.TakesSilenceForPeace::new));
  }

  @Test
  void aNodeIsCutOff() throws Exception {
    holdsUnless(
        FailureTable::aNodeIsCutOff, Fault.ofPolicy(policy -> policy.withL1Ttl(policy.ttl())));
  }

  @Test
  void theLoaderFails() throws Exception {
    holdsUnless(
        FailureTable::theLoaderFails,
        Fault.ofPolicy(policy -> policy.withRetryAfter(Duration.ZERO)));
  }

  @Test
  void theLoaderIsSlow() throws Exception {
    holds(FailureTable::theLoaderIsSlow);
    holdsNot(
        FailureTable::theLoaderIsSlow,
        Fault.ofPolicy(policy -> policy.withFailSafe(Duration.ZERO)),
        LoadException.class);
  }

  @Test
  void theHolderOfTheLeaseDies() throws Exception {
    holdsUnless(FailureTable::theHolderOfTheLeaseDies, Fault.ofLink(BrokenLink.NeverGrants::new));
  }

  @Test
  void l2IsNotThereAtTheStart() throws Exception {
    holdsUnless(FailureTable::l2IsNotThereAtTheStart, Fault.ofLink(BrokenLink.GivesUp::new));
  }

  @Test
  void anInvalidatedValueIsNeverServedToCoverAFailure() throws Exception {
    holdsUnless(
        FailureTable::anInvalidatedValueIsNeverServedToCoverAFailure,
        Fault.ofLink(BrokenLink.InvalidatesNothing::new));
  }

  @Test
  void aSlowL2DoesNotHoldAnAsynchronousCaller() throws Exception {
    holdsUnless(
        FailureTable::aSlowL2DoesNotHoldAnAsynchronousCaller,
        Fault.ofBuilder(builder -> builder.loads(Runnable::run)));
  }
}
