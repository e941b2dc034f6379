package dev.backlight.crimes.data;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.QueryChain;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Quantity;
import dev.backlight.model.Quantity.Provenance;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Pages by skipping rows.
public final class OffsetPagination {

  public static final Crime CRIME =
      Crime.named("offset-pagination")
          .title("Paging by offset")
          .theme("data")
          .category(RESPONSE_TIMES)
          .why(
              """
              The database reads and throws away every row before the page. Page 1,000 costs a thousand times
              page 1, and an export that pages this way is quadratic. Rows inserted meanwhile shift the pages,
              and without a total order rows repeat or vanish.
              """)
          .remedy(
              PYTHON,
              "Keyset paging: `filter(id__gt=last).order_by(\"id\")[:n]`; for exports a server-side cursor.")
          .remedy(
              JAVASCRIPT, "Keyset paging: `WHERE id > $1 ORDER BY id LIMIT 50`, Prisma `cursor`.")
          .remedy(CSHARP, "Keyset paging: `.Where(o => o.Id > last).OrderBy(o => o.Id).Take(n)`.")
          .remedy(
              JAVA,
              "Keyset paging: `findByIdGreaterThanOrderById`, Spring Data `ScrollPosition.keyset()`.")
          .cost("(offset + limit) * t_row", "limit * t_row", "ms", "per page")
          .seenBy(OffsetPagination::judge)
          .example(
              PYTHON,
              """
              from django.db import models

              class Product(models.Model):
                  name = models.CharField(max_length=80)
                  price = models.IntegerField()
                  active = models.BooleanField()

              def page(number):
                  start = number * 50
                  return list(Product.objects.order_by("id")[start : start + 50])  # guilty
              """,
              """
              from django.db import models

              class Product(models.Model):
                  name = models.CharField(max_length=80)
                  price = models.IntegerField()
                  active = models.BooleanField()

              def page(after):
                  return list(Product.objects.filter(id__gt=after).order_by("id")[:50])
              """)
          .example(
              JAVASCRIPT,
              """
              import { Pool } from 'pg';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function page(number: number) {
                const { rows } = await pool.query('SELECT id, name FROM products ORDER BY id LIMIT 50 OFFSET $1', [number * 50]); // guilty
                return rows;
              }
              """,
              """
              import { Pool } from 'pg';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function page(after: number) {
                const { rows } = await pool.query('SELECT id, name FROM products WHERE id > $1 ORDER BY id LIMIT 50', [after]);
                return rows;
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

                  public async Task<List<Product>> Page(int number)
                  {
                      return await _context.Products.OrderBy(p => p.Id).Skip(number * 50).Take(50).ToListAsync(); // guilty
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

                  public async Task<List<Product>> Page(int after)
                  {
                      return await _context.Products.Where(p => p.Id > after).OrderBy(p => p.Id).Take(50).ToListAsync();
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.util.List;
              import org.springframework.jdbc.core.JdbcTemplate;

              class Catalogue {
                private final JdbcTemplate jdbc;

                Catalogue(JdbcTemplate jdbc) {
                  this.jdbc = jdbc;
                }

                List<String> page(int number) {
                  return jdbc.queryForList("select name from products order by id limit 50 offset ?", String.class, number * 50); // guilty
                }
              }
              """,
              """
              import java.util.List;
              import org.springframework.jdbc.core.JdbcTemplate;

              class Catalogue {
                private final JdbcTemplate jdbc;

                Catalogue(JdbcTemplate jdbc) {
                  this.jdbc = jdbc;
                }

                List<String> page(long after) {
                  return jdbc.queryForList("select name from products where id > ? order by id limit 50", String.class, after);
                }
              }
              """)
          .declare();

  private OffsetPagination() {}

  /// Slices of so many rows are few.
  private static final int WIDE = 5_000;

  private static final Quantity EXPORT =
      new Quantity(
          "offset",
          500_000,
          100_000,
          "rows",
          Provenance.DEFAULT,
          "default: half of a table of 1,000,000 rows, as the loop visits all pages");

