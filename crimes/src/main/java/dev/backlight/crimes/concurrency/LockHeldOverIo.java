package dev.backlight.crimes.concurrency;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.Walker;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.ScopeContext;
import dev.backlight.source.program.Site;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A lock whose holder waits for somebody else, and all who want it with him.
public final class LockHeldOverIo {

  public static final Crime CRIME =
      Crime.named("lock-held-over-io")
          .title("Lock held while waiting for a remote")
          .theme("concurrency")
          .category(RESPONSE_TIMES)
          .why(
              """
              Everybody who wants the lock waits for the remote call of the one who has it: requests
              go in single file, as slowly as the other service answers.
              """)
          .remedy(PYTHON, "Make the call first, and hold the lock only to store its result.")
          .remedy(JAVASCRIPT, "Make the call first, or lock per key.")
          .remedy(CSHARP, "Make the call first, and hold the lock only to store its result.")
          .remedy(
              JAVA,
              "Make the call outside `synchronized`; for one load per key,"
                  + " `LoadingCache` or `ConcurrentHashMap<K, CompletableFuture<V>>`.")
          .cost("d * t_step", "t_step", "ms", "for the last of d requests that come together")
          .seenBy(LockHeldOverIo::judge)
          .example(
              PYTHON,
              """
              import threading
              import requests

              lock = threading.Lock()
              rates = {}

              def refresh():
                  with lock:
                      rates.update(requests.get("http://rates", timeout=2).json())  # guilty
              """,
              """
              import threading
              import requests

              lock = threading.Lock()
              rates = {}

              def refresh():
                  latest = requests.get("http://rates", timeout=2).json()
                  with lock:
                      rates.update(latest)
              """)
          .example(
              JAVASCRIPT,
              """
              import axios from 'axios';
              import { Mutex } from 'async-mutex';
              const http = axios.create({ timeout: 2000 });
              const mutex = new Mutex();
              let rates = {};

              export async function refresh() {
                await mutex.runExclusive(async () => {
                  rates = (await http.get('/rates')).data; // guilty
                });
              }
              """,
              """
              import axios from 'axios';
              import { Mutex } from 'async-mutex';
              const http = axios.create({ timeout: 2000 });
              const mutex = new Mutex();
              let rates = {};

              export async function refresh() {
                const latest = (await http.get('/rates')).data;
                await mutex.runExclusive(async () => {
                  rates = latest;
                });
              }
              """)
          .example(
              CSHARP,
              """
              public class Rates
              {
                  private readonly object _gate = new object();
                  private readonly HttpClient _http;
                  private HttpResponseMessage _latest;

                  public void Refresh(HttpRequestMessage request)
                  {
                      lock (_gate)
                      {
                          _latest = _http.Send(request); // guilty
                      }
                  }
              }
              """,
              """
              public class Rates
              {
                  private readonly object _gate = new object();
                  private readonly HttpClient _http;
                  private HttpResponseMessage _latest;

                  public void Refresh(HttpRequestMessage request)
                  {
                      var latest = _http.Send(request);
                      lock (_gate)
                      {
                          _latest = latest;
                      }
                  }
              }
              """)
          .example(
              JAVA,
              """
              import org.springframework.web.client.RestTemplate;

              class Rates {
                private final RestTemplate rest;
                private String latest;

                Rates(RestTemplate rest) {
                  this.rest = rest;
                }

                synchronized void refresh() {
                  latest = rest.getForObject("http://rates", String.class); // guilty
                }
              }
              """,
              """
              import org.springframework.web.client.RestTemplate;

              class Rates {
                private final RestTemplate rest;
                private String latest;

                Rates(RestTemplate rest) {
                  this.rest = rest;
                }

                void refresh() {
                  String fetched = rest.getForObject("http://rates", String.class);
                  synchronized (this) {
                    latest = fetched;
                  }
                }
              }
              """)
          .declare();

  private static final List<Word> WAITS =
      List.of(Word.HTTP, Word.DATABASE, Word.CACHE, Word.MAIL, Word.SUBPROCESS);

  private LockHeldOverIo() {}

  private static Stream<Sighting> judge(Scene scene) {
    return scene
        .functions()
        .flatMap(fn -> {
          Set<Integer> told = new HashSet<>();
          return fn.sites().stream().flatMap(site -> sighting(scene, site, told).stream());
        });
  }

