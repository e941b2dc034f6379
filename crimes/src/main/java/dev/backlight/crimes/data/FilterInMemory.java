package dev.backlight.crimes.data;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Breadth;
import dev.backlight.crimes.Crime;
import dev.backlight.crimes.QueryChain;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Rows are fetched to be filtered, sorted or counted in code.
public final class FilterInMemory {

  public static final Crime CRIME =
      Crime.named("filter-in-memory")
          .title("Filtered in memory, not in the database")
          .theme("data")
          .category(RESPONSE_TIMES)
          .why(
              """
              Every row is read, sent and mapped so that code can throw most of them away. The database would do
              it with an index and send only what is needed.
              """)
          .remedy(
              PYTHON,
              "Filter, sort and count in the query: `.filter()`, `.order_by()`, `.count()`, `.exists()`.")
          .remedy(JAVASCRIPT, "Move the condition into the query: `where`, `ORDER BY`, `count`.")
          .remedy(
              CSHARP,
              "Filter before `ToListAsync()`: `Where`, `OrderBy`, `CountAsync`, `AnyAsync`.")
          .remedy(JAVA, "A query method with the condition, or `countBy…`, `existsBy…`.")
          .cost("rows * (t_row + t_ser)", "matched * (t_row + t_ser)", "ms", "per request")
          .seenBy(FilterInMemory::judge)
          .example(
              PYTHON,
              """
              from django.db import models

              class Product(models.Model):
                  name = models.CharField(max_length=80)
                  price = models.IntegerField()
                  active = models.BooleanField()

              def active():
                  return [p for p in Product.objects.all() if p.active]  # guilty
              """,
              """
              from django.db import models

              class Product(models.Model):
                  name = models.CharField(max_length=80)
                  price = models.IntegerField()
                  active = models.BooleanField()

              def active():
                  return list(Product.objects.filter(active=True)[:100])
              """)
          .example(
              JAVASCRIPT,
              """
              import { PrismaClient } from '@prisma/client';
              const prisma = new PrismaClient();

              export async function active() {
                const products = await prisma.product.findMany();
                return products.filter(p => p.active); // guilty
              }
              """,
              """
              import { PrismaClient } from '@prisma/client';
              const prisma = new PrismaClient();

              export async function active() {
                return prisma.product.findMany({ where: { active: true }, take: 100 });
              }
              """)
          .example(
              CSHARP,
              """
              using Microsoft.EntityFrameworkCore;

              public class ShopContext : DbContext
              {
                  public DbSet<Product> Products { get; set; }
              }

              public class Catalogue
              {
                  private readonly ShopContext _context;

                  public async Task<List<Product>> Active()
                  {
                      var all = await _context.Products.ToListAsync();
                      return all.Where(p => p.Active).ToList(); // guilty
                  }
              }
              """,
              """
              using Microsoft.EntityFrameworkCore;

              public class ShopContext : DbContext
              {
                  public DbSet<Product> Products { get; set; }
              }

              public class Catalogue
              {
                  private readonly ShopContext _context;

                  public async Task<List<Product>> Active()
                  {
                      return await _context.Products.Where(p => p.Active).Take(100).ToListAsync();
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.util.List;
              import org.springframework.data.jpa.repository.JpaRepository;

              interface Products extends JpaRepository<Product, Long> {}

              class Catalogue {
                private final Products products;

                Catalogue(Products products) {
                  this.products = products;
                }

                List<Product> active() {
                  return products.findAll().stream().filter(p -> p.active()).toList(); // guilty
                }
              }
              """,
              """
              import java.util.List;
              import org.springframework.data.jpa.repository.JpaRepository;

              interface Products extends JpaRepository<Product, Long> {
                List<Product> findTop100ByActiveTrue();
              }

              class Catalogue {
                private final Products products;

                Catalogue(Products products) {
                  this.products = products;
                }

                List<Product> active() {
                  return products.findTop100ByActiveTrue();
                }
              }
              """)
          .declare();

  private static final Set<String> PASSES =
      Set.of("stream", "parallelStream", "AsEnumerable", "getContent", "asSequence", "iterator");

