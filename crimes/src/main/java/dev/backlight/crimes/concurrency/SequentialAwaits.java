package dev.backlight.crimes.concurrency;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Assigned;
import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Quantity;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.ScopeContext;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Waits that share nothing, one after the other.
public final class SequentialAwaits {

  public static final Crime CRIME =
      Crime.named("sequential-awaits")
          .title("Independent awaits one after the other")
          .theme("concurrency")
          .category(RESPONSE_TIMES)
          .why(
              """
              None of these waits needs what another gives, so together they take as long as the
              slowest; one after the other they take the sum.
              """)
          .remedy(PYTHON, "`a, b = await asyncio.gather(first(), second())`, or a `TaskGroup`.")
          .remedy(JAVASCRIPT, "`const [a, b] = await Promise.all([first(), second()])`.")
          .remedy(CSHARP, "Start both, then `await Task.WhenAll(first, second)`.")
          .cost("n * t_step", "t_step", "ms", "per request")
          .seenBy(SequentialAwaits::judge)
          .example(
              PYTHON,
              """
              import httpx

              client = httpx.AsyncClient(timeout=2)

              async def page(user_id):
                  orders = await client.get(f"http://orders/{user_id}")  # guilty
                  reviews = await client.get(f"http://reviews/{user_id}")
                  return orders.json(), reviews.json()
              """,
              """
              import asyncio
              import httpx

              client = httpx.AsyncClient(timeout=2)

              async def page(user_id):
                  orders, reviews = await asyncio.gather(
                      client.get(f"http://orders/{user_id}"),
                      client.get(f"http://reviews/{user_id}"),
                  )
                  return orders.json(), reviews.json()
              """)
          .example(
              JAVASCRIPT,
              """
              import axios from 'axios';
              const http = axios.create({ timeout: 2000 });

              async function page(id: number) {
                const orders = await http.get(`http://orders/${id}`); // guilty
                const reviews = await http.get(`http://reviews/${id}`);
                return [orders.data, reviews.data];
              }
              """,
              """
              import axios from 'axios';
              const http = axios.create({ timeout: 2000 });

              async function page(id: number) {
                const user = await http.get(`http://users/${id}`);
                const orders = await http.get(`http://orders/${user.data.account}`);
                return orders.data;
              }
              """)
          .example(
              CSHARP,
              """
              public class Pages
              {
                  private readonly HttpClient _http;

                  public async Task<string> Page(int id)
                  {
                      var orders = await _http.GetStringAsync($"/orders/{id}"); // guilty
                      var reviews = await _http.GetStringAsync($"/reviews/{id}");
                      return orders + reviews;
                  }
              }
              """,
              """
              public class Pages
              {
                  private readonly HttpClient _http;

                  public async Task<string> Page(int id)
                  {
                      var orders = _http.GetStringAsync($"/orders/{id}");
                      var reviews = _http.GetStringAsync($"/reviews/{id}");
                      await Task.WhenAll(orders, reviews);
                      return await orders + await reviews;
                  }
              }
              """)
          .declare();

  private static final List<Word> WAITS =
      List.of(Word.HTTP, Word.DATABASE, Word.CACHE, Word.NETWORK, Word.MAIL, Word.QUEUE);

  /// Names of calls whose order may matter though nothing is passed on: they change something, or
  /// guard what follows.
  private static final Pattern ORDERED =
      Pattern.compile(
          "(?i)_*(create|insert|update|delete|remove|save|set|add|put|post|send|publish|write|"
              + "upsert|patch|lock|acquire|release|begin|start|stop|commit|rollback|connect|init|"
              + "open|close|next|pop|push|auth|check|verify|validate|ensure|assert|require|log|"
              + "login|setup|migrate|register|execute|exec|read|receive|flush|clear|reset|run|"
              + "process|handle|emit|notify|mark|apply|incr|decr|can|is_?allowed|authorize|"
              + "increment|join|leave|move|rename|store|sync|refresh|wait|goto|click|fill).*");

  private static final Pattern ONE_AT_A_TIME =
      Pattern.compile(
          "(?i).*(session|connection|transaction|trx|queryset|manager|runner)|pg\\.Client|"
              + "mysql.*Client|.*DbCursor|.*AsyncCursor");