  private static Optional<Sighting> sighting(Scene scene, Site site, Set<Integer> told) {
    Optional<Integer> lock = held(site);
    if (lock.isEmpty()
        || site.kind() == Site.Kind.CALLBACK
        || site.has(Word.LOCK)
        || site.run() != Site.Run.HERE && site.run() != Site.Run.EACH) {
      return Optional.empty();
    }
    Optional<Wait> wait =
        Wait.of(scene, site, WAITS).filter(w -> w.path().size() <= 4 && !w.last().has(Word.LOCK));
    if (wait.isEmpty() || heldThere(site) || !told.add(lock.get())) {
      return Optional.empty();
    }
    Draft draft =
        scene
            .at(CRIME, site)
            .path(wait.get().path())
            .quantity(wait.get().step())
            .label(site.location(), "under the lock");
    if (guarded(site, lock.get())
        || wait.get().word() == Word.DATABASE
        || sends(site)
        || madeOften(scene, site)) {
      draft.sure(Confidence.LOW);
    }
    return Optional.of(
        draft.says("the lock is held while `" + site.name() + "` waits for " + wait.get().what()));
  }

  /// Whether objects of the class are made where work is done, so that each has a lock of its own:
  /// not in a constructor, in `main` or as a bean.
  private static boolean madeOften(Scene scene, Site site) {
    if (site.in().owner().isEmpty() || site.in().is(Trait.STATIC)) {
      return false;
    }
    Cls owner = site.in().owner().get();
    Set<String> names = new HashSet<>(Set.of(owner.name()));
    scene.program().classes().stream()
        .filter(cls ->
            cls.decl().supertypes().stream().anyMatch(s -> s.simpleName().equals(owner.name())))
        .forEach(cls -> names.add(cls.name()));
    // What a constructor makes lives as long as what that constructor is for.
    for (int step = 0; step < 2; step++) {
      makers(scene, site, names)
          .filter(fn -> fn.is(Trait.CONSTRUCTOR))
          .flatMap(fn -> fn.owner().stream())
          .map(Cls::name)
          .toList()
          .forEach(names::add);
    }
    return makers(scene, site, names)
        .anyMatch(fn ->
            !fn.is(Trait.CONSTRUCTOR)
                && !fn.is(Trait.MODULE)
                && !fn.name().equals("main")
                && fn.decl().annotations().stream()
                    .noneMatch(a -> a.simpleName().matches("Bean|Produces|Provides|Singleton")));
  }

  /// The functions that make objects of these classes.
  private static Stream<Fn> makers(Scene scene, Site site, Set<String> names) {
    return scene
        .functions()
        .filter(fn -> fn.unit().language() == site.in().unit().language())
        .filter(fn ->
            Walker.calls(fn.decl().body()).stream()
                .anyMatch(
                    call -> call.constructs() && names.contains(ExprNames.last(call.callee()))));
  }

  /// A client that lets one thread at a time use its one connection.
  private static boolean sends(Site site) {
    return site.in().owner().stream().anyMatch(owner -> CONNECTION.matcher(owner.name()).find());
  }

  private static final Pattern CONNECTION =
      Pattern.compile("(Backend|Connection|Client|Socket|Channel|Transport|Session|Driver)$");

  /// Where the lock around a place begins; empty if none is held or each key has its own.
  private static Optional<Integer> held(Site site) {
    for (ScopeContext scope : site.scopes()) {
      if (scope.kind() == ScopeContext.Kind.LOCK) {
        return perKey(scope.expr()) ? Optional.empty() : Optional.of(scope.start());
      }
    }
    Fn fn = site.in();
    return fn.is(Trait.SYNCHRONIZED) && fn.unit().language() == JAVA
        ? Optional.of(fn.decl().start())
        : Optional.empty();
  }

  /// A method that takes the same lock again is told itself.
  private static boolean heldThere(Site site) {
    return !site.targets().isEmpty()
        && site.targets().stream()
            .allMatch(fn ->
                fn.is(Trait.SYNCHRONIZED)
                    && fn.unit().language() == JAVA
                    && fn.owner().isPresent()
                    && fn.owner().equals(site.in().owner()));
  }

  private static boolean perKey(Expr expr) {
    return expr instanceof Expr.Index || expr instanceof Expr.Call c && !c.arguments().isEmpty();
  }

  /// What is done once behind a check, the lock is there to do it once.
  private static boolean guarded(Site site, int lock) {
    boolean[] found = new boolean[1];
    Walker.statements(
        site.in().decl().body(),
        statement -> {
          if (statement instanceof Stmt.If branch
              && branch.start() >= lock
              && branch.start() < site.at().start()) {
            boolean inside = branch.start() <= site.at().start() && site.at().end() <= branch.end();
            boolean leaves = Walker.anyStatement(branch, s -> s instanceof Stmt.Return);
            found[0] |= inside || leaves;
          }
        });
    return found[0];
  }
}
