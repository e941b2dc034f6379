package dev.backlight.crimes.caching;

import static dev.backlight.model.Category.CACHING_STRATEGY;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Language;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Two different answers share a key, or one answer has a different key in each process.
public final class CacheKeyCollision {

  public static final Crime CRIME =
      Crime.named("cache-key-collision")
          .title("A cache key that does not say what it keys")
          .theme("caching")
          .category(CACHING_STRATEGY)
          .why(
              """
              A hash that is salted per process never hits what another process wrote; one of 32 bits, or the
              text of an object, gives different things the same key; a key without the user shows one the
              page of another.
              """)
          .remedy(
              PYTHON,
              "Name each part: `f\"report:{year}:{user_id}\"`, or a digest of their JSON"
                  + " (`hashlib.sha256`).")
          .remedy(
              JAVASCRIPT, "Name each part: `report:${year}:${userId}`, or a digest of their JSON.")
          .remedy(CSHARP, "Name each part: `$\"report:{year}:{userId}\"`; not `GetHashCode()`.")
          .remedy(JAVA, "Name each part: `\"report:\" + year + \":\" + userId`; not `hashCode()`.")
          .graded(Severity.MEDIUM)
          .seenBy(CacheKeyCollision::judge)
          .example(
              PYTHON,
              """
              import redis

              client = redis.Redis(host="cache", socket_timeout=1)

              def remember(query, answer):
                  client.setex(f"answer:{hash(query)}", 300, answer)  # guilty
              """,
              """
              import hashlib
              import redis

              client = redis.Redis(host="cache", socket_timeout=1)

              def remember(query, answer):
                  digest = hashlib.sha256(query.encode()).hexdigest()
                  client.setex(f"answer:{digest}", 300, answer)
              """)
          .example(
              JAVASCRIPT,
              """
              import Redis from 'ioredis';
              const redis = new Redis({ commandTimeout: 500 });

              export async function remember(filter: object, answer: string) {
                await redis.setex('answer:' + String(filter), 300, answer); // guilty
              }
              """,
              """
              import Redis from 'ioredis';
              const redis = new Redis({ commandTimeout: 500 });

              export async function remember(filter: object, answer: string) {
                await redis.setex('answer:' + JSON.stringify(filter), 300, answer);
              }
              """)
          .example(
              CSHARP,
              """
              using StackExchange.Redis;

              public class Answers
              {
                  private readonly IDatabase _cache;

                  public async Task Remember(string query, string answer)
                  {
                      await _cache.StringSetAsync($"answer:{query.GetHashCode()}", answer, TimeSpan.FromMinutes(5)); // guilty
                  }
              }
              """,
              """
              using StackExchange.Redis;

              public class Answers
              {
                  private readonly IDatabase _cache;

                  public async Task Remember(string query, string answer)
                  {
                      await _cache.StringSetAsync($"answer:{query}", answer, TimeSpan.FromMinutes(5));
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.time.Duration;
              import org.springframework.data.redis.core.StringRedisTemplate;

              class Answers {
                private final StringRedisTemplate redis;

                Answers(StringRedisTemplate redis) {
                  this.redis = redis;
                }

                void remember(String query, String answer) {
                  redis.opsForValue().set("answer:" + query.hashCode(), answer, Duration.ofMinutes(5)); // guilty
                }
              }
              """,
              """
              import java.time.Duration;
              import org.springframework.data.redis.core.StringRedisTemplate;

              class Answers {
                private final StringRedisTemplate redis;

                Answers(StringRedisTemplate redis) {
                  this.redis = redis;
                }

                void remember(String query, String answer) {
                  redis.opsForValue().set("answer:" + query, answer, Duration.ofMinutes(5));
                }
              }
              """)
          .declare();

  private CacheKeyCollision() {}

  private static Stream<Sighting> judge(Scene scene) {
    return Stream.concat(
        scene.functions().flatMap(fn -> keys(scene, fn)),
        scene.functions().flatMap(fn -> shared(scene, fn)));
  }

  private static Stream<Sighting> keys(Scene scene, Fn fn) {
    List<Sighting> found = new ArrayList<>();
    Set<Integer> told = new HashSet<>();
    for (Site site : fn.sites()) {
      if (!site.isCall()
          || !site.has(Word.CACHE)
          || !site.words().hasAny(Word.CACHE_GET, Word.CACHE_SET)
          || site.call().arguments().isEmpty()) {
        continue;
      }
      for (Expr key : made(fn, site.call().arguments().getFirst().value())) {
        String why = fault(fn, key);
        if (!why.isEmpty() && told.add(key.start())) {
          found.add(
              scene
                  .at(CRIME, fn, key.start(), key.end())
                  .chain(site.location(), site.name())
                  .sure(why.contains("order") ? Confidence.MEDIUM : Confidence.HIGH)
                  .says("the key of `" + site.name() + "` " + why));
        }
      }
    }
    return found.stream();
  }

