package dev.backlight.crimes.caching;

import static dev.backlight.model.Category.CACHING_STRATEGY;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.Site;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Every request asks for the same expensive answer anew.
public final class UncachedHotQuery {

  public static final Crime CRIME =
      Crime.named("uncached-hot-query")
          .title("The same expensive answer, computed for every request")
          .theme("caching")
          .category(CACHING_STRATEGY)
          .why(
              """
              The answer is the same for everybody and costs a walk over many rows. Computed anew for each
              request, the most popular page is also the dearest.
              """)
          .remedy(
              PYTHON,
              "Cache it for seconds to minutes: `cache.get_or_set`, `@cache_page(60)`, or a summary"
                  + " table.")
          .remedy(
              JAVASCRIPT,
              "Cache it for seconds to minutes, one computation at a time, or keep a summary table.")
          .remedy(
              CSHARP, "Cache it: `HybridCache.GetOrCreateAsync`, output caching, a summary table.")
          .remedy(JAVA, "Cache it: `@Cacheable(sync = true)` on Caffeine, or a summary table.")
          .cost(
              "rows * t_row",
              "h * t_cache + (1 - h) * (t_cache + rows * t_row)",
              "ms",
              "per request")
          .seenBy(UncachedHotQuery::judge)
          .example(
              PYTHON,
              """
              from flask import Flask, jsonify
              from flask_sqlalchemy import SQLAlchemy
              from sqlalchemy import text

              app = Flask(__name__)
              db = SQLAlchemy(app)

              @app.route("/popular")
              def popular():
                  rows = db.session.execute(text(  # guilty
                      "SELECT p.id, COUNT(i.id) FROM products p JOIN items i ON i.product_id = p.id"
                      " GROUP BY p.id ORDER BY 2 DESC LIMIT 20")).fetchall()
                  return jsonify([list(row) for row in rows])
              """,
              """
              from flask import Flask, jsonify
              from flask_caching import Cache
              from flask_sqlalchemy import SQLAlchemy
              from sqlalchemy import text

              app = Flask(__name__)
              db = SQLAlchemy(app)
              cache = Cache(app)

              @app.route("/popular")
              @cache.cached(timeout=60)
              def popular():
                  rows = db.session.execute(text(
                      "SELECT p.id, COUNT(i.id) FROM products p JOIN items i ON i.product_id = p.id"
                      " GROUP BY p.id ORDER BY 2 DESC LIMIT 20")).fetchall()
                  return jsonify([list(row) for row in rows])
              """)
          .example(
              JAVASCRIPT,
              """
              import express from 'express';
              import { Pool } from 'pg';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });
              const app = express();

              app.get('/popular', async (req, res) => {
                const { rows } = await pool.query( // guilty
                  'SELECT product_id, COUNT(*) FROM items GROUP BY product_id ORDER BY 2 DESC LIMIT 20');
                res.json(rows);
              });
              """,
              """
              import express from 'express';
              import { Pool } from 'pg';
              import { LRUCache } from 'lru-cache';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });
              const cache = new LRUCache<string, object>({ max: 100, ttl: 60000 });
              const app = express();

              app.get('/popular', async (req, res) => {
                const cached = cache.get('popular');
                if (cached !== undefined) {
                  return res.json(cached);
                }
                const { rows } = await pool.query(
                  'SELECT product_id, COUNT(*) FROM items GROUP BY product_id ORDER BY 2 DESC LIMIT 20');
                cache.set('popular', rows);
                res.json(rows);
              });
              """)
          .example(
              CSHARP,
              """
              using System.IO;

              public class IgnoreRules
              {
                  public static string Find(DirectoryInfo start)
                  {
                      for (var at = start; at != null; at = at.Parent)
                      {
                          if (File.Exists(Path.Join(at.FullName, ".ignore"))) // guilty
                          {
                              return at.FullName;
                          }
                      }
                      return null;
                  }
              }
              """,
              """
              using System.IO;

              public class IgnoreRules
              {
                  private static readonly ConcurrentDictionary<string, bool> Cache = new();

                  public static string Find(DirectoryInfo start)
                  {
                      for (var at = start; at != null; at = at.Parent)
                      {
                          if (Cache.GetOrAdd(at.FullName, folder => File.Exists(Path.Join(folder, ".ignore"))))
                          {
                              return at.FullName;
                          }
                      }
                      return null;
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.util.List;
              import org.springframework.jdbc.core.JdbcTemplate;
              import org.springframework.web.bind.annotation.GetMapping;
              import org.springframework.web.bind.annotation.RestController;

              @RestController
              class Popular {
                private final JdbcTemplate jdbc;

                Popular(JdbcTemplate jdbc) {
                  this.jdbc = jdbc;
                }

                @GetMapping("/popular")
                List<Long> popular() {
                  return jdbc.queryForList( // guilty
                      "SELECT product_id FROM items GROUP BY product_id ORDER BY COUNT(*) DESC LIMIT 20",
                      Long.class);
                }
              }
              """,
              """
              import java.util.List;
              import org.springframework.cache.annotation.Cacheable;
              import org.springframework.jdbc.core.JdbcTemplate;
              import org.springframework.web.bind.annotation.GetMapping;
              import org.springframework.web.bind.annotation.RestController;

              @RestController
              class Popular {
                private final JdbcTemplate jdbc;

                Popular(JdbcTemplate jdbc) {
                  this.jdbc = jdbc;
                }

                @GetMapping("/popular")
                @Cacheable(value = "popular", sync = true)
                List<Long> popular() {
                  return jdbc.queryForList(
                      "SELECT product_id FROM items GROUP BY product_id ORDER BY COUNT(*) DESC LIMIT 20",
                      Long.class);
                }
              }
              """)
          .declare();

