package dev.backlight.crimes.concurrency;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Excuses;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Extent;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.Query;
import dev.backlight.source.program.ScopeContext;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// As many waits at once as the data have elements, or as many threads as there are tasks.
public final class UnboundedFanOut {

  public static final Crime CRIME =
      Crime.named("unbounded-fan-out")
          .title("As many calls at once as there are elements")
          .theme("concurrency")
          .category(RESPONSE_TIMES)
          .why(
              """
              All elements are asked for at once, however many the data hold: sockets, connections
              and memory run out here, and the other side takes the burst. One large list is
              enough.
              """)
          .remedy(PYTHON, "Hold an `asyncio.Semaphore(20)` in each call, or work in batches.")
          .remedy(JAVASCRIPT, "`p-limit`, `p-map` with `concurrency`, or batches.")
          .remedy(CSHARP, "`Parallel.ForEachAsync` with `MaxDegreeOfParallelism`.")
          .remedy(
              JAVA,
              "A pool with a bound and a bounded queue: `new ThreadPoolExecutor(n, n, …, new"
                  + " ArrayBlockingQueue<>(m))`, or a `Semaphore` before virtual threads.")
          .unbounded(Severity.MEDIUM, Severity.LOW)
          .seenBy(UnboundedFanOut::judge)
          .example(
              PYTHON,
              """
              import asyncio
              import httpx

              client = httpx.AsyncClient(timeout=2)

              async def ping(urls):
                  return await asyncio.gather(*[client.get(url) for url in urls])  # guilty
              """,
              """
              import asyncio
              import httpx

              client = httpx.AsyncClient(timeout=2)
              gate = asyncio.Semaphore(20)

              async def one(url):
                  async with gate:
                      return await client.get(url)

              async def ping(urls):
                  return await asyncio.gather(*[one(url) for url in urls])
              """)
          .example(
              JAVASCRIPT,
              """
              import axios from 'axios';
              const http = axios.create({ timeout: 2000 });

              export async function ping(urls: string[]) {
                return Promise.all(urls.map(url => http.get(url))); // guilty
              }
              """,
              """
              import axios from 'axios';
              import pLimit from 'p-limit';
              const http = axios.create({ timeout: 2000 });
              const limit = pLimit(20);

              export async function ping(urls: string[]) {
                return Promise.all(urls.map(url => limit(() => http.get(url))));
              }
              """)
          .example(
              CSHARP,
              """
              public class Pings
              {
                  private readonly HttpClient _http;

                  public async Task Ping(List<string> urls)
                  {
                      await Task.WhenAll(urls.Select(url => _http.GetStringAsync(url))); // guilty
                  }
              }
              """,
              """
              public class Pings
              {
                  private readonly HttpClient _http;

                  public async Task Ping(List<string> urls)
                  {
                      await Parallel.ForEachAsync(urls, async (url, token) =>
                          Console.WriteLine(await _http.GetStringAsync(url, token)));
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.util.concurrent.ExecutorService;
              import java.util.concurrent.Executors;

              class Results {
                private final ExecutorService executor = Executors.newCachedThreadPool(); // guilty
              }
              """,
              """
              import java.util.concurrent.ExecutorService;
              import java.util.concurrent.Executors;

              class Results {
                private final ExecutorService executor = Executors.newFixedThreadPool(16);
              }
              """)
          .declare();

  private static final List<Word> WAITS =
      List.of(Word.HTTP, Word.DATABASE, Word.MAIL, Word.NETWORK, Word.SUBPROCESS);
  private static final Pattern GATE =
      Pattern.compile(
          "(?i).*(sem\\b|semaphore|_sem|throttl|limit|gate|mutex|lock|pool\\.run|queue\\.add).*");
  private static final Pattern PART =
      Pattern.compile("(?i).*(slice|take|limit|chunk|batch|first|partition|paginate).*");

