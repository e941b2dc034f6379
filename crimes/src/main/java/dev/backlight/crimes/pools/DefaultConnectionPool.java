package dev.backlight.crimes.pools;

import static dev.backlight.model.Category.RESOURCE_UTILIZATION;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// A connection pool is as large as its library's author guessed.
public final class DefaultConnectionPool {

  public static final Crime CRIME =
      Crime.named("default-connection-pool")
          .title("A connection pool left at its defaults")
          .theme("pools")
          .category(RESOURCE_UTILIZATION)
          .why(
              """
              A pool's default size knows nothing of how many requests a process serves at once. With more
              requests than connections the rest wait in the pool, and a slow query stops them all.
              """)
          .remedy(
              PYTHON,
              "Size it: `pool_size` and `max_overflow` for the threads of a worker, within what the"
                  + " database allows.")
          .remedy(JAVASCRIPT, "Size it: `max` (pg), `connectionLimit` (mysql), `pool: { max }`.")
          .remedy(
              JAVA, "Size it: `setMaximumPoolSize`, `spring.datasource.hikari.maximum-pool-size`.")
          .graded(Severity.MEDIUM)
          .seenBy(DefaultConnectionPool::judge)
          .example(
              PYTHON,
              """
              import os
              from sqlalchemy import create_engine

              engine = create_engine(os.environ["DATABASE_URL"], pool_timeout=3)  # guilty
              """,
              """
              import os
              from sqlalchemy import create_engine

              engine = create_engine(
                  os.environ["DATABASE_URL"], pool_size=10, max_overflow=5, pool_timeout=3)
              """)
          .example(
              JAVASCRIPT,
              """
              import { Pool } from 'pg';

              export const pool = new Pool({ // guilty
                connectionString: process.env.DATABASE_URL,
                connectionTimeoutMillis: 2000,
              });
              """,
              """
              import { Pool } from 'pg';

              export const pool = new Pool({
                connectionString: process.env.DATABASE_URL,
                connectionTimeoutMillis: 2000,
                max: 20,
              });
              """)
          .example(
              JAVA,
              """
              import com.zaxxer.hikari.HikariDataSource;
              import javax.sql.DataSource;

              class Database {
                static DataSource source(String url) {
                  HikariDataSource source = new HikariDataSource(); // guilty
                  source.setJdbcUrl(url);
                  source.setConnectionTimeout(2000);
                  return source;
                }
              }
              """,
              """
              import com.zaxxer.hikari.HikariDataSource;
              import javax.sql.DataSource;

              class Database {
                static DataSource source(String url) {
                  HikariDataSource source = new HikariDataSource();
                  source.setJdbcUrl(url);
                  source.setMaximumPoolSize(20);
                  source.setConnectionTimeout(2000);
                  return source;
                }
              }
              """)
          .declare();

  private DefaultConnectionPool() {}

  private static Stream<Sighting> judge(Scene scene) {
    OptionalDouble concurrency = PoolSite.concurrency(scene);
    return PoolSite.all(scene)
        .filter(pool -> !pool.sized())
        .filter(pool ->
            concurrency.isEmpty()
                || concurrency.getAsDouble() > pool.kind().size + pool.kind().overflow)
        .map(pool ->
            scene
                .at(CRIME, pool.site())
                .sure(concurrency.isPresent() ? Confidence.HIGH : Confidence.MEDIUM)
                .label(pool.site().location(), "default: " + size(pool))
                .says(
                    "`"
                        + pool.site().name()
                        + "` makes a pool of "
                        + size(pool)
                        + " connections, its library's default"));
  }

  private static String size(PoolSite pool) {
    return pool.kind().overflow > 0
        ? pool.kind().size + " + " + pool.kind().overflow
        : Integer.toString(pool.kind().size);
  }
}
