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
