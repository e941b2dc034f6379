package dev.backlight.crimes.caching;

import dev.backlight.crimes.ExprNames;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.ExprText;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The maps of the process in front of a shared cache: which are asked, which are filled, and
/// whether what they hold ever goes.
final class LocalMaps {

  private static final Set<String> READERS =
      Set.of("get", "has", "containsKey", "TryGetValue", "ContainsKey");
  private static final Set<String> WRITERS = Set.of("put", "set", "TryAdd", "putIfAbsent");
  private static final Set<String> DROPPERS =
      Set.of("pop", "delete", "remove", "clear", "TryRemove", "Remove", "popitem", "invalidate");

  private LocalMaps() {}

  /// The maps asked before the shared cache.
  static Set<String> consulted(Fn fn, int before) {
    Set<String> maps = new TreeSet<>();
    Walker.expressions(
        fn.decl().body(),
        expr -> {
          if (expr.start() >= before) {
            return;
          }
          switch (expr) {
            case Expr.Operation o when o.operator().equals("in") && o.operands().size() == 2 ->
                maps.add(ExprText.of(o.operands().get(1)));
            case Expr.Call c
                when c.callee() instanceof Expr.Member m && READERS.contains(m.name()) ->
                maps.add(ExprText.of(m.receiver()));
            case Expr.Index i -> maps.add(ExprText.of(i.receiver()));
            default -> {}
          }
        });
    return maps;
  }

  /// The maps written after it, by name, with the place.
  static TreeMap<String, Expr> filled(Fn fn, int after) {
    TreeMap<String, Expr> maps = new TreeMap<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement.start() > after && statement instanceof Stmt.Assign a) {
            a.targets()
                .forEach(target -> {
                  if (target instanceof Expr.Index i) {
                    maps.putIfAbsent(ExprText.of(i.receiver()), i);
                  }
                });
          }
        });
    Walker.calls(fn.decl().body())
        .forEach(call -> {
          if (call.start() > after
              && call.callee() instanceof Expr.Member m
              && WRITERS.contains(m.name())) {
            maps.putIfAbsent(ExprText.of(m.receiver()), call);
          }
        });
    return maps;
  }

  /// A plain map in a field or at module level; a cache of a library looks after age itself.
  static boolean lasting(Fn fn, String map) {
    // Of `forms["fields"]`, `forms` says how long it lasts.
    String root = map.replaceFirst("\\[.*", "");
    String name = root.substring(root.lastIndexOf('.') + 1);
    boolean local =
        !root.contains(".") && declares(fn, name)
            || fn.decl().parameters().stream().anyMatch(parameter -> parameter.name().equals(name));
    boolean library =
        fn.sites().stream()
            .anyMatch(site ->
                site.words().hasAny(Word.CACHE, Word.CACHE_SET, Word.CACHE_GET)
                    && site.at() instanceof Expr.Call c
                    && c.callee() instanceof Expr.Member m
                    && ExprText.of(m.receiver()).equals(map));
    return !local && !library && !made(fn, name).matches("(?i).*(ttl|lru|cache\\(|expir|weak).*");
  }

  /// By an assignment, or as what a loop goes through.
  private static boolean declares(Fn fn, String name) {
    return assigned(fn, name) != Expr.NONE
        || Walker.anyStatement(
            fn.decl().body(),
            statement ->
                statement instanceof Stmt.Loop loop
                    && loop.targets().stream()
                        .anyMatch(target -> ExprNames.all(target).contains(name)));
  }

  /// What the map is made with, as text.
  private static String made(Fn fn, String name) {
    List<Fn> places = new ArrayList<>(fn.unit().functions());
    for (Fn place : places) {
      Expr value = assigned(place, name);
      if (value instanceof Expr.Call) {
        return ExprText.of(value);
      }
    }
    return fn.owner()
        .flatMap(owner -> owner.field(name))
        .map(field -> field.type().name() + ExprText.of(field.initial()))
        .orElse("");
  }

  private static Expr assigned(Fn fn, String name) {
    Expr[] found = {Expr.NONE};
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign a
              && a.targets().size() == 1
              && ExprNames.last(a.targets().getFirst()).equals(name)) {
            found[0] = a.value();
          }
        });
    return found[0];
  }

  static boolean dropped(Fn fn, String map) {
    Set<Boolean> found = new HashSet<>();
    fn.unit()
        .functions()
        .forEach(other ->
            Walker.expressions(
                other.decl().body(),
                expr -> {
                  if (expr instanceof Expr.Call c
                      && c.callee() instanceof Expr.Member m
                      && DROPPERS.contains(m.name())
                      && ExprText.of(m.receiver()).equals(map)) {
                    found.add(true);
                  } else if (expr instanceof Expr.Operation o
                      && o.operator().equals("delete")
                      && o.operands().getFirst() instanceof Expr.Index i
                      && ExprText.of(i.receiver()).equals(map)) {
                    found.add(true);
                  }
                }));
    return !found.isEmpty();
  }
}
