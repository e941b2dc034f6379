package dev.backlight.crimes.concurrency;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.Edits;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Edit;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Trail;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A call that blocks the thread all other requests wait for: in asynchronous code, or in what it
/// calls.
public final class BlockingCallOnEventLoop {

  public static final Crime CRIME =
      Crime.named("blocking-call-on-event-loop")
          .title("Blocking call on the event loop")
          .theme("concurrency")
          .category(RESPONSE_TIMES)
          .why(
              """
              The event loop serves every request of the process. While one of them waits in a
              blocking call, none of the others moves, whatever they need.
              """)
          .remedy(
              PYTHON,
              "Await the asynchronous client (`httpx.AsyncClient`, `asyncio.sleep`, asyncpg), or move"
                  + " the call off the loop: `await asyncio.to_thread(call)`; a route that only"
                  + " blocks is better a plain `def`.")
          .remedy(
              JAVASCRIPT, "Use the promise API (`fs/promises`, `bcrypt.hash`) or a worker thread.")
          .remedy(
              CSHARP,
              "Await the twin that ends in `Async`; open files with `FileOptions.Asynchronous`.")
          .remedy(
              JAVA,
              "Start the blocking call on an executor (`supplyAsync(call, executor)`,"
                  + " `Mono.fromCallable(call).subscribeOn(Schedulers.boundedElastic())`).")
          .cost("d * t_block", "t_block", "ms", "for the last of d requests that come together")
          .seenBy(BlockingCallOnEventLoop::judge)
          .example(
              PYTHON,
              """
              import requests
              from fastapi import FastAPI

              app = FastAPI()

              def rates():
                  return requests.get("http://rates/latest", timeout=2).json()  # guilty

              @app.get("/price")
              async def price():
                  return {"eur": rates()["EUR"]}
              """,
              """
              import asyncio
              import requests
              from fastapi import FastAPI

              app = FastAPI()

              def rates():
                  return requests.get("http://rates/latest", timeout=2).json()

              @app.get("/price")
              async def price():
                  return {"eur": (await asyncio.to_thread(rates))["EUR"]}
              """)
          .example(
              JAVASCRIPT,
              """
              import express from 'express';
              import fs from 'fs';
              const app = express();

              app.get('/terms', (req, res) => {
                res.send(fs.readFileSync('/srv/terms.html', 'utf8')); // guilty
              });
              """,
              """
              import express from 'express';
              import fs from 'fs/promises';
              const app = express();

              app.get('/terms', async (req, res) => {
                res.send(await fs.readFile('/srv/terms.html', 'utf8'));
              });
              """)
          .example(
              CSHARP,
              """
              using System.IO;

              public class Terms
              {
                  public async Task<string> Read(string path, HttpClient http)
                  {
                      var text = File.ReadAllText(path); // guilty
                      await http.GetStringAsync("/read");
                      return text;
                  }
              }
              """,
              """
              using System.IO;

              public class Terms
              {
                  public async Task<string> Read(string path, HttpClient http)
                  {
                      var text = await File.ReadAllTextAsync(path);
                      await http.GetStringAsync("/read");
                      return text;
                  }
              }
              """)
          .example(
              JAVA,
              """
              import com.google.common.util.concurrent.Futures;
              import com.google.common.util.concurrent.ListenableFuture;
              import org.springframework.data.jpa.repository.JpaRepository;

              interface Orders extends JpaRepository<Order, Long> {}

              class Service {
                private Orders orders;

                ListenableFuture<Order> find(Long id) {
                  return Futures.immediateFuture(orders.findById(id).orElse(null)); // guilty
                }
              }
              """,
              """
              import com.google.common.util.concurrent.ListenableFuture;
              import com.google.common.util.concurrent.ListeningExecutorService;
              import org.springframework.data.jpa.repository.JpaRepository;

              interface Orders extends JpaRepository<Order, Long> {}

              class Service {
                private Orders orders;
                private ListeningExecutorService executor;

                ListenableFuture<Order> find(Long id) {
                  return executor.submit(() -> orders.findById(id).orElse(null));
                }
              }
              """)
          .declare();

  private BlockingCallOnEventLoop() {}

  private static Stream<Sighting> judge(Scene scene) {
    Trail trail = EventLoop.of(scene);
    BlockedPaths behind = new BlockedPaths(scene);
    return scene
        .functions()
        .filter(trail::reaches)
        .filter(fn -> !ENDS.matcher(fn.name()).find())
        .flatMap(fn ->
            switch (fn.unit().language()) {
              case JAVA -> java(scene, behind, fn, trail.to(fn));
              case CSHARP -> csharp(scene, fn, trail.to(fn));
              default -> loop(scene, fn, trail.to(fn));
            });
  }

  /// What waits for others to end holds nobody up any more.
  private static final Pattern ENDS =
      Pattern.compile(
          "(?i)shut_?down|^(_*)(stop|close|dispose|destroy|terminate|finali[sz]e)(Async)?$");

  private static Stream<Sighting> loop(Scene scene, Fn fn, List<Site> way) {
    Set<Word> told = EnumSet.noneOf(Word.class);
    return fn.sites().stream()
        .filter(site ->
            BlockingCall.stops(site)
                && !BlockingCall.repeats(fn, site)
                && !BlockingCall.wrapped(fn, site))
        .filter(site -> way.isEmpty() && !site.has(Word.MAIL) || told.add(BlockingCall.word(site)))
        .filter(site ->
            way.isEmpty()
                || !BlockingCall.glances(site) && !(site.has(Word.SLEEP) && site.followsFailure()))
        .map(site -> sighting(scene, site, way));
  }

