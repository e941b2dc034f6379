package dev.backlight.crimes.concurrency;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.program.EntryPoint;
import dev.backlight.source.program.Fn;
import java.util.stream.Stream;

/// Asynchronous views under Flask, which runs each in a new loop on a worker that waits for it.
public final class AsyncViewOnSyncServer {

  public static final Crime CRIME =
      Crime.named("async-view-on-sync-server")
          .title("Asynchronous view on a synchronous server")
          .theme("concurrency")
          .category(RESPONSE_TIMES)
          .why(
              """
              Flask gives each asynchronous view an event loop of its own and blocks the worker until
              it is through: one request per worker as before, and the cost of the loop on top.
              """)
          .remedy(PYTHON, "Write the view as a plain `def`, or move to Quart or FastAPI on ASGI.")
          .graded(Severity.LOW)
          .seenBy(AsyncViewOnSyncServer::judge)
          .example(
              PYTHON,
              """
              from flask import Flask

              app = Flask(__name__)

              @app.get("/rates")
              async def rates():  # guilty
                  return {"eur": 1}
              """,
              """
              from flask import Flask

              app = Flask(__name__)

              @app.get("/rates")
              def rates():
                  return {"eur": 1}
              """)
          .declare();

  private AsyncViewOnSyncServer() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene.program().entries().stream()
        .filter(entry -> entry.kind() == EntryPoint.Kind.REQUEST)
        .map(EntryPoint::function)
        .filter(fn -> fn.unit().language() == PYTHON && fn.is(Trait.ASYNC) && scene.matters(fn))
        .filter(fn -> imports(fn, "flask") && !imports(fn, "quart") && !imports(fn, "fastapi"))
        .map(fn -> sighting(scene, fn));
  }

  private static boolean imports(Fn fn, String module) {
    return fn.unit().file().imports().stream()
        .anyMatch(i -> i.module().equals(module) || i.module().startsWith(module + "."));
  }

  private static Sighting sighting(Scene scene, Fn fn) {
    return scene
        .at(CRIME, fn, fn.decl().nameStart(), fn.decl().nameEnd())
        .says("Flask runs `" + fn.name() + "` in an event loop of its own and blocks its worker");
  }
}
