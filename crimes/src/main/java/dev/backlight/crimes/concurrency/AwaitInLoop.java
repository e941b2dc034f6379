package dev.backlight.crimes.concurrency;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Excuses;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Extent;
import dev.backlight.crimes.Meant;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Iterations that do not depend on each other, awaited one by one. Queries, cache commands and
/// HTTP calls per element are crimes of their own, with better remedies.
public final class AwaitInLoop {

  public static final Crime CRIME =
      Crime.named("await-in-loop")
          .title("Independent iterations awaited one by one")
          .theme("concurrency")
          .category(RESPONSE_TIMES)
          .why(
              """
              No iteration needs what another gives, yet each waits until the one before it is
              through: the time grows with the number of elements.
              """)
          .remedy(PYTHON, "`asyncio.gather` behind a `Semaphore`, so that a bounded number waits.")
          .remedy(JAVASCRIPT, "`Promise.all` over `p-limit`, or `p-map` with `concurrency`.")
          .remedy(CSHARP, "`Parallel.ForEachAsync` with `MaxDegreeOfParallelism`.")
          .cost("N * t_step", "ceil(N / k) * t_step", "ms", "per request")
          .seenBy(AwaitInLoop::judge)
          .example(
              PYTHON,
              """
              import aiofiles

              async def texts(paths):
                  result = []
                  for path in paths:
                      result.append(await read(path))  # guilty
                  return result

              async def read(path):
                  async with aiofiles.open(path) as file:
                      return await file.read()
              """,
              """
              import aiofiles

              async def longest(paths):
                  for path in paths:
                      text = await read(path)
                      if len(text) > 100:
                          return text

              async def read(path):
                  async with aiofiles.open(path) as file:
                      return await file.read()
              """)
          .example(
              JAVASCRIPT,
              """
              import { readFile } from 'fs/promises';

              export async function texts(paths: string[]) {
                const result = [];
                for (const path of paths) {
                  result.push(await readFile(path, 'utf8')); // guilty
                }
                return result;
              }
              """,
              """
              import { readFile } from 'fs/promises';
              import pMap from 'p-map';

              export async function texts(paths: string[]) {
                return pMap(paths, path => readFile(path, 'utf8'), { concurrency: 16 });
              }
              """)
          .example(
              CSHARP,
              """
              using System.IO;

              public class Texts
              {
                  public async Task<List<string>> Read(List<string> paths)
                  {
                      var result = new List<string>();
                      foreach (var path in paths)
                      {
                          result.Add(await File.ReadAllTextAsync(path)); // guilty
                      }
                      return result;
                  }
              }
              """,
              """
              using System.IO;

              public class Texts
              {
                  public async Task Read(List<string> paths)
                  {
                      await Parallel.ForEachAsync(paths, async (path, token) =>
                      {
                          Console.WriteLine(await File.ReadAllTextAsync(path, token));
                      });
                  }
              }
              """)
          .declare();

  private static final List<Word> OTHERS = List.of(Word.HTTP, Word.DATABASE, Word.CACHE);
  private static final List<Word> WAITS =
      List.of(Word.MAIL, Word.QUEUE, Word.SUBPROCESS, Word.DISK, Word.NETWORK);

  private AwaitInLoop() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .functions()
        .flatMap(fn -> {
          Set<Integer> told = new HashSet<>();
          return fn.sites().stream()
              .filter(site -> site.awaited() && !site.loops().isEmpty() && !Meant.is(site))
              .filter(site -> independent(fn, site, site.loops().getLast()))
              .flatMap(site -> sighting(scene, site, told).stream());
        });
  }

  private static Optional<Sighting> sighting(Scene scene, Site site, Set<Integer> told) {
    Optional<Wait> wait =
        Wait.of(scene, site, WAITS)
            .filter(w -> !w.last().blocks() && !w.last().has(Word.BULK) && !streams(w.last()));
    if (wait.isEmpty()
        || Wait.of(scene, site, OTHERS).isPresent()
        || !told.add(site.loops().getLast().start())) {
      return Optional.empty();
    }
    Extent extent = Extent.around(scene, site);
    boolean open = extent != Extent.MANY && scene.reach(site.in()) == Sighting.Reach.UNKNOWN;
    return Optional.of(
        scene
            .at(CRIME, site)
            .path(wait.get().path())
            .quantity(extent.quantity())
            .sure(
                open
                        || wait.get().write()
                        || refuses(site.loops().getLast())
                        || site.in().is(Trait.GENERATOR)
                    ? Confidence.LOW
                    : Confidence.MEDIUM)
            .quantity(wait.get().step())
            .label(site.location(), "1 wait per element")
            .says("`" + site.name() + "` is awaited once per element, one after the other"));
  }

  /// Chunk by chunk on one open file or stream: the order is the point.
  private static boolean streams(Site last) {
    return (last.has(Word.DISK) || last.has(Word.NETWORK))
        && last.call().callee() instanceof Expr.Member
        && last.receiver() instanceof Value.Known k
        && STREAM.matcher(k.type().name()).find()
        && !k.type().name().endsWith("File")
        && !last.loops().isEmpty();
  }

  private static final Pattern STREAM =
      Pattern.compile("File|Stream|Reader|Writer|Handle|Socket|Connection|Channel");

  private static boolean independent(Fn fn, Site site, LoopContext loop) {
    if (loop.fixed()
        || loop.async()
        || loop.kind() != LoopContext.Kind.EACH
        || site.run() != Site.Run.HERE
        || !site.isCall()
        || Excuses.inSteps(loop)
        || BATCH.matcher(ExprNames.last(site.at())).find()) {
      return false;
    }
    return !leaves(loop) && !rests(fn, loop) && !carries(loop, site);
  }

  /// `sendBatchEmail(chunk)`: many at a time.
  private static final Pattern BATCH = Pattern.compile("[bB]atch|[bB]ulk|Many$|All$");

  /// It may end early: what comes later may never be wanted.
  private static boolean leaves(LoopContext loop) {
    return Walker.anyStatement(
        loop.body(),
        statement ->
            statement instanceof Stmt.Return
                || statement instanceof Stmt.Jump j && j.kind() != Stmt.Jump.Kind.CONTINUE);
  }

  /// It throws at the first element that is wrong: the rest need not be asked for.
  private static boolean refuses(LoopContext loop) {
    return Walker.anyStatement(loop.body(), statement -> statement instanceof Stmt.Throw);
  }

  /// It paces itself on purpose.
  private static boolean rests(Fn fn, LoopContext loop) {
    return fn.sites().stream()
        .anyMatch(site ->
            site.has(Word.SLEEP)
                && loop.start() <= site.at().start()
                && site.at().end() <= loop.end());
  }

  /// An iteration hands something to the next: it assigns what the awaited call reads.
  private static boolean carries(LoopContext loop, Site site) {
    Set<String> reads = Awaits.names(site.at());
    Set<String> declared = new HashSet<>(loop.variables());
    boolean[] found = new boolean[1];
    Walker.statements(
        loop.body(),
        statement -> {
          if (statement instanceof Stmt.Assign a) {
            for (Expr target : a.targets()) {
              Awaits.names(target)
                  .forEach(name -> {
                    if (a.declares() || a.start() < site.at().start() && a.operator().equals("=")) {
                      declared.add(name);
                    } else if (!declared.contains(name)) {
                      found[0] |= reads.contains(name);
                    }
                  });
            }
          }
        });
    return found[0];
  }
}
