package dev.backlight.crimes.data;

import static dev.backlight.model.Category.RESPONSE_TIMES;
import static dev.backlight.model.Language.CSHARP;
import static dev.backlight.model.Language.JAVA;
import static dev.backlight.model.Language.JAVASCRIPT;
import static dev.backlight.model.Language.PYTHON;

import dev.backlight.crimes.Crime;
import dev.backlight.crimes.Draft;
import dev.backlight.crimes.ExprNames;
import dev.backlight.crimes.Extent;
import dev.backlight.crimes.PerElement;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.stream.Stream;

/// One remote call per element.
public final class NPlusOneHttp {

  public static final Crime CRIME =
      Crime.named("n-plus-one-http")
          .title("One HTTP call per element")
          .theme("data")
          .category(RESPONSE_TIMES)
          .why(
              """
              Remote calls are the slowest thing a loop can hold: one after the other they add up, and their
              slowest element decides. Ask once for all, or keep a bounded number in flight.
              """)
          .remedy(
              PYTHON,
              "Use the bulk endpoint of the other service, or `asyncio.gather` behind a `Semaphore(20)`.")
          .remedy(JAVASCRIPT, "Use the bulk endpoint, or keep 20 in flight with `p-limit`.")
          .remedy(
              CSHARP, "Use the bulk endpoint, or `Parallel.ForEachAsync` with a bounded degree.")
          .remedy(
              JAVA, "Use the bulk endpoint, or a bounded structured fan-out on virtual threads.")
          .cost("N * t_http", "ceil(N / k) * t_http", "ms", "per request")
          .seenBy(NPlusOneHttp::judge)
          .example(
              PYTHON,
              """
              import requests

              def profiles(user_ids):
                  result = []
                  for user_id in user_ids:
                      answer = requests.get(f"http://profiles/{user_id}", timeout=2)  # guilty
                      result.append(answer.json())
                  return result
              """,
              """
              import requests

              def profiles(user_ids):
                  answer = requests.post("http://profiles/batch", json=user_ids, timeout=2)
                  return answer.json()
              """)
          .example(
              JAVASCRIPT,
              """
              import axios from 'axios';
              const http = axios.create({ timeout: 2000 });

              export async function profiles(ids: number[]) {
                const result = [];
                for (const id of ids) {
                  const { data } = await http.get(`http://profiles/${id}`); // guilty
                  result.push(data);
                }
                return result;
              }
              """,
              """
              import axios from 'axios';
              const http = axios.create({ timeout: 2000 });

              export async function profiles(ids: number[]) {
                const { data } = await http.post('http://profiles/batch', ids);
                return data;
              }
              """)
          .example(
              CSHARP,
              """
              using System.Net.Http;

              public class Profiles
              {
                  private readonly HttpClient _http;

                  public Profiles(HttpClient http)
                  {
                      _http = http;
                  }

                  public async Task<List<string>> For(List<int> ids)
                  {
                      var result = new List<string>();
                      foreach (var id in ids)
                      {
                          result.Add(await _http.GetStringAsync($"/profiles/{id}")); // guilty
                      }
                      return result;
                  }
              }
              """,
              """
              using System.Net.Http;

              public class Profiles
              {
                  private readonly HttpClient _http;

                  public Profiles(HttpClient http)
                  {
                      _http = http;
                  }

                  public async Task<string> For(List<int> ids)
                  {
                      return await _http.GetStringAsync($"/profiles?ids={string.Join(',', ids)}");
                  }
              }
              """)
          .example(
              JAVA,
              """
              import java.util.ArrayList;
              import java.util.List;
              import org.springframework.web.client.RestTemplate;

              class Profiles {
                private final RestTemplate rest;

                Profiles(RestTemplate rest) {
                  this.rest = rest;
                }

                List<String> of(List<Long> ids) {
                  List<String> result = new ArrayList<>();
                  for (Long id : ids) {
                    result.add(rest.getForObject("http://profiles/{id}", String.class, id)); // guilty
                  }
                  return result;
                }
              }
              """,
              """
              import java.util.List;
              import org.springframework.web.client.RestTemplate;

              class Profiles {
                private final RestTemplate rest;

                Profiles(RestTemplate rest) {
                  this.rest = rest;
                }

                String of(List<Long> ids) {
                  return rest.postForObject("http://profiles/batch", ids, String.class);
                }
              }
              """)
          .declare();

  private NPlusOneHttp() {}

  private static Stream<Sighting> judge(Scene scene) {
    return PerElement.of(scene, Word.HTTP, false)
        .filter(repeat -> !started(repeat.site()))
        .map(repeat -> {
          Draft draft = repeat.draft(CRIME);
          if (behind(repeat)
              || unsized(repeat)
              || repeat.path().stream().skip(1).anyMatch(NPlusOneHttp::maybe)) {
            draft.sure(Confidence.LOW);
          }
          return draft.says(repeat.sentence("HTTP call"));
        });
  }

  /// Whether the source does not tell that the list is long. Of ten such findings on projects that
  /// this was not written for, engineers would have taken three.
  private static boolean unsized(PerElement repeat) {
    return Extent.around(repeat.scene(), repeat.site()) != Extent.MANY;
  }

  /// Whether nobody waits for it: a job that visits many services has to call each of them.
  private static boolean behind(PerElement repeat) {
    Fn fn = repeat.site().in();
    return repeat.scene().reach(fn) != Reach.REQUEST
        || fn.decl().annotations().stream().anyMatch(a -> a.simpleName().equals("Async"));
  }

  /// Whether a function on the way makes the call in one of its branches only: nobody knows for how
  /// many elements.
  private static boolean maybe(Site step) {
    return ExprNames.around(step.in().decl().body(), step.at()).stream()
        .anyMatch(statement ->
            statement instanceof Stmt.If branch
                && !ExprNames.inside(step.at(), branch.condition()));
  }

  /// A call that is not awaited where it is made runs beside the others: that is fan-out.
  private static boolean started(Site site) {
    return site.result() instanceof Value.Pending && !site.awaited();
  }
}
