package dev.backlight.crimes.concurrency;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.Excuses;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Remembered;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Queues;
import dev.backlight.source.program.Site;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A thread that blocks until an asynchronous result is there: two threads for one wait, and a pool
/// that runs dry.
public final class SyncOverAsync {

  private static final Set<String> WAITS =
      Set.of(
          "Result",
          "Wait",
          "GetResult",
          "RunSync",
          "get",
          "join",
          "block",
          "blockOptional",
          "blockFirst",
          "blockLast",
          "getUnchecked",
          "await",
          "run",
          "run_until_complete",
          "async_to_sync",
          "sync",
          "getUninterruptibly",
          "syncUninterruptibly");

  public static final Crime CRIME =
      Crime.named("sync-over-async")
          .title("Blocking until an asynchronous result is there")
          .theme("concurrency")
          .category(RESPONSE_TIMES)
          .why(
              """
              The thread that could serve others sits and waits for work that asked for no thread.
              Under load the pool runs dry, new threads come slowly, and what would complete the
              work finds none: latency jumps, up to deadlock.
              """)
          .remedy(
              CSHARP, "Make the caller `async` and `await`; `async Task` instead of `async void`.")
          .remedy(JAVA, "Give the future or `Mono` back and compose: `thenCompose`, `flatMap`.")
          .remedy(
              PYTHON,
              "Make the view asynchronous, or call a synchronous client; `asyncio.run` makes and"
                  + " tears down a loop for each request.")
          .graded(Severity.MEDIUM)
          .seenBy(SyncOverAsync::judge)
          .example(
              CSHARP,
              """
              public class Rates
              {
                  private readonly HttpClient _http;

                  public string Latest()
                  {
                      return _http.GetStringAsync("/latest").Result; // guilty
                  }
              }
              """,
              """
              public class Rates
              {
                  private readonly HttpClient _http;

                  public async Task<string> Both()
                  {
                      var one = _http.GetStringAsync("/one");
                      var two = _http.GetStringAsync("/two");
                      await Task.WhenAll(one, two);
                      return one.Result + two.Result;
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.util.concurrent.CompletableFuture;

              class Rates {
                CompletableFuture<String> fetch() {
                  return CompletableFuture.supplyAsync(() -> "1.0");
                }

                String latest() throws Exception {
                  return fetch().get(); // guilty
                }
              }
              """,
              """
              import java.util.concurrent.CompletableFuture;

              class Rates {
                CompletableFuture<String> fetch() {
                  return CompletableFuture.supplyAsync(() -> "1.0");
                }

                CompletableFuture<String> latest() {
                  return fetch().thenApply(String::trim);
                }

                String both() {
                  CompletableFuture<String> one = fetch();
                  CompletableFuture<String> two = fetch();
                  CompletableFuture.allOf(one, two).join();
                  return one.join() + two.join();
                }
              }
              """)
          .example(
              PYTHON,
              """
              import asyncio
              from flask import Flask

              app = Flask(__name__)

              async def rates():
                  return {"eur": 1}

              @app.get("/rates")
              def latest():
                  return asyncio.run(rates())  # guilty
              """,
              """
              from flask import Flask

              app = Flask(__name__)

              def rates():
                  return {"eur": 1}

              @app.get("/rates")
              def latest():
                  return rates()
              """)
          .declare();

