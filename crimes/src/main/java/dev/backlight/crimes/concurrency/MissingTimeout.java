package dev.backlight.crimes.concurrency;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.Meant;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Edit;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.EntryPoint;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A wait for another service that may never end.
public final class MissingTimeout {

  public static final Crime CRIME =
      Crime.named("missing-timeout")
          .title("Remote call without a timeout")
          .theme("concurrency")
          .category(RESPONSE_TIMES)
          .why(
              """
              When the other side hangs, this call hangs with it, and so does its thread or
              connection. A few dozen such requests and the service is down with its dependency.
              """)
          .remedy(PYTHON, "`requests.get(url, timeout=(3, 10))`; no session has one by default.")
          .remedy(
              JAVASCRIPT,
              "`axios.create({ timeout: 5000 })`, `fetch(url, { signal: AbortSignal.timeout(5000)"
                  + " })`.")
          .remedy(JAVA, "Connect and read timeouts on the client's builder or request factory.")
          .unbounded(Severity.HIGH, Severity.MEDIUM)
          .seenBy(MissingTimeout::judge)
          .example(
              PYTHON,
              """
              import requests

              def rates():
                  return requests.get("http://rates/latest").json()  # guilty
              """,
              """
              import requests

              def rates():
                  return requests.get("http://rates/latest", timeout=5).json()
              """)
          .example(
              JAVASCRIPT,
              """
              import axios from 'axios';

              export async function rates() {
                const answer = await axios.get('http://rates/latest'); // guilty
                return answer.data;
              }
              """,
              """
              import axios from 'axios';
              const http = axios.create({ timeout: 5000 });

              export async function rates() {
                const answer = await http.get('http://rates/latest');
                return answer.data;
              }
              """)
          .example(
              JAVA,
              """
              import org.springframework.web.client.RestTemplate;

              class Rates {
                private final RestTemplate rest = new RestTemplate(); // guilty
              }
              """,
              """
              import org.springframework.http.client.SimpleClientHttpRequestFactory;
              import org.springframework.web.client.RestTemplate;

              class Rates {
                RestTemplate rest() {
                  SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
                  factory.setConnectTimeout(1000);
                  factory.setReadTimeout(5000);
                  return new RestTemplate(factory);
                }
              }
              """)
          .declare();

  private static final Set<Word> REMOTE =
      Set.of(Word.HTTP, Word.DATABASE, Word.CACHE, Word.MAIL, Word.NETWORK);

  private MissingTimeout() {}

  private static Stream<Sighting> judge(Scene scene) {
    Set<String> defaults = TimeLimits.defaults(scene);
    Set<String> told = new HashSet<>();
    return scene
        .units()
        .flatMap(unit -> unit.functions().stream())
        .filter(fn -> scene.matters(fn) || outside(fn))
        .flatMap(fn -> fn.sites().stream())
        .filter(site -> site.has(Word.NEEDS_TIMEOUT) && site.isCall() && remote(site))
        .filter(site -> !site.buildsOwn())
        .filter(
            site -> !defaults.contains(TimeLimits.root(site)) && !TimeLimits.bounded(scene, site))
        .filter(site ->
            !FarEnd.inBrowser(site)
                && !FarEnd.openedElsewhere(site)
                && !FarEnd.listens(site)
                && !FarEnd.onEdge(scene, site)
                && !Meant.is(site)
                && !TimeLimits.perRequest(scene, site)
                && (site.has(Word.CLIENT) || !FarEnd.local(scene, site)))
        .filter(site -> told.add(waiting(site)))
        .map(site -> sighting(scene, site));
  }

  /// What waits: a line, or one connection of Java however many of its methods wait.
  private static String waiting(Site site) {
    Fn fn = site.in();
    boolean connection =
        fn.unit().language() == JAVA
            && site.call().callee() instanceof Expr.Member m
            && FarEnd.CONNECTION.contains(m.name())
            && m.receiver() instanceof Expr.Name;
    return fn.unit().path()
        + (connection
            ? ' ' + fn.symbol() + ' ' + TimeLimits.root(site)
            : ":" + site.location().span().startLine());
  }

  /// A client made at the top of a file or in a field lives as long as the process.
  private static boolean outside(Fn fn) {
    return fn.is(Trait.MODULE);
  }

  private static boolean remote(Site site) {
    boolean client = site.has(Word.CLIENT) || site.has(Word.POOL);
    boolean top = outside(site.in());
    return top ? client : client || REMOTE.stream().anyMatch(site::has);
  }

  /// Whether the tree serves anybody: requests, messages, timers. A library for scripts and
  /// notebooks keeps one person waiting.
  private record Serves(boolean any) {
    static Serves of(Scene scene) {
      return new Serves(scene.program().entries().stream().anyMatch(EntryPoint::judged));
    }
  }

  /// A command of Django that no job of the tree runs: whoever typed it sees that it hangs.
  private static boolean byHand(Scene scene, Site site) {
    return site.in().unit().path().contains("/management/commands/")
        && scene.reach(site.in()) == Reach.UNKNOWN;
  }

  private static Sighting sighting(Scene scene, Site site) {
    Draft draft = scene.at(CRIME, site).label(site.location(), "waits for ever");
    if (site.in().unit().language() == PYTHON && simple(site)) {
      int end = site.at().end() - 1;
      String comma = site.call().arguments().isEmpty() ? "" : ", ";
      draft.edit(new Edit(site.in().unit().path(), end, end, comma + "timeout=10"));
    }
    if (site.in().unit().language() == JAVASCRIPT
        && site.use() == Site.Use.DROPPED
        && !site.awaited()) {
      // Nobody waits for it.
      draft.sure(Confidence.LOW);
    }
    if (!scene.insight(Serves.class, Serves::of).any()
        || byHand(scene, site)
        || FarEnd.anyAddress(site)
        || FarEnd.endedOrPretended(site)
        || TimeLimits.underPolicy(scene, site)) {
      draft.sure(Confidence.LOW);
    }
    if (site.has(Word.CLIENT) && !site.has(Word.HTTP)) {
      // A server of the own machine in the source is an example's, or a developer's.
      draft.sure(FarEnd.local(scene, site) ? Confidence.LOW : Confidence.MEDIUM);
    }
    return draft.says(
        "`" + site.name() + "` has no timeout: it waits as long as the other side likes");
  }

  /// A call of one line whose last argument ends right before its parenthesis.
  private static boolean simple(Site site) {
    List<Argument> arguments = site.call().arguments();
    return site.words().argument(Word.NEEDS_TIMEOUT).startsWith("timeout")
        && site.location().span().startLine() == site.location().span().endLine()
        && (arguments.isEmpty() || arguments.getLast().value().end() == site.at().end() - 1);
  }
}
