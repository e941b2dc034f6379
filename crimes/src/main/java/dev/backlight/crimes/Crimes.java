package dev.backlight.crimes;

import dev.backlight.crimes.caching.CacheKeyCollision;
import dev.backlight.crimes.caching.CacheOutageIsOutage;
import dev.backlight.crimes.caching.CacheStampede;
import dev.backlight.crimes.caching.CacheWithoutTtl;
import dev.backlight.crimes.caching.FalsyHitIsAMiss;
import dev.backlight.crimes.caching.RedisKeysCommand;
import dev.backlight.crimes.caching.StaleLocalCache;
import dev.backlight.crimes.caching.UncachedHotQuery;
import dev.backlight.crimes.caching.UniformTtl;
import dev.backlight.crimes.concurrency.AsyncViewOnSyncServer;
import dev.backlight.crimes.concurrency.AwaitInLoop;
import dev.backlight.crimes.concurrency.BlockingCallOnEventLoop;
import dev.backlight.crimes.concurrency.LockHeldOverIo;
import dev.backlight.crimes.concurrency.MissingTimeout;
import dev.backlight.crimes.concurrency.SequentialAwaits;
import dev.backlight.crimes.concurrency.SlowWorkInRequest;
import dev.backlight.crimes.concurrency.SyncOverAsync;
import dev.backlight.crimes.concurrency.UnboundedFanOut;
import dev.backlight.crimes.data.FilterInMemory;
import dev.backlight.crimes.data.NPlusOneCache;
import dev.backlight.crimes.data.NPlusOneHttp;
import dev.backlight.crimes.data.NPlusOneQuery;
import dev.backlight.crimes.data.NPlusOneWrite;
import dev.backlight.crimes.data.OffsetPagination;
import dev.backlight.crimes.data.OpenSessionInView;
import dev.backlight.crimes.data.OverFetching;
import dev.backlight.crimes.data.UnboundedResult;
import dev.backlight.crimes.data.UnindexedLookup;
import dev.backlight.crimes.data.UnsargableFilter;
import dev.backlight.crimes.memory.GrowingCollection;
import dev.backlight.crimes.memory.ManualGarbageCollection;
import dev.backlight.crimes.memory.StreamWithoutBackpressure;
import dev.backlight.crimes.memory.UnboundedCache;
import dev.backlight.crimes.memory.UnclosedResource;
import dev.backlight.crimes.memory.WholeDataset;
import dev.backlight.crimes.monitoring.HighCardinalityLabel;
import dev.backlight.crimes.monitoring.MisleadingTimer;
import dev.backlight.crimes.monitoring.NoAlerting;
import dev.backlight.crimes.monitoring.NoLatencyHistogram;
import dev.backlight.crimes.monitoring.NoSaturationMetric;
import dev.backlight.crimes.monitoring.NoTracing;
import dev.backlight.crimes.monitoring.UnlabelledHistogram;
import dev.backlight.crimes.pools.ClientPerRequest;
import dev.backlight.crimes.pools.ConnectionHeldOverSlowWork;
import dev.backlight.crimes.pools.DefaultConnectionPool;
import dev.backlight.crimes.pools.NoAcquireTimeout;
import dev.backlight.crimes.pools.PoolExceedsDatabase;
import dev.backlight.crimes.scaling.ClosedLoopLoadTest;
import dev.backlight.crimes.scaling.DeprecatedRuntimePart;
import dev.backlight.crimes.scaling.InProcessSession;
import dev.backlight.crimes.scaling.LoadTestWithoutThresholds;
import dev.backlight.crimes.scaling.LocalFileState;
import dev.backlight.crimes.scaling.LoginInEveryTask;
import dev.backlight.crimes.scaling.NoLoadTest;
import dev.backlight.crimes.scaling.NoResourceLimits;
import dev.backlight.crimes.scaling.ProxyWithoutKeepalive;
import dev.backlight.crimes.scaling.SchedulerOnEveryReplica;
import dev.backlight.crimes.scaling.SingleWorkerServer;
import dev.backlight.crimes.serialization.SerializerPerRow;
import dev.backlight.crimes.serialization.UnsafeDeserialization;
import dev.backlight.crimes.serialization.WholeEntitySerialization;
import dev.backlight.model.Rule;
import dev.backlight.model.Sighting;
import dev.backlight.source.Workers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Every crime, and the judge over all of them.
public final class Crimes {

