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
import java.util.stream.Stream;

/// A request waits for a connection for ever, or longer than its client.
public final class NoAcquireTimeout {

  /// No client of a request waits longer.
  private static final double LONG = 30;

  public static final Crime CRIME =
      Crime.named("no-acquire-timeout")
          .title("Waiting for a connection without an end")
          .theme("pools")
          .category(RESOURCE_UTILIZATION)
          .why(
              """
              When every connection is taken, each further request waits in the pool, holding its thread and
              memory, long after its client has gone. A short limit sheds the load instead of hoarding it.
              """)
          .remedy(PYTHON, "Give up early: `pool_timeout=3`.")
          .remedy(JAVASCRIPT, "Give up early: `connectionTimeoutMillis: 2000`, `queueLimit`.")
          .remedy(JAVA, "Give up early: `setConnectionTimeout(2000)`, `setMaxWait`.")
          .graded(Severity.MEDIUM)
          .seenBy(NoAcquireTimeout::judge)
          .example(
              PYTHON,
              """
              import os
              from sqlalchemy import create_engine

              engine = create_engine(os.environ["DATABASE_URL"], pool_size=10, max_overflow=5)  # guilty
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

              export const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 20 }); // guilty
              """,
              """
              import { Pool } from 'pg';

              export const pool = new Pool({
                connectionString: process.env.DATABASE_URL,
                max: 20,
                connectionTimeoutMillis: 2000,
              });
              """)
          .example(
              JAVA,
              """
              import javax.sql.DataSource;
              import org.apache.commons.dbcp2.BasicDataSource;

              class Database {
                static DataSource source(String url) {
                  BasicDataSource source = new BasicDataSource(); // guilty
                  source.setUrl(url);
                  source.setMaxTotal(20);
                  return source;
                }
              }
              """,
              """
              import java.time.Duration;
              import javax.sql.DataSource;
              import org.apache.commons.dbcp2.BasicDataSource;

              class Database {
                static DataSource source(String url) {
                  BasicDataSource source = new BasicDataSource();
                  source.setUrl(url);
                  source.setMaxTotal(20);
                  source.setMaxWait(Duration.ofSeconds(2));
                  return source;
                }
              }
              """)
          .declare();

  private NoAcquireTimeout() {}

  private static Stream<Sighting> judge(Scene scene) {
    return PoolSite.all(scene)
        .filter(pool -> !pool.bounded() && pool.kind().wait >= LONG)
        .map(pool ->
            scene
                .at(CRIME, pool.site())
                .sure(Double.isInfinite(pool.kind().wait) ? Confidence.HIGH : Confidence.MEDIUM)
                .says(
                    Double.isInfinite(pool.kind().wait)
                        ? "who finds the pool of `" + pool.site().name() + "` empty waits for ever"
                        : "who finds the pool of `"
                            + pool.site().name()
                            + "` empty waits "
                            + (int) pool.kind().wait
                            + " s, its default"));
  }
}
