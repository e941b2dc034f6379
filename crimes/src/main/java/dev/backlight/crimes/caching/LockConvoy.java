package dev.backlight.crimes.caching;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.ExprText;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// One lock for all keys around the fetch of a miss: a cold cache queues everybody.
final class LockConvoy {

  private LockConvoy() {}

  static Stream<Sighting> in(Scene scene, Crime crime, Fn fn) {
    for (Site lock : fn.sites()) {
      if (lock.has(Word.LOCK)
          && lock.isCall()
          && shared(fn, lock)
          && !lock.has(Word.CACHE)
          && fills(fn, lock)) {
        for (Site site : fn.sites()) {
          if (site.at().start() > lock.at().end() && site != lock && remote(scene, site)) {
            return Stream.of(
                scene
                    .at(crime, lock)
                    .chain(site.location(), "fetched while all others wait: " + site.name())
                    .sure(Confidence.MEDIUM)
                    .says(
                        "one lock for all keys is held while `"
                            + site.name()
                            + "` fetches what the cache misses"));
          }
        }
      }
    }
    return Stream.empty();
  }

  private static boolean remote(Scene scene, Site site) {
    return Stream.of(Word.HTTP, Word.DATABASE, Word.QUEUE, Word.NETWORK)
            .anyMatch(word -> !scene.program().effects().from(site, word, false).isEmpty())
        || site.targets().stream()
            .flatMap(target -> target.sites().stream())
            .anyMatch(inner -> inner.has(Word.BLOCKS_ON))
        || site.targets().stream().anyMatch(LockConvoy::waitsForFuture)
        || site.isCall()
            && site.call().callee() instanceof Expr.Member m
            && site.targets().isEmpty()
            && foreign(ExprNames.last(m.receiver()));
  }

  /// Only who waits for a future catches what its work threw.
  private static boolean waitsForFuture(Fn fn) {
    return Walker.anyStatement(
        fn.decl().body(),
        statement ->
            statement instanceof Stmt.Try t
                && t.catches().stream()
                    .flatMap(c -> c.types().stream())
                    .anyMatch(type -> type.simpleName().equals("ExecutionException")));
  }

  /// A service of another process by its name, where its code is not in sight.
  private static boolean foreign(String receiver) {
    String lower = receiver.toLowerCase(Locale.ROOT);
    return lower.endsWith("client")
        || lower.endsWith("transportservice")
        || lower.endsWith("repository")
        || lower.endsWith("gateway")
        || lower.endsWith("api");
  }

  /// A lock in a field, not one taken from a table of locks.
  private static boolean shared(Fn fn, Site lock) {
    if (!(lock.call().callee() instanceof Expr.Member m)) {
      return false;
    }
    String name = ExprNames.last(m.receiver());
    return !(m.receiver() instanceof Expr.Call)
        && fn.owner().flatMap(owner -> owner.field(name)).isPresent()
        && !(lock.receiver() instanceof Value.Listing);
  }

  /// A map that is read before and written under the lock.
  private static boolean fills(Fn fn, Site lock) {
    Set<String> read = new HashSet<>();
    boolean[] filled = {false};
    Walker.calls(fn.decl().body())
        .forEach(call -> {
          if (call.callee() instanceof Expr.Member m) {
            String map = ExprText.of(m.receiver());
            switch (m.name()) {
              case "get", "getIfPresent", "TryGetValue", "containsKey", "ContainsKey" ->
                  read.add(map);
              case "put", "putIfAbsent", "TryAdd", "Add", "set" ->
                  filled[0] |= call.start() > lock.at().end() && read.contains(map);
              default -> {}
            }
          }
        });
    return filled[0];
  }
}