  private FilterInMemory() {}

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.concat(calls(scene), comprehensions(scene));
  }

  /// `repository.findAll().stream().filter(…)`, `(await find()).filter(…)`, `len(query.all())`.
  private static Stream<Sighting> calls(Scene scene) {
    return scene
        .sites()
        .filter(site -> site.has(Word.SIFTS) && !site.words().waits() && site.isCall())
        .filter(site -> rows(site).filter(FilterInMemory::whole).isPresent())
        .map(site ->
            scene
                .at(CRIME, site)
                .sure(
                    Breadth.of(rows(site).orElse(site)) == Breadth.SMALL || computes(site)
                        ? Confidence.LOW
                        : Confidence.HIGH)
                .label(site.location(), "in memory")
                .says("`" + site.name() + "` works on rows that were all fetched for it"));
  }

  /// The query whose rows a call sifts and that serves nothing else: the chain goes straight from
  /// it, or through a variable of the same function that is used once.
  private static Optional<Site> rows(Site site) {
    Expr.Call call = site.call();
    Optional<Site> from =
        call.callee() instanceof Expr.Member m
            ? query(site.in(), m.receiver(), 3)
            : Optional.empty();
    return from.isPresent() || call.arguments().isEmpty()
        ? from
        : query(site.in(), call.arguments().getFirst().value(), 3);
  }

  private static Optional<Site> query(Fn fn, Expr from, int depth) {
    return switch (from) {
      case Expr.Await a -> query(fn, a.value(), depth);
      case Expr.Call c -> {
        Optional<Site> own = fn.sites().stream().filter(s -> s.at() == c).findFirst();
        if (own.filter(s -> s.has(Word.DATABASE) && s.has(Word.MANY)).isPresent()) {
          yield own;
        }
        yield depth > 0 && c.callee() instanceof Expr.Member m && PASSES.contains(m.name())
            ? query(fn, m.receiver(), depth - 1)
            : Optional.empty();
      }
      case Expr.Name n ->
          fn.sites().stream()
              .filter(s ->
                  s.has(Word.DATABASE)
                      && s.has(Word.MANY)
                      && s.boundTo().equals(n.id())
                      && s.at().end() <= n.start())
              .filter(s -> uses(fn, n.id()) == 1)
              .findFirst();
      default -> Optional.empty();
    };
  }

  /// How often a variable is read, also by the functions inside.
  private static long uses(Fn fn, String id) {
    long[] count = {0};
    for (Fn one : fn.unit().functions()) {
      if (one == fn
          || fn.decl().start() <= one.decl().start() && one.decl().end() <= fn.decl().end()) {
        Walker.expressions(
            one.decl().body(),
            expr -> {
              if (expr instanceof Expr.Name n && n.id().equals(id)) {
                count[0]++;
              }
            });
      }
    }
    return count[0] - 1;
  }

  private static boolean whole(Site query) {
    QueryChain chain = QueryChain.of(query);
    return !chain.limited()
        && !chain.filtered()
        && !chain.byKey()
        && !query.query().has(Word.AGGREGATES)
        && Breadth.of(query) != Breadth.UNKNOWN;
  }

  /// The condition calls functions, which the database does not know.
  private static boolean computes(Site site) {
    return site.call().arguments().stream()
        .map(Argument::value)
        .anyMatch(value ->
            value instanceof Expr.Lambda l
                && !Walker.calls(site.in().unit().functions().get(l.function()).decl().body())
                    .isEmpty()
                && site.in().unit().language() != Language.JAVA);
  }

  /// `[p for p in Product.objects.all() if p.active]`.
  private static Stream<Sighting> comprehensions(Scene scene) {
    return scene
        .functions()
        .flatMap(fn ->
            fn.sites().stream()
                .filter(site ->
                    site.kind() == Site.Kind.ITERATION
                        && !site.query().has(Word.FILTERS)
                        && !site.query().bounded()
                        && Breadth.of(site) == Breadth.TABLE)
                .filter(site -> conditioned(fn, site))
                .map(site ->
                    scene
                        .at(CRIME, site)
                        .label(site.location(), "filtered in memory")
                        .says(
                            "every row of `"
                                + site.name()
                                + "` is fetched, then filtered in memory")));
  }

  private static boolean conditioned(Fn fn, Site site) {
    return Walker.anyExpression(
        fn.decl().body(),
        expr ->
            expr instanceof Expr.Comprehension c
                && c.clauses().stream()
                    .anyMatch(
                        clause -> clause.source() == site.at() && !clause.conditions().isEmpty()));
  }
}
