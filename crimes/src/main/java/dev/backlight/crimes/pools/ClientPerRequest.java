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
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.ScopeContext;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Unit;
import dev.backlight.source.program.Value;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Something expensive that should live as long as the process is made per call.
public final class ClientPerRequest {

  public static final Crime CRIME =
      Crime.named("client-per-request")
          .title("A client made per request")
          .theme("pools")
          .category(RESOURCE_UTILIZATION)
          .why(
              """
              Clients, engines and thread pools keep connections and threads. Made anew for each call they
              connect, authenticate and start threads every time, and leave sockets behind.
              """)
          .remedy(
              PYTHON, "Make it once at module level or in the application's lifespan and share it.")
          .remedy(JAVASCRIPT, "Make it once at module level and import it where it is needed.")
          .remedy(CSHARP, "Inject `IHttpClientFactory`, or register the client as a singleton.")
          .remedy(
              JAVA, "Make it a bean or a `static final` field and share it; close it at shutdown.")
          .cost("t_connect", "0", "ms", "per request")
          .seenBy(ClientPerRequest::judge)
          .example(
              PYTHON,
              """
              import redis

              def visits(page):
                  client = redis.Redis(host="cache", socket_timeout=1)  # guilty
                  return client.incr("visits:" + page)
              """,
              """
              import redis

              client = redis.Redis(host="cache", socket_timeout=1)

              def visits(page):
                  return client.incr("visits:" + page)
              """)
          .example(
              JAVASCRIPT,
              """
              import { MongoClient } from 'mongodb';

              export async function product(id: string) {
                const client = new MongoClient(process.env.MONGO_URL, { maxPoolSize: 10 }); // guilty
                const found = await client.db('shop').collection('products').findOne({ _id: id });
                await client.close();
                return found;
              }
              """,
              """
              import { MongoClient } from 'mongodb';
              const client = new MongoClient(process.env.MONGO_URL, { maxPoolSize: 10 });

              export async function product(id: string) {
                return client.db('shop').collection('products').findOne({ _id: id });
              }
              """)
          .example(
              CSHARP,
              """
              using System.Net.Http;

              public class Rates
              {
                  public async Task<string> Latest()
                  {
                      using var client = new HttpClient(); // guilty
                      return await client.GetStringAsync("https://rates.example/latest");
                  }
              }
              """,
              """
              using System.Net.Http;

              public class Rates
              {
                  private static readonly HttpClient Client = new HttpClient();

                  public async Task<string> Latest()
                  {
                      return await Client.GetStringAsync("https://rates.example/latest");
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.util.List;
              import java.util.concurrent.Callable;
              import java.util.concurrent.ExecutorService;
              import java.util.concurrent.Executors;

              class Prices {
                void refresh(List<Callable<Long>> sources) throws InterruptedException {
                  ExecutorService threads = Executors.newFixedThreadPool(8); // guilty
                  threads.invokeAll(sources);
                  threads.shutdown();
                }
              }
              """,
              """
              import java.util.List;
              import java.util.concurrent.Callable;
              import java.util.concurrent.ExecutorService;
              import java.util.concurrent.Executors;

              class Prices {
                private static final ExecutorService THREADS = Executors.newFixedThreadPool(8);

                void refresh(List<Callable<Long>> sources) throws InterruptedException {
                  THREADS.invokeAll(sources);
                }
              }
              """)
          .declare();

  /// How many objects deep something made per request is looked for.
  private static final int NESTING = 2;