  private UnboundedFanOut() {}

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.concat(
        scene
            .sites()
            .filter(site -> site.has(Word.GATHERS) && site.isCall() && site.loops().isEmpty())
            .flatMap(site -> fansOut(scene, site).stream()),
        pools(scene));
  }

  private static Stream<Sighting> pools(Scene scene) {
    return scene
        .units()
        .flatMap(unit -> unit.functions().stream())
        .flatMap(fn -> fn.sites().stream())
        .filter(site -> site.name().endsWith("newCachedThreadPool") && !ofClient(site))
        .map(site ->
            scene
                .at(CRIME, site)
                // Mostly few tasks come at once (decision 13).
                .sure(Confidence.LOW)
                .says("`" + site.name() + "` starts a thread for each task that finds none idle"));
  }

  /// `HttpClient.newBuilder().executor(Executors.newCachedThreadPool())`: as the client does by
  /// itself, and its threads only hand answers on.
  private static boolean ofClient(Site site) {
    return Walker.calls(site.in().decl().body()).stream()
        .anyMatch(call ->
            ExprNames.last(call.callee()).equals("executor")
                && ExprNames.all(call.callee()).contains("HttpClient")
                && call.arguments().stream()
                    .anyMatch(argument -> ExprNames.inside(site.at(), argument.value())));
  }

  /// A piece of the function whose elements are awaited together.
  private record Part(int start, int end) {
    boolean holds(int offset) {
      return start <= offset && offset <= end;
    }
  }

  private static Optional<Sighting> fansOut(Scene scene, Site gather) {
    Fn fn = gather.in();
    List<Part> parts = new ArrayList<>();
    for (Argument argument : gather.call().arguments()) {
      collect(fn, argument.value(), parts, gather.at().start());
    }
    List<Fn> around = new ArrayList<>();
    around.add(fn);
    fn.unit().functions().stream()
        .filter(inner ->
            inner != fn && parts.stream().anyMatch(part -> part.holds(inner.decl().start())))
        .forEach(around::add);
    return around.stream()
        .flatMap(owner -> owner.sites().stream())
        .filter(site -> parts.stream().anyMatch(part -> part.holds(site.at().start())))
        .flatMap(site -> one(scene, gather, site, parts).stream())
        .findFirst();
  }

  private static Optional<Sighting> one(Scene scene, Site gather, Site site, List<Part> parts) {
    Optional<LoopContext> loop =
        site.loops().stream()
            .filter(l ->
                parts.stream().anyMatch(part -> part.holds(l.start()))
                    || parts.stream()
                        .anyMatch(part -> l.start() <= part.start() && part.end() <= l.end()))
            .findFirst();
    if (loop.isEmpty()
        || gather.scopes().stream().anyMatch(s -> s.kind() == ScopeContext.Kind.CATCH)
        || !dataSized(loop.get())
        || Excuses.overParts(loop.get(), site)
        || site.kind() == Site.Kind.CALLBACK) {
      return Optional.empty();
    }
    Optional<Wait> wait =
        Wait.of(scene, site, WAITS)
            .filter(w -> !w.last().blocks() && !w.last().has(Word.BULK))
            .filter(w -> w.path().stream().noneMatch(UnboundedFanOut::gated));
    if (wait.isEmpty() || gated(site)) {
      return Optional.empty();
    }
    String what =
        loop.get().variables().isEmpty()
            ? "the collection"
            : "the collection of `" + loop.get().variables().getFirst() + "`";
    return Optional.of(
        scene
            .at(CRIME, gather)
            .path(wait.get().path())
            .sure(wait.get().direct() ? Confidence.HIGH : Confidence.MEDIUM)
            .sure(Extent.around(scene, site) == Extent.MANY ? Confidence.HIGH : Confidence.LOW)
            // A pool lets only so many queries through at once.
            .sure(wait.get().word() == Word.DATABASE ? Confidence.LOW : Confidence.HIGH)
            .label(site.location(), "all at once")
            .says(
                "`"
                    + gather.name()
                    + "` starts `"
                    + site.name()
                    + "` for every element of "
                    + what
                    + " at once"));
  }

  private static boolean dataSized(LoopContext loop) {
    if (loop.fixed() || loop.kind() == LoopContext.Kind.WHILE) {
      return false;
    }
    Query query =
        switch (loop.source()) {
          case Value.Known k -> k.query();
          case Value.Listing l -> l.query();
          default -> Query.NONE;
        };
    boolean part =
        Walker.anyExpression(
            loop.sourceExpr(),
            expr ->
                switch (expr) {
                  case Expr.Member m -> PART.matcher(m.name()).matches();
                  case Expr.Name n -> PART.matcher(n.id()).matches();
                  case Expr.Operation o -> o.operator().equals("slice");
                  case Expr.Literal _ -> false;
                  default -> false;
                });
    boolean constant =
        loop.sourceExpr() instanceof Expr.Name n && n.id().matches("[A-Z][A-Z0-9_]+");
    return !part && !constant && !query.has(Word.LIMITS) && !query.has(Word.PAGINATES);
  }

  /// A semaphore or limiter around the wait.
  private static boolean gated(Site site) {
    for (ScopeContext scope : site.scopes()) {
      boolean limiter =
          scope.value() instanceof Value.Known k
              && k.type().name().matches(".*(Semaphore|Limit|Lock|Mutex).*");
      boolean named =
          Awaits.names(scope.expr()).stream().anyMatch(name -> GATE.matcher(name).matches());
      if (scope.kind() == ScopeContext.Kind.LOCK
          || limiter
          || scope.kind() == ScopeContext.Kind.RESOURCE && named) {
        return true;
      }
    }
    return site.in()
        .outwards()
        .filter(fn -> fn == site.in() || !fn.is(Trait.MODULE))
        .flatMap(fn -> fn.sites().stream())
        .anyMatch(other -> other.has(Word.GATHERS_BOUNDED) || GATE.matcher(other.name()).matches());
  }

  /// The expressions that make what is gathered: the argument, what its variable was given, what
  /// was pushed to it.
  private static void collect(Fn fn, Expr expr, List<Part> parts, int before) {
    parts.add(new Part(expr.start(), expr.end()));
    if (!(expr instanceof Expr.Name name)) {
      return;
    }
    Assigned.to(fn.decl().body(), name.id()).stream()
        .filter(a -> a.start() < before)
        .forEach(a -> parts.add(new Part(a.value().start(), a.value().end())));
    for (Expr.Call call : Walker.calls(fn.decl().body())) {
      if (call.start() < before
          && call.callee() instanceof Expr.Member m
          && m.name().matches("push|append|Add|add")
          && m.receiver() instanceof Expr.Name n
          && n.id().equals(name.id())) {
        parts.add(new Part(call.start(), call.end()));
      }
    }
  }
}
