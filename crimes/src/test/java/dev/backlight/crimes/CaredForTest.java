package dev.backlight.crimes;

import static dev.backlight.crimes.Trial.found;
import static dev.backlight.crimes.Trial.sure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tasks that are over, resources that go with others, and work that other threads do, each beside
/// the same code without it.
class CaredForTest {

  @Test
  void tasksOfAnArrayThatWereAwaitedTogether() {
    String code =
        """
        using System.Threading.Tasks;
        public class Hosts
        {
            public async Task<int> Count(Task<int>[] tasks)
            {
                %s
                return tasks[0].Result;
            }
        }
        """;

    assertThat(found("sync-over-async", "A.cs", code.formatted("await Task.WhenAll(tasks);")))
        .isFalse();
    assertThat(found("sync-over-async", "A.cs", code.formatted(""))).isTrue();
  }

  @Test
  void aTaskWaitedForBeforeIsToldOnce() {
    String code =
        """
        using System.Threading.Tasks;
        public class Hosts
        {
            public int Count(Repository repository)
            {
                Task<int> task = repository.CountAsync();
                task.Wait();
                return task.Result;
            }
        }
        """;

    assertThat(Trial.of(Map.of("A.cs", code), "sync-over-async")).hasSize(1);
  }

  @Test
  void aTaskThatItsPropertySaysIsComplete() {
    String code =
        """
        using System.Threading.Tasks;
        public class Forwarder
        {
            public async Task<int> Fail(Content? content)
            {
                var tried = content?.Consumption.%s == true;
                return tried ? content!.Consumption.Result : 0;
            }
        }
        public class Content
        {
            public Task<int> Consumption { get; }
        }
        """;

    assertThat(found("sync-over-async", "A.cs", code.formatted("IsCompleted"))).isFalse();
    assertThat(found("sync-over-async", "A.cs", code.formatted("IsCanceled"))).isTrue();
  }

  @Test
  void whatLoadsOnceOrIsKeptIsLessSure() {
    String code =
        """
        using System;
        using System.Threading.Tasks;
        public class Settings
        {
            private readonly Task<int> _started;
            private readonly Func<int> _load;
            public Settings(Repository repository)
            {
                _load = %s;
            }
        }
        """;

    assertThat(
            sure(
                "sync-over-async",
                "A.cs",
                code.formatted("new Lazy<int>(() => repository.CountAsync().Result).Value")))
        .isEqualTo(Confidence.LOW);
    assertThat(sure("sync-over-async", "A.cs", code.formatted("() => _started.Result")))
        .isEqualTo(Confidence.LOW);
    assertThat(
            sure("sync-over-async", "A.cs", code.formatted("() => repository.CountAsync().Result")))
        .isNotEqualTo(Confidence.LOW);
  }

  @Test
  void aQueueRunsWhatItIsGivenOnAThreadOfItsOwn() {
    String code =
        """
        using System;
        using System.Threading.Tasks;
        public class Messages
        {
            private readonly Jobs jobs = new Jobs();
            public Task Delete(Hub hub)
            {
                return jobs.%1$s(() => { hub.ChangedAsync().Wait(); });
            }
        }
        public class Jobs
        {
            public Task %1$s(Action action) { action(); return Task.CompletedTask; }
        }
        """;

    assertThat(found("sync-over-async", "A.cs", code.formatted("QueueTask"))).isFalse();
    assertThat(found("sync-over-async", "A.cs", code.formatted("Measured"))).isTrue();
  }

  @Test
  void aStatementClosesWithItsConnection() {
    String code =
        """
        import java.sql.Connection;
        import java.sql.DriverManager;
        import java.sql.Statement;

        class Rights {
          void check(String url) throws Exception {
            Connection connection = DriverManager.getConnection(url);
            Statement statement = connection.createStatement();
            statement.execute("select 1");
            %s
          }
        }
        """;

    assertThat(
            Trial.of(Map.of("A.java", code.formatted("connection.close();")), "unclosed-resource"))
        .noneMatch(sighting -> sighting.message().contains("statement"));
    assertThat(Trial.of(Map.of("A.java", code.formatted("")), "unclosed-resource"))
        .anyMatch(sighting -> sighting.message().contains("statement"));
  }

  @Test
  void aResponseGoesOnWithItsStream() {
    String code =
        """
        using System.Net.Http;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Mvc;
        public class Files : ControllerBase
        {
            private readonly HttpClient _http;
            [HttpGet("/files")]
            public async Task<IResult> Get(string url)
            {
                var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
                var stream = await response.Content.ReadAsStreamAsync();
                return Results.Stream(%s);
            }
        }
        """;

    assertThat(found("unclosed-resource", "A.cs", code.formatted("stream"))).isFalse();
    assertThat(found("unclosed-resource", "A.cs", code.formatted("empty"))).isTrue();
  }

  @Test
  void amountsAndEntriesOfMapsAreNoLabels() {
    String code =
        """
        import { Gauge } from 'prom-client';
        const gauge = new Gauge({ name: 'g', help: 'g', labelNames: ['user'] });
        export function count(clients, userId, ms) {
          %s;
        }
        """;

    assertThat(found("high-cardinality-label", "a.js", code.formatted("clients.set(userId, ms)")))
        .isFalse();
    assertThat(found("high-cardinality-label", "a.js", code.formatted("gauge.set({ userId }, ms)")))
        .isTrue();
  }

  @Test
  void aResolverOfATypeThatNoListGivesRunsOnce() {
    String code =
        """
        import { Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
        import { PrismaClient } from '@prisma/client';
        @Resolver(() => User)
        export class UsersResolver {
          private prisma = new PrismaClient();
          @Query(() => %s)
          async find() { return null; }
          @ResolveField('projects')
          async projects(@Parent() author: User) {
            return this.prisma.project.findMany({ where: { userId: author.id } });
          }
        }
        """;

    assertThat(sure("n-plus-one-query", "users.ts", code.formatted("User")))
        .isEqualTo(Confidence.LOW);
    assertThat(sure("n-plus-one-query", "users.ts", code.formatted("[User]")))
        .isEqualTo(Confidence.MEDIUM);
  }

  @Test
  void aLineIsToldOnceByARule() {
    String code =
        """
        from flask import Flask
        import requests
        app = Flask(__name__)

        @app.route("/")
        def home():
            return requests.get("https://a.example.org").text + requests.get("https://b.example.org").text
        """;

    assertThat(Trial.of(Map.of("a.py", code), "missing-timeout")).hasSize(1);
  }

  @Test
  void rowsOfValuesHaveNoRelations() {
    String models =
        """
        from django.db import models

        class User(models.Model):
            name = models.TextField()

        class Report(models.Model):
            user = models.ForeignKey(User, on_delete=models.CASCADE)
        """;
    String views =
        """
        from rest_framework import serializers, viewsets
        from .models import Report

        class UserSerializer(serializers.Serializer):
            name = serializers.CharField()

        class ReportSerializer(serializers.ModelSerializer):
            user = UserSerializer()

            class Meta:
                model = Report
                fields = ["user"]

        class ReportViewSet(viewsets.ModelViewSet):
            serializer_class = ReportSerializer

            def get_queryset(self):
                queryset = Report.objects.all()
                queryset = queryset.%s
                return queryset.order_by("id")
        """;

    assertThat(queries(models, views.formatted("values(\"user\")"))).isEmpty();
    assertThat(queries(models, views.formatted("filter(id__gt=1)"))).isNotEmpty();
  }

  private static List<Sighting> queries(String models, String views) {
    return Trial.of(Map.of("shop/models.py", models, "shop/views.py", views), "n-plus-one-query");
  }
}
