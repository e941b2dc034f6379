package dev.backlight.load.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Users;
import dev.backlight.load.scenario.PhaseReader;
import dev.backlight.load.scenario.Playing;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.ScenarioReader;
import dev.backlight.load.scenario.ScenarioYaml;
import dev.backlight.load.scenario.Shop;
import dev.backlight.load.scenario.Threshold;
import dev.backlight.load.scenario.UserKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class K6ScriptTest {

  @Test
  void theConstantThatAddressesBeginWithIsTheTarget() throws Exception {
    Imported imported =
        K6Script.read(
            "s.js",
            """
            import http from 'k6/http';
            const BASE = __ENV.HOST || 'http://127.0.0.1:8000/api/';
            const OTHER = 'http://127.0.0.1:9000';
            export default function () {
              http.get(`${BASE}/login?x=1`);
              http.get(BASE + '/items/' + __VU);
              http.get(BASE);
              http.get(OTHER + '/other');
            }
            """);
    assertThat(imported.scenario().target()).isEqualTo("http://127.0.0.1:8000/api");
    assertThat(imported.scenario().variables()).containsOnlyKeys("OTHER");
    assertThat(ScenarioYaml.write(imported.scenario()))
        .contains(
            "get: /login?x=1", "get: /items/${user() + 1}", "get: /\n", "${OTHER + '/other'}");
    assertThat(imported.notes()).anyMatch(note -> note.toString().contains("BASE is the target"));
  }

  @Test
  void theOriginThatIsWrittenOutIsTheTarget() throws Exception {
    Imported imported =
        K6Script.read(
            "s.js",
            """
            import http from 'k6/http';
            export const options = { noCookiesReset: true };
            export default function () {
              http.get('http://127.0.0.1:8000');
              http.get(`http://127.0.0.1:8000/items/${__VU}`);
              http.get('http://127.0.0.1:9000/other');
            }
            """);
    assertThat(imported.scenario().target()).isEqualTo("http://127.0.0.1:8000");
    assertThat(ScenarioYaml.write(imported.scenario()))
        .contains("get: /\n", "get: /items/${user() + 1}", "http://127.0.0.1:9000/other")
        .doesNotContain("cookies");
  }

  @Test
  void aScriptOfTheCommonSubset() throws Exception {
    String text =
        """
        import http from 'k6/http';
        import { check, sleep, group, fail } from 'k6';
        import { SharedArray } from 'k6/data';
        import { Rate, Trend } from 'k6/metrics';
        import { randomIntBetween, randomItem } from 'https://jslib.k6.io/k6-utils/1.2.0/index.js';

        export const options = {
          stages: [
            { duration: '30s', target: 20 },
            { duration: '1m30s', target: 20 },
            { duration: '20s', target: 0 },
          ],
          thresholds: {
            http_req_duration: ['p(95)<500', 'avg < 200.5'],
            http_req_failed: ['rate<0.01'],
            'http_req_duration{name:login}': ['max<1000'],
            checks: [{ threshold: 'rate>0.9', abortOnFail: true }],
          },
        };

        const BASE = __ENV.BASE_URL || '';
        const failures = new Rate('failures');
        const users = new SharedArray('users', function () { return [{ name: 'ada' }, { name: 'bob' }]; });
        const params = { headers: { 'Content-Type': 'application/json' }, tags: { name: 'login' } };
        let logins = 0;

        export function setup() {
          const res = http.post(`${BASE}/login`, JSON.stringify({ name: users[0].name }), params);
          return { token: res.json('token') };
        }

        function auth(token) {
          return { headers: { Authorization: `Bearer ${token}` } };
        }

        export default function (data) {
          const headers = { Authorization: 'Bearer ' + data.token };
          group('browse', () => {
            const res = http.get(BASE + '/api/dashboard', { headers: headers });
            const ok = check(res, {
              'status is 200': (r) => r.status === 200,
              'has id': (r) => { const body = r.json(); return body.id === 7 && body.ok; },
              'fast': (r) => r.timings.duration < 60000,
            });
            failures.add(!ok);
            if (!ok) {
              fail('dashboard');
            }
          });
          let i = 0;
          for (let n = 0; n < 2; n++) {
            i += n;
            http.get(`${BASE}/api/items/${n}?i=${i}`, { headers });
          }
          users.forEach((u) => {
            http.get(`/hello/${u.name.toUpperCase()}`);
          });
          const [a, b] = http.batch([['GET', '/b/1'], { method: 'POST', url: '/b/2', body: { x: 'y z' } }]);
          check(a, { 'batched': (r) => r.status === 200 && b.status === 201 });
          const res = http.request('PUT', '/put', null, auth(data.token));
          check(res, { never: (r) => r.body.includes('nobody') }) || failures.add(1);
          logins++;
          const found = users.filter((u) => u.name !== 'ada').map((u) => u.name)[0];
          http.del(`/users/${found}`);
          console.log(`did ${__ITER} of ${__VU}`);
          sleep(randomIntBetween(1, 3));
        }

        export function teardown(data) {
          http.post('/logout', data.token);
        }
        """;
    Imported imported = K6Script.read("script.js", text);
    Scenario scenario = imported.scenario();

    assertThat(scenario.phases())
        .containsExactly(
            new Phase.Closed("stage 1", Duration.ofSeconds(30), new Users.Ramp(1, 20), false),
            new Phase.Closed("stage 2", Duration.ofSeconds(90), new Users.Constant(20), false),
            new Phase.Closed("stage 3", Duration.ofSeconds(20), new Users.Ramp(20, 0), false));
    assertThat(scenario.thresholds())
        .extracting(Threshold::task, Threshold::text)
        .contains(
            Tuple.tuple("", "p95 < 500ms"),
            Tuple.tuple("", "mean < 200.5ms"),
            Tuple.tuple("", "errors < 1%"),
            Tuple.tuple("login", "max < 1000ms"),
            Tuple.tuple("", "checks > 90%"));
    String yaml = ScenarioYaml.write(scenario);
    Scenario again = ScenarioReader.read("again.yaml", yaml, PhaseReader.Logs.NONE);
    assertThat(ScenarioYaml.write(again)).isEqualTo(yaml);

    try (Shop shop = new Shop()) {
      Playing.Record record =
          Playing.play(again, shop.url(), 2, 2, Path.of("."), Map.of("BASE_URL", ""));
      assertThat(record.failures()).isEmpty();
      assertThat(record.stopped()).isEmpty();
      assertThat(record.checks().keySet())
          .containsExactly("status is 200", "has id", "fast", "batched", "never");
      assertThat(record.checks().get("never")).containsOnly(false).hasSize(4);
      assertThat(record.failedChecks()).isEqualTo(4);
      assertThat(record.count("login")).isEqualTo(1);
      assertThat(record.count("browse / GET {BASE_URL}/api/dashboard")).isZero();
      assertThat(shop.seen("GET", "/api/dashboard"))
          .hasSize(4)
          .allMatch(seen -> seen.header("Authorization").matches("Bearer t[12]"));
      assertThat(shop.seen("GET", "/api/items/1")).allMatch(seen -> seen.query().equals("i=1"));
      assertThat(shop.seen("GET", "/hello/BOB")).hasSize(4);
      assertThat(shop.seen("POST", "/b/2").getFirst().body()).isEqualTo("x=y%20z");
      assertThat(shop.seen("DELETE", "/users/bob")).hasSize(4);
      assertThat(shop.seen("POST", "/login").getFirst())
          .matches(seen -> seen.body().equals("{\"name\":\"ada\"}"))
          .matches(seen -> seen.header("Content-Type").equals("application/json"));
      assertThat(shop.seen("POST", "/logout")).extracting(Shop.Seen::body).contains("t1");
      assertThat(record.pauses())
          .hasSize(4)
          .allMatch(pause -> List.of(1L, 2L, 3L).contains(pause.toSeconds()));
    }
  }

  private static Scenario options(String options) throws ImportException {
    return K6Script.read(
            "s.js",
            "import http from 'k6/http';\nexport let options = "
                + options
                + ";\nexport default function () { http.get('/'); }\n"
                + "export function other() { http.get('/other'); }\n")
        .scenario();
  }

  @Test
  void executors() throws Exception {
    assertThat(options("{vus: 5, duration: '10s'}").phases())
        .containsExactly(Phase.users("constant", 5, Duration.ofSeconds(10)));
    assertThat(
            options(
                    "{scenarios: {a: {executor: 'constant-arrival-rate', rate: 30, timeUnit: '1m',"
                        + " duration: '10s', preAllocatedVUs: 5}}}")
                .phases())
        .containsExactly(Phase.rate("a", 0.5, Duration.ofSeconds(10)));
    assertThat(
            options(
                    "{scenarios: {a: {executor: 'ramping-arrival-rate', startRate: 10, stages:"
                        + " [{target: 100, duration: '5s'}, {target: 100, duration: '6s'}]}}}")
                .phases())
        .extracting(phase -> ((Phase.Open) phase).arrivals())
        .containsExactly(new Arrivals.Ramp(10, 100), new Arrivals.Constant(100));
    Scenario both =
        options(
            "{scenarios: {a: {executor: 'constant-vus', vus: 3, duration: '10s'},"
                + " b: {executor: 'constant-vus', vus: 1, duration: '10s', exec: 'other'}}}");
    assertThat(both.phases()).containsExactly(Phase.users("together", 4, Duration.ofSeconds(10)));
    assertThat(both.users()).extracting(UserKind::weight).containsExactly(3.0, 1.0);
  }

  @Test
  void iterationsEndUsers() throws Exception {
    Scenario scenario =
        options(
            "{scenarios: {a: {executor: 'per-vu-iterations', vus: 2, iterations: 3,"
                + " maxDuration: '1m'}}}");
    try (Shop shop = new Shop()) {
      Playing.Record record = Playing.play(scenario, shop.url(), 2, 9);
      assertThat(record.tasks()).hasSize(6);
      assertThat(record.stopped())
          .containsExactly("has done its iterations", "has done its iterations");
    }
  }

  @Test
  void whatHasNoTranslationIsRefusedByLine() {
    String text =
        """
        import http from 'k6/http';
        import ws from 'k6/ws';
        const data = JSON.parse(open('./x.json'));
        export const options = { vus: 3, thresholds: { my_metric: ['p(95)<1'] } };
        export default function () {
          const res = http.get('/a');
          res.html().find('a');
          ws.connect('ws://x');
          http.get(data.url);
          switch (res.status) { case 1: break; }
          check(res);
          http.post('/f', { f: http.file('x') });
        }
        """;

    ImportException e =
        catchThrowableOfType(ImportException.class, () -> K6Script.read("s.js", text));

    assertThat(e.refusals())
        .extracting(ImportException.Refusal::toString)
        .containsExactly(
            "s.js:4:46: a threshold on my_metric",
            "s.js:7:3: .html() has no counterpart",
            "s.js:8:3: k6/ws.connect() has no counterpart",
            "s.js:10:3: switch",
            "s.js:11:3: check() has no counterpart",
            "s.js:12:24: http.file()");
  }
}
