package dev.backlight.crimes.pools;

import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Language;
import dev.backlight.model.Location;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.ScopeContext;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The connection or transaction that is open at a place, and where it was taken.
final class HeldConnection {

  private static final Set<String> TRANSACTIONAL =
      Set.of("Transactional", "atomic", "transaction.atomic", "UnitOfWork", "Transaction");

  private HeldConnection() {}

  /// Where the connection that is open at this place was taken.
  static Optional<Location> at(Scene scene, Fn fn, Site site, boolean annotated) {
    for (ScopeContext scope : site.scopes()) {
      boolean opens =
          scope.kind() == ScopeContext.Kind.TRANSACTION
              || scope.kind() == ScopeContext.Kind.RESOURCE && connection(fn, scope);
      if (opens
          && !ExprNames.inside(site.at(), scope.expr().start(), scope.expr().end())
          && queries(scene, fn, scope.start(), site.at().start())) {
        return Optional.of(
            fn.unit().location(scope.expr().start(), scope.expr().end(), fn.symbol()));
      }
    }
    if (annotated && queries(scene, fn, fn.decl().start(), site.at().start())) {
      return Optional.of(fn.location());
    }
    return taken(fn, site);
  }

  private static boolean connection(Fn fn, ScopeContext scope) {
    return fn.sites().stream()
            .anyMatch(site ->
                ExprNames.inside(site.at(), scope.expr().start(), scope.expr().end())
                    && site.has(Word.OPENS)
                    && site.has(Word.DATABASE))
        || scope.value().settled() instanceof Value.Known k
            && (k.type().name().contains("Session")
                && !k.type().name().contains("Http")
                && !k.type().name().contains("Client")
                && fn.unit().language() == Language.PYTHON
                && database(k))
        || scope.value().settled() instanceof Value.Known c
            && c.type().name().endsWith("Connection")
            && database(c);
  }

  /// A type with members that wait for a database.
  private static boolean database(Value.Known known) {
    return known.type().members().values().stream()
        .anyMatch(entry -> entry.words().has(Word.DATABASE));
  }

  /// A query has run before: sessions take their connection with the first one.
  private static boolean queries(Scene scene, Fn fn, int from, int to) {
    return fn.sites().stream()
        .anyMatch(site ->
            site.at().start() >= from
                && site.at().start() < to
                && (!scene.program().effects().from(site, Word.DATABASE, false).isEmpty()
                    || !scene.program().effects().from(site, Word.DATABASE, true).isEmpty()));
  }

  /// Whether a function is a transaction by its annotation, or by its class's.
  static boolean transactional(Fn fn) {
    return transactional(fn.decl().annotations())
        || fn.unit().language() == Language.JAVA
            && fn.owner().isPresent()
            && fn.is(Trait.PUBLIC)
            && !fn.is(Trait.CONSTRUCTOR)
            && transactional(fn.owner().get().decl().annotations());
  }

  private static boolean transactional(List<Annotation> annotations) {
    return annotations.stream()
        .anyMatch(annotation ->
            (TRANSACTIONAL.contains(annotation.simpleName())
                    || TRANSACTIONAL.contains(annotation.name()))
                && annotation.arguments().stream()
                    .noneMatch(argument -> {
                      String value = ExprNames.last(argument.value());
                      return value.equals("NOT_SUPPORTED")
                          || value.equals("NEVER")
                          || value.equals("SUPPORTS");
                    }));
  }

  /// `const client = await pool.connect()` … `client.release()`.
  private static Optional<Location> taken(Fn fn, Site site) {
    for (Site open : fn.sites()) {
      if (open.has(Word.OPENS)
          && open.has(Word.DATABASE)
          && !open.boundTo().isEmpty()
          && open.use() == Site.Use.BOUND
          && open.at().end() < site.at().start()
          && fn.unit().language() == Language.JAVASCRIPT
          && used(fn, open.boundTo(), open.at().end(), site.at().start())
          && used(fn, open.boundTo(), site.at().end(), Integer.MAX_VALUE)
          && !released(fn, open.boundTo(), open.at().end(), site.at().start())) {
        return Optional.of(open.location());
      }
    }
    return Optional.empty();
  }

  private static boolean used(Fn fn, String name, int from, int to) {
    return fn.sites().stream()
        .anyMatch(site ->
            site.at().start() > from
                && site.at().start() < to
                && receiver(site).equals(name)
                && site.has(Word.DATABASE));
  }

  private static boolean released(Fn fn, String name, int from, int to) {
    return fn.sites().stream()
        .anyMatch(site ->
            site.at().start() > from
                && site.at().start() < to
                && receiver(site).equals(name)
                && site.has(Word.CLOSES));
  }

  private static String receiver(Site site) {
    return site.at() instanceof Expr.Call c
            && c.callee() instanceof Expr.Member m
            && m.receiver() instanceof Expr.Name n
        ? n.id()
        : "";
  }
}