  private static final int CALLERS = 4;

  private UncachedHotQuery() {}

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.concat(
        scene
            .sites()
            .filter(site ->
                DearQuery.is(site)
                    && scene.reach(site.in()) == Reach.REQUEST
                    && read(scene, site.in()))
            .filter(site ->
                DearQuery.parameterless(site)
                    && !cached(scene, site.in(), CALLERS, new HashSet<>()))
            .map(site ->
                scene
                    .at(CRIME, site)
                    .says(
                        "`"
                            + site.name()
                            + "` gives every request the same aggregate, and nothing"
                            + " keeps it")),
        scene.functions().flatMap(fn -> climbs(scene, fn)));
  }

  private static boolean read(Scene scene, Fn fn) {
    return scene.program().reachability().routes(fn).stream()
        .anyMatch(route ->
            !route.matches("(?i)(post|put|patch|delete|mutation|task|cron|job|consumer)\\b.*"));
  }

  /// The function, or all who call it, keep results.
  private static boolean cached(Scene scene, Fn fn, int depth, Set<Fn> seen) {
    if (!seen.add(fn)) {
      return false;
    }
    if (keeps(fn)) {
      return true;
    }
    List<Site> callers = scene.program().callers(fn);
    return depth > 0
        && callers.stream().anyMatch(caller -> cached(scene, caller.in(), depth - 1, seen));
  }

  private static boolean keeps(Fn fn) {
    return fn.decl().annotations().stream().anyMatch(UncachedHotQuery::memoizes)
        || fn.sites().stream()
            .anyMatch(site -> site.words().hasAny(Word.CACHE_GET, Word.CACHE_SET, Word.MEMOIZES))
        || fn.enclosing()
            .filter(outer -> !outer.is(Trait.MODULE))
            .filter(UncachedHotQuery::keeps)
            .isPresent()
        || mentionsCache(fn);
  }

  private static boolean memoizes(Annotation annotation) {
    String name = annotation.name().toLowerCase(Locale.ROOT);
    return name.contains("cache") || name.contains("memo");
  }

  private static boolean mentionsCache(Fn fn) {
    return Walker.anyExpression(
        fn.decl().body(),
        expr -> {
          String name = ExprNames.last(expr).toLowerCase(Locale.ROOT);
          return name.contains("cache")
              || name.contains("memo")
              || name.equals("getoradd")
              || name.equals("computeifabsent");
        });
  }

  /// Asks the disk at each step on the way up a tree of folders, for every call anew.
  private static Stream<Sighting> climbs(Scene scene, Fn fn) {
    if (fn.decl().parameters().isEmpty()) {
      return Stream.empty();
    }
    return fn.sites().stream()
        .filter(site -> site.has(Word.DISK) && !site.loops().isEmpty())
        .filter(site -> {
          LoopContext loop = site.loops().getLast();
          return loop.kind() != LoopContext.Kind.EACH && upwards(loop, fn);
        })
        .limit(1)
        .filter(site -> !keeps(fn))
        .map(site ->
            scene
                .at(CRIME, site)
                .sure(Confidence.MEDIUM)
                .says(
                    "`"
                        + site.name()
                        + "` asks the disk for each folder on the way up, and nothing"
                        + " keeps what it found"));
  }

  private static boolean upwards(LoopContext loop, Fn fn) {
    return Walker.anyStatement(
        fn.decl().body(),
        statement ->
            statement.start() >= loop.start()
                && statement.end() <= loop.end()
                && statement instanceof Stmt.Assign a
                && a.targets().size() == 1
                && a.targets().getFirst() instanceof Expr.Name n
                && UP.matcher(ExprNames.last(a.value())).matches()
                && ExprNames.all(a.value()).contains(n.id()));
  }

  private static final Pattern UP =
      Pattern.compile("(?i)(get)?parent|dirname|getdirectoryname|getparentfile");
}
