package dev.backlight.load.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backlight.load.scenario.Playing;
import dev.backlight.load.scenario.Shop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No statement of a k6 script is dropped: it is translated, noted, or refused with its line. Each
/// case marks the line that is refused with `// refused`.
class K6RefusalsTest {

  private static final String HEAD =
      """
      import http from 'k6/http';
      import { check, sleep, group } from 'k6';
      """;

  private static final String JOURNEY =
      """
      export default function () {
        http.get('/t');
      }
      """;

  private static void refusedAtItsMark(String text) {
    ImportException e =
        catchThrowableOfType(ImportException.class, () -> K6Script.read("s.js", text));
    assertThat(e).as(text).isNotNull();
    int line = (int) text.substring(0, text.indexOf("// refused")).lines().count();
    assertThat(e.refusals())
        .extracting(refusal -> refusal.place().line())
        .as(e.getMessage())
        .containsExactly(line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "export const options = { vus: 1, duration: '1s' };\noptions.vus = 5; // refused\n",
        "const o = {};\no.a = 1; // refused\n",
        "if (__ENV.A) { // refused\n  register();\n}\n",
        "for (const a of [1]) { // refused\n  register(a);\n}\n",
        "try { // refused\n  register();\n} catch (e) {}\n",
        "register(); // refused\n",
        "http.setResponseCallback(null); // refused\n",
        "throw new Error('x'); // refused\n",
        "export { setup } from './other.js'; // refused\n",
        "export const options = { rps: 5 }; // refused\n",
        "export const options = { noConnectionReuse: true }; // refused\n",
        "export const options = { minIterationDuration: '5s' }; // refused\n",
        "export const options = { scenarios: { a: { executor: 'constant-vus', vus: 1,"
            + " duration: '1s', env: { A: 'b' } } } }; // refused\n",
        "export const options = { scenarios: { a: { executor: 'externally-controlled' } } };"
            + " // refused\n",
      })
  void whatRunsAtTheTopOfAScript(String top) {
    refusedAtItsMark(HEAD + top + JOURNEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "switch (x) { // refused\n  case 1: break;\n}",
        "outer: for (const a of [1]) { // refused\n  http.get('/a');\n}",
        "for (let i = 0; i < 3; i++) { // refused\n  if (i) continue;\n  http.get('/a');\n}",
        "do { // refused\n  continue;\n} while (x);",
        "let a = x++; // refused",
        "const o = x && (y = 2); // refused",
        "const { a, ...b } = { a: 1 }; // refused",
        "x = () => 1; // refused",
        "function inner() {} // refused",
        "class A {} // refused",
        "const m = new Map(); // refused",
        "const r = 'a'.replace(/b/, 'c'); // refused",
        "const r = x | 1; // refused",
        "const r = http.get('/a').html(); // refused",
        "http.get('/a', { auth: 'basic' }); // refused",
        "http.get('/a', { cookies: { a: 'b' } }); // refused",
        "http.post('/a', { f: http.file('x') }); // refused",
        "http.asyncRequest('GET', '/a'); // refused",
        "const s = [1, 2].sort(); // refused",
        "check(1); // refused",
        "const d = new Date(5); // refused",
        "delete x.a; // refused",
        "group(`g ${x}`, () => {}); // refused",
        "x ? http.get('/a') : http.get('/b'); // refused",
        "try {\n  return; // refused\n} finally {\n  http.get('/a');\n}",
        "void 0; // refused",
        "const t = JSON.stringify({}, ['a']); // refused",
        "const z = x && Object.assign(y, {}); // refused",
      })
  void statementsAndExpressionsOfJourneys(String body) {
    refusedAtItsMark(
        HEAD + "let y = 1;\nexport default function () {\n  let x = 1;\n" + body.indent(2) + "}\n");
  }

  @Test
  void whatHasACounterpartIsTranslated() throws Exception {
    String text =
        HEAD
            + """
            if (!__ENV.SOME_HOST) {
              console.log('no host');
            }
            http.setResponseCallback(http.expectedStatuses(404, { min: 200, max: 299 }));
            export const options = { userAgent: 'me/1' };
            const { first, other: second } = { first: 'one', other: 'two' };
            export default function () {
              let n = 0;
              do {
                http.get(`/do/${n}`);
                n++;
              } while (n < 2);
              const list = ['a', 'b'];
              for (const i in list) {
                http.get(`/place/${i}`, { tags: { name: 'place' } });
              }
              for (const key in { one: 1, two: 2 }) {
                http.get(`/key/${key}`, { tags: { name: 'key' } });
              }
              const { a = 7, b = 8 } = { a: 1 };
              http.get(`/default/${a}/${b}`);
              let c = null;
              c ??= 'c';
              try {
                throw new Error('no');
              } catch (e) {
                http.get(`/caught/${c}`);
              } finally {
                http.get('/last');
              }
              http.get('/missing');
              const options = (tag) => ({
                headers: { 'X-Local': 'yes' },
                tags: Object.assign({}, { name: 'usual' }, tag),
                timeout: '5s',
              });
              http.get('/local', options({ name: 'mine' }));
              http.get('/local', options());
              const visit = (where) => { http.get(`/visit/${where}`); };
              visit('here');
              [first, second].forEach((name, i) => { http.get(`/each/${i}/${name}`); });
              const base = { a: 1 };
              Object.assign(base, { b: 2 });
              http.get(`/assigned/${base.a}/${base.b}`);
              const params = { headers: { 'X-Local': 'p' }, tags: { name: 'params' } };
              const answer = http.get('/params', params);
              check(answer, { 200: (r) => r.status === 200 });
              http.post('/login', {});
              http.get('/cookies');
            }
            """;
    try (Shop shop = new Shop()) {
      Playing.Record record =
          Playing.play(K6Script.read("s.js", text).scenario(), shop.url(), 1, 2);

      assertThat(record.failures()).isEmpty();
      assertThat(record.failedChecks()).isZero();
      assertThat(shop.seen("GET", "/do/1")).hasSize(2);
      assertThat(shop.seen("GET", "/do/2")).isEmpty();
      assertThat(shop.seen("GET", "/place/1")).hasSize(2);
      assertThat(shop.seen("GET", "/key/two")).hasSize(2);
      assertThat(shop.seen("GET", "/default/1/8"))
          .hasSize(2)
          .allMatch(seen -> seen.header("User-Agent").equals("me/1"));
      assertThat(shop.seen("GET", "/caught/c")).hasSize(2);
      assertThat(shop.seen("GET", "/last")).hasSize(2);
      assertThat(shop.seen("GET", "/local"))
          .hasSize(4)
          .allMatch(seen -> seen.header("X-Local").equals("yes"));
      assertThat(record.count("mine")).isEqualTo(2);
      assertThat(record.count("usual")).isEqualTo(2);
      assertThat(record.count("params")).isEqualTo(2);
      assertThat(shop.seen("GET", "/visit/here")).hasSize(2);
      assertThat(shop.seen("GET", "/assigned/1/2")).hasSize(2);
      assertThat(shop.seen("GET", "/each/1/two")).hasSize(2);
      assertThat(record.checks()).containsOnlyKeys("200");
      assertThat(shop.seen("GET", "/cookies"))
          .extracting(seen -> seen.header("Cookie"))
          .containsExactly("sid=s1", "sid=s2");
      // k6 forgets cookies between iterations.
      assertThat(shop.seen("GET", "/do/0")).allMatch(seen -> seen.header("Cookie").isEmpty());
    }
  }
}
