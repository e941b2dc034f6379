package dev.backlight.crimes;

import static dev.backlight.crimes.Trial.found;
import static dev.backlight.crimes.Trial.sure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What engineers of real projects would wave away, beside what they would not: the same code with
/// the one difference that tells.
class WavedAwayTest {

  @Test
  void keysThatCallersGiveTellHowManyThereAre() {
    String code =
        """
        import express from 'express';
        const app = express();
        const cached = {};

        function remember(key) {
          if (!(key in cached)) {
            cached[key] = build(key);
          }
          return cached[key];
        }

        app.get('/page', (req, res) => {
          const %s = req.params.it;
          res.send(remember(%s));
        });
        """;

    assertThat(sure("unbounded-cache", "a.js", code.formatted("userId", "userId")))
        .isNotEqualTo(Confidence.LOW);
    assertThat(sure("unbounded-cache", "a.js", code.formatted("sql", "sql")))
        .isEqualTo(Confidence.LOW);
  }

  @Test
  void aNestedTypeMayTakeOut() {
    String code =
        """
        using System.Collections.Generic;

        public class Locks
        {
            private static readonly Dictionary<string, object> _byUser = new();

            public object For(string userId)
            {
                if (!_byUser.ContainsKey(userId)) { _byUser[userId] = new object(); }
                return _byUser[userId];
            }

            public struct Releaser
            {
                private string userId;

                public void Dispose()
                {
                    %s
                }
            }
        }
        """;

    assertThat(found("unbounded-cache", "Locks.cs", code.formatted("_byUser.Remove(userId);")))
        .isFalse();
    assertThat(found("unbounded-cache", "Locks.cs", code.formatted(""))).isTrue();
  }

  @Test
  void whatIsReadAndWrittenBackIsNoCopy() {
    String code =
        """
        import json
        import redis

        client = redis.Redis(socket_timeout=1)

        def rename(key, name):
            %s = json.loads(client.get(key))
            if %s:
                return %s
            info = load(key)
            client.set(key, json.dumps(info))
        """;

    assertThat(sure("cache-without-ttl", "a.py", code.formatted("info", "info", "info")))
        .isEqualTo(Confidence.LOW);
    assertThat(sure("cache-without-ttl", "a.py", code.formatted("known", "known", "known")))
        .isEqualTo(Confidence.HIGH);
    assertThat(sure("cache-without-ttl", "a.py", code.formatted("known", "name", "name")))
        .isEqualTo(Confidence.LOW);
  }

  @Test
  void aConnectionThatListensHasNoTimeout() {
    String code =
        """
        import redis

        def events(url):
            client = redis.Redis.from_url(url)
            client.get("a")
            return client.%s("a")
        """;

    assertThat(found("cache-outage-is-outage", "a.py", code.formatted("get"))).isTrue();
    assertThat(found("cache-outage-is-outage", "a.py", code.formatted("psubscribe"))).isFalse();
  }

  @Test
  void aServiceWorkerRunsInTheBrowser() {
    String code =
        """
        %s.addEventListener('fetch', event => {
          event.respondWith(load(event.request));
        });

        async function load(request) {
          return fetch('https://example.org/' + request.url);
        }
        """;

    assertThat(found("missing-timeout", "worker.js", code.formatted("self"))).isFalse();
    assertThat(found("missing-timeout", "worker.js", code.formatted("bus"))).isTrue();
  }

  @Test
  void theOwnMachineAnswersOrIsDown() {
    String code =
        """
        import requests

        def ping():
            return requests.get("http://%s/ping")
        """;

    assertThat(found("missing-timeout", "a.py", code.formatted("example.org"))).isTrue();
    assertThat(found("missing-timeout", "a.py", code.formatted("localhost:8000"))).isFalse();
  }

  @Test
  void oneConnectionIsToldOnceHoweverOftenItWaits() {
    String code =
        """
        import java.net.HttpURLConnection;
        import java.net.URL;

        class Probe {
          int status(String address) throws Exception {
            HttpURLConnection connection = (HttpURLConnection) new URL(address).openConnection();
            connection.connect();
            return connection.getResponseCode();
          }
        }
        """;

    assertThat(Trial.of(Map.of("Probe.java", code), "missing-timeout")).hasSize(1);
  }