  public static final List<Crime> ALL =
      List.of(
          ClosedLoopLoadTest.CRIME,
          DeprecatedRuntimePart.CRIME,
          InProcessSession.CRIME,
          LoadTestWithoutThresholds.CRIME,
          LoginInEveryTask.CRIME,
          LocalFileState.CRIME,
          NoLoadTest.CRIME,
          NoResourceLimits.CRIME,
          ProxyWithoutKeepalive.CRIME,
          SchedulerOnEveryReplica.CRIME,
          SingleWorkerServer.CRIME,
          HighCardinalityLabel.CRIME,
          MisleadingTimer.CRIME,
          NoAlerting.CRIME,
          NoLatencyHistogram.CRIME,
          NoSaturationMetric.CRIME,
          NoTracing.CRIME,
          UnlabelledHistogram.CRIME,
          // concurrency
          BlockingCallOnEventLoop.CRIME,
          SyncOverAsync.CRIME,
          SequentialAwaits.CRIME,
          AwaitInLoop.CRIME,
          UnboundedFanOut.CRIME,
          SlowWorkInRequest.CRIME,
          MissingTimeout.CRIME,
          LockHeldOverIo.CRIME,
          AsyncViewOnSyncServer.CRIME,
          // data
          NPlusOneQuery.CRIME,
          NPlusOneWrite.CRIME,
          NPlusOneHttp.CRIME,
          NPlusOneCache.CRIME,
          UnboundedResult.CRIME,
          OffsetPagination.CRIME,
          FilterInMemory.CRIME,
          OverFetching.CRIME,
          UnsargableFilter.CRIME,
          UnindexedLookup.CRIME,
          OpenSessionInView.CRIME,
          GrowingCollection.CRIME,
          UnboundedCache.CRIME,
          WholeDataset.CRIME,
          UnclosedResource.CRIME,
          StreamWithoutBackpressure.CRIME,
          ManualGarbageCollection.CRIME,
          WholeEntitySerialization.CRIME,
          SerializerPerRow.CRIME,
          UnsafeDeserialization.CRIME,
          // caching
          CacheStampede.CRIME,
          CacheWithoutTtl.CRIME,
          UniformTtl.CRIME,
          RedisKeysCommand.CRIME,
          UncachedHotQuery.CRIME,
          StaleLocalCache.CRIME,
          CacheKeyCollision.CRIME,
          CacheOutageIsOutage.CRIME,
          FalsyHitIsAMiss.CRIME,
          // pools
          DefaultConnectionPool.CRIME,
          NoAcquireTimeout.CRIME,
          PoolExceedsDatabase.CRIME,
          ConnectionHeldOverSlowWork.CRIME,
          ClientPerRequest.CRIME);

  /// What a judgement gave: the sightings in the order of files and text, and the crimes that
  /// failed.
  public record Verdict(List<Sighting> sightings, List<String> failures) {}

  private static final Comparator<Sighting> ORDER =
      Comparator.comparing((Sighting s) -> s.location().path())
          .thenComparingInt(s -> s.location().span().startLine())
          .thenComparingInt(s -> s.location().span().startColumn())
          .thenComparing(Sighting::rule)
          .thenComparing(Sighting::context)
          .thenComparing(Sighting::message);

  private Crimes() {}

  public static List<Rule> rules() {
    return ALL.stream().map(Crime::rule).toList();
  }

  public static Optional<Crime> named(String id) {
    return ALL.stream().filter(crime -> crime.id().equals(id)).findFirst();
  }

  /// Looks for all crimes, on so many threads; the verdict does not depend on their number. A crime
  /// that throws becomes a failure line and ends nothing.
  public static Verdict judge(Scene scene, int threads) {
    return judge(ALL, scene, threads);
  }

  static Verdict judge(List<Crime> crimes, Scene scene, int threads) {
    Map<Crime, Verdict> verdicts = new ConcurrentHashMap<>();
    new Workers(threads).run(crimes, crime -> verdicts.put(crime, judge(crime, scene)));
    List<Sighting> sightings = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (Crime crime : crimes) {
      Verdict verdict = Objects.requireNonNull(verdicts.get(crime));
      sightings.addAll(verdict.sightings());
      failures.addAll(verdict.failures());
    }
    List<Sighting> kept = new ArrayList<>(withoutWeaker(sightings));
    kept.sort(ORDER);
    return new Verdict(List.copyOf(kept), List.copyOf(failures));
  }

  private static Verdict judge(Crime crime, Scene scene) {
    try {
      return new Verdict(distinct(crime.judge(scene).toList()), List.of());
    } catch (RuntimeException | StackOverflowError e) {
      // The isolation point: a broken detector must not cost the user the others.
      return new Verdict(List.of(), List.of(crime.id() + " failed and was left out: " + e));
    }
  }

  /// What a crime says of a line already, and better.
  private static final Map<String, Set<String>> STRONGER =
      Map.of(
          "whole-dataset-in-memory", Set.of("unbounded-result", "over-fetching"),
          "unbounded-fan-out", Set.of("n-plus-one-http"),
          "cache-outage-is-outage", Set.of("missing-timeout"));

  /// One line is told once where two crimes see the same thing in it.
  private static List<Sighting> withoutWeaker(List<Sighting> sightings) {
    Set<String> told = new HashSet<>();
    for (Sighting sighting : sightings) {
      for (String weaker : STRONGER.getOrDefault(sighting.rule(), Set.of())) {
        told.add(weaker + " " + sighting.location());
      }
    }
    return sightings.stream()
        .filter(sighting -> !told.contains(sighting.rule() + " " + sighting.location()))
        .toList();
  }

  /// One sighting per place and context: the surest, then the shortest chain.
  private static List<Sighting> distinct(List<Sighting> sightings) {
    Map<Object, Sighting> best = new LinkedHashMap<>();
    for (Sighting sighting : sightings) {
      best.merge(
          List.of(
              sighting.location().path(),
              sighting.location().span().startLine(),
              sighting.context()),
          sighting,
          Crimes::better);
    }
    return List.copyOf(best.values());
  }

  private static Sighting better(Sighting a, Sighting b) {
    int sure = a.confidence().compareTo(b.confidence());
    return sure < 0 || (sure == 0 && a.chain().size() <= b.chain().size()) ? a : b;
  }
}
