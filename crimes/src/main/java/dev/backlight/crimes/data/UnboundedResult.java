package dev.backlight.crimes.data;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Breadth;
import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.QueryChain;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Quantity;
import dev.backlight.model.Quantity.Provenance;
import dev.backlight.model.Sighting;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Sql;
import java.util.stream.Stream;

/// A list is read with no limit.
public final class UnboundedResult {

  public static final Crime CRIME =
      Crime.named("unbounded-result")
          .title("A list with no limit")
          .theme("data")
          .category(RESPONSE_TIMES)
          .why(
              """
              The query returns as many rows as the table has. It is fast on the day it is written, and takes
              memory and time in proportion to the data ever after.
              """)
          .remedy(
              PYTHON,
              "Page it: `[:page_size]`, `.limit(n)` after an order, or stream with `.iterator()`.")
          .remedy(
              JAVASCRIPT,
              "Page it: `LIMIT $1`, `take`, `limit`, and cap what the client may ask for.")
          .remedy(CSHARP, "Page it: `.OrderBy(…).Take(n)`, or stream with `AsAsyncEnumerable()`.")
          .remedy(
              JAVA, "Page it: take a `Pageable`, return a `Slice`, or stream with a fetch size.")
          .cost("rows * (t_row + t_ser)", "limit * (t_row + t_ser)", "ms", "per request")
          .seenBy(UnboundedResult::judge)
          .example(
              PYTHON,
              """
              from django.db import models

              class Product(models.Model):
                  name = models.CharField(max_length=80)
                  price = models.IntegerField()
                  active = models.BooleanField()

              def catalogue():
                  return list(Product.objects.all())  # guilty
              """,
              """
              from django.db import models

              class Product(models.Model):
                  name = models.CharField(max_length=80)
                  price = models.IntegerField()
                  active = models.BooleanField()

              def catalogue(page):
                  return list(Product.objects.order_by("id")[page * 50 : page * 50 + 50])
              """)
          .example(
              JAVASCRIPT,
              """
              import { Pool } from 'pg';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function catalogue() {
                const { rows } = await pool.query('SELECT id, name FROM products'); // guilty
                return rows;
              }
              """,
              """
              import { Pool } from 'pg';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function catalogue(after: number) {
                const { rows } = await pool.query(
                  'SELECT id, name FROM products WHERE id > $1 ORDER BY id LIMIT 50', [after]);
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

                  public async Task<List<Product>> All()
                  {
                      return await _context.Products.ToListAsync(); // guilty
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
              import org.springframework.data.jpa.repository.JpaRepository;

              interface Products extends JpaRepository<Product, Long> {}

              class Catalogue {
                private final Products products;

                Catalogue(Products products) {
                  this.products = products;
                }

                List<Product> all() {
                  return products.findAll(); // guilty
                }
              }
              """,
              """
              import java.util.List;
              import org.springframework.data.domain.PageRequest;
              import org.springframework.data.jpa.repository.JpaRepository;

              interface Products extends JpaRepository<Product, Long> {}

              class Catalogue {
                private final Products products;

                Catalogue(Products products) {
                  this.products = products;
                }

                List<Product> page(int number) {
                  return products.findAll(PageRequest.of(number, 50)).getContent();
                }
              }
              """)
          .declare();

  private UnboundedResult() {}

  private static final Quantity FILTERED =
      new Quantity("rows", 500, 100, "rows", Provenance.DEFAULT, "default: rows behind one filter");

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.concat(
        scene.sites().filter(UnboundedResult::reads).map(site -> sighting(scene, site)),
        Unpaged.of(CRIME, scene));
  }

  private static boolean reads(Site site) {
    if (!site.has(Word.DATABASE)
        || !site.has(Word.MANY)
        || site.has(Word.WRITE)
        || site.name().endsWith("Page")
        || withoutTable(site)
        || site.has(Word.BULK)
        || site.kind() == Site.Kind.RELATION
        || site.query().has(Word.AGGREGATES)) {
      return false;
    }
    QueryChain chain = QueryChain.of(site);
    return !chain.limited() && !chain.byKey();
  }

  /// `SELECT 1`, `SELECT nextval(…)`: one row without a table.
  private static boolean withoutTable(Site site) {
    return site.isCall()
        && Sql.in(site.call(), site.arguments())
            .filter(sql -> !sql.tokens().contains("FROM"))
            .isPresent();
  }

  private static Sighting sighting(Scene scene, Site site) {
    Breadth breadth = Breadth.of(site);
    Draft draft =
        scene.at(CRIME, site).sure(breadth.confidence()).label(site.location(), "no limit");
    if (breadth != Breadth.TABLE) {
      draft.quantity(FILTERED);
    }
    return draft.says(
        "`"
            + site.name()
            + "` reads every row"
            + (breadth == Breadth.TABLE ? " of the table" : " its filter lets through"));
  }
}
