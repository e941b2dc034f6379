package dev.backlight.crimes.serialization;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Sighting;
import java.util.stream.Stream;

/// Entities turned to JSON as they are, with every column or relation.
public final class WholeEntitySerialization {

  public static final Crime CRIME =
      Crime.named("whole-entity-serialization")
          .title("Whole entities in the response")
          .theme("serialization")
          .category(RESPONSE_TIMES)
          .why(
              """
              Every column is read, held, turned to text and sent, and relations load one query each
              while the serializer walks. Columns that are added later travel along unseen.
              """)
          .remedy(PYTHON, "Name the fields: `fields = ['id', 'name']`, `.values('id', 'name')`.")
          .remedy(JAVASCRIPT, "Select the columns the client needs instead of `*`.")
          .remedy(CSHARP, "Project in the query: `Select(x => new OrderDto(x.Id, x.Total))`.")
          .remedy(JAVA, "Return a record or interface projection instead of the entity.")
          .cost(
              "N * (t_row + t_ser)", "N * (t_row + t_ser) * needed / columns", "ms", "per request")
          .seenBy(WholeEntitySerialization::judge)
          .example(
              PYTHON,
              """
              from rest_framework import serializers
              from app.models import Order

              class OrderSerializer(serializers.ModelSerializer):
                  class Meta:
                      model = Order
                      fields = "__all__"  # guilty
              """,
              """
              from rest_framework import serializers
              from app.models import Order

              class OrderSerializer(serializers.ModelSerializer):
                  class Meta:
                      model = Order
                      fields = ["id", "total"]
              """)
          .example(
              JAVASCRIPT,
              """
              import { Pool } from 'pg';
              import express from 'express';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });
              const app = express();

              app.get('/orders', async (req, res) => {
                const { rows } = await pool.query('SELECT * FROM orders LIMIT 50');
                res.json(rows); // guilty
              });
              """,
              """
              import { Pool } from 'pg';
              import express from 'express';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });
              const app = express();

              app.get('/orders', async (req, res) => {
                const { rows } = await pool.query('SELECT id, total FROM orders LIMIT 50');
                res.json(rows);
              });
              """)
          .example(
              CSHARP,
              """
              using Microsoft.AspNetCore.Mvc;
              using Microsoft.EntityFrameworkCore;

              public class ShopContext : DbContext
              {
                  public DbSet<Order> Orders { get; set; }
              }

              public class Order
              {
                  public int Id { get; set; }
              }

              [ApiController]
              public class OrdersController : ControllerBase
              {
                  private readonly ShopContext _context;

                  [HttpGet("/orders")]
                  public async Task<ActionResult<IEnumerable<Order>>> List() // guilty
                  {
                      return await _context.Orders.Take(50).ToListAsync();
                  }
              }
              """,
              """
              using Microsoft.AspNetCore.Mvc;
              using Microsoft.EntityFrameworkCore;

              public class ShopContext : DbContext
              {
                  public DbSet<Order> Orders { get; set; }
              }

              public record OrderDto(int Id);

              [ApiController]
              public class OrdersController : ControllerBase
              {
                  private readonly ShopContext _context;

                  [HttpGet("/orders")]
                  public async Task<ActionResult<IEnumerable<OrderDto>>> List()
                  {
                      return await _context.Orders.Take(50).Select(o => new OrderDto(o.Id)).ToListAsync();
                  }
              }
              """)
          .example(
              JAVA,
              """
              import jakarta.persistence.Entity;
              import java.util.List;
              import org.springframework.web.bind.annotation.GetMapping;
              import org.springframework.web.bind.annotation.RestController;

              @Entity
              class Order {
                Long id;
              }

              @RestController
              class OrdersController {
                private final Orders orders;

                @GetMapping("/orders")
                List<Order> list() { // guilty
                  return orders.latest();
                }
              }
              """,
              """
              import jakarta.persistence.Entity;
              import java.util.List;
              import org.springframework.web.bind.annotation.GetMapping;
              import org.springframework.web.bind.annotation.RestController;

              @Entity
              class Order {
                Long id;
              }

              record OrderView(Long id) {}

              @RestController
              class OrdersController {
                private final Orders orders;

                @GetMapping("/orders")
                List<OrderView> list() {
                  return orders.latestViews();
                }
              }
              """)
          .declare();

  private WholeEntitySerialization() {}

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.concat(
        EntityActions.in(scene, CRIME),
        Stream.concat(AllFields.in(scene, CRIME), StarRows.in(scene, CRIME)));
  }
}
