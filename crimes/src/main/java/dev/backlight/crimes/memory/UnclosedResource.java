package dev.backlight.crimes.memory;

import static dev.backlight.model.Category.RESOURCE_UTILIZATION;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.Excuses;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Edit;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A file, connection, session, response or timer that no path, or not every path, closes.
public final class UnclosedResource {

  public static final Crime CRIME =
      Crime.named("unclosed-resource")
          .title("Resource that is not closed")
          .theme("memory")
          .category(RESOURCE_UTILIZATION)
          .why(
              """
              An open connection is missing in the pool and an open file in the process's table until
              the collector comes by, if it does at all. Under load the pool runs dry first.
              """)
          .remedy(PYTHON, "Open it in a `with` (or `async with`) statement.")
          .remedy(JAVASCRIPT, "Release it in `finally`.")
          .remedy(CSHARP, "Declare it with `using` or `await using`.")
          .remedy(JAVA, "Open it in a try-with-resources statement.")
          .unbounded(Severity.HIGH, Severity.MEDIUM)
          .seenBy(UnclosedResource::judge)
          .example(
              PYTHON,
              """
              from sqlalchemy import create_engine
              from sqlalchemy.orm import sessionmaker

              engine = create_engine("postgresql://db/app", pool_size=10)
              SessionLocal = sessionmaker(bind=engine)

              def create_session():
                  return SessionLocal()

              def rename(user, name):
                  session = create_session()  # guilty
                  session.merge(user).name = name
                  session.commit()
              """,
              """
              from sqlalchemy import create_engine
              from sqlalchemy.orm import sessionmaker

              engine = create_engine("postgresql://db/app", pool_size=10)
              SessionLocal = sessionmaker(bind=engine)

              def create_session():
                  return SessionLocal()

              def rename(user, name):
                  with create_session() as session:
                      session.merge(user).name = name
                      session.commit()
              """)
          .example(
              JAVASCRIPT,
              """
              import { Pool } from 'pg';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function rename(id: number, name: string) {
                const client = await pool.connect(); // guilty
                await client.query('UPDATE users SET name = $1 WHERE id = $2', [name, id]);
                client.release();
              }
              """,
              """
              import { Pool } from 'pg';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function rename(id: number, name: string) {
                const client = await pool.connect();
                try {
                  await client.query('UPDATE users SET name = $1 WHERE id = $2', [name, id]);
                } finally {
                  client.release();
                }
              }
              """)
          .example(
              CSHARP,
              """
              using Microsoft.EntityFrameworkCore;

              public class Users
              {
                  private readonly IDbContextFactory<ShopContext> _factory;

                  public User Find(int id)
                  {
                      var context = _factory.CreateDbContext(); // guilty
                      return context.Users.Find(id);
                  }
              }
              """,
              """
              using Microsoft.EntityFrameworkCore;

              public class Users
              {
                  private readonly IDbContextFactory<ShopContext> _factory;

                  public User Find(int id)
                  {
                      using var context = _factory.CreateDbContext();
                      return context.Users.Find(id);
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.nio.file.Files;
              import java.nio.file.Path;

              class Lines {
                long count(Path path) throws Exception {
                  return Files.lines(path).filter(line -> !line.isBlank()).count(); // guilty
                }
              }
              """,
              """
              import java.nio.file.Files;
              import java.nio.file.Path;
              import java.util.stream.Stream;

              class Lines {
                long count(Path path) throws Exception {
                  try (Stream<String> lines = Files.lines(path)) {
                    return lines.filter(line -> !line.isBlank()).count();
                  }
                }
              }
              """)
          .declare();

  private UnclosedResource() {}

  private static Stream<Sighting> judge(Scene scene) {
    Openers openers = Openers.of(scene);
    return scene.sites().flatMap(site -> one(scene, openers, site));
  }

