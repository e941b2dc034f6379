package dev.backlight.crimes.pools;

import static dev.backlight.model.Category.RESOURCE_UTILIZATION;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Location;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Expr;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.ScopeContext;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A connection or transaction stays open while something slow that does not need it runs.
public final class ConnectionHeldOverSlowWork {

  public static final Crime CRIME =
      Crime.named("connection-held-over-slow-work")
          .title("A connection held over slow work")
          .theme("pools")
          .category(RESOURCE_UTILIZATION)
          .why(
              """
              While the remote call, sleep or report runs, its connection is idle and yet taken, and a
              transaction keeps its locks. A few slow answers empty the pool for everybody.
              """)
          .remedy(
              PYTHON,
              "Read what is needed, leave the session, do the slow work, open a new one to write.")
          .remedy(
              JAVASCRIPT,
              "Release the client, or end the transaction, before the call; take one again to"
                  + " write.")
          .remedy(
              CSHARP,
              "Dispose of the connection or commit before the call; open another one to write.")
          .remedy(
              JAVA,
              "Call outside the `@Transactional` method: load, call, then save in a short"
                  + " transaction.")
          .cost("t_db + t_http", "t_db", "ms", "of a connection per request")
          .seenBy(ConnectionHeldOverSlowWork::judge)
          .example(
              PYTHON,
              """
              import requests
              from sqlalchemy.orm import Session
              from app.database import engine
              from app.models import Order

              def ship(order_id):
                  with Session(engine) as session:
                      order = session.query(Order).filter(Order.id == order_id).one()
                      answer = requests.post("https://carrier.example", json=order.to(), timeout=5)  # guilty
                      order.tracking = answer.json()["id"]
                      session.commit()
              """,
              """
              import requests
              from sqlalchemy.orm import Session
              from app.database import engine
              from app.models import Order

              def ship(order_id):
                  with Session(engine) as session:
                      parcel = session.query(Order).filter(Order.id == order_id).one().to()
                  answer = requests.post("https://carrier.example", json=parcel, timeout=5)
                  with Session(engine) as session:
                      order = session.query(Order).filter(Order.id == order_id).one()
                      order.tracking = answer.json()["id"]
                      session.commit()
              """)
          .example(
              JAVASCRIPT,
              """
              import { Pool } from 'pg';
              import axios from 'axios';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function ship(id: number) {
                const client = await pool.connect();
                try {
                  const { rows } = await client.query('SELECT * FROM orders WHERE id = $1', [id]);
                  const answer = await axios.post('https://carrier.example', rows[0], { timeout: 5000 }); // guilty
                  await client.query('UPDATE orders SET tracking = $1 WHERE id = $2', [answer.data.id, id]);
                } finally {
                  client.release();
                }
              }
              """,
              """
              import { Pool } from 'pg';
              import axios from 'axios';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function ship(id: number) {
                const { rows } = await pool.query('SELECT * FROM orders WHERE id = $1', [id]);
                const answer = await axios.post('https://carrier.example', rows[0], { timeout: 5000 });
                await pool.query('UPDATE orders SET tracking = $1 WHERE id = $2', [answer.data.id, id]);
              }
              """)
          .example(
              CSHARP,
              """
              using Npgsql;
              using System.Net.Http;

              public class Shipping
              {
                  private readonly HttpClient _http;
                  private readonly NpgsqlDataSource _source;

                  public async Task Ship(int id)
                  {
                      await using var connection = await _source.OpenConnectionAsync();
                      var order = await connection.QuerySingleAsync<Order>("SELECT * FROM orders WHERE id = @id");
                      var answer = await _http.GetStringAsync("https://carrier.example/" + order.Parcel); // guilty
                      await connection.ExecuteAsync("UPDATE orders SET tracking = @answer WHERE id = @id");
                  }
              }
              """,
              """
              using Npgsql;
              using System.Net.Http;

              public class Shipping
              {
                  private readonly HttpClient _http;
                  private readonly NpgsqlDataSource _source;

                  public async Task Ship(int id, string parcel)
                  {
                      var answer = await _http.GetStringAsync("https://carrier.example/" + parcel);
                      await using var connection = await _source.OpenConnectionAsync();
                      await connection.ExecuteAsync("UPDATE orders SET tracking = @answer WHERE id = @id");
                  }
              }
              """)
          .example(
              JAVA,
              """
              import org.springframework.data.jpa.repository.JpaRepository;
              import org.springframework.transaction.annotation.Transactional;
              import org.springframework.web.client.RestTemplate;

              interface Orders extends JpaRepository<Order, Long> {}

              class Shipping {
                private final Orders orders;
                private final RestTemplate rest;

                Shipping(Orders orders, RestTemplate rest) {
                  this.orders = orders;
                  this.rest = rest;
                }

                @Transactional
                public void ship(long id) {
                  Order order = orders.findById(id).orElseThrow();
                  order.track(rest.postForObject("/parcels", order.parcel(), String.class)); // guilty
                  orders.save(order);
                }
              }
              """,
              """
              import org.springframework.data.jpa.repository.JpaRepository;
              import org.springframework.web.client.RestTemplate;

              interface Orders extends JpaRepository<Order, Long> {}

              class Shipping {
                private final Orders orders;
                private final RestTemplate rest;

                Shipping(Orders orders, RestTemplate rest) {
                  this.orders = orders;
                  this.rest = rest;
                }

                public void ship(long id) {
                  Order order = orders.findById(id).orElseThrow();
                  order.track(rest.postForObject("/parcels", order.parcel(), String.class));
                  orders.save(order);
                }
              }
              """)
          .declare();

