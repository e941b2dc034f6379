package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Quantity;
import dev.backlight.model.Sighting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How many elements an N+1 is reckoned with, by what its loop visits.
class ExtentTest {

  private static final String MODELS =
      """
      from django.db import models

      class Author(models.Model):
          name = models.CharField(max_length=20)
          born = models.DateField()

      class Work(models.Model):
          title = models.CharField(max_length=20)
          authors = models.ManyToManyField(Author)
          owner = models.ForeignKey(Author, on_delete=models.CASCADE)
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          Author.objects.all()                            | MANY
          Author.objects.filter(born__lt=day)             | MANY
          Work.objects.filter(owner=given)                | MANY
          csv.reader(given)                               | MANY
          list(Author.objects.all())                      | MANY
          everybody()                                     | MANY
          work.authors.all()                              | FEW
          Work.objects.filter(owner=given, title=day)     | FEW
          given.split(',')                                | FEW
          request.POST.getlist('names')                   | FEW
          given                                           | OPEN
          given.parts()                                   | OPEN
          """)
  void theLoopsSourceTells(String source, Extent extent) {
    String code =
        """
        import csv
        from models import Author, Work

        def everybody():
            return Author.objects.all()

        def found(request, given, day, work: Work):
            for one in %s:
                Author.objects.filter(name=one).first()
        """
            .formatted(source);

    assertThat(elements(Map.of("models.py", MODELS, "code.py", code)))
        .containsExactly(extent.quantity());
  }

  @Test
  void theCallerTells() {
    String code =
        """
        from models import Author

        def found(given):
            for one in given:
                Author.objects.filter(name=one).first()

        def calls(name):
            found(%s)
        """;

    assertThat(elements(Map.of("models.py", MODELS, "code.py", code.formatted("name.split()"))))
        .containsExactly(Extent.FEW.quantity());
    assertThat(
            elements(
                Map.of("models.py", MODELS, "code.py", code.formatted("Author.objects.all()"))))
        .containsExactly(Extent.MANY.quantity());
  }

  @Test
  void whatWasPutIntoItTells() {
    String code =
        """
        from models import Author

        def found(given):
            kept = []
            for part in %s:
                kept.append(part)
            for one in kept:
                Author.objects.filter(name=one).first()
        """;

    assertThat(
            elements(
                Map.of("models.py", MODELS, "code.py", code.formatted("Author.objects.all()"))))
        .containsExactly(Extent.MANY.quantity());
    assertThat(elements(Map.of("models.py", MODELS, "code.py", code.formatted("given.split()"))))
        .containsExactly(Extent.FEW.quantity());
  }

  private static List<Quantity> elements(Map<String, String> files) {
    return Trial.of(files, "n-plus-one-query").stream()
        .map(Sighting::quantities)
        .map(quantities ->
            quantities.stream().filter(q -> q.name().equals("N")).findFirst().orElseThrow())
        .toList();
  }

  @Test
  void sqlTellsWhoseRowsAListHas() {
    String code =
        """
        import { Pool } from 'pg';
        const pool = new Pool({ max: 20 });

        export async function totals(it: number) {
          const { rows } = await pool.query('SELECT id FROM orders WHERE %s', [it]);
          for (const row of rows) {
            await pool.query('SELECT total FROM totals WHERE id = $1', [row.id]);
          }
        }
        """;

    assertThat(elements(Map.of("a.ts", code.formatted("user_id = $1 ORDER BY id"))))
        .as("all that one owner has")
        .containsExactly(Extent.MANY.quantity());
    assertThat(elements(Map.of("a.ts", code.formatted("user_id = $1 AND basket = 7"))))
        .containsExactly(Extent.FEW.quantity());
    assertThat(elements(Map.of("a.ts", code.formatted("parent_id = $1"))))
        .containsExactly(Extent.FEW.quantity());
  }

  @Test
  void namesTellNothing() {
    String code =
        """
        import { Pool } from 'pg';
        const pool = new Pool({ max: 20 });

        async function load(): Promise<any> {
          const found = await pool.query(sql());
          return found.rows;
        }

        export async function totals(given: string[]) {
          const orders = await load();
          for (const one of %s) {
            await pool.query('SELECT total FROM totals WHERE id = $1', [one]);
          }
        }
        """;

    assertThat(elements(Map.of("a.ts", code.formatted("orders"))))
        .containsExactly(Extent.OPEN.quantity());
    assertThat(elements(Map.of("a.ts", code.formatted("given"))))
        .containsExactly(Extent.OPEN.quantity());
  }

  @Test
  void whatAGeneratedGetterLoadsBelongsToOneRecord() {
    String code =
        """
        import jakarta.persistence.Entity;
        import jakarta.persistence.ManyToOne;
        import jakarta.persistence.OneToMany;
        import java.util.List;
        import lombok.Getter;

        @Entity
        @Getter
        class Order {
          @OneToMany
          private List<Line> lines;
        }

        @Entity
        @Getter
        class Line {
          @ManyToOne(fetch = FetchType.LAZY)
          private Product product;
        }

        @Entity
        @Getter
        class Product {
          private String name;
        }

        class Names {
          void print(Order order) {
            for (Line line : order.getLines()) {
              System.out.println(line.getProduct().getName());
            }
          }
        }
        """;

    assertThat(elements(Map.of("Names.java", code))).containsExactly(Extent.FEW.quantity());
  }
}