  /// The key, and what the variables in it were made of in this function.
  private static List<Expr> made(Fn fn, Expr key) {
    List<Expr> parts = new ArrayList<>(List.of(key));
    for (int i = 0; i < parts.size() && parts.size() < 6; i++) {
      Set<String> names = ExprNames.all(parts.get(i));
      Walker.statements(
          fn.decl().body(),
          statement -> {
            if (statement instanceof Stmt.Assign a
                && a.targets().size() == 1
                && a.targets().getFirst() instanceof Expr.Name n
                && names.contains(n.id())
                && n.id().toLowerCase(Locale.ROOT).contains("key")
                && parts.size() < 6
                && !parts.contains(a.value())) {
              parts.add(a.value());
            }
          });
    }
    return parts;
  }

  private static String fault(Fn fn, Expr key) {
    Language language = fn.unit().language();
    String[] why = {""};
    Walker.expressions(
        key,
        expr -> {
          if (!(expr instanceof Expr.Call c)) {
            return;
          }
          String name = ExprNames.last(c);
          if (language == Language.PYTHON
              && c.callee() instanceof Expr.Name n
              && n.id().equals("hash")) {
            why[0] = "is a hash that is salted anew in each process";
          } else if (language == Language.CSHARP && name.equals("GetHashCode")) {
            why[0] = "is a hash that differs in each process";
          } else if (language == Language.JAVA
              && name.equals("hashCode")
              && c.callee() instanceof Expr.Member) {
            why[0] = "is a hash of 32 bits: different things share it";
          } else if (language == Language.JAVASCRIPT
              && c.callee() instanceof Expr.Name n
              && n.id().equals("String")
              && c.arguments().size() == 1
              && typed(fn, c.arguments().getFirst().value())) {
            why[0] = "is `[object Object]` for every object";
          }
        });
    if (why[0].isEmpty() && wraps(fn) && mentionsRest(fn, key)) {
      return "is the text of the arguments: objects show their address there, and the order of"
          + " keyword arguments counts";
    }
    return why[0];
  }

  /// A parameter that is declared to be an object.
  private static boolean typed(Fn fn, Expr value) {
    return value instanceof Expr.Name n
        && fn.decl().parameters().stream()
            .anyMatch(parameter ->
                parameter.name().equals(n.id())
                    && (parameter.type().name().equals("object")
                        || parameter.type().name().startsWith("Record")));
  }

  private static boolean wraps(Fn fn) {
    return fn.unit().language() == Language.PYTHON
        && fn.decl().parameters().stream().anyMatch(FunctionDecl.Parameter::rest)
        && fn.enclosing().filter(outer -> !outer.is(FunctionDecl.Trait.MODULE)).isPresent();
  }

  /// `str(args)`, `f"{args}"` of a wrapper's own `*args`.
  private static boolean mentionsRest(Fn fn, Expr key) {
    return Walker.anyExpression(
        key,
        expr -> {
          List<Expr> shown =
              switch (expr) {
                case Expr.Template t -> t.parts();
                case Expr.Call c
                    when c.callee() instanceof Expr.Name n
                        && (n.id().equals("str") || n.id().equals("repr")) ->
                    c.arguments().stream().map(argument -> argument.value()).toList();
                default -> List.of();
              };
          return shown.stream()
              .anyMatch(part ->
                  part instanceof Expr.Name n
                      && fn.decl().parameters().stream()
                          .anyMatch(
                              parameter -> parameter.rest() && parameter.name().equals(n.id())));
        });
  }

  /// A whole page is kept for everybody though it shows who is logged in.
  private static Stream<Sighting> shared(Scene scene, Fn fn) {
    return fn.decl().annotations().stream()
        .filter(annotation ->
            annotation.simpleName().equals("cache_page")
                || annotation.simpleName().equals("cached") && annotation.name().contains("cache."))
        .filter(annotation ->
            annotation.arguments().stream()
                .noneMatch(argument ->
                    argument.name().startsWith("key")
                        || argument.name().startsWith("make_cache_key")
                        || argument.name().equals("query_string")))
        .filter(annotation ->
            fn.decl().annotations().stream()
                .noneMatch(other -> other.simpleName().startsWith("vary_on")))
        .filter(_ -> personal(fn))
        .map(annotation ->
            scene
                .at(CRIME, fn, annotation.start(), annotation.end())
                .says(
                    "everybody gets the page that `"
                        + fn.name()
                        + "` made for the first visitor: it reads the current user"));
  }

  private static boolean personal(Fn fn) {
    return Walker.anyExpression(
        fn.decl().body(),
        expr ->
            expr instanceof Expr.Member m
                    && m.name().equals("user")
                    && ExprNames.last(m.receiver()).equals("request")
                || expr instanceof Expr.Name n && n.id().equals("current_user"));
  }
}
