package dev.backlight.crimes.memory;

import static dev.backlight.model.Category.RESOURCE_UTILIZATION;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

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
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

  /// What closes itself, costs nothing to leave open, or is another crime's.
  private static final Pattern HARMLESS =
      Pattern.compile(
          "(?i).*(memorystream|string(reader|writer)|bytearray|cancellationtokensource|sha\\d|hash"
              + "|hmac|md5|rsa|ecdsa|process|jsondocument|activity|span|command|cursor|popen|image"
              + "|temp|createread|createwrite|readline|worker|scanner|pubsub|watch|semaphore|timer"
              + "|aes|bitmap|skia|producer|consumer|channel|listener|subscri|mutex|lock"
              + "|exec|thread|printwriter|certificate|scope\\b|transaction|urllib|bytesio|barrier|event|randomnumber|rng\\b).*");

  private UnclosedResource() {}

  private static Stream<Sighting> judge(Scene scene) {
    Set<Fn> openers = openers(scene);
    return scene.sites().flatMap(site -> one(scene, openers, site));
  }

  private static Stream<Sighting> one(Scene scene, Set<Fn> openers, Site site) {
    boolean helper = opensThrough(openers, site);
    if (!opens(site) && !helper || site.in().is(Trait.MODULE)) {
      return Stream.empty();
    }
    Bound bound = Bound.of(site);
    if (!bound.name().isEmpty()) {
      return bound.local() ? bound(scene, site, bound.name()) : Stream.empty();
    }
    return site.use() == Site.Use.CHAINED && !bound.kept() && chained(site, helper)
        ? Stream.of(draft(scene, site).says("`" + site.name() + "` opens what nothing can close"))
        : Stream.empty();
  }

  /// What Python's reference counting closes when its function ends is a smell, until requests need
  /// it at once; a file of nobody knows how many is closed when it is collected.
  private static Draft draft(Scene scene, Site site) {
    Draft draft = scene.at(CRIME, site);
    boolean collected =
        site.in().unit().language() == Language.PYTHON && !site.has(Word.DATABASE)
            || response(site);
    boolean seldom = scene.reach(site.in()) == Reach.UNKNOWN && !site.has(Word.DATABASE);
    boolean counted =
        site.in().unit().language() == Language.PYTHON
            && !site.in().is(Trait.ASYNC)
            && scene.reach(site.in()) == Reach.UNKNOWN;
    if (counted || seldom || response(site) && !streamed(site) || Excuses.setsUp(site)) {
      return draft.sure(Confidence.LOW);
    }
    return collected ? draft.sure(Confidence.MEDIUM) : draft;
  }

  private static Stream<Sighting> bound(Scene scene, Site site, String variable) {
    Draft draft = draft(scene, site);
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
    Stmt.Assign[] found = new Stmt.Assign[1];
    Walker.statements(
        site.in().decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign a
              && a.declares()
              && a.targets().size() == 1
              && a.targets().getFirst() instanceof Expr.Name n
              && n.id().equals(variable)
              && a.start() <= site.at().start()
              && site.at().end() <= a.end()) {
            found[0] = a;
          }
        });
    return Optional.ofNullable(found[0])
        .filter(a -> a.start() < a.targets().getFirst().start())
        .map(a -> new Edit(site.in().unit().path(), a.start(), a.start(), "using "));
  }

  private static boolean pooled(Site site) {
    return site.has(Word.DATABASE);
  }

  /// Whether a site itself opens something that must be closed. `var opening =
  /// request.GetStreamAsync();`: a task yet.
  private static boolean underWay(Site site) {
    return site.in().unit().language() == Language.CSHARP
        && !site.awaited()
        && site.result() instanceof Value.Pending
        && site.use() == Site.Use.BOUND;
  }

  /// `new StreamWriter(stream)` where somebody closes the stream.
  private static boolean wraps(Site site) {
    if (!site.call().constructs() || site.call().arguments().isEmpty()) {
      return false;
    }
    Set<String> wrapped = ExprNames.all(site.call().arguments().getFirst().value());
    boolean[] managed = {false};
    Walker.statements(
        site.in().decl().body(),
        statement -> {
          if (statement instanceof Stmt.Scope scope) {
            scope
                .resources()
                .forEach(resource ->
                    managed[0] |=
                        resource.target() instanceof Expr.Name n && wrapped.contains(n.id()));
          }
        });
    return managed[0];
  }

  /// Whether the variable's type as written is another than that of what is opened.
  private static boolean declaredOtherwise(Site site) {
    if (!(site.result().settled() instanceof Value.Known opened)) {
      return false;
    }
    boolean[] other = {false};
    Walker.statements(
        site.in().decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign a
              && a.declares()
              && !a.type().isNone()
              && !a.type().arguments().isEmpty()
              && a.targets().getFirst() instanceof Expr.Name n
              && n.id().equals(site.boundTo())) {
            other[0] |= !opened.type().name().equals(a.type().simpleName());
          }
        });
    return other[0];
  }

  private static boolean opens(Site site) {
    if (!site.isCall() || site.kind() == Site.Kind.CALLBACK) {
      return false;
    }
    if (response(site)) {
      return true;
    }
    if (!site.has(Word.OPENS)
        || site.has(Word.CLIENT)
        || site.has(Word.POOL)
        || HARMLESS.matcher(site.name()).matches()) {
      return false;
    }
    // A session over somebody's connection holds nothing of its own.
    boolean borrowed =
        site.call().arguments().stream()
            .anyMatch(
                a -> a.name().equals("bind") || Makers.simpleName(a.value()).contains("conn"));
    if (closedWithReceiver(site)
        || opensItself(site)
        || inMemory(site)
        || underWay(site)
        || wraps(site)
        || declaredOtherwise(site)) {
      return false;
    }
    boolean callback =
        site.call().arguments().stream().anyMatch(a -> a.value() instanceof Expr.Lambda);
    boolean node = site.in().unit().language() == Language.JAVASCRIPT;
    return !callback
        && !borrowed
        && (!node || site.has(Word.DATABASE) || site.name().endsWith("QueryRunner"));
  }

  /// A reader of a connection that its own scope closes: it goes with the connection.
  private static boolean closedWithReceiver(Site site) {
    if (!(site.call().callee() instanceof Expr.Member m)
        || !(m.receiver() instanceof Expr.Name owner)) {
      return false;
    }
    boolean[] closes = new boolean[1];
    Walker.statements(
        site.in().decl().body(),
        statement -> {
          if (statement instanceof Stmt.Scope scope
              && scope.start() <= site.at().start()
              && site.at().end() <= scope.end()) {
            closes[0] |=
                scope.resources().stream()
                    .anyMatch(r -> r.target() instanceof Expr.Name n && n.id().equals(owner.id()));
          }
        });
    return closes[0]
        || RESULTS.matcher(site.name()).find()
            && Ownership.of(site.in(), owner.id(), -1) == Ownership.Fate.CARED_FOR;
  }

  /// A statement's results close with it.
  private static final Pattern RESULTS =
      Pattern.compile("\\.(executeQuery|getResultSet|getGeneratedKeys)$");

  /// A filter over bytes in memory: `new GZIPOutputStream(new ByteArrayOutputStream())`.
  private static boolean inMemory(Site site) {
    return site.kind() == Site.Kind.CONSTRUCT
        && site.call().arguments().stream()
            .map(Argument::value)
            .flatMap(value -> ExprNames.all(made(site.in(), value)).stream())
            .anyMatch(name -> MEMORY.matcher(name).find() || given(site, name));
  }

  /// A reader over a stream that the caller owns and closes.
  private static boolean given(Site site, String name) {
    return site.in().decl().parameters().stream()
        .anyMatch(p ->
            p.name().equals(name)
                && (p.type().isNone() && site.in().is(Trait.LAMBDA)
                    || STREAM.matcher(p.type().simpleName()).find()));
  }

  private static final Pattern STREAM = Pattern.compile("Stream|Reader|Writer$");
  private static final Pattern MEMORY =
      Pattern.compile("ByteArray|MemoryStream|String(Reader|Writer)|BytesIO|StringIO");

  private static Expr made(Fn fn, Expr value) {
    if (!(value instanceof Expr.Name name)) {
      return value;
    }
    Expr[] found = {value};
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Assign a
              && a.targets().getFirst() instanceof Expr.Name n
              && n.id().equals(name.id())) {
            found[0] = a.value();
          }
        });
    return found[0];
  }

  /// Dapper opens a closed connection for a query and closes it again.
  private static boolean opensItself(Site site) {
    if (site.in().unit().language() != Language.CSHARP
        || site.kind() != Site.Kind.CONSTRUCT
        || !site.name().endsWith("Connection")) {
      return false;
    }
    String name = Bound.of(site).name();
    List<Expr.Call> on =
        Walker.calls(site.in().decl().body()).stream()
            .filter(call ->
                call.callee() instanceof Expr.Member m
                    && m.receiver() instanceof Expr.Name n
                    && n.id().equals(name))
            .toList();
    return !on.isEmpty()
        && on.stream().allMatch(call -> DAPPER.matcher(Makers.simpleName(call.callee())).matches());
  }

  private static final Pattern DAPPER =
      Pattern.compile("(Query|Execute)\\w*|(Insert|Update|Delete|Get)(All)?(Async)?");

  /// A response that is read whole before the call returns has given its connection back already.
  private static boolean streamed(Site site) {
    return ExprNames.all(site.at()).contains("ResponseHeadersRead");
  }

  /// .NET's response holds its connection until it is disposed of, unless it was buffered.
  private static boolean response(Site site) {
    return site.in().unit().language() == Language.CSHARP
        && site.has(Word.HTTP)
        && site.result().settled() instanceof Value.Known known
        && known.type().name().equals("HttpResponseMessage");
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

  private static boolean opensThrough(Set<Fn> openers, Site site) {
    return site.isCall()
        && !site.targets().isEmpty()
        && site.certain()
        && site.kind() != Site.Kind.CALLBACK
        && openers.containsAll(site.targets());
  }

  /// Functions of the tree that return what they open: their callers answer for it.
  private static Set<Fn> openers(Scene scene) {
    Set<Fn> openers = new HashSet<>();
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Fn fn : scene.program().functions()) {
        if (!openers.contains(fn)
            && !fn.is(Trait.GENERATOR)
            && !fn.is(Trait.LAMBDA)
            && !keeps(fn)
            && (makesContext(scene, fn)
                || fn.sites().stream().anyMatch(s -> handsOut(openers, fn, s)))) {
          openers.add(fn);
          grew = true;
        }
      }
    }
    return openers;
  }

  /// Bean factories, fixtures and cached getters keep what they return.
  private static boolean keeps(Fn fn) {
    boolean shared =
        Walker.calls(fn.decl().body()).stream()
            .anyMatch(call -> SHARES.contains(Makers.simpleName(call.callee())));
    return shared
        || fn.decl().annotations().stream()
            .anyMatch(a ->
                !Set.of(
                        "Override",
                        "Nullable",
                        "NotNull",
                        "SuppressWarnings",
                        "staticmethod",
                        "classmethod",
                        "abstractmethod")
                    .contains(a.simpleName()));
  }

  private static final Set<String> SHARES =
      Set.of("GetOrAdd", "TryAdd", "AddOrUpdate", "computeIfAbsent", "putIfAbsent", "setdefault");

  private static boolean handsOut(Set<Fn> openers, Fn fn, Site site) {
    if (response(site) || !opens(site) && !opensThrough(openers, site)) {
      return false;
    }
    Bound bound = Bound.of(site);
    return bound.returned() || bound.local() && returns(fn, bound.name());
  }

  /// `ShopContext CreateContext()`, however it makes it.
  private static boolean makesContext(Scene scene, Fn fn) {
    return fn.unit().language() == Language.CSHARP
        && fn.name().matches("Create\\w*Context(Async)?")
        && !fn.is(Trait.ABSTRACT)
        && database(scene, fn.decl().returns());
  }

  /// `ShopDbContext`, `Task<ShopContext>` where the tree's ShopContext is a DbContext.
  private static boolean database(Scene scene, TypeRef type) {
    String name = type.simpleName();
    return name.endsWith("DbContext")
        || type.arguments().stream().anyMatch(inner -> database(scene, inner))
        || scene.program().classes().stream()
            .anyMatch(cls -> cls.name().equals(name) && cls.isKnown("DbContext"));
  }

  private static boolean returns(Fn fn, String name) {
    boolean[] returned = new boolean[1];
    Walker.statements(
        fn.decl().body(),
        statement -> {
          if (statement instanceof Stmt.Return r
              && r.value() instanceof Expr.Name n
              && n.id().equals(name)) {
            returned[0] = true;
          }
        });
    return returned[0];
  }
}