  private static Stream<Sighting> one(Scene scene, Openers openers, Site site) {
    boolean helper = openers.through(site);
    if (!Opening.at(site) && !helper || site.in().is(Trait.MODULE)) {
      return Stream.empty();
    }
    Bound bound = Bound.of(site);
    if (!bound.name().isEmpty()) {
      return bound.local()
          ? bound(draft(scene, openers, site), site, bound.name())
          : Stream.empty();
    }
    return site.use() == Site.Use.CHAINED && !bound.kept() && chained(site, helper)
        ? Stream.of(
            draft(scene, openers, site).says("`" + site.name() + "` opens what nothing can close"))
        : Stream.empty();
  }

  /// What runs out is what a pool or a server counts: connections, and what holds one. A file that
  /// nobody closes is closed when it is collected, in all four languages; it is told, not pressed.
  private static Draft draft(Scene scene, Openers openers, Site site) {
    Draft draft = scene.at(CRIME, site);
    if (!openers.scarce(site) || Excuses.setsUp(site) || onLentConnection(site)) {
      return draft.sure(Confidence.LOW);
    }
    boolean counted = site.in().unit().language() == Language.PYTHON && !site.in().is(Trait.ASYNC);
    return counted && scene.reach(site.in()) == Reach.UNKNOWN || Opening.response(site)
        ? draft.sure(Confidence.MEDIUM)
        : draft;
  }

  /// `connection.prepareStatement(sql)` on a connection that the caller lends: it closes with that
  /// at the latest, in a pool when the connection goes back.
  private static boolean onLentConnection(Site site) {
    return site.call().callee() instanceof Expr.Member m
        && STATEMENTS.contains(m.name())
        && m.receiver() instanceof Expr.Name connection
        && site.in().decl().parameters().stream().anyMatch(p -> p.name().equals(connection.id()));
  }

  private static final Set<String> STATEMENTS =
      Set.of("prepareStatement", "prepareCall", "createStatement");

  private static Stream<Sighting> bound(Draft draft, Site site, String variable) {
    String name = "`" + variable + "`";
    return switch (Ownership.of(site.in(), variable, site.at().end())) {
      case LEAKS ->
          Stream.of(
              draft
                  .edit(managed(site, variable).stream().toList())
                  .says(name + " is opened here and closed nowhere"));
      case LEAKS_ON_RETURN ->
          Stream.of(
              draft
                  .sure(Confidence.MEDIUM)
                  .says(name + " is opened here, and the function can return before it closes it"));
      case LEAKS_ON_FAILURE ->
          pooled(site)
              ? Stream.of(
                  draft
                      .sure(Confidence.MEDIUM)
                      .says(name + " stays open if anything before its close fails"))
              : Stream.empty();
      case CARED_FOR -> Stream.empty();
    };
  }

  /// `using var x = …`: closed wherever the block is left.
  private static Optional<Edit> managed(Site site, String variable) {
    if (site.in().unit().language() != Language.CSHARP) {
      return Optional.empty();
    }
    return Assigned.to(site.in().decl().body(), variable).stream()
        .filter(a ->
            a.declares()
                && a.targets().size() == 1
                && ExprNames.inside(site.at(), a.start(), a.end()))
        .reduce((earlier, later) -> later)
        .filter(a -> a.start() < a.targets().getFirst().start())
        .map(a -> new Edit(site.in().unit().path(), a.start(), a.start(), "using "));
  }

  private static boolean pooled(Site site) {
    return site.has(Word.DATABASE);
  }

  private static boolean chained(Site site, boolean helper) {
    return switch (site.in().unit().language()) {
      case JAVA ->
          site.name().matches("(.*\\.)?Files\\.(lines|list|walk|find)")
              || site.name().endsWith(".getConnection") && site.has(Word.DATABASE);
      case CSHARP -> (site.name().contains("DbContext") || helper) && context(site);
      case PYTHON, JAVASCRIPT, CONFIG -> false;
    };
  }

  /// A DbContext, of the library or of the tree.
  private static boolean context(Site site) {
    return switch (site.result().settled()) {
      case Value.Instance instance -> instance.type().isKnown("DbContext");
      case Value.Known known -> known.type().name().equals("DbContext");
      default -> site.name().contains("DbContext") || site.name().contains("Context");
    };
  }
}
