package dev.backlight.crimes.memory;

import static dev.backlight.model.Category.RESOURCE_UTILIZATION;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.crimes.StandIns;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Stmt;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A cache in the process without a limit on its entries: a map that is filled on a miss, a
/// memoizing decorator, a cache library without its size option.
public final class UnboundedCache {

  public static final Crime CRIME =
      Crime.named("unbounded-cache")
          .title("Cache without a bound")
          .theme("memory")
          .category(RESOURCE_UTILIZATION)
          .why(
              """
              Each new key stays in memory. Keys come from requests and data, so the cache grows with
              traffic, the collector works longer each time, and at last the process is killed.
              """)
          .remedy(
              PYTHON,
              "Give it a size: `lru_cache(maxsize=1024)`, `cachetools.TTLCache(1024, 300)`.")
          .remedy(JAVASCRIPT, "Use `lru-cache` with `max`, or give the cache library its `max`.")
          .remedy(CSHARP, "Use `MemoryCache` with `SizeLimit`, or an LRU with a capacity.")
          .remedy(JAVA, "Use Caffeine with `maximumSize`.")
          .unbounded(Severity.HIGH, Severity.MEDIUM)
          .seenBy(UnboundedCache::judge)
          .example(
              PYTHON,
              """
              from functools import lru_cache

              @lru_cache(maxsize=None)  # guilty
              def rate(currency, day):
                  return fetch_rate(currency, day)
              """,
              """
              from functools import lru_cache

              @lru_cache(maxsize=1024)
              def rate(currency, day):
                  return fetch_rate(currency, day)
              """)
          .example(
              JAVASCRIPT,
              """
              const profiles = new Map(); // guilty

              export async function profile(id) {
                if (profiles.has(id)) {
                  return profiles.get(id);
                }
                const loaded = await load(id);
                profiles.set(id, loaded);
                return loaded;
              }
              """,
              """
              import { LRUCache } from 'lru-cache';
              const profiles = new LRUCache({ max: 500 });

              export async function profile(id) {
                if (profiles.has(id)) {
                  return profiles.get(id);
                }
                const loaded = await load(id);
                profiles.set(id, loaded);
                return loaded;
              }
              """)
          .example(
              CSHARP,
              """
              using System.Collections.Concurrent;

              public class Profiles
              {
                  private static readonly ConcurrentDictionary<int, Profile> Cache = new(); // guilty

                  public Profile Get(int id)
                  {
                      return Cache.GetOrAdd(id, key => Load(key));
                  }
              }
              """,
              """
              using Microsoft.Extensions.Caching.Memory;

              public class Profiles
              {
                  private static readonly MemoryCache Cache = new MemoryCache(
                      new MemoryCacheOptions { SizeLimit = 1000 });

                  public Profile Get(int id)
                  {
                      return Cache.GetOrCreate(id, entry => Load(id));
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.util.Map;
              import java.util.concurrent.ConcurrentHashMap;
              import org.springframework.stereotype.Service;

              @Service
              class Profiles {
                private final Map<Long, Profile> loaded = new ConcurrentHashMap<>(); // guilty

                Profile get(Long id) {
                  return loaded.computeIfAbsent(id, this::load);
                }
              }
              """,
              """
              import com.github.benmanes.caffeine.cache.Cache;
              import com.github.benmanes.caffeine.cache.Caffeine;
              import org.springframework.stereotype.Service;

              @Service
              class Profiles {
                private final Cache<Long, Profile> loaded =
                    Caffeine.newBuilder().maximumSize(1000).build();

                Profile get(Long id) {
                  return loaded.get(id, this::load);
                }
              }
              """)
          .declare();

  private static final Pattern SETTINGS =
      Pattern.compile(
          "(?i)config|setting|propert|feature|instances?|registr|descriptor|handle|schema|definition|transport|driver|adapter|address|server|endpoint|cert|trusted|(clients?|sessions?|connections?)$");

  private UnboundedCache() {}

  private static Stream<Sighting> judge(Scene scene) {
    Growth growth = new Growth(scene);
    Stream<Sighting> maps =
        Holdings.of(scene).stream()
            .filter(held -> !held.does(Held.Act.BOUNDED))
            .filter(held -> held.calledCache() || !held.does(Held.Act.SHRINKS))
            .flatMap(held -> {
              List<Held.Use> adding = growth.of(held);
              return adding.isEmpty() || !isCache(held, adding)
                  ? Stream.empty()
                  : Stream.of(sighting(scene, held, adding));
            });
    return Stream.concat(maps, CacheLibraries.unbounded(scene, CRIME));
  }

  /// A map that is looked up where it is filled, or called a cache and looked up anywhere.
  static boolean isCache(Held held, List<Held.Use> adding) {
    if (held.shape() != Held.Shape.MAP) {
      return false;
    }
    return held.uses(Held.Act.READS)
        .anyMatch(
            read -> held.calledCache() || adding.stream().anyMatch(use -> use.fn() == read.fn()));
  }

  /// What takes the place of a database or a service where there is none: `InMemoryOrders`,
  /// `FakeWallet`.
  static boolean standsIn(Held held) {
    return StandIns.without(held.unit().path());
  }

  /// `loaded[key] = await import(path)`: there are as many as there are files.
  private static boolean loadsCode(Held.Use use) {
    return ExprNames.statement(use.fn().decl().body(), use.at())
        .filter(Stmt.Assign.class::isInstance)
        .map(statement -> ExprNames.all(((Stmt.Assign) statement).value()))
        .filter(names -> names.stream().anyMatch(LOADERS::contains))
        .isPresent();
  }

  private static final Set<String> LOADERS =
      Set.of("import", "require", "import_module", "__import__", "loadClass", "forName");

  private static Sighting sighting(Scene scene, Held held, List<Held.Use> adding) {
    Held.Use use =
        adding.stream().min(Comparator.comparing(u -> scene.reach(u.fn()))).orElseThrow();
    Draft draft = scene.at(CRIME, use.fn(), held.start(), held.end());
    draft.chain(
        use.fn().unit().location(use.at().start(), use.at().end(), use.fn().symbol()),
        "adds an entry per key");
    if (scene.reach(use.fn()) == Reach.UNKNOWN
        || held.does(Held.Act.SHRINKS)
        || standsIn(held)
        || SETTINGS.matcher(held.name()).find()
        || loadsCode(use)
        || !Keys.open(scene, use)) {
      draft.sure(Confidence.LOW);
    }
    return draft.says(
        "`"
            + held.name()
            + "` keeps an entry per key for as long as the process lives; nothing"
            + " bounds it");
  }
}