  private ClientPerRequest() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene.program().functions().stream()
        .filter(fn -> fn.unit().role() == Unit.Role.PRODUCT && !fn.is(Trait.MODULE))
        .filter(fn -> !OncePerProcess.declared(fn))
        .flatMap(fn -> fn.sites().stream())
        .filter(ClientPerRequest::makes)
        .flatMap(site -> sighting(scene, site));
  }

  private static boolean makes(Site site) {
    return site.isCall()
        && site.has(Word.CLIENT)
        && !site.has(Word.CACHE_SET)
        && (site.run() == Site.Run.HERE || site.run() == Site.Run.EACH)
        && !sharesHandler(site)
        && !site.name().endsWith("newVirtualThreadPerTaskExecutor");
  }

  /// `new HttpClient(handler)` with a handler that somebody else keeps has no connections of its
  /// own.
  private static boolean sharesHandler(Site site) {
    return site.name().contains("HttpClient")
        && site.in().unit().language() == CSHARP
        && site.call().arguments().stream()
            .map(Argument::value)
            .anyMatch(value -> value instanceof Expr.Name || value instanceof Expr.Member);
  }

  private static Stream<Sighting> sighting(Scene scene, Site site) {
    Fn fn = site.in();
    return switch (Keeping.of(site)) {
      case LOCAL -> local(scene, site);
      case RETURNED -> fn.is(Trait.LAMBDA) ? Stream.empty() : made(scene, site);
      case KEPT ->
          fn.is(Trait.CONSTRUCTOR) || fn.decl().name().equals("__init__")
              ? perInstance(scene, site)
              : Stream.empty();
    };
  }

  private static Stream<Sighting> local(Scene scene, Site site) {
    Fn fn = site.in();
    if (!scene.matters(fn) || OncePerProcess.lazily(fn)) {
      return Stream.empty();
    }
    Reach reach = scene.reach(fn);
    if (reach != Reach.REQUEST && (OncePerProcess.settingUp(fn) || fn.is(Trait.CONSTRUCTOR))) {
      return Stream.empty();
    }
    if (reach == Reach.JOB && threads(site)) {
      return Stream.empty();
    }
    Draft draft = scene.at(CRIME, site);
    return Stream.of(
        draft
            .sure(reach == Reach.REQUEST ? Confidence.HIGH : Confidence.MEDIUM)
            .label(site.location(), "made here, each time")
            .says("`" + site.name() + "` makes " + kind(site) + " on every call"));
  }

  /// A factory is as guilty as the callers who do not keep what it makes.
  private static Stream<Sighting> made(Scene scene, Site site) {
    List<Site> guilty =
        scene.program().callers(site.in()).stream()
            .filter(caller ->
                scene.matters(caller.in())
                    && caller.isCall()
                    && !OncePerProcess.declared(caller.in()))
            .filter(caller -> Keeping.of(caller) == Keeping.LOCAL)
            .filter(caller ->
                scene.reach(caller.in()) == Reach.REQUEST
                    || !OncePerProcess.settingUp(caller.in()) && !caller.in().is(Trait.CONSTRUCTOR))
            .toList();
    boolean requested =
        guilty.stream().anyMatch(caller -> scene.reach(caller.in()) == Reach.REQUEST);
    if (guilty.isEmpty() || !requested && guilty.size() < 2 || !branchless(site)) {
      return Stream.empty();
    }
    Site caller =
        guilty.stream()
            .filter(c -> scene.reach(c.in()) == Reach.REQUEST)
            .findFirst()
            .orElse(guilty.getFirst());
    return Stream.of(
        scene
            .at(CRIME, site)
            .chain(caller.location(), caller.name())
            .sure(requested ? Confidence.HIGH : Confidence.MEDIUM)
            .sure(caller.certain() ? Confidence.HIGH : Confidence.MEDIUM)
            .says(
                "`"
                    + site.name()
                    + "` makes "
                    + kind(site)
                    + " for every call of `"
                    + site.in().name()
                    + "` ("
                    + guilty.size()
                    + (guilty.size() == 1 ? " caller does" : " callers do")
                    + " not keep it)"));
  }

  /// Not what a branch does when a shared one is missing.
  private static boolean branchless(Site site) {
    return site.scopes().stream()
        .noneMatch(scope ->
            scope.kind() == ScopeContext.Kind.BRANCH
                && ExprNames.all(scope.expr()).stream()
                    .anyMatch(name -> {
                      String lower = name.toLowerCase(Locale.ROOT);
                      return lower.contains("client")
                          || lower.contains("pool")
                          || lower.contains("conn")
                          || lower.contains("cache")
                          || lower.contains("instance");
                    }));
  }

  /// Threads of each instance of a class that is made more than once.
  private static Stream<Sighting> perInstance(Scene scene, Site site) {
    Fn constructor = site.in();
    if (constructor.owner().isEmpty() || OncePerProcess.single(constructor.owner().get())) {
      return Stream.empty();
    }
    List<Site> makers =
        scene.program().callers(constructor).stream()
            .filter(caller -> caller.kind() == Site.Kind.CONSTRUCT || caller.isCall())
            .filter(caller ->
                caller.in().unit().role() == Unit.Role.PRODUCT
                    && !caller.in().is(Trait.MODULE)
                    && !delegates(caller)
                    && !OncePerProcess.declared(caller.in()))
            .toList();
    boolean perCall = makers.stream().anyMatch(maker -> perCall(scene, maker, NESTING));
    boolean several =
        threads(site)
            && (makers.size() > 1
                || makers.stream()
                    .anyMatch(maker ->
                        !maker.in().is(Trait.CONSTRUCTOR) && maker.in().owner().isPresent()));
    if (!perCall && !several) {
      return Stream.empty();
    }
    return Stream.of(
        scene
            .at(CRIME, site)
            .chain(makers.getFirst().location(), makers.getFirst().name())
            .sure(perCall ? Confidence.HIGH : Confidence.MEDIUM)
            .says(
                "every `"
                    + constructor.owner().get().name()
                    + "` has "
                    + kind(site)
                    + " of its own: made at "
                    + makers.size()
                    + (makers.size() == 1 ? " place" : " places")));
  }

  /// A request makes the instance, or an instance that keeps it, and leaves it behind.
  private static boolean perCall(Scene scene, Site maker, int depth) {
    if (!scene.matters(maker.in()) || scene.reach(maker.in()) != Reach.REQUEST) {
      return false;
    }
    return switch (Keeping.of(maker)) {
      case LOCAL -> true;
      case RETURNED -> false;
      case KEPT ->
          depth > 0
              && maker.in().name().equals("__init__")
              && scene.program().callers(maker.in()).stream()
                  .anyMatch(outer ->
                      outer.kind() == Site.Kind.CONSTRUCT && perCall(scene, outer, depth - 1));
    };
  }

  /// `this(…)`, `super(…)`.
  private static boolean delegates(Site caller) {
    return caller.at() instanceof Expr.Call c
        && c.callee() instanceof Expr.Name n
        && (n.id().equals("this") || n.id().equals("super"));
  }

  private static boolean threads(Site site) {
    String type = site.result().settled() instanceof Value.Known k ? k.type().name() : site.name();
    return Stream.of("Executor", "EventLoop", "Thread", "ForkJoin", "Timer", "Vertx")
        .anyMatch(part -> type.contains(part) || site.name().contains(part));
  }

  private static String kind(Site site) {
    return threads(site)
        ? "a thread pool"
        : site.has(Word.POOL)
            ? "a connection pool"
            : site.has(Word.DATABASE) ? "a database connection" : "a client";
  }
}
