package dev.backlight.crimes.caching;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `@Cacheable` of Spring without `sync = true`, on a method whose result is one entry for
/// everybody: all who come before the first answer compute it.
///
/// Methods with parameters have a key each, for which few wait at once; they are left out.
final class AnnotatedCache {

  private static final List<Word> DEAR = List.of(Word.DATABASE, Word.HTTP, Word.SLOW, Word.CPU);

  private AnnotatedCache() {}

  static Stream<Sighting> unsynchronized(Scene scene, Crime crime) {
    return scene
        .functions()
        .filter(fn -> fn.decl().parameters().isEmpty())
        .flatMap(
            fn -> annotation(fn).stream().flatMap(a -> sighting(scene, crime, fn, a).stream()));
  }

  private static Optional<Annotation> annotation(Fn fn) {
    return Dotted.imports(fn.unit(), "org.springframework.cache.annotation")
        ? fn.decl().annotations().stream()
            .filter(a -> a.simpleName().equals("Cacheable"))
            .filter(a -> a.arguments().stream().noneMatch(AnnotatedCache::synchronizes))
            .findFirst()
        : Optional.empty();
  }

  private static boolean synchronizes(Argument argument) {
    return argument.name().equals("sync")
        && !(argument.value() instanceof Expr.Literal no && no.text().equals("false"));
  }

  private static Optional<Sighting> sighting(Scene scene, Crime crime, Fn fn, Annotation cached) {
    for (Word word : DEAR) {
      List<Site> path = scene.program().effects().path(fn, word, false);
      if (!path.isEmpty()) {
        Site work = path.getFirst();
        return Optional.of(
            scene
                .at(crime, fn, cached.start(), cached.end())
                .chain(work.location(), "a miss computes: " + work.name())
                .sure(Confidence.MEDIUM)
                .says(
                    "every request that misses the cache runs `"
                        + fn.name()
                        + "` at the same time: `sync = true` lets one do it"));
      }
    }
    return Optional.empty();
  }
}
