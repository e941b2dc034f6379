package dev.backlight.crimes.caching;

import static dev.backlight.model.Category.CACHING_STRATEGY;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Edits;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Edit;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.ExprText;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A cached 0, empty string or empty list counts as a miss, so it is computed each time.
public final class FalsyHitIsAMiss {

  public static final Crime CRIME =
      Crime.named("falsy-hit-is-a-miss")
          .title("An empty hit counts as a miss")
          .theme("caching")
          .category(CACHING_STRATEGY)
          .why(
              """
              `if cached:` is false for 0, "", [] and {}. What is rightly empty is never found in the cache, so
              the cheapest answers cost a query each time.
              """)
          .remedy(
              PYTHON,
              "Compare with a sentinel: `cache.get(key, MISSING)`, `if cached is not None`; cache the"
                  + " empty answer too.")
          .remedy(JAVASCRIPT, "Compare with `undefined` or `null`: `if (cached !== undefined)`.")
          .graded(Severity.MEDIUM)
          .seenBy(FalsyHitIsAMiss::judge)
          .example(
              PYTHON,
              """
              from django.core.cache import cache
              from shop.models import Order

              def open_orders(customer):
                  count = cache.get(f"open:{customer.id}")  # guilty
                  if not count:
                      count = Order.objects.filter(customer=customer, open=True).count()
                      cache.set(f"open:{customer.id}", count, 60)
                  return count
              """,
              """
              from django.core.cache import cache
              from shop.models import Order

              def open_orders(customer):
                  count = cache.get(f"open:{customer.id}")
                  if count is None:
                      count = Order.objects.filter(customer=customer, open=True).count()
                      cache.set(f"open:{customer.id}", count, 60)
                  return count
              """)
          .example(
              JAVASCRIPT,
              """
              import { LRUCache } from 'lru-cache';
              import { PrismaClient } from '@prisma/client';
              const prisma = new PrismaClient();
              const counts = new LRUCache<string, number>({ max: 1000, ttl: 60000 });

              export async function openOrders(customer: string) {
                const cached = counts.get(customer); // guilty
                if (cached) {
                  return cached;
                }
                const count = await prisma.order.count({ where: { customer } });
                counts.set(customer, count);
                return count;
              }
              """,
              """
              import { LRUCache } from 'lru-cache';
              import { PrismaClient } from '@prisma/client';
              const prisma = new PrismaClient();
              const counts = new LRUCache<string, number>({ max: 1000, ttl: 60000 });

              export async function openOrders(customer: string) {
                const cached = counts.get(customer);
                if (cached !== undefined) {
                  return cached;
                }
                const count = await prisma.order.count({ where: { customer } });
                counts.set(customer, count);
                return count;
              }
              """)
          .declare();

