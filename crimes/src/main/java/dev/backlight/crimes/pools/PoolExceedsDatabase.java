package dev.backlight.crimes.pools;

import static dev.backlight.model.Category.RESOURCE_UTILIZATION;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Location;
import dev.backlight.model.Quantity;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.StackEntry;
import dev.backlight.source.stack.Fact;
import dev.backlight.source.stack.Server;
import dev.backlight.source.stack.Setting;
import dev.backlight.source.stack.Topic;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All processes together may open more connections than the database accepts.
public final class PoolExceedsDatabase {

  /// How many connections a database accepts, and who says so.
  private record Limit(double connections, String because) {

    /// What is configured, or the default of `max_connections`: 100 of PostgreSQL ("Connections and
    /// Authentication" of its manual), 151 of MySQL and MariaDB ("Server System Variables" of
    /// theirs). Other databases count otherwise.
    static Optional<Limit> of(Scene scene) {
      Optional<Fact> configured = scene.deployment().databaseConnections();
      if (configured.isPresent() && configured.get().number().isPresent()) {
        return Optional.of(new Limit(configured.get().number().getAsDouble(), "configured"));
      }
      Set<String> names = scene.stack().stream().map(StackEntry::name).collect(Collectors.toSet());
      if (names.contains("PostgreSQL")) {
        return Optional.of(new Limit(100, "PostgreSQL's default"));
      }
      if (names.contains("MySQL") || names.contains("MariaDB")) {
        return Optional.of(new Limit(151, "MySQL's default"));
      }
      return names.contains("SQL Server") || names.contains("Oracle Database")
          ? Optional.empty()
          : Optional.of(new Limit(100, "PostgreSQL's default"));
    }
  }

  /// `superuser_reserved_connections` of PostgreSQL; MySQL keeps one.
  private static final double RESERVE = 3;

  /// A service in production has at least two processes: one that leaves while one arrives.
  private static final double LEAST = 2;

  public static final Crime CRIME =
      Crime.named("pool-exceeds-database")
          .title("Pools larger than the database")
          .theme("pools")
          .category(RESOURCE_UTILIZATION)
          .why(
              """
              Every worker process of every replica has a pool of its own. Under load their sum meets the
              database's limit, and connecting fails for all of them at once.
              """)
          .remedy(
              PYTHON,
              "Keep workers × replicas × (pool_size + max_overflow) below max_connections, or put"
                  + " PgBouncer between.")
          .remedy(
              JAVASCRIPT,
              "Keep processes × replicas × `max` below max_connections, or put PgBouncer between.")
          .graded(Severity.HIGH)
          .cost(
              "workers * replicas * size",
              "max_connections - reserve",
              "connections",
              "at full load")
          .seenBy(PoolExceedsDatabase::judge)
          .example(
              PYTHON,
              """
              import os
              from sqlalchemy import create_engine

              engine = create_engine(  # guilty
                  os.environ["DATABASE_URL"], pool_size=20, max_overflow=30, pool_timeout=3)
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

              export const pool = new Pool({ max: 80, connectionTimeoutMillis: 2000 }); // guilty
              """,
              """
              import { Pool } from 'pg';

              export const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });
              """)
          .declare();

  private PoolExceedsDatabase() {}

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.concat(inSource(scene), inSettings(scene));
  }

  private static Stream<Sighting> inSource(Scene scene) {
    return PoolSite.all(scene)
        .filter(pool -> pool.perProcess().isPresent())
        .flatMap(pool ->
            exceeding(
                scene,
                scene.at(CRIME, pool.site()),
                "`" + pool.site().name() + "`",
                pool.perProcess().getAsDouble(),
                workers(scene)));
  }

  /// Spring's pool is sized in the configuration; a JVM is one process.
  private static Stream<Sighting> inSettings(Scene scene) {
    return scene.settings().find("spring.datasource.hikari.maximum-pool-size").stream()
        .filter(setting ->
            setting.number().isPresent()
                && !DEVELOPERS.matcher(setting.profile()).find()
                && !embedded(scene, setting))
        .limit(1)
        .flatMap(setting ->
            exceeding(
                scene,
                scene.at(CRIME, place(setting)),
                "`" + setting.key() + "`",
                setting.number().getAsDouble(),
                OptionalDouble.of(1)));
  }

  /// A database inside the process counts no connections.
  private static boolean embedded(Scene scene, Setting pool) {
    return scene.settings().find("spring.datasource.url").stream()
        .filter(url -> url.place().path().equals(pool.place().path()))
        .anyMatch(url -> EMBEDDED.matcher(url.value()).find());
  }

  private static final Pattern DEVELOPERS =
      Pattern.compile("(?i)(^|[-_])(test|tests|dev|local|h2)");

  private static final Pattern EMBEDDED =
      Pattern.compile("^jdbc:(h2:(mem|file)|hsqldb|derby|sqlite)");

  private static Location place(Setting setting) {
    return setting.place();
  }

  private static Stream<Sighting> exceeding(
      Scene scene, Draft draft, String what, double size, OptionalDouble workers) {
    OptionalDouble replicas = replicas(scene);
    Optional<Fact> limit = scene.deployment().databaseConnections();
    Optional<Limit> accepted = Limit.of(scene);
    if (accepted.isEmpty()) {
      return Stream.empty();
    }
    double connections = accepted.get().connections();
    double processes =
        workers.isEmpty() && replicas.isEmpty()
            ? LEAST
            : workers.orElse(1) * replicas.orElse(workers.orElse(1) > 1 ? 1 : LEAST);
    double demand = processes * size;
    if (demand <= connections - RESERVE) {
      return Stream.empty();
    }
    boolean known = workers.isPresent() || replicas.isPresent();
    draft
        .sure(
            // Who does not tell how much its database accepts may have more (decision 13).
            limit.isEmpty() ? Confidence.LOW : known ? Confidence.HIGH : Confidence.MEDIUM)
        .quantity(Quantity.configured("size", size, "connections", "the pool's size and overflow"))
        .quantity(
            Quantity.configured(
                "workers",
                processes,
                "",
                known ? "configured processes" : "at least two processes"))
        .quantity(Quantity.configured("replicas", 1, "", "counted with the processes"))
        .quantity(
            Quantity.configured(
                "max_connections", connections, "connections", accepted.get().because()));
    limit.ifPresent(fact -> draft.chain(fact.place(), "max_connections"));
    return Stream.of(
        draft.says(
            (int) processes
                + " processes with up to "
                + (int) size
                + " connections each by "
                + what
                + " may open "
                + (int) demand
                + "; the database accepts "
                + (int) connections));
  }

  private static OptionalDouble workers(Scene scene) {
    return scene.deployment().productionServers().stream()
        .filter(server -> server.model() != Server.Model.WORKER)
        .map(Server::workers)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .max();
  }

  private static OptionalDouble replicas(Scene scene) {
    return scene.deployment().facts(Topic.REPLICAS).stream()
        .map(Fact::number)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .max();
  }
}