  private SyncOverAsync() {}

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.concat(
        scene.sites().filter(site -> blocks(scene, site)).map(site -> sighting(scene, site)),
        scene.functions().filter(SyncOverAsync::isAsyncVoid).map(fn -> asyncVoid(scene, fn)));
  }

  private static boolean blocks(Scene scene, Site site) {
    if (!site.has(Word.BLOCKS_ON)
        || site.has(Word.ELSEWHERE)
        || !EventLoop.here(site)
        || !WAITS.contains(SettledTasks.member(site.at()))) {
      return false;
    }
    Fn fn = site.in();
    return switch (fn.unit().language()) {
      case CSHARP ->
          !SettledTasks.settled(fn, site)
              && !SettledTasks.ready(fn, site)
              && !SettledTasks.pauses(site)
              && !SettledTasks.inMemory(fn, site)
              && !fn.name().startsWith("Dispose")
              && !queued(fn);
      case JAVA -> SettledTasks.justStarted(fn, site);
      case PYTHON ->
          !fn.is(Trait.ASYNC) && scene.reach(fn) == Reach.REQUEST && !ownThread(scene, fn, 3);
      case JAVASCRIPT, CONFIG -> false;
    };
  }

  /// What is called once in the life of a process: `Start`, `Stop`.
  private static final Pattern ONCE =
      Pattern.compile("(?i)start|stop|close|open|shut_?down|initiali[sz]e");

  /// `queue.QueueTask(() => …)`: the queue's own thread waits.
  private static boolean queued(Fn fn) {
    return fn.givenTo().stream().anyMatch(call -> Queues.keeps(SettledTasks.member(call)));
  }

  /// Whether only threads that were made for it run a function: what has a loop of its own there
  /// stops nobody else's.
  private static boolean ownThread(Scene scene, Fn fn, int steps) {
    List<Site> callers = scene.program().callers(fn);
    return !callers.isEmpty()
        && callers.stream()
            .allMatch(site ->
                site.run() == Site.Run.ELSEWHERE
                    || steps > 0 && ownThread(scene, site.in(), steps - 1));
  }

  private static Sighting sighting(Scene scene, Site site) {
    Draft draft = scene.at(CRIME, site).label(site.location(), "blocks a thread");
    if (site.in().unit().language() == Language.JAVA && !EventLoop.reactive(site.in())) {
      draft.sure(onLoop(scene, site.in()) ? Confidence.MEDIUM : Confidence.LOW);
    }
    if (bounded(site)
        || fills(site)
        || Remembered.kept(site, null)
        || SettledTasks.kept(site)
        || Excuses.setsUp(site)
        || ONCE.matcher(site.in().name()).matches()
        || loopOfItsOwn(scene, site.in())) {
      draft.sure(Confidence.LOW);
    }
    return draft.says(
        "`" + site.name() + "` blocks a thread until an asynchronous result is there");
  }

  /// In a synchronous worker of Python a loop that runs until one result is there blocks nobody
  /// else; it costs a loop per call.
  private static boolean loopOfItsOwn(Scene scene, Fn fn) {
    return fn.unit().language() == Language.PYTHON
        && scene.program().callers(fn).stream()
            .noneMatch(caller ->
                caller.in().is(Trait.ASYNC)
                    && caller.run() == Site.Run.HERE
                    && caller.kind() != Site.Kind.CALLBACK);
  }

  /// `task.Wait(5000)`: whoever says how long knows that it waits.
  private static boolean bounded(Site site) {
    return site.isCall()
        && Set.of("Wait", "get", "block").contains(SettledTasks.member(site.at()))
        && !site.call().arguments().isEmpty();
  }

  /// Whether it is part of what fills a cache: `cache.Get(key, () => load().Result)`.
  private static boolean fills(Site site) {
    return site.in().is(Trait.LAMBDA)
        && site.in().enclosing().stream()
            .flatMap(fn -> Walker.calls(fn.decl().body()).stream())
            .anyMatch(call ->
                call.callee() instanceof Expr.Member m
                    && CACHED.matcher(m.name()).matches()
                    && ExprNames.all(m.receiver()).stream()
                        .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("cache"))
                    && call.arguments().stream()
                        .anyMatch(argument ->
                            argument.value() instanceof Expr.Lambda
                                && ExprNames.inside(
                                    site.at(), argument.value().start(), argument.value().end())));
  }

  private static final Pattern CACHED =
      Pattern.compile("(?i)get|get_?or_?(add|create|set|load|fetch)\\w*|computeIfAbsent|remember");

  /// Whether the thread may be one that others need: a method that promises to come back at once
  /// leads here. Where a request has a thread of its own, `get()` on a future waits like any
  /// blocking call.
  private static boolean onLoop(Scene scene, Fn fn) {
    return EventLoop.promises(fn)
        || EventLoop.handles(fn)
        || scene.program().callers(fn).stream()
            .filter(EventLoop::here)
            .map(Site::in)
            .anyMatch(caller -> EventLoop.reactive(caller) || EventLoop.handles(caller));
  }

  private static boolean isAsyncVoid(Fn fn) {
    boolean handler =
        fn.decl().parameters().stream().anyMatch(p -> p.type().simpleName().endsWith("EventArgs"))
            || fn.decl().parameters().size() == 2
                && fn.decl().parameters().getFirst().name().equals("sender");
    return fn.unit().language() == CSHARP
        && fn.is(Trait.ASYNC)
        && !fn.is(Trait.LAMBDA)
        && fn.decl().returns().name().equals("void")
        && !handler;
  }

  private static Sighting asyncVoid(Scene scene, Fn fn) {
    return scene
        .at(CRIME, fn, fn.decl().nameStart(), fn.decl().nameEnd())
        .sure(Confidence.LOW)
        .says(
            "nobody can await `"
                + fn.name()
                + "`: it is `async void`, and its exception ends the"
                + " process");
  }
}
