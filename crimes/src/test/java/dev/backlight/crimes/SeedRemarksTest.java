package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is still wrong in code that was written to be better.
class SeedRemarksTest {

  private static List<Integer> lines(String crime, Map<String, String> files) {
    return Trial.of(files, crime).stream().map(s -> s.location().span().startLine()).toList();
  }

  private static List<Integer> lines(String crime, String path, String code) {
    return lines(crime, Map.of(path, code));
  }

  @Test
  void metricsOnThePortOfTheApplication() {
    String code =
        """
        from fastapi import FastAPI
        from prometheus_client import start_http_server

        app = FastAPI()

        def start():
            start_http_server(8000)
        """;
    assertThat(lines("misleading-timer", "app.py", code)).containsExactly(7);
    assertThat(
            lines(
                "misleading-timer",
                Map.of(
                    "app.py",
                    code,
                    "Dockerfile",
                    "FROM python\nCMD uvicorn app:app --port 9000\n")))
        .isEmpty();
    assertThat(lines("misleading-timer", "app.py", code.replace("8000", "9100"))).isEmpty();
  }

  @Test
  void aGaugeThatAFailureLeavesRaised() {
    String code =
        """
        from prometheus_client import Gauge

        ACTIVE = Gauge("active", "Jobs")

        def run(job):
            ACTIVE.inc()
            job.work()
            ACTIVE.dec()
        """;
    assertThat(lines("misleading-timer", "jobs.py", code)).containsExactly(8);
    assertThat(
            lines(
                "misleading-timer",
                "jobs.py",
                """
                from prometheus_client import Gauge

                ACTIVE = Gauge("active", "Jobs")

                def run(job):
                    ACTIVE.inc()
                    try:
                        job.work()
                    finally:
                        ACTIVE.dec()
                """))
        .isEmpty();
  }

  @Test
  void failuresThatAreNotTimed() {
    String code =
        """
        import time
        from fastapi import FastAPI
        from prometheus_client import Histogram

        app = FastAPI()
        SECONDS = Histogram("http_request_seconds", "Requests", ["route"])

        @app.middleware("http")
        async def measure(request, call_next):
            start = time.perf_counter()
            response = await call_next(request)
            SECONDS.labels(request.scope["route"].path).observe(time.perf_counter() - start)
            return response
        """;
    assertThat(lines("misleading-timer", "app.py", code)).containsExactly(12);
  }

  @Test
  void invalidationThatReachesAroundTheLocalLevel() {
    String cache =
        """
        import redis

        class TwoLevels:
            def __init__(self):
                self.redis_client = redis.Redis(host="cache", socket_timeout=1)
                self.local_cache = {}

            def drop(self, key):
                self.redis_client.delete(key)
                self.local_cache.pop(key, None)
        """;
    assertThat(
            lines(
                "stale-local-cache",
                Map.of(
                    "cache.py",
                    cache,
                    "events.py",
                    """
                    class Invalidator:
                        def __init__(self, cache):
                            self.cache = cache

                        def handle(self, key):
                            self.cache.redis_client.delete(key)
                    """)))
        .containsExactly(6);
    assertThat(
            lines(
                "stale-local-cache",
                Map.of(
                    "cache.py",
                    cache,
                    "events.py",
                    """
                    class Invalidator:
                        def __init__(self, cache):
                            self.cache = cache

                        def handle(self, key):
                            self.cache.drop(key)
                    """)))
        .isEmpty();
  }

  @Test
  void pagesAreReadOneAfterTheOther() {
    assertThat(
            lines(
                "await-in-loop",
                "pages.js",
                """
                import axios from 'axios';

                export async function all() {
                  const found = [];
                  let cursor = '';
                  do {
                    const page = await axios.get('/orders', { params: { cursor }, timeout: 1000 });
                    found.push(...page.data.items);
                    cursor = page.data.next;
                  } while (cursor);
                  return found;
                }
                """))
        .isEmpty();
  }

  @Test
  void aRateLimiterWaitsOnPurpose() {
    assertThat(
            lines(
                "await-in-loop",
                "mail.js",
                """
                import axios from 'axios';
                import { setTimeout as sleep } from 'node:timers/promises';

                export async function notify(people) {
                  for (const person of people) {
                    await axios.post('https://hooks.example.org', person, { timeout: 1000 });
                    await sleep(200);
                  }
                }
                """))
        .isEmpty();
  }

  @Test
  void oneSessionCannotBeUsedTwiceAtOnce() {
    assertThat(
            lines(
                "await-in-loop",
                "orders.py",
                """
                from sqlalchemy.ext.asyncio import AsyncSession

                async def touch(session: AsyncSession, orders):
                    for order in orders:
                        await session.refresh(order)
                """))
        .isEmpty();
  }

  @Test
  void aTaskThatWasAwaitedHasItsResult() {
    assertThat(
            lines(
                "sync-over-async",
                "Prices.cs",
                """
                using System.Threading.Tasks;

                public class Prices
                {
                    public async Task<decimal> Sum()
                    {
                        var first = Load(1);
                        var second = Load(2);
                        await Task.WhenAll(first, second);
                        return first.Result + second.Result;
                    }

                    public async Task<decimal> One()
                    {
                        var price = Load(1);
                        await price;
                        return price.Result;
                    }

                    private static async Task<decimal> Load(int id)
                    {
                        await Task.Delay(1);
                        return id;
                    }
                }
                """))
        .isEmpty();
  }

  @Test
  void kindsOfThingsAreFew() {
    List<Sighting> found =
        Trial.of(
            Map.of(
                "app/models.py",
                """
                from django.db import models

                class Grant(models.Model):
                    action = models.CharField(max_length=20, db_index=True)
                """,
                "app/views.py",
                """
                from app.models import Grant

                def grants(request, actions):
                    return [Grant.objects.get(action=action) for action in actions]
                """),
            "n-plus-one-query");
    assertThat(found).allMatch(s -> s.confidence() == Confidence.LOW);
  }

  @Test
  void theLinesOfAFormAreFewerThanTheRowsOfATable() {
    List<Sighting> found =
        Trial.of(
            Map.of(
                "app/models.py",
                """
                from django.db import models

                class Line(models.Model):
                    name = models.CharField(max_length=20)
                """,
                "app/serializers.py",
                """
                from app.models import Line

                def create(validated_data):
                    for line in validated_data.pop("lines"):
                        Line.objects.create(name=line)
                """),
            "n-plus-one-write");
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().quantities())
        .anyMatch(q -> q.name().equals("N") && q.value() == 10);
  }
}