  private FalsyHitIsAMiss() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .functions()
        .filter(fn ->
            fn.unit().language() == Language.PYTHON || fn.unit().language() == Language.JAVASCRIPT)
        .flatMap(fn -> function(scene, fn));
  }

  private static Stream<Sighting> function(Scene scene, Fn fn) {
    List<CacheCall> reads = CacheCall.reads(scene, fn);
    if (reads.isEmpty()) {
      return Stream.empty();
    }
    Map<String, CacheCall> held = new HashMap<>();
    for (CacheCall read : reads) {
      if (!read.end().has(Word.CACHE_SET) && !sentinel(read)) {
        holder(fn, read).ifPresent(name -> held.put(name, read));
      }
    }
    List<Sighting> found = new ArrayList<>();
    Set<CacheCall> told = new HashSet<>();
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.If branch) {
            decides(branch.condition())
                .forEach(name -> {
                  CacheCall read = held.get(name);
                  if (read != null
                      && read.site().at().start() < branch.start()
                      && miss(branch, name)
                      && !full(fn)
                      && told.add(read)) {
                    emptiness(fn, read, branch)
                        .ifPresent(sure ->
                            found.add(
                                scene
                                    .at(CRIME, read.site())
                                    .sure(sure)
                                    .edit(asked(fn, branch.condition()))
                                    .label(
                                        fn.unit()
                                            .location(
                                                branch.condition().start(),
                                                branch.condition().end(),
                                                fn.symbol()),
                                        "false for 0, \"\", [] and {}")
                                    .says(
                                        "`"
                                            + name
                                            + "` from `"
                                            + read.site().name()
                                            + "` counts as a miss when it is empty")));
                  }
                });
          }
        });
    return Stream.concat(found.stream(), instance(scene, fn, reads));
  }

  /// Whether what the function puts into the cache is written there and has something in it:
  /// `context = {"stars": …}; cache.set(key, context)`.
  private static boolean full(Fn fn) {
    return Walker.calls(fn.decl().body()).stream()
        .filter(call ->
            call.callee() instanceof Expr.Member m
                && m.name().startsWith("set")
                && call.arguments().size() > 1)
        .map(call -> call.arguments().get(1).value())
        .anyMatch(value -> filled(value) || value instanceof Expr.Name n && made(fn, n.id()));
  }

  private static boolean filled(Expr value) {
    return value instanceof Expr.Collection c
        && c.entries().stream().anyMatch(entry -> !entry.spread());
  }

  private static boolean made(Fn fn, String id) {
    return Assigned.to(fn.decl().body(), id).stream().anyMatch(a -> filled(a.value()));
  }

  /// The condition as a question for a miss alone.
  private static List<Edit> asked(Fn fn, Expr condition) {
    boolean python = fn.unit().language() == Language.PYTHON;
    return switch (condition) {
      case Expr.Name n ->
          List.of(Edits.replace(fn.unit(), n, n.id() + (python ? " is not None" : " != null")));
      case Expr.Operation o
          when o.operator().equals("!") && o.operands().getFirst() instanceof Expr.Name n ->
          List.of(Edits.replace(fn.unit(), o, n.id() + (python ? " is None" : " == null")));
      default -> List.of();
    };
  }

  /// `cache.get(key, MISSING)` tells a miss from an empty value.
  private static boolean sentinel(CacheCall read) {
    return read.direct()
        && read.site().isCall()
        && read.site().in().unit().language() == Language.PYTHON
        && read.site().call().arguments().size() > 1;
  }

  /// The variable or field that gets what was read: `x = cache.get(k)`, `… or {}`.
  private static Optional<String> holder(Fn fn, CacheCall read) {
    return ExprNames.statement(fn.decl().body(), read.site().at())
        .filter(Stmt.Assign.class::isInstance)
        .map(Stmt.Assign.class::cast)
        .filter(a -> a.targets().size() == 1 && plain(a.value(), read.site().at()))
        .map(a -> ExprText.of(a.targets().getFirst()));
  }

  private static boolean plain(Expr value, Expr call) {
    return value == call
        || value instanceof Expr.Await a && plain(a.value(), call)
        || value instanceof Expr.Cast c && plain(c.value(), call)
        || value instanceof Expr.Operation o
            && o.operator().equals("||")
            && plain(o.operands().getFirst(), call);
  }

  /// What a condition tests for truth alone.
  private static List<String> decides(Expr condition) {
    return switch (condition) {
      case Expr.Name n -> List.of(n.id());
      case Expr.Member m -> List.of(ExprText.of(m));
      case Expr.Operation o
          when o.operator().equals("!") || o.operator().equals("||") || o.operator().equals("&&") ->
          o.operands().stream().flatMap(operand -> decides(operand).stream()).toList();
      default -> List.of();
    };
  }

  /// The branch returns the hit, or computes what was missed.
  private static boolean miss(Stmt.If branch, String name) {
    if (branch.condition() instanceof Expr.Operation o && o.operator().equals("!")) {
      return true;
    }
    return Walker.anyStatement(
        branch.then(),
        statement ->
            statement instanceof Stmt.Return r
                && r.value() != Expr.NONE
                && ExprNames.all(r.value()).contains(name.substring(name.lastIndexOf('.') + 1)));
  }

  /// How likely an empty value is in the cache: raw bytes never are, numbers and lists may be.
  private static Optional<Confidence> emptiness(Fn fn, CacheCall read, Stmt.If branch) {
    boolean counts = false;
    boolean lists = false;
    for (Site site : CacheCall.within(fn)) {
      if (site.at().start() > branch.start() || inside(site, branch)) {
        counts |= site.has(Word.SCALAR) && site.has(Word.DATABASE);
        // A whole table is empty on the first day alone.
        lists |= site.has(Word.MANY) && site.has(Word.DATABASE) && site.query().has(Word.FILTERS);
      }
    }
    boolean python = fn.unit().language() == Language.PYTHON;
    boolean raw = read.remote() && read.end().name().matches("(?i).*(redis|client|conn|r)\\.h?get");
    if (!python) {
      return counts && !raw ? Optional.of(Confidence.HIGH) : Optional.empty();
    }
    if (raw) {
      return Optional.of(Confidence.LOW);
    }
    return Optional.of(counts || lists ? Confidence.HIGH : Confidence.LOW);
  }

  private static boolean inside(Site site, Stmt.If branch) {
    return site.at().start() >= branch.start() && site.at().end() <= branch.end();
  }

  /// A field filled from the cache here, tested for truth in another method that then queries.
  private static Stream<Sighting> instance(Scene scene, Fn fn, List<CacheCall> reads) {
    if (fn.owner().isEmpty()) {
      return Stream.empty();
    }
    List<Sighting> found = new ArrayList<>();
    for (CacheCall read : reads) {
      Optional<String> field =
          sentinel(read) || !read.direct()
              ? Optional.empty()
              : holder(fn, read).filter(name -> name.startsWith("this."));
      if (field.isEmpty()) {
        continue;
      }
      for (List<Fn> methods : fn.owner().get().methods().values()) {
        for (Fn method : methods) {
          if (method != fn) {
            queriesWhenEmpty(scene, method, field.get())
                .ifPresent(branch ->
                    found.add(
                        scene
                            .at(CRIME, method, branch.condition().start(), branch.condition().end())
                            .chain(
                                read.site().location(),
                                "filled from the cache: " + read.site().name())
                            .context(field.get())
                            .says(
                                "an empty `"
                                    + field.get()
                                    + "` from the cache counts as a miss, so"
                                    + " each call queries again")));
          }
        }
      }
    }
    return found.stream().limit(1);
  }

  private static Optional<Stmt.If> queriesWhenEmpty(Scene scene, Fn method, String field) {
    Stmt.If[] found = new Stmt.If[1];
    Walker.statements(
        method.decl().body(),
        statement -> {
          if (statement instanceof Stmt.If branch
              && branch.condition() instanceof Expr.Operation o
              && (o.operator().equals("!") || o.operator().equals("||"))
              && decides(branch.condition()).contains(field)
              && method.sites().stream()
                  .anyMatch(site ->
                      inside(site, branch)
                          && (!scene.program().effects().from(site, Word.DATABASE, false).isEmpty()
                              || !scene
                                  .program()
                                  .effects()
                                  .from(site, Word.HTTP, false)
                                  .isEmpty()))) {
            found[0] = branch;
          }
        });
    return Optional.ofNullable(found[0]);
  }
}