  private static Stream<Sighting> csharp(Scene scene, Fn fn, List<Site> way) {
    if (way.size() > 3 || !way.stream().allMatch(Site::certain)) {
      return Stream.empty();
    }
    Set<Word> told = EnumSet.noneOf(Word.class);
    return fn.sites().stream()
        .filter(site -> BlockingCall.stops(site) && !site.has(Word.BLOCKS_ON))
        .filter(site -> AsyncTwin.of(scene, site).isPresent())
        .filter(site ->
            way.isEmpty() && !site.has(Word.MAIL)
                || !site.has(Word.DISK) && told.add(BlockingCall.word(site)))
        .map(site -> sighting(scene, site, way));
  }

  private static Stream<Sighting> java(Scene scene, BlockedPaths behind, Fn fn, List<Site> way) {
    Set<List<Object>> told = new HashSet<>();
    return fn.sites().stream()
        .filter(site -> site.kind() != Site.Kind.CALLBACK && EventLoop.here(site))
        .flatMap(site -> {
          List<Site> path = behind.from(site);
          return path.isEmpty() || !told.add(List.of(fn, BlockedPaths.word(path.getLast())))
              ? Stream.empty()
              : Stream.of(java(scene, site, path, way));
        });
  }

  private static Sighting java(Scene scene, Site site, List<Site> path, List<Site> way) {
    Site last = path.getLast();
    Word word = BlockedPaths.word(last);
    Draft draft = scene.at(CRIME, site).path(way).quantity(Wait.blocking(last, word));
    if (path.size() > 1) {
      draft.path(path);
    }
    // A `Future` in a signature promises less than a `Mono`: of ten such findings in real projects
    // none was accepted (decision 13).
    if (!EventLoop.reactive(site.in()) && !EventLoop.handles(site.in()) && way.isEmpty()) {
      draft.sure(Confidence.LOW);
    }
    String promise =
        way.isEmpty() && EventLoop.promises(site.in())
            ? "`"
                + site.in().name()
                + "` returns a `"
                + site.in().decl().returns().simpleName()
                + "`, but `"
                + site.name()
                + "` blocks its caller for "
                + Wait.what(word)
            : "`" + site.name() + "` blocks the event loop for " + Wait.what(word);
    return draft.label(site.location(), "blocks").says(promise + behind(path));
  }

  private static String behind(List<Site> path) {
    return path.size() == 1
        ? ""
        : " (`" + path.getLast().name() + "` at " + path.getLast().location() + ")";
  }

  private static Sighting sighting(Scene scene, Site site, List<Site> way) {
    Word word = BlockingCall.word(site);
    Draft draft =
        scene
            .at(CRIME, site)
            .path(way)
            .label(site.location(), "blocks")
            .quantity(Wait.blocking(site, word));
    if (way.size() > 4) {
      draft.sure(Confidence.MEDIUM);
    }
    boolean computes = word == Word.SLOW || word == Word.CPU;
    boolean aside =
        computes
            && (scene.reach(site.in()) == Reach.UNKNOWN || site.in().unit().language() == CSHARP);
    if (BlockingCall.vague(site)
        || BlockingCall.written(site)
        || ownTime(scene, site)
        || aside
        || command(site, way)) {
      draft.sure(Confidence.LOW);
    }
    Optional<String> twin =
        site.in().unit().language() == CSHARP ? AsyncTwin.of(scene, site) : Optional.empty();
    if (way.isEmpty() && site.in().is(Trait.ASYNC)) {
      draft.edit(awaiting(site, twin));
    }
    String from =
        way.isEmpty() ? "" : ", called from asynchronous `" + way.getFirst().in().name() + "`";
    return draft.says(
        "`"
            + site.name()
            + "` blocks for "
            + Wait.what(word)
            + from
            + twin.map(name -> "; `" + name + "` does not").orElse(""));
  }

  /// The call's asynchronous twin, awaited, where it takes the same arguments.
  private static List<Edit> awaiting(Site site, Optional<String> twin) {
    boolean slept = site.name().equals("time.sleep");
    if (slept && Dotted.imports(site.in().unit(), "asyncio")) {
      return Edits.await(site, "await asyncio.sleep");
    }
    return twin.filter(name -> name.matches("(await [\\w.]+|\\w+Async)"))
        .map(name -> Edits.await(site, name))
        .orElse(List.of());
  }

  /// .NET has no loop that stands still meanwhile: where no request waits, a thread that sleeps
  /// harms nobody.
  private static boolean ownTime(Scene scene, Site site) {
    return site.in().unit().language() == CSHARP && scene.reach(site.in()) != Reach.REQUEST;
  }

  /// A command that an operator starts has its loop to itself.
  private static boolean command(Site site, List<Site> way) {
    Site first = way.isEmpty() ? site : way.getFirst();
    return COMMAND.matcher(first.in().unit().path()).find();
  }

  private static final Pattern COMMAND =
      Pattern.compile("(^|/)(management/commands|cli|commands)/");
}