  private static Stream<Sighting> judge(Scene scene) {
    return scene.sites().filter(OffsetPagination::skips).map(site -> sighting(scene, site));
  }

  private static boolean skips(Site site) {
    return site.has(Word.DATABASE)
        && !site.has(Word.WRITE)
        && !site.has(Word.SCALAR)
        && (site.query().has(Word.OFFSETS) || site.has(Word.OFFSETS) || byOption(site))
        && !onePage(site)
        && !held(site);
  }

  /// `rows[i:i + 1000]` of a queryset that was measured before: Django keeps its rows then.
  private static boolean held(Site site) {
    List<Expr.Index> slices = new ArrayList<>();
    // What is read here may be a slice that was made further up: `pages = [rows[i:i + 100] …]`.
    Walker.expressions(
        site.in().decl().body(),
        expr -> {
          if (expr instanceof Expr.Index slice
              && slice.index() instanceof Expr.Operation o
              && o.operator().equals("slice")
              && (site.at() == slice || site.at() instanceof Expr.Name)) {
            slices.add(slice);
          }
        });
    return !slices.isEmpty() && slices.stream().allMatch(slice -> measured(site.in(), slice));
  }

  private static boolean measured(Fn fn, Expr.Index slice) {
    return slice.receiver() instanceof Expr.Name rows
        && Walker.calls(fn.decl().body()).stream()
            .anyMatch(call ->
                MEASURES.contains(ExprNames.last(call.callee()))
                    && call.end() <= slice.start()
                    && !call.arguments().isEmpty()
                    && call.arguments().getFirst().value() instanceof Expr.Name n
                    && n.id().equals(rows.id()));
  }

  private static final Set<String> MEASURES = Set.of("len", "list", "bool");

  /// `Where(r => r.Id >= start).OrderBy(r => r.Id).Skip(Limit)`: the same few rows each time, from
  /// where the last page ended.
  private static boolean onePage(Site site) {
    return Walker.anyExpression(
        site.at(),
        expr ->
            expr instanceof Expr.Call call
                && SKIPS.contains(ExprNames.last(call.callee()))
                && call.arguments().size() == 1
                && constant(call.arguments().getFirst().value()));
  }

  private static final Set<String> SKIPS = Set.of("Skip", "skip", "offset");

  /// A number, or a constant by its spelling: `LIMIT`, `Pages.Size`.
  private static boolean constant(Expr value) {
    return switch (value) {
      case Expr.Literal _ -> true;
      case Expr.Name n -> n.id().equals(n.id().toUpperCase(Locale.ROOT));
      case Expr.Member m -> ExprNames.capital(m.name()) && constantOwner(m.receiver());
      default -> false;
    };
  }

  private static boolean constantOwner(Expr owner) {
    return switch (owner) {
      case Expr.Name n -> ExprNames.capital(n.id());
      case Expr.Member m -> constantOwner(m.receiver());
      case Expr.Index _ -> true;
      default -> false;
    };
  }

  /// `skip: page * 50` in an options object.
  private static boolean byOption(Site site) {
    return QueryChain.of(site).calls().stream()
        .flatMap(call -> call.arguments().stream())
        .anyMatch(argument ->
            Set.of("skip", "offset").contains(argument.name())
                || argument.value() instanceof Expr.Collection c
                    && c.entries().stream()
                        .anyMatch(entry ->
                            entry.key() instanceof Expr.Literal key
                                && Set.of("skip", "offset").contains(key.text())
                                && !(entry.value() instanceof Expr.Literal)));
  }

  private static Sighting sighting(Scene scene, Site site) {
    boolean export =
        !site.loops().isEmpty() && site.loops().getLast().kind() != LoopContext.Kind.COMPREHENSION;
    Draft draft =
        scene
            .at(CRIME, site)
            .sure(export && site.query().limit() < WIDE ? Confidence.HIGH : Confidence.LOW);
    if (export) {
      draft.quantity(EXPORT).label(site.location(), "quadratic over the whole loop");
    }
    return draft.says(
        "`"
            + site.name()
            + "` skips rows to reach its page"
            + (export ? ", once for every page of a loop: quadratic" : ""));
  }
}
