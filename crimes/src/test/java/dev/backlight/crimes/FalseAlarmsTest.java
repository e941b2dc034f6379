package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Classes of false alarms that were found by reading real projects, each beside the crime that
/// must still be found.
class FalseAlarmsTest {

  @Test
  void theCallBeforeTheLoopEndsRunsOnce() {
    String code =
        """
        from django.db import models

        class Code(models.Model):
            value = models.CharField(max_length=20)

        def spend(methods, code):
            for method in methods:
                if method.accepts(code):
                    Code.objects.filter(value=code).update(value="")
                    return method
                %s
        """;

    assertThat(Trial.of(Map.of("codes.py", code.formatted("pass")), "n-plus-one-write")).isEmpty();
    assertThat(
            Trial.of(
                Map.of(
                    "codes.py",
                    code.formatted("Code.objects.filter(value=method.last).update(value=code)")),
                "n-plus-one-write"))
        .extracting(Sighting::rule)
        .containsExactly("n-plus-one-write");
  }

  @Test
  void whatOnlyOneKeyAsksForRunsOnce() {
    String code =
        """
        from django.db import models

        class Filter(models.Model):
            name = models.CharField(max_length=20)

        def facets(wanted, found):
            for key in wanted:
                %s
                    found[key] = list(Filter.objects.filter(name=key)[:20])
        """;

    assertThat(Trial.of(Map.of("a.py", code.formatted("if key == 'prices':")), "n-plus-one-query"))
        .isEmpty();
    assertThat(Trial.of(Map.of("a.py", code.formatted("if key != 'prices':")), "n-plus-one-query"))
        .hasSize(1);
  }

  @Test
  void rowsOfAnOwnManagerAreNotManagers() {
    String models =
        """
        from django.db import models

        class OpenIssues(models.Manager):
            def open(self):
                return self.filter(closed=False)

        class Project(models.Model):
            name = models.CharField(max_length=20)

        class Issue(models.Model):
            project = models.ForeignKey(Project, on_delete=models.CASCADE)
            issues = OpenIssues()
        """;

    assertThat(
            Trial.of(
                Map.of(
                    "models.py",
                    models,
                    "rows.py",
                    """
                    from models import Issue

                    def rows():
                        return [row.get("name") for row in Issue.issues.filter(a=1).values("name")]
                    """),
                "n-plus-one-query"))
        .isEmpty();
    assertThat(
            Trial.of(
                Map.of(
                    "models.py",
                    models,
                    "rows.py",
                    """
                    from models import Issue

                    def rows():
                        return [row.project.name for row in Issue.issues.filter(a=1)]
                    """),
                "n-plus-one-query"))
        .extracting(Sighting::message)
        .singleElement()
        .asString()
        .contains("row.project");
  }

  @Test
  void aCacheRunsItsLoaderOncePerKey() {
    String code =
        """
        using System.Collections.Generic;
        using System.Linq;
        using Microsoft.EntityFrameworkCore;

        public class ShopContext : DbContext { public DbSet<Store> Stores { get; set; } }
        public class Store { public int Id { get; set; } }

        public class Names
        {
            private readonly ShopContext _db;
            private readonly ICaches _cacheFactory;

            public Store Find(int id)
            {
                %s
            }

            public List<Store> All(List<int> ids)
            {
                var found = new List<Store>();
                foreach (var id in ids) { found.Add(Find(id)); }
                return found;
            }
        }
        """;

    assertThat(
            Trial.of(
                Map.of(
                    "Names.cs",
                    code.formatted(
                        "return _cacheFactory.Memory().Get(id, k => _db.Stores.First(s => s.Id == id));")),
                "n-plus-one-query"))
        .isEmpty();
    assertThat(
            Trial.of(
                Map.of("Names.cs", code.formatted("return _db.Stores.First(s => s.Id == id);")),
                "n-plus-one-query"))
        .hasSize(1);
  }

