package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Loops that wait once, seldom, or for what cannot be asked together, each beside the one that
/// must still be found.
class LoopInnocentsTest {

  @Test
  void whatAnEntityGraphLoadsIsThere() {
    String code =
        """
        import jakarta.persistence.Entity;
        import jakarta.persistence.OneToMany;
        import java.util.List;
        import org.springframework.data.jpa.repository.EntityGraph;
        import org.springframework.data.jpa.repository.JpaRepository;

        @Entity
        class Order {
          @OneToMany
          private List<Line> lines;

          List<Line> getLines() {
            return lines;
          }
        }

        @Entity
        class Line {}

        interface OrderRepository extends JpaRepository<Order, Long> {
          %s
          List<Order> findByStatus(String status);
        }

        class Sizes {
          private final OrderRepository orders;

          Sizes(OrderRepository orders) {
            this.orders = orders;
          }

          int all(String status) {
            int size = 0;
            for (Order order : orders.findByStatus(status)) {
              size += order.getLines().size();
            }
            return size;
          }
        }
        """;

    assertThat(
            Trial.of(
                Map.of("Sizes.java", code.formatted("@EntityGraph(attributePaths = \"lines\")")),
                "n-plus-one-query"))
        .isEmpty();
    assertThat(Trial.of(Map.of("Sizes.java", code.formatted("")), "n-plus-one-query")).hasSize(1);
  }

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
}
