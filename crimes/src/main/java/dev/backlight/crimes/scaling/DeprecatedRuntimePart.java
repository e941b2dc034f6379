package dev.backlight.crimes.scaling;

import static dev.backlight.model.Category.RESOURCE_UTILIZATION;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Annotation;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Unit;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A part of the runtime that its makers have given up: it gets no fixes, and its successor waits,
/// pools or closes better.
public final class DeprecatedRuntimePart {

  private static final Map<String, String> MODULES =
      Map.of(
          "aioredis", "`aioredis` lives on as `redis.asyncio`; it hangs on lost connections",
          "request", "`request` is abandoned: no keep-alive by default, no promises",
          "request-promise", "`request-promise` is abandoned with `request`",
          "request-promise-native", "`request-promise-native` is abandoned with `request`");

  public static final Crime CRIME =
      Crime.named("deprecated-runtime-part")
          .title("Deprecated runtime part")
          .theme("scaling")
          .category(RESOURCE_UTILIZATION)
          .why(
              """
              Abandoned clients and start-up hooks keep the faults they have: connections that are
              not reused, threads that block, shutdown that does not wait.
              """)
          .remedy(PYTHON, "`redis.asyncio`; FastAPI's `lifespan`; `asyncio.run`.")
          .remedy(JAVASCRIPT, "`fetch` or undici; `Buffer.from`, `Buffer.alloc`.")
          .remedy(CSHARP, "One `HttpClient`, or `IHttpClientFactory`.")
          .graded(Severity.LOW)
          .seenBy(DeprecatedRuntimePart::judge)
          .example(
              PYTHON,
              """
              from fastapi import FastAPI

              app = FastAPI()

              @app.on_event("startup")
              async def connect():  # guilty
                  await pool.open()
              """,
              """
              from contextlib import asynccontextmanager
              from fastapi import FastAPI

              @asynccontextmanager
              async def lifespan(app):
                  async with pool:
                      yield

              app = FastAPI(lifespan=lifespan)
              """)
          .example(
              JAVASCRIPT,
              """
              export function encode(text) {
                return new Buffer(text).toString('base64'); // guilty
              }
              """,
              """
              export function encode(text) {
                return Buffer.from(text).toString('base64');
              }
              """)
          .example(
              CSHARP,
              """
              using System.Net;

              public class Prices
              {
                  public string Read(string address)
                  {
                      var client = new WebClient(); // guilty
                      return client.DownloadString(address);
                  }
              }
              """,
              """
              using System.Net.Http;

              public class Prices
              {
                  private readonly HttpClient _client;

                  public Task<string> Read(string address)
                  {
                      return _client.GetStringAsync(address);
                  }
              }
              """)
          .declare();

  private DeprecatedRuntimePart() {}

  /// One of each part is enough to tell.
  private static Stream<Sighting> judge(Scene scene) {
    Set<String> told = new HashSet<>();
    return scene
        .units()
        .flatMap(unit -> Stream.concat(imports(scene, unit), functions(scene, unit)))
        .filter(sighting -> told.add(sighting.message()));
  }

  private static Stream<Sighting> imports(Scene scene, Unit unit) {
    return unit.file().imports().stream()
        .filter(i -> MODULES.containsKey(i.module()))
        .filter(i -> i.module().equals("aioredis") == unit.path().endsWith(".py"))
        .map(i ->
            scene
                .at(CRIME, unit.location(i.start(), i.end(), ""))
                .says(MODULES.getOrDefault(i.module(), "")));
  }

  private static Stream<Sighting> functions(Scene scene, Unit unit) {
    return unit.functions().stream()
        .flatMap(fn ->
            Stream.concat(hooks(scene, fn), scene.matters(fn) ? calls(scene, fn) : Stream.empty()));
  }

  private static Stream<Sighting> hooks(Scene scene, Fn fn) {
    boolean fastapi =
        Dotted.imports(fn.unit(), "fastapi", "starlette")
            && fn.decl().annotations().stream()
                .map(Annotation::name)
                .anyMatch(name -> name.endsWith(".on_event"));
    return fastapi
        ? Stream.of(
            scene
                .at(CRIME, fn, fn.decl().nameStart(), fn.decl().nameEnd())
                .says("`on_event` is deprecated: with a `lifespan` it does not run at all"))
        : Stream.empty();
  }

  private static Stream<Sighting> calls(Scene scene, Fn fn) {
    if (fn.unit().language() == JAVA) {
      return Stream.empty();
    }
    return Dotted.calls(fn)
        .flatMap(call ->
            what(call).stream()
                .map(what ->
                    scene.at(CRIME, fn, call.expr().start(), call.expr().end()).says(what)));
  }

  private static final Set<String> WEB_CLIENT = Set.of("WebClient", "System.Net.WebClient");
  private static final Set<String> WEB_REQUEST =
      Set.of(
          "WebRequest.Create",
          "WebRequest.CreateHttp",
          "HttpWebRequest.Create",
          "HttpWebRequest.CreateHttp");

  private static Optional<String> what(Dotted.Call call) {
    String dotted = call.dotted();
    return Optional.ofNullable(
        switch (call.fn().unit().language()) {
          case JAVASCRIPT ->
              call.expr().constructs() && dotted.equals("Buffer")
                  ? "`new Buffer` gives uninitialized memory for numbers"
                  : null;
          case CSHARP ->
              call.expr().constructs() && WEB_CLIENT.contains(dotted)
                  ? "`WebClient` opens a connection for each instance and has no timeout of its own"
                  : WEB_REQUEST.contains(dotted)
                      ? "`WebRequest` opens a client for each call since .NET 6"
                      : null;
          case PYTHON ->
              dotted.equals("asyncio.get_event_loop().run_until_complete")
                  ? "`get_event_loop().run_until_complete` fails without a loop since Python 3.14"
                  : null;
          case JAVA, CONFIG -> null;
        });
  }
}