  @Test
  void aStreamThatTheCallerGaveIsTheCallers() {
    String code =
        """
        import java.io.FileOutputStream;
        import java.io.OutputStream;
        import java.io.OutputStreamWriter;
        import java.io.Writer;

        class Answer {
          Streaming text() {
            return out -> {
              Writer writer = new OutputStreamWriter(%s);
              writer.write("a");
              writer.flush();
            };
          }
        }
        """;

    assertThat(found("unclosed-resource", "Answer.java", code.formatted("out"))).isFalse();
    assertThat(
            found(
                "unclosed-resource", "Answer.java", code.formatted("new FileOutputStream(\"a\")")))
        .isTrue();
  }

  @Test
  void whatIsPutIntoACollectionHasAnOwner() {
    String code =
        """
        import java.io.FileInputStream;
        import java.util.ArrayList;
        import java.util.List;

        class Parts {
          private final List<FileInputStream> open = new ArrayList<>();

          void open(String path) throws Exception {
            FileInputStream in = new FileInputStream(path);
            in.read();
            %s
          }
        }
        """;

    assertThat(found("unclosed-resource", "Parts.java", code.formatted("open.add(in);"))).isFalse();
    assertThat(found("unclosed-resource", "Parts.java", code.formatted(""))).isTrue();
  }

  @Test
  void classesThatAProgramRegistersAreItsOwn() {
    String code =
        """
        import java.util.Map;
        import java.util.concurrent.ConcurrentHashMap;
        import org.springframework.stereotype.Service;

        @Service
        class Kinds {
          private final Map<String, Object> profiles = new ConcurrentHashMap<>();

          void putProfile(%s member, String userId) {
            profiles.put(userId, member);
          }
        }
        """;

    assertThat(found("growing-collection", "Kinds.java", code.formatted("Class<?>"))).isFalse();
    assertThat(found("growing-collection", "Kinds.java", code.formatted("Profile"))).isTrue();
  }

  @Test
  void bytesOfOnesOwnAreLessDangerousThanARequests() {
    String code =
        """
        import pickle

        def load(%s):
            return pickle.loads(%s)
        """;

    assertThat(sure("unsafe-deserialization", "a.py", code.formatted("body", "body")))
        .isEqualTo(Confidence.HIGH);
    assertThat(sure("unsafe-deserialization", "a.py", code.formatted("column", "column")))
        .isEqualTo(Confidence.LOW);
  }

  @Test
  void aFailoverStopsAtTheFirstThatAnswers() {
    String code =
        """
        using System.Collections.Generic;
        using System.Net.Http;
        using System.Threading.Tasks;

        public class Search
        {
            private readonly IEnumerable<HttpClient> _clients;

            public async Task<HttpResponseMessage> Get(string path)
            {
                foreach (var client in _clients)
                {
                    var result = await client.GetAsync(path);
                    if (result.%s)
                    {
                        return result;
                    }
                }
                return null;
            }
        }
        """;

    assertThat(sure("n-plus-one-http", "Search.cs", code.formatted("IsSuccessStatusCode")))
        .isEqualTo(Confidence.LOW);
  }

  @Test
  void classViewsTakeRequests() {
    String code =
        """
        from flask import Flask
        import requests

        app = Flask(__name__)

        class Rooms:
            def _process(self):
                return requests.get("https://example.org/rooms").json()

        app.add_url_rule('/rooms', 'rooms', %s)
        """;

    assertThat(Trial.of(Map.of("a.py", code.formatted("Rooms")), "missing-timeout"))
        .extracting(Sighting::reach)
        .containsExactly(Sighting.Reach.REQUEST);
    assertThat(Trial.of(Map.of("a.py", code.formatted("None")), "missing-timeout"))
        .extracting(Sighting::reach)
        .containsExactly(Sighting.Reach.UNKNOWN);
  }

  @Test
  void aHabitOfAFoldersManifestsIsToldOnce() {
    String manifest =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: %s
        spec:
          template:
            spec:
              containers:
                - name: %s
                  image: example/%s
                  env:
                    - name: ASPNETCORE_ENVIRONMENT
                      value: %s
                  ports:
                    - containerPort: 80
        """;
    Map<String, String> two =
        Map.of(
            "k8s/a.yaml", manifest.formatted("a", "a", "a", "Production"),
            "k8s/b.yaml", manifest.formatted("b", "b", "b", "Production"));

    assertThat(Trial.of(two, "no-resource-limits"))
        .extracting(Sighting::confidence)
        .containsExactlyInAnyOrder(Confidence.HIGH, Confidence.LOW);
    assertThat(
            Trial.of(
                Map.of("k8s/a.yaml", manifest.formatted("a", "a", "a", "Development")),
                "no-resource-limits"))
        .isEmpty();
  }
}
