package dev.backlight.crimes.scaling;

import static dev.backlight.model.Category.SCALABILITY;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Dotted;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.program.Unit;
import dev.backlight.source.stack.Setting;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Sessions that live in the memory or on the disk of one process.
public final class InProcessSession {

  private static final Pattern STORES =
      Pattern.compile(
          "(?i)spring[.-]session|hazelcast|infinispan|redisson-tomcat|tomcat.*session"
              + "|memcached-session");

  public static final Crime CRIME =
      Crime.named("in-process-session")
          .title("Session in the process")
          .theme("scaling")
          .category(SCALABILITY)
          .why(
              """
              A second process does not know the sessions of the first: users are logged out by the
              load balancer and by every release, and the memory grows with every visitor.
              """)
          .remedy(PYTHON, "Use `cached_db` over Redis, the database, or signed cookies.")
          .remedy(JAVASCRIPT, "Give `session({ store })` a shared store: `connect-redis`.")
          .remedy(CSHARP, "Use `AddStackExchangeRedisCache` below `AddSession`.")
          .remedy(JAVA, "Add Spring Session with a shared store, or keep the state in a token.")
          .graded(Severity.MEDIUM)
          .seenBy(InProcessSession::judge)
          .example(
              JAVASCRIPT,
              """
              import express from 'express';
              import session from 'express-session';

              const app = express();
              app.use(session({ secret: process.env.SECRET, resave: false })); // guilty
              """,
              """
              import express from 'express';
              import session from 'express-session';
              import { RedisStore } from 'connect-redis';

              const app = express();
              app.use(session({ store: new RedisStore({ client }), secret: process.env.SECRET }));
              """)
          .example(
              PYTHON,
              "shop/settings.py",
              """
              INSTALLED_APPS = ["django.contrib.sessions"]
              SESSION_ENGINE = "django.contrib.sessions.backends.file"  # guilty
              """,
              """
              INSTALLED_APPS = ["django.contrib.sessions"]
              SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
              """)
          .example(
              CSHARP,
              "Program.cs",
              """
              var builder = WebApplication.CreateBuilder(args);
              builder.Services.AddDistributedMemoryCache(); // guilty
              builder.Services.AddSession();
              var app = builder.Build();
              app.UseSession();
              app.Run();
              """,
              """
              var builder = WebApplication.CreateBuilder(args);
              builder.Services.AddStackExchangeRedisCache(o => o.Configuration = "redis:6379");
              builder.Services.AddSession();
              var app = builder.Build();
              app.UseSession();
              app.Run();
              """)
          .example(
              JAVA,
              """
              import jakarta.servlet.http.HttpSession;
              import org.springframework.web.bind.annotation.PostMapping;
              import org.springframework.web.bind.annotation.RestController;

              @RestController
              class Carts {
                @PostMapping("/cart")
                void add(HttpSession session, Item item) {
                  session.setAttribute("cart", item); // guilty
                }
              }
              """,
              """
              import org.springframework.web.bind.annotation.PostMapping;
              import org.springframework.web.bind.annotation.RestController;

              @RestController
              class Carts {
                private final CartRepository carts;

                @PostMapping("/cart")
                void add(Principal user, Item item) {
                  carts.save(user.getName(), item);
                }
              }
              """)
          .declare();

