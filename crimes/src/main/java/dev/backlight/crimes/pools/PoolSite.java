package dev.backlight.crimes.pools;

import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Options;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Unit;
import dev.backlight.source.stack.Server;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// A place that makes a pool of database connections, with what its library does unless told
/// otherwise.
record PoolSite(Site site, Kind kind, Options options) {

  /// Pools and their documented defaults: size, connections beyond it, the options that say so, and
  /// the options that bound the wait for one.
  enum Kind {
    SQLALCHEMY("pool_size", 5, "max_overflow", 10, "pool_timeout", 30),
    PG("max", 10, "", 0, "connectionTimeoutMillis", Double.POSITIVE_INFINITY),
    MYSQL2("connectionLimit", 10, "", 0, "queueLimit/acquireTimeout", Double.POSITIVE_INFINITY),
    MYSQL("connectionLimit", 10, "", 0, "acquireTimeout", 10),
    SEQUELIZE("pool/max", 5, "", 0, "acquire", 60),
    KNEX("pool/max", 10, "", 0, "acquireConnectionTimeout", 60),
    HIKARI("setMaximumPoolSize", 10, "", 0, "setConnectionTimeout", 30),
    DBCP("setMaxTotal", 8, "", 0, "setMaxWait/setMaxWaitMillis", Double.POSITIVE_INFINITY);

    final String sizeOption;
    final int size;
    final String overflowOption;
    final int overflow;
    final String waitOption;
    final double wait;

    Kind(
        String sizeOption,
        int size,
        String overflowOption,
        int overflow,
        String waitOption,
        double wait) {
      this.sizeOption = sizeOption;
      this.size = size;
      this.overflowOption = overflowOption;
      this.overflow = overflow;
      this.waitOption = waitOption;
      this.wait = wait;
    }
  }

  /// The pools of the product, module level included.
  static Stream<PoolSite> all(Scene scene) {
    return scene.program().functions().stream()
        .filter(fn -> fn.unit().role() == Unit.Role.PRODUCT)
        .flatMap(fn -> fn.sites().stream())
        .filter(
            site -> site.isCall() && (site.has(Word.POOL) && site.has(Word.CLIENT) || engine(site)))
        .filter(site -> scene.reach(site.in()) != Reach.REQUEST)
        .flatMap(site -> kind(site).map(kind -> new PoolSite(site, kind, Options.of(site))))
        .filter(pool -> !pool.elsewhere());
  }

  private static Stream<Kind> kind(Site site) {
    String name = site.name().toLowerCase(Locale.ROOT);
    String last = name.substring(name.lastIndexOf('.') + 1).replace("new ", "");
    return switch (site.in().unit().language()) {
      case PYTHON ->
          last.equals("create_engine") || last.equals("create_async_engine")
              ? Stream.of(Kind.SQLALCHEMY)
              : Stream.empty();
      case JAVASCRIPT ->
          switch (last) {
            case "pool" ->
                site.words().argument(Word.SIZED).equals("max")
                    ? Stream.of(Kind.PG)
                    : Stream.empty();
            case "createpool" -> Stream.of(imports(site, "mysql2") ? Kind.MYSQL2 : Kind.MYSQL);
            case "sequelize" -> Stream.of(Kind.SEQUELIZE);
            case "knex" -> Stream.of(Kind.KNEX);
            default -> Stream.empty();
          };
      case JAVA ->
          switch (last) {
            case "hikaridatasource" -> Stream.of(Kind.HIKARI);
            case "basicdatasource" -> Stream.of(Kind.DBCP);
            default -> Stream.empty();
          };
      default -> Stream.empty();
    };
  }

  /// `create_engine("postgresql://…")`, wherever it was imported.
  private static boolean engine(Site site) {
    return site.call().callee() instanceof Expr.Name n
        && n.id().startsWith("create_")
        && n.id().endsWith("engine")
        && !site.call().arguments().isEmpty()
        && site.call().arguments().getFirst().value() instanceof Expr.Literal l
        && l.text().contains("://");
  }

  private static boolean imports(Site site, String module) {
    return site.in().unit().file().imports().stream().anyMatch(i -> i.toString().contains(module));
  }

  /// SQLite, no pool at all, or a pool that somebody else keeps.
  private boolean elsewhere() {
    return Walker.anyExpression(
            site.at(),
            expr -> {
              String lower = ExprNames.text(expr).toLowerCase(Locale.ROOT);
              return lower.startsWith("sqlite")
                  || lower.equals("nullpool")
                  || lower.equals("staticpool")
                  || lower.equals("creator")
                  || lower.startsWith("jdbc:h2");
            })
        || options.gives("creator/pool_class")
        || site.call().arguments().stream()
            .map(Argument::value)
            .anyMatch(v -> ExprNames.last(v).toLowerCase(Locale.ROOT).contains("sqlite"));
  }

  boolean sized() {
    return !options.lacks(kind.sizeOption);
  }

  boolean bounded() {
    return !options.lacks(kind.waitOption);
  }

  /// How many connections one process may open; empty if that is not written here.
  OptionalDouble perProcess() {
    OptionalDouble size = number(kind.sizeOption, kind.size);
    OptionalDouble more =
        kind.overflowOption.isEmpty()
            ? OptionalDouble.of(0)
            : number(kind.overflowOption, kind.overflow);
    return size.isPresent() && more.isPresent()
        ? OptionalDouble.of(size.getAsDouble() + more.getAsDouble())
        : OptionalDouble.empty();
  }

  private OptionalDouble number(String option, int otherwise) {
    String name = option.substring(option.lastIndexOf('/') + 1);
    return options.lacks(option) ? OptionalDouble.of(otherwise) : options.number(name);
  }

  /// Requests one process serves at once, as configured; empty if nothing tells.
  static OptionalDouble concurrency(Scene scene) {
    List<Server> servers =
        scene.deployment().productionServers().stream()
            .filter(server -> server.model() != Server.Model.WORKER)
            .toList();
    return servers.stream()
        .mapToDouble(server ->
            switch (server.model()) {
              case SYNC -> server.threads().orElse(1);
              case THREADED -> server.threads().orElse(40);
              case ASYNC -> 1000;
              case WORKER -> 1;
            })
        .max();
  }
}