  private SequentialAwaits() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .functions()
        .filter(fn -> fn.is(Trait.ASYNC))
        .flatMap(fn -> {
          List<Sighting> found = new ArrayList<>();
          Walker.statements(
              fn.decl().body(),
              statement -> {
                if (statement instanceof Stmt.Block block) {
                  runs(scene, fn, block, found);
                }
              });
          return found.stream();
        });
  }

  private static void runs(Scene scene, Fn fn, Stmt.Block block, List<Sighting> found) {
    List<Awaits> run = new ArrayList<>();
    for (Stmt statement : block.statements()) {
      close(
          scene,
          Awaits.within(fn, statement).stream().filter(step -> waits(scene, step)).toList(),
          found);
      Optional<Awaits> next = Awaits.of(fn, statement).filter(step -> waits(scene, step));
      boolean extends_ =
          next.isPresent() && run.stream().allMatch(before -> independent(fn, before, next.get()));
      if (!extends_) {
        close(scene, run, found);
        run.clear();
      }
      next.ifPresent(run::add);
    }
    close(scene, run, found);
  }

  private static void close(Scene scene, List<Awaits> run, List<Sighting> found) {
    if (run.size() < 2) {
      return;
    }
    boolean effects = run.stream().anyMatch(step -> changes(scene, step));
    if (effects && (run.size() < 3 || run.stream().anyMatch(Awaits::result))) {
      return;
    }
    found.add(sighting(scene, run, effects));
  }

  private static boolean waits(Scene scene, Awaits step) {
    Site site = step.site();
    boolean held =
        site.scopes().stream().anyMatch(scope -> scope.kind() == ScopeContext.Kind.TRANSACTION);
    return !held
        && !site.blocks()
        && !site.has(Word.GATHERS)
        && Wait.of(scene, site, WAITS).isPresent()
        && Wait.all(scene, site, WAITS).allMatch(SequentialAwaits::shares);
  }

  /// Whether two of them may be in flight at once: not on one session, connection or cursor.
  private static boolean shares(Wait wait) {
    if (wait.word() != Word.DATABASE) {
      return true;
    }
    for (Site site : wait.path()) {
      if (site.scopes().stream().anyMatch(s -> s.kind() == ScopeContext.Kind.TRANSACTION)) {
        return false;
      }
    }
    Site last = wait.last();
    if (last.in().unit().language() == CSHARP || last.blocks()) {
      return false;
    }
    return switch (last.receiver()) {
      case Value.Known k -> !ONE_AT_A_TIME.matcher(k.type().name()).matches();
      case Value.Instance _, Value.ClassOf _ -> last.in().unit().language() == JAVASCRIPT;
      default -> last.in().unit().language() == JAVASCRIPT;
    };
  }

  private static boolean independent(Fn fn, Awaits before, Awaits after) {
    return Collections.disjoint(before.binds(), after.reads())
        && Collections.disjoint(before.binds(), after.binds())
        && !sharesLocal(fn, before.site(), after.site());
  }

  /// Two calls of one local object that is no client may build on each other.
  private static boolean sharesLocal(Fn fn, Site before, Site after) {
    String one = local(before);
    return !one.isEmpty()
        && one.equals(local(after))
        && !(before.receiver() instanceof Value.Known k
            && k.type().words().hasAny(Word.CLIENT, Word.POOL))
        && declares(fn, one);
  }

  private static String local(Site site) {
    return site.call().callee() instanceof Expr.Member m && m.receiver() instanceof Expr.Name n
        ? n.id()
        : "";
  }

  private static boolean declares(Fn fn, String name) {
    return Assigned.any(fn.decl().body(), name);
  }

  private static boolean changes(Scene scene, Awaits step) {
    return !step.result()
        || ORDERED.matcher(step.verb()).matches()
        || Wait.all(scene, step.site(), WAITS)
            .anyMatch(wait -> wait.write() || Set.of(Word.MAIL, Word.QUEUE).contains(wait.word()));
  }

  private static Sighting sighting(Scene scene, List<Awaits> run, boolean effects) {
    Site first = run.getFirst().site();
    Draft draft = scene.at(CRIME, first);
    draft.quantity(Quantity.configured("n", run.size(), "", "awaits in a row"));
    Wait wait = Wait.of(scene, first, WAITS).orElseThrow();
    draft.quantity(wait.step());
    run.forEach(step ->
        draft.label(
            step.site().location(),
            "waits for " + Wait.of(scene, step.site(), WAITS).orElseThrow().what()));
    draft.sure(effects ? Confidence.LOW : wait.direct() ? Confidence.HIGH : Confidence.MEDIUM);
    return draft.says(
        run.size()
            + " awaits in a row share no data: `"
            + String.join("`, `", run.stream().map(step -> step.site().name()).toList())
            + "`");
  }
}
