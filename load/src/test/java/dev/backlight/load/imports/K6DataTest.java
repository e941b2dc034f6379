package dev.backlight.load.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backlight.load.scenario.PhaseReader;
import dev.backlight.load.scenario.Playing;
import dev.backlight.load.scenario.Scenario;
import dev.backlight.load.scenario.ScenarioReader;
import dev.backlight.load.scenario.ScenarioYaml;
import dev.backlight.load.scenario.Shop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// k6 scripts that read files, send batches and set up.
class K6DataTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void filesBatchesAndSetup() throws Exception {
    Files.writeString(folder.resolve("users.csv"), "name,age\nada,36\n\nbob,45\n");
    Files.writeString(folder.resolve("codes.txt"), "x0\nx1\n");
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(folder.resolve("data/products.json"), "{\"items\": [{\"id\": 5}]}");
    Files.writeString(folder.resolve("config.json"), "{\"path\": \"here\"}");
    Files.writeString(folder.resolve("body.txt"), "first\nsecond\n");
    Imported imported =
        K6Script.read(
            "s.js",
            """
            import http from 'k6/http';
            import { check } from 'k6';
            import { SharedArray } from 'k6/data';
            import exec from 'k6/execution';
            import papaparse from 'https://jslib.k6.io/papaparse/5.1.1/index.js';

            const users = new SharedArray('users', function () {
              const text = open('./users.csv');
              return papaparse.parse(text, { header: true }).data;
            });
            const products = new SharedArray('p', () => JSON.parse(open('./data/products.json')).items);
            const codes = open('./codes.txt').split('\\n');
            const config = JSON.parse(open('config.json'));
            const payload = open('./body.txt');

            export function setup() {
              const res = http.post('/login', JSON.stringify({ name: users[0].name }));
              return { token: res.json('token') };
            }

            export default function (data) {
              const user = users[exec.scenario.iterationInTest % users.length];
              const headers = { Authorization: `Bearer ${data.token}` };
              const [a, b] = http.batch([
                ['GET', `/a/${user.name}`, null, { headers }],
                { method: 'POST', url: '/raw', body: payload, params: { headers, tags: { name: 'b' } } },
              ]);
              check(a, { ok: (r) => r.status === 200 });
              check(b, { 'b too': (r) => r.status === 201 });
              const named = http.batch({ front: '/front', missing: ['GET', '/missing'] });
              check(named.missing, { missing: (r) => r.status === 404 });
              http.batch(['/x', '/y']);
              const product = products[Math.floor(Math.random() * products.length)];
              http.get(`/p/${product.id}/${codes[1]}/${config.path}`);
            }

            export function teardown(data) {
              http.del('/session', null, { headers: { Authorization: data.token } });
            }
            """);
    assertThat(imported.notes()).isEmpty();
    String yaml = ScenarioYaml.write(imported.scenario());
    Scenario scenario = ScenarioReader.read("again.yaml", yaml, PhaseReader.Logs.NONE);
    assertThat(ScenarioYaml.write(scenario)).isEqualTo(yaml);
    assertThat(yaml).contains("- parallel:", "setup:", "teardown:", "json: data/products.json");
    try (Shop shop = new Shop()) {
      Playing.Record record = Playing.play(scenario, shop.url(), 2, 2, folder, Map.of());

      assertThat(record.failures()).containsOnly("GET /missing: status 404");
      assertThat(record.failedChecks()).as("" + record.checks()).isZero();
      assertThat(record.checks()).containsOnlyKeys("ok", "b too", "missing");
      assertThat(shop.seen("POST", "/login"))
          .singleElement()
          .matches(seen -> seen.body().equals("{\"name\":\"ada\"}"));
      assertThat(shop.seen("GET", "/a/ada")).hasSize(2);
      assertThat(shop.seen("GET", "/a/bob"))
          .hasSize(2)
          .allMatch(seen -> seen.header("Authorization").matches("Bearer t\\d+"));
      assertThat(shop.seen("POST", "/raw"))
          .hasSize(4)
          .allMatch(seen -> seen.body().equals("first\nsecond"));
      assertThat(shop.seen("GET", "/p/5/x1/here")).hasSize(4);
      assertThat(shop.seen("DELETE", "/session"))
          .singleElement()
          .matches(seen -> seen.header("Authorization").matches("t\\d+"));
    }
  }

  @Test
  void whatIsNotKnownOfFilesIsRefusedByLine() {
    String text =
        """
        import http from 'k6/http';
        import papaparse from 'https://jslib.k6.io/papaparse/5.1.1/index.js';
        const image = open('x.png', 'b');
        const name = open(__ENV.FILE);
        const parsed = papaparse.parse(open('a.csv'), { worker: true }).data;
        const other = papaparse.parse('a,b', {}).data;
        export default function () {
          http.post('/a', image);
          http.post('/a', name);
          http.get(parsed[0]);
          http.get(other[0]);
          http.batch(parsed.map((p) => ['GET', p]));
        }
        """;

    ImportException e =
        catchThrowableOfType(ImportException.class, () -> K6Script.read("s.js", text));

    assertThat(e.refusals())
        .extracting(ImportException.Refusal::toString)
        .containsExactly(
            "s.js:3:15: a file that is not text",
            "s.js:4:14: a file whose name is computed",
            "s.js:5:57: the option worker of papaparse",
            "s.js:6:31: papaparse of anything but a file",
            "s.js:12:3: a batch that is not written here");
  }
}