  private InProcessSession() {}

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.of(express(scene), settings(scene), dotnet(scene), servlet(scene))
        .flatMap(found -> found);
  }

  private static Stream<Sighting> express(Scene scene) {
    return scene
        .units()
        .filter(unit -> unit.language() == Language.JAVASCRIPT)
        .filter(unit -> Dotted.imports(unit, "express-session"))
        .filter(unit -> !unit.path().matches("(.*/)?install(er)?/.*"))
        .flatMap(unit ->
            Dotted.calls(unit)
                .filter(call -> sessions(unit, call))
                .filter(call -> call.optionsInSight() && literal(call))
                .filter(call -> call.option("store").isEmpty())
                .map(call ->
                    scene
                        .at(CRIME, call.fn(), call.expr().start(), call.expr().end())
                        .says("sessions without a store stay in the memory of this process")));
  }

  private static boolean sessions(Unit unit, Dotted.Call call) {
    return unit.file().imports().stream()
        .anyMatch(i -> i.module().equals("express-session") && i.alias().equals(call.dotted()));
  }

  private static boolean literal(Dotted.Call call) {
    return call.expr().arguments().stream().allMatch(a -> a.value() instanceof Expr.Collection);
  }

  private static Stream<Sighting> settings(Scene scene) {
    boolean shared =
        scene.settings().all().stream()
            .anyMatch(s ->
                s.key().toUpperCase(Locale.ROOT).contains("CACHES")
                    && s.value().matches("(?i).*(redis|memcache|valkey).*"));
    return scene.settings().all().stream()
        .filter(s -> Starts.deployed(s.place().path()))
        .filter(s -> inProcess(s, shared))
        .map(s ->
            scene
                .at(CRIME, s.place())
                .sure(onDisk(s) && !Starts.replicated(scene) ? Confidence.LOW : Confidence.MEDIUM)
                .says(
                    "`"
                        + s.key()
                        + " = "
                        + s.value()
                        + "` keeps sessions "
                        + (onDisk(s) ? "on one machine" : "in one process")));
  }

  /// In files, which all processes of a machine share.
  private static boolean onDisk(Setting setting) {
    return setting.value().matches(".*backends\\.file|filesystem");
  }

  private static boolean inProcess(Setting setting, boolean shared) {
    return switch (setting.key()) {
      case "SESSION_ENGINE" ->
          setting.value().endsWith("backends.file")
              || setting.value().endsWith("backends.cache") && !shared;
      case "SESSION_TYPE" -> setting.value().matches("filesystem|cachelib|simple");
      default -> false;
    };
  }

  private static Stream<Sighting> dotnet(Scene scene) {
    boolean sessions = anyCall(scene, Language.CSHARP, "AddSession|UseSession");
    boolean shared =
        anyCall(
            scene,
            Language.CSHARP,
            "AddStackExchangeRedisCache|AddDistributedSqlServerCache|AddDistributedRedisCache"
                + "|AddCosmosCache|AddDistributedPostgreSqlCache|AddNCacheDistributedCache");
    return sessions && !shared
        ? scene
            .units()
            .filter(unit -> unit.language() == Language.CSHARP)
            .flatMap(Dotted::calls)
            .filter(call -> call.name().equals("AddDistributedMemoryCache"))
            .filter(call ->
                !Dotted.conditions(call.fn(), call.expr().start()).contains("IsDevelopment"))
            .map(call ->
                scene
                    .at(CRIME, call.fn(), call.expr().start(), call.expr().end())
                    .says("the distributed cache below the sessions is this process's memory"))
        : Stream.empty();
  }

  private static boolean anyCall(Scene scene, Language language, String names) {
    return scene
        .units()
        .filter(unit -> unit.language() == language)
        .flatMap(Dotted::calls)
        .anyMatch(call -> call.name().matches(names));
  }

  /// State that requests put into the servlet session; the first place is enough to tell.
  private static Stream<Sighting> servlet(Scene scene) {
    boolean shared = scene.configuration().stream().anyMatch(file -> Mentions.in(file, STORES));
    return shared
        ? Stream.empty()
        : scene
            .functions()
            .filter(fn -> fn.unit().language() == Language.JAVA)
            .filter(fn ->
                fn.decl().parameters().stream()
                    .anyMatch(p -> p.type().simpleName().equals("HttpSession")))
            .flatMap(Dotted::calls)
            .filter(call ->
                call.name().equals("setAttribute")
                    && call.fn().decl().parameters().stream()
                        .anyMatch(p ->
                            p.type().simpleName().equals("HttpSession")
                                && call.dotted().equals(p.name() + ".setAttribute")))
            .map(call ->
                scene
                    .at(CRIME, call.fn(), call.expr().start(), call.expr().end())
                    .sure(Confidence.MEDIUM)
                    .says("state in the servlet session stays in this process"))
            .limit(1);
  }
}
