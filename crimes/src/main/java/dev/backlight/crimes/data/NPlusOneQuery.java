package dev.backlight.crimes.data;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.PerElement;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Sighting;
import dev.backlight.source.knowledge.Word;
import java.util.stream.Stream;

/// One query per element: in a loop, a callback that runs per element, a helper called there, a
/// lazy relation.
public final class NPlusOneQuery {

  public static final Crime CRIME =
      Crime.named("n-plus-one-query")
          .title("One query per element")
          .theme("data")
          .category(RESPONSE_TIMES)
          .why(
              """
              Every iteration waits for one more round trip, so a request grows with the data: one
              query for the list, then one for each of its N elements.
              """)
          .remedy(
              PYTHON,
              "Load the set before the loop: `in_`/`__in`, `selectinload`, `prefetch_related`.")
          .remedy(
              JAVASCRIPT,
              "Load the set in one query: `= ANY($1)`, `where: { id: { in: ids } }`, `include`, a"
                  + " DataLoader.")
          .remedy(
              CSHARP,
              "Load the set before the loop: `Where(x => ids.Contains(x.Id))`, or `Include` the"
                  + " relation.")
          .remedy(
              JAVA,
              "Load the set before the loop: `findAllById(ids)`, `join fetch`, `@EntityGraph`,"
                  + " `@BatchSize`.")
          .cost("N * t_db", "t_db + N * t_row", "ms", "per request")
          .seenBy(NPlusOneQuery::judge)
          .example(
              PYTHON,
              """
              from app.models import Order

              def totals(session, order_ids):
                  result = []
                  for order_id in order_ids:
                      order = session.query(Order).get(order_id)  # guilty
                      result.append(order.total)
                  return result
              """,
              """
              from app.models import Order

              def totals(session, order_ids):
                  orders = session.query(Order).filter(Order.id.in_(order_ids)).all()
                  return [order.total for order in orders]
              """)
          .example(
              JAVASCRIPT,
              """
              import { Pool } from 'pg';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function totals(orderIds: number[]) {
                const result = [];
                for (const id of orderIds) {
                  const { rows } = await pool.query('SELECT total FROM orders WHERE id = $1', [id]); // guilty
                  result.push(rows[0].total);
                }
                return result;
              }
              """,
              """
              import { Pool } from 'pg';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function totals(orderIds: number[]) {
                const { rows } = await pool.query(
                  'SELECT id, total FROM orders WHERE id = ANY($1)', [orderIds]);
                return rows.map(row => row.total);
              }
              """)
          .example(
              CSHARP,
              """
              using Microsoft.EntityFrameworkCore;

              public class ShopContext : DbContext
              {
                  public DbSet<Order> Orders { get; set; }
              }

              public class Totals
              {
                  private readonly ShopContext _context;

                  public async Task<List<decimal>> For(List<int> orderIds)
                  {
                      var result = new List<decimal>();
                      foreach (var id in orderIds)
                      {
                          var order = await _context.Orders.FirstOrDefaultAsync(o => o.Id == id); // guilty
                          result.Add(order.Total);
                      }
                      return result;
                  }
              }
              """,
              """
              using Microsoft.EntityFrameworkCore;

              public class ShopContext : DbContext
              {
                  public DbSet<Order> Orders { get; set; }
              }

              public class Totals
              {
                  private readonly ShopContext _context;

                  public async Task<List<decimal>> For(List<int> orderIds)
                  {
                      return await _context.Orders
                          .Where(o => orderIds.Contains(o.Id))
                          .Select(o => o.Total)
                          .ToListAsync();
                  }
              }
              """)
          .example(
              JAVA,
              """
              import org.springframework.data.jpa.repository.JpaRepository;
              import java.util.ArrayList;
              import java.util.List;

              interface Orders extends JpaRepository<Order, Long> {}

              class Totals {
                private final Orders orders;

                Totals(Orders orders) {
                  this.orders = orders;
                }

                List<Long> of(List<Long> ids) {
                  List<Long> result = new ArrayList<>();
                  for (Long id : ids) {
                    result.add(orders.findById(id).orElseThrow().total()); // guilty
                  }
                  return result;
                }
              }
              """,
              """
              import org.springframework.data.jpa.repository.JpaRepository;
              import java.util.List;

              interface Orders extends JpaRepository<Order, Long> {}

              class Totals {
                private final Orders orders;

                Totals(Orders orders) {
                  this.orders = orders;
                }

                List<Long> of(List<Long> ids) {
                  return orders.findAllById(ids).stream().map(Order::total).toList();
                }
              }
              """)
          .declare();

  private NPlusOneQuery() {}

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.of(
            PerElement.of(scene, Word.DATABASE, false)
                .map(repeat -> repeat.draft(CRIME).says(repeat.sentence("query"))),
            Resolvers.of(CRIME, scene),
            RestSerializers.of(CRIME, scene),
            Serializers.of(CRIME, scene))
        .flatMap(found -> found);
  }
}
