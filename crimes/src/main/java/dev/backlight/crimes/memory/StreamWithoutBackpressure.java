package dev.backlight.crimes.memory;

import static dev.backlight.model.Category.RESOURCE_UTILIZATION;
import static dev.backlight.model.Language.JAVASCRIPT;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Extent;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.LoopContext;
import dev.backlight.source.program.Site;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/// A response written faster than its client reads, or a connection that is kept when the client
/// has gone.
public final class StreamWithoutBackpressure {

  public static final Crime CRIME =
      Crime.named("stream-without-backpressure")
          .title("Stream without backpressure")
          .theme("memory")
          .category(RESOURCE_UTILIZATION)
          .why(
              """
              `write` buffers what the client does not read yet: a slow client makes the process hold
              the whole export. And `pipe` ends nothing when the client goes away: the database
              connection behind it stays out of the pool.
              """)
          .remedy(
              JAVASCRIPT,
              "Use `pipeline(source, response)`, which waits, ends and destroys; or await `drain`"
                  + " when `write` returns false, and release on `close`.")
          .unbounded(Severity.HIGH, Severity.MEDIUM)
          .seenBy(StreamWithoutBackpressure::judge)
          .example(
              JAVASCRIPT,
              """
              export async function exportOrders(req, res) {
                for await (const order of orders()) {
                  res.write(JSON.stringify(order)); // guilty
                }
                res.end();
              }
              """,
              """
              import { once } from 'node:events';

              export async function exportOrders(req, res) {
                for await (const order of orders()) {
                  if (!res.write(JSON.stringify(order))) {
                    await once(res, 'drain');
                  }
                }
                res.end();
              }
              """)
          .example(
              JAVASCRIPT,
              "export.js",
              """
              import { Pool } from 'pg';
              import QueryStream from 'pg-query-stream';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function exportOrders(req, res) {
                const client = await pool.connect();
                const stream = client.query(new QueryStream('SELECT id FROM orders'));
                stream.pipe(res).on('end', () => client.release()); // guilty
              }
              """,
              """
              import { Pool } from 'pg';
              import { pipeline } from 'node:stream/promises';
              import QueryStream from 'pg-query-stream';
              const pool = new Pool({ max: 20, connectionTimeoutMillis: 2000 });

              export async function exportOrders(req, res) {
                const client = await pool.connect();
                try {
                  const stream = client.query(new QueryStream('SELECT id FROM orders'));
                  await pipeline(stream, res);
                } finally {
                  client.release();
                }
              }
              """)
          .declare();

  private static final Set<String> RESPONSES = Set.of("res", "response", "reply", "raw", "resp");

  private StreamWithoutBackpressure() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .functions()
        .filter(fn -> fn.unit().language() == Language.JAVASCRIPT)
        .filter(fn -> !fn.is(Trait.MODULE))
        .flatMap(fn -> Stream.concat(written(scene, fn), piped(scene, fn)));
  }

  /// `res.write` in a loop over data, its answer not looked at.
  private static Stream<Sighting> written(Scene scene, Fn fn) {
    Set<String> said = said(fn);
    if (said.contains("drain")
        || said.contains("flushHeaders")
        || said.contains("text/event-stream")) {
      return Stream.empty();
    }
    Set<Integer> loops = new HashSet<>();
    return fn.sites().stream()
        .filter(site -> site.isCall() && site.use() == Site.Use.DROPPED)
        .filter(site ->
            site.call().callee() instanceof Expr.Member m
                && m.name().equals("write")
                && RESPONSES.contains(Makers.simpleName(m.receiver())))
        .filter(site -> !site.loops().isEmpty() && grows(site.loops().getLast()))
        .filter(site -> loops.add(site.loops().getLast().start()))
        .map(site ->
            scene
                .at(CRIME, site)
                .sure(much(scene, site) ? Confidence.HIGH : Confidence.LOW)
                .says("`" + site.name() + "` buffers what a slow client has not read"));
  }

  /// Rows, the lines of a file, or what comes without an end in sight.
  private static boolean much(Scene scene, Site site) {
    return site.loops().getLast().async() || Extent.around(scene, site) == Extent.MANY;
  }

  private static boolean grows(LoopContext loop) {
    return !loop.fixed() && (loop.async() || loop.kind() != LoopContext.Kind.COMPREHENSION);
  }

  /// A checked-out connection whose stream is piped into the response.
  private static Stream<Sighting> piped(Scene scene, Fn fn) {
    boolean holds =
        fn.sites().stream()
            .anyMatch(
                s -> s.has(Word.DATABASE) && s.has(Word.OPENS) && s.use() != Site.Use.RETURNED);
    if (!holds) {
      return Stream.empty();
    }
    Set<String> said = said(fn);
    if (said.contains("close") || said.contains("pipeline") || said.contains("finished")) {
      return Stream.empty();
    }
    return Walker.calls(fn.decl().body()).stream()
        .filter(call ->
            Makers.simpleName(call.callee()).equals("pipe")
                && !call.arguments().isEmpty()
                && RESPONSES.contains(Makers.simpleName(call.arguments().getFirst().value())))
        .limit(1)
        .map(call ->
            scene
                .at(CRIME, fn, line(fn, call), call.end())
                .sure(Confidence.MEDIUM)
                .says(
                    "the connection stays checked out when the client goes away: `pipe` ends"
                        + " nothing then"));
  }

  /// A chain over several lines is reported where `.pipe(res)` stands.
  private static int line(Fn fn, Expr.Call call) {
    Stmt.Block body = fn.decl().body();
    int receiver = call.callee() instanceof Expr.Member m ? m.receiver().end() : call.start();
    return Math.max(body.start(), receiver);
  }

  /// The names and texts of a function and those inside it.
  private static Set<String> said(Fn fn) {
    Set<String> said = new HashSet<>();
    for (Fn other : fn.unit().functions()) {
      if (other == fn || other.enclosing().filter(e -> e == fn).isPresent()) {
        Walker.expressions(
            other.decl().body(),
            expr -> {
              if (expr instanceof Expr.Literal l) {
                said.add(l.text());
              } else {
                said.add(Makers.simpleName(expr));
              }
            });
      }
    }
    return said;
  }
}