  private static final Word[] SLOW = {Word.HTTP, Word.SLEEP, Word.MAIL, Word.SLOW, Word.SUBPROCESS};

  /// Deeper than this and nobody knows whether the branch is taken.
  private static final int DEPTH = 5;

  private ConnectionHeldOverSlowWork() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .functions()
        .flatMap(fn -> {
          Set<Integer> told = new HashSet<>();
          List<Sighting> found = new ArrayList<>();
          boolean annotated = HeldConnection.transactional(fn);
          for (Site site : fn.sites()) {
            if (site.run() != Site.Run.HERE && site.run() != Site.Run.EACH) {
              continue;
            }
            Optional<Location> held = HeldConnection.at(scene, fn, site, annotated);
            List<Site> slow = held.isPresent() ? slow(scene, site) : List.of();
            if (!slow.isEmpty() && told.add(site.at().start())) {
              Draft draft = scene.at(CRIME, site).chain(held.get(), "taken here").path(slow);
              if (slow.size() > 3) {
                draft.sure(Confidence.MEDIUM);
              }
              found.add(
                  draft.says(
                      "`"
                          + site.name()
                          + "` runs while a database "
                          + (annotated ? "transaction" : "connection")
                          + " is held"));
            }
          }
          return Stream.concat(found.stream().limit(3), rows(scene, fn));
        });
  }

  private static List<Site> slow(Scene scene, Site site) {
    if (site.has(Word.DATABASE) || site.has(Word.SLEEP) && retries(site)) {
      return List.of();
    }
    for (Word word : SLOW) {
      for (boolean write : new boolean[] {false, true}) {
        List<Site> path = scene.program().effects().from(site, word, write);
        if (!path.isEmpty() && path.size() <= DEPTH) {
          return path;
        }
      }
    }
    return List.of();
  }

  /// A pause between attempts.
  private static boolean retries(Site site) {
    return site.loops().stream().anyMatch(loop -> loop.kind() == LoopContext.Kind.WHILE)
        || site.scopes().stream().anyMatch(scope -> scope.kind() == ScopeContext.Kind.CATCH);
  }

  /// The rows of a request's session are worked through one by one, each taking its time.
  private static Stream<Sighting> rows(Scene scene, Fn fn) {
    if (fn.unit().language() != Language.PYTHON || scene.reach(fn) != Reach.REQUEST) {
      return Stream.empty();
    }
    return fn.sites().stream()
        .filter(site ->
            site.isCall()
                && !site.loops().isEmpty()
                && site.targets().isEmpty()
                && ofSession(site.loops().getLast()))
        .filter(ConnectionHeldOverSlowWork::works)
        .map(site ->
            scene
                .at(CRIME, site)
                .sure(Confidence.LOW)
                .says(
                    "`"
                        + site.name()
                        + "` works through the rows one by one while the request's"
                        + " session keeps its connection"))
        .limit(1);
  }

  private static boolean ofSession(LoopContext loop) {
    return loop.kind() == LoopContext.Kind.EACH
        && loop.source() instanceof Value.Listing l
        && l.query().has(Word.DATABASE)
        && !l.query().bounded();
  }

  /// A function out of sight that is given the row and named for work.
  private static boolean works(Site site) {
    String name = ExprNames.last(site.at()).toLowerCase(Locale.ROOT);
    return site.call().callee() instanceof Expr.Name
        && site.call().arguments().stream()
            .anyMatch(argument ->
                argument.value() instanceof Expr.Name n
                    && site.loops().getLast().variables().contains(n.id()))
        && Stream.of(
                "process",
                "send",
                "generate",
                "sync",
                "export",
                "import",
                "upload",
                "fetch",
                "render",
                "notify",
                "publish",
                "convert")
            .anyMatch(name::startsWith);
  }
}
