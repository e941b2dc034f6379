package dev.backlight.crimes.data;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.PerElement;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.source.knowledge.Word;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One insert, update or delete per element.
public final class NPlusOneWrite {

  public static final Crime CRIME =
      Crime.named("n-plus-one-write")
          .title("One write per element")
          .theme("data")
          .category(RESPONSE_TIMES)
          .why(
              """
              Each element pays a round trip and, outside a transaction, a commit with its flush to disk. One
              statement for the whole set does the same work in a few round trips.
              """)
          .remedy(
              PYTHON,
              "Collect and write once: `bulk_create`, `bulk_update`, `session.add_all` with one flush, `executemany`.")
          .remedy(
              JAVASCRIPT,
              "One statement for the set: `createMany`, `insertMany`, `UPDATE … WHERE id = ANY($1)`, a multi-row `INSERT`.")
          .remedy(
              CSHARP,
              "Change all entities and call `SaveChangesAsync` once, or use `ExecuteUpdateAsync`.")
          .remedy(
              JAVA,
              "`saveAll` with `hibernate.jdbc.batch_size`, `batchUpdate`, one `update … where id in`.")
          .cost("N * t_db", "t_db + N * t_row", "ms", "per request")
          .seenBy(NPlusOneWrite::judge)
          .example(
              PYTHON,
              """
              from django.db import models

              class Item(models.Model):
                  name = models.CharField(max_length=80)

              def store(names):
                  for name in names:
                      Item.objects.create(name=name)  # guilty
              """,
              """
              from django.db import models

              class Item(models.Model):
                  name = models.CharField(max_length=80)

              def store(names):
                  Item.objects.bulk_create([Item(name=name) for name in names])
              """)
          .example(
              JAVASCRIPT,
              """
              import { PrismaClient } from '@prisma/client';
              const prisma = new PrismaClient();

              export async function store(names: string[]) {
                for (const name of names) {
                  await prisma.item.create({ data: { name } }); // guilty
                }
              }
              """,
              """
              import { PrismaClient } from '@prisma/client';
              const prisma = new PrismaClient();

              export async function store(names: string[]) {
                await prisma.item.createMany({ data: names.map(name => ({ name })) });
              }
              """)
          .example(
              CSHARP,
              """
              using Microsoft.EntityFrameworkCore;

              public class ShopContext : DbContext
              {
                  public DbSet<Item> Items { get; set; }
              }

              public class Store
              {
                  private readonly ShopContext _context;

                  public async Task Save(List<string> names)
                  {
                      foreach (var name in names)
                      {
                          _context.Items.Add(new Item { Name = name });
                          await _context.SaveChangesAsync(); // guilty
                      }
                  }
              }
              """,
              """
              using Microsoft.EntityFrameworkCore;

              public class ShopContext : DbContext
              {
                  public DbSet<Item> Items { get; set; }
              }

              public class Store
              {
                  private readonly ShopContext _context;

                  public async Task Save(List<string> names)
                  {
                      foreach (var name in names)
                      {
                          _context.Items.Add(new Item { Name = name });
                      }
                      await _context.SaveChangesAsync();
                  }
              }
              """)
          .example(
              JAVA,
              """
              import org.springframework.data.jpa.repository.JpaRepository;
              import java.util.List;

              interface Items extends JpaRepository<Item, Long> {}

              class Store {
                private final Items items;

                Store(Items items) {
                  this.items = items;
                }

                void all(List<Item> list) {
                  for (Item item : list) {
                    items.save(item); // guilty
                  }
                }
              }
              """,
              """
              import org.springframework.data.jpa.repository.JpaRepository;
              import java.util.List;

              interface Items extends JpaRepository<Item, Long> {}

              class Store {
                private final Items items;

                Store(Items items) {
                  this.items = items;
                }

                void all(List<Item> list) {
                  items.saveAll(list);
                }
              }
              """)
          .declare();

  private NPlusOneWrite() {}

  private static Stream<Sighting> judge(Scene scene) {
    return PerElement.of(scene, Word.DATABASE, true)
        .map(repeat -> {
          Draft draft = repeat.draft(CRIME);
          if (EMPTIES.matcher(repeat.site().in().name()).matches()) {
            draft.sure(Confidence.LOW);
          }
          return draft.says(repeat.sentence("write"));
        });
  }

  /// What empties a table as a whole is called when it is set up again.
  private static final Pattern EMPTIES =
      Pattern.compile("(?i)(delete|remove|clear|drop|purge|reset)_?all\\w*");
}