  @Test
  void aContextThatIsNoDbContextNeedsNoClosing() {
    String code =
        """
        using Microsoft.EntityFrameworkCore;

        public class %s { }

        public class Checkout
        {
            private CheckoutContext CreateCheckoutContext() { return new CheckoutContext(); }

            public string Pay()
            {
                var context = CreateCheckoutContext();
                return context.ToString();
            }
        }
        """;

    assertThat(Trial.of(Map.of("A.cs", code.formatted("CheckoutContext")), "unclosed-resource"))
        .isEmpty();
    assertThat(
            Trial.of(
                Map.of("A.cs", code.formatted("CheckoutContext : DbContext")), "unclosed-resource"))
        .hasSize(1);
  }

  @Test
  void whatTheServiceWroteIntoItsOwnTableIsLessUnsafe() {
    String code =
        """
        import java.io.ByteArrayInputStream;
        import org.apache.commons.lang3.SerializationUtils;

        class Mapper {
          Object map(java.sql.ResultSet rs, byte[] body) throws Exception {
            return SerializationUtils.deserialize(%s);
          }
        }
        """;

    assertThat(
            Trial.of(
                Map.of("Mapper.java", code.formatted("rs.getBytes(3)")), "unsafe-deserialization"))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.LOW);
    assertThat(Trial.of(Map.of("Mapper.java", code.formatted("body")), "unsafe-deserialization"))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.HIGH);
  }

  @Test
  void aHandlerThatIsMovedToAnExecutorMayBlock() {
    String code =
        """
        import io.micronaut.http.annotation.Controller;
        import io.micronaut.http.annotation.Get;
        import reactor.core.publisher.Mono;

        @Controller
        class Orders {
          %s
          @Get("/orders")
          Mono<String> orders() throws Exception {
            Thread.sleep(500);
            return Mono.just("done");
          }
        }
        """;

    assertThat(
            Trial.of(
                Map.of("Orders.java", code.formatted("@ExecuteOn(TaskExecutors.IO)")),
                "blocking-call-on-event-loop"))
        .isEmpty();
    assertThat(Trial.of(Map.of("Orders.java", code.formatted("")), "blocking-call-on-event-loop"))
        .hasSize(1);
  }

  @Test
  void pagesWaitAsLongAsTheirReaderLikes() {
    String code =
        """
        import axios from 'axios';

        export class Api {
          constructor(baseURL: string) {
            this.http = axios.create({ baseURL%s });
          }
        }
        """;

    assertThat(
            Trial.of(
                Map.of("api.ts", code.formatted(", withCredentials: true")), "missing-timeout"))
        .isEmpty();
    assertThat(Trial.of(Map.of("api.ts", code.formatted("")), "missing-timeout")).hasSize(1);
  }

  @Test
  void mapsOfTheProgramsOwnPartsAreSmall() {
    String code =
        """
        using System.Collections.Concurrent;
        using Microsoft.AspNetCore.Mvc;

        [ApiController]
        [Route("lookup")]
        public class Lookup : ControllerBase
        {
            private static readonly ConcurrentDictionary<string, string> _cache = new();

            [HttpGet]
            public string Find(%s)
            {
                var key = %s + "-x";
                return _cache.GetOrAdd(key, k => k.ToUpper());
            }
        }
        """;

    assertThat(
            Trial.of(
                Map.of("Lookup.cs", code.formatted("Plugin plugin", "plugin.SystemName")),
                "unbounded-cache"))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.LOW);
    assertThat(
            Trial.of(
                Map.of("Lookup.cs", code.formatted("string userId", "userId")), "unbounded-cache"))
        .extracting(Sighting::confidence)
        .doesNotContain(Confidence.LOW);
  }

  @Test
  void stepsOfAPathNeedTheStepBefore() {
    String code =
        """
        using System.Net.Http;
        using System.Threading.Tasks;

        public class Folders
        {
            private readonly HttpClient _http = new HttpClient();

            public async Task<string> Find(string[] parts)
            {
                var parent = "root";
                foreach (var part in parts)
                {
                    %s await _http.GetStringAsync("/folders/" + %s + "/" + part);
                }
                return parent;
            }
        }
        """;

    assertThat(Trial.of(Map.of("A.cs", code.formatted("parent =", "parent")), "n-plus-one-http"))
        .isEmpty();
    assertThat(Trial.of(Map.of("A.cs", code.formatted("var text =", "part")), "n-plus-one-http"))
        .hasSize(1);
  }

  @Test
  void aRelationOfOneObjectIsLoadedOnce() {
    String code =
        """
        from django.db import models

        class Organisation(models.Model):
            name = models.CharField(max_length=20)

        class Project(models.Model):
            organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)

        class Feature(models.Model):
            project = models.ForeignKey(Project, on_delete=models.CASCADE)

        def allowed(user, project):
            return user.admin_of(project.organisation)

        def check(users, feature: Feature):
            for user in users:
                allowed(user, %s)
        """;

    assertThat(Trial.of(Map.of("a.py", code.formatted("feature.project")), "n-plus-one-query"))
        .allSatisfy(one -> assertThat(one.confidence()).isEqualTo(Confidence.LOW));
  }

  @Test
  void whatARequestsOwnThreadWaitsForIsAsGoodAsABlockingCall() {
    String code =
        """
        import java.util.concurrent.CompletableFuture;
        import org.springframework.web.bind.annotation.GetMapping;
        import org.springframework.web.bind.annotation.RestController;

        @RestController
        class Rates {
          CompletableFuture<String> fetch() {
            return CompletableFuture.supplyAsync(() -> "1.0");
          }

          @GetMapping("/rates")
          %s latest() throws Exception {
            return %s;
          }
        }
        """;

    assertThat(
            Trial.of(
                Map.of("Rates.java", code.formatted("String", "fetch().get()")), "sync-over-async"))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.LOW);
    assertThat(
            Trial.of(
                Map.of(
                    "Rates.java",
                    code.formatted(
                        "CompletableFuture<String>",
                        "CompletableFuture.completedFuture(fetch().get())")),
                "sync-over-async"))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.MEDIUM);
  }

  @Test
  void codeOfDebugBuildsIsNoCode() {
    String code =
        """
        using System.Collections.Generic;

        public class Traces
        {
        #if %s
            private static readonly List<string> _traces = new List<string>();

            public void Add(string trace) { _traces.Add(trace); }
        #endif
        }
        """;

    assertThat(Trial.of(Map.of("Traces.cs", code.formatted("DEBUG")), "growing-collection"))
        .isEmpty();
    assertThat(Trial.of(Map.of("Traces.cs", code.formatted("LINUX")), "growing-collection"))
        .hasSize(1);
  }

  @Test
  void functionsOfTheProgramsOwnPartsMayRememberAll() {
    String code =
        """
        import functools

        @functools.cache
        def fields(%s):
            return tuple(%s._meta.fields)
        """;

    assertThat(
            Trial.of(
                Map.of("a.py", code.formatted("model_class", "model_class")), "unbounded-cache"))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.LOW);
    assertThat(Trial.of(Map.of("a.py", code.formatted("user", "user")), "unbounded-cache"))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.HIGH);
  }

  @Test
  void whatIsComputedWhenTheCacheHasNothingRunsSeldom() {
    String code =
        """
        from django.core.cache import cache
        from django.db import models

        class Site(models.Model):
            host = models.CharField(max_length=20)

        class Page(models.Model):
            site = models.ForeignKey(Site, on_delete=models.CASCADE)

        def roots(sites):
            found = cache.get("roots")
            if found is None:
                found = []
                for site in sites:
                    found.append(Page.objects.get(site=site))
                cache.set("roots", found, 3600)
            return found
        """;

    assertThat(Trial.of(Map.of("a.py", code), "n-plus-one-query"))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.LOW);
  }

  @Test
  void listenersWaitForWhoeverComes() {
    String code =
        """
        import java.net.DatagramPacket;
        import java.net.DatagramSocket;

        class Listener {
          boolean running = true;

          void run(DatagramSocket socket) throws Exception {
            byte[] buffer = new byte[1024];
            %s {
              socket.receive(new DatagramPacket(buffer, buffer.length));
            }
          }
        }
        """;

    assertThat(
            Trial.of(Map.of("Listener.java", code.formatted("while (running)")), "missing-timeout"))
        .isEmpty();
    assertThat(Trial.of(Map.of("Listener.java", code.formatted("if (running)")), "missing-timeout"))
        .hasSize(1);
  }

  @Test
  void tasksThatWereAwaitedTogetherAreDone() {
    String code =
        """
        using System.Threading.Tasks;

        public class Hosts
        {
            public async Task<string> Find(Task<string> one, Task<string> two)
            {
                %s
                return one.GetAwaiter().GetResult() + two.ConfigureAwait(false).GetAwaiter().GetResult();
            }
        }
        """;

    assertThat(
            Trial.of(
                Map.of("A.cs", code.formatted("await Task.WhenAll(one, two);")), "sync-over-async"))
        .isEmpty();
    assertThat(Trial.of(Map.of("A.cs", code.formatted("")), "sync-over-async")).hasSize(2);
  }

  @Test
  void anExtensionOfTablesIsNotMeantByEveryList() {
    String extension =
        """
        using System.Linq;
        using Microsoft.EntityFrameworkCore;

        public static class More
        {
            public static IQueryable<T> Where<T>(this DbSet<T> set, object filter) where T : class
            {
                return set.AsQueryable();
            }
        }
        """;
    String code =
        """
        using System.Collections.Generic;
        using System.Linq;

        public class Labels
        {
            public void Add(dynamic outputs, List<string> all)
            {
                foreach (var output in outputs)
                {
                    all.AddRange(output.Labels.Where(x => x != null).ToList());
                }
            }
        }
        """;

    assertThat(Trial.of(Map.of("More.cs", extension, "Labels.cs", code), "n-plus-one-query"))
        .isEmpty();
  }

  @Test
  void whatIsKeptInAFieldIsAskedForOnce() {
    String code =
        """
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading.Tasks;
        using Microsoft.EntityFrameworkCore;

        public class Person { public string Name { get; set; } }
        public class Context : DbContext { public DbSet<Person> People { get; set; } }

        public class Current
        {
            private readonly Context _db;
            private Person _user;

            public async Task<Person> Get(string name)
            {
                return %s await _db.People.FirstOrDefaultAsync(x => x.Name == name);
            }

            public async Task Show(List<string> movies)
            {
                foreach (var movie in movies) { await Get(movie); }
            }
        }
        """;

    assertThat(Trial.of(Map.of("A.cs", code.formatted("_user ??=")), "n-plus-one-query")).isEmpty();
    assertThat(Trial.of(Map.of("A.cs", code.formatted("")), "n-plus-one-query")).hasSize(1);
  }

  @Test
  void codeThatAsksItsOwnPageRunsInABrowser() {
    String code =
        """
        export const file = async (key: string) => {
          const answer = await fetch(%s, { method: 'POST' });
          return answer.json();
        };
        """;

    assertThat(Trial.of(Map.of("file.ts", code.formatted("url('/api/files')")), "missing-timeout"))
        .isEmpty();
    assertThat(
            Trial.of(
                Map.of("file.ts", code.formatted("'https://files.example.org/x'")),
                "missing-timeout"))
        .hasSize(1);
  }

  @Test
  void jobsThatAreDefinedInTheProgramAreFew() {
    String code =
        """
        export class Jobs {
          async trigger(name: string) {
            const eligible = Object.values(this.%s).filter((job) => job.name === name);
            for (const job of eligible) {
              await fetch('https://jobs.example.org/' + job.id, { signal: AbortSignal.timeout(900) });
            }
          }
        }
        """;

    assertThat(Trial.of(Map.of("jobs.ts", code.formatted("jobDefinitions")), "n-plus-one-http"))
        .isEmpty();
    assertThat(Trial.of(Map.of("jobs.ts", code.formatted("orders")), "n-plus-one-http")).hasSize(1);
  }

  @Test
  void aQueueGivesItsElementsAway() {
    String code =
        """
        import asyncio
        from fastapi import FastAPI

        app = FastAPI()
        invoices = []
        invoice_queue = asyncio.Queue()

        @app.post("/invoices/{id}")
        async def add(id: str):
            await invoice_queue.put(id)

        async def listen():
            while True:
                print(await invoice_queue.%s())
        """;

    assertThat(Trial.of(Map.of("a.py", code.formatted("get")), "growing-collection")).isEmpty();
    assertThat(Trial.of(Map.of("a.py", code.formatted("qsize")), "growing-collection")).hasSize(1);
  }

  @Test
  void eventsOfAStreamAreNoCollection() {
    String code =
        """
        import httpx

        async def watch(client: httpx.AsyncClient, response):
            async for line in %s:
                await client.get("https://node.example.org/" + line, timeout=5)
        """;

    assertThat(
            Trial.of(Map.of("a.py", code.formatted("response.aiter_lines()")), "n-plus-one-http"))
        .isEmpty();
    assertThat(Trial.of(Map.of("a.py", code.formatted("response")), "n-plus-one-http")).hasSize(1);
  }

  @Test
  void oneConversationWithTheMailServerIsOneCrime() {
    String code =
        """
        import smtplib
        from fastapi import FastAPI

        app = FastAPI()

        @app.post("/mails")
        async def send():
            with smtplib.SMTP("mail.example.org", timeout=5) as server:
                server.starttls()
                server.login("me", "secret")
                server.sendmail("a@example.org", "b@example.org", "hello")
        """;

    assertThat(Trial.of(Map.of("a.py", code), ""))
        .filteredOn(one -> one.location().span().startLine() > 7)
        .extracting(Sighting::rule)
        .containsExactly("blocking-call-on-event-loop");
  }

  @Test
  void thePackageOfATutorialIsAProgramLikeAnyOther() {
    String code =
        """
        package com.example.demo;

        import org.springframework.data.jpa.repository.JpaRepository;
        import org.springframework.web.bind.annotation.*;
        import java.util.*;

        interface Users extends JpaRepository<User, Long> {}

        @RestController
        class UserController {
          private final Users users;

          UserController(Users users) { this.users = users; }

          @PostMapping("/users")
          List<User> all(@RequestBody List<Long> ids) {
            List<User> found = new ArrayList<>();
            for (Long id : ids) {
              found.add(users.findById(id).orElseThrow());
            }
            return found;
          }
        }
        """;

    assertThat(
            Trial.of(
                Map.of("src/main/java/com/example/demo/UserController.java", code),
                "n-plus-one-query"))
        .extracting(Sighting::confidence)
        .containsExactly(Confidence.HIGH);
  }

  @Test
  void aQueryBehindThePoolIsFoundAndTheLeasingIsNot() {
    String code =
        """
        import java.sql.*;
        import java.util.*;
        import javax.sql.DataSource;

        class Users {
          private final DataSource pool;

          Users(DataSource pool) { this.pool = pool; }

          String name(long id) throws SQLException {
            try (Connection connection = pool.getConnection()) {
              return %s;
            }
          }

          static String read(Connection connection, long id) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("SELECT name FROM users")) {
              try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
              }
            }
          }

          void all(List<Long> ids) throws SQLException {
            for (long id : ids) {
              System.out.println(name(id));
            }
          }
        }
        """;

    assertThat(
            Trial.of(
                Map.of("Users.java", code.formatted("read(connection, id)")), "n-plus-one-query"))
        .extracting(Sighting::message)
        .singleElement()
        .asString()
        .contains("executeQuery");
    assertThat(Trial.of(Map.of("Users.java", code.formatted("\"\" + id")), "n-plus-one-query"))
        .isEmpty();
  }
}
