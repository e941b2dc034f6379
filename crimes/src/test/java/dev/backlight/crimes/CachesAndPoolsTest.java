package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Caches and pools in programs of several files, and what must stay innocent.
class CachesAndPoolsTest {

  private static List<String> lines(Map<String, String> files, String crime) {
    return Trial.of(files, crime).stream()
        .map(s -> s.location().path() + ":" + s.location().span().startLine())
        .toList();
  }

  @Test
  void aStampedeBehindHelpersOfAnotherFileIsSeen() {
    assertThat(
            lines(
                Map.of(
                    "shop/store.py",
                    """
                    import redis

                    client = redis.Redis(host="cache", socket_timeout=1)

                    def lookup(key):
                        return client.get(key)

                    def keep(key, value):
                        client.setex(key, 60, value)
                    """,
                    "shop/report.py",
                    """
                    import requests
                    from shop.store import keep, lookup

                    def report(year):
                        found = lookup(year)
                        if found is None:
                            found = requests.get("https://reports.example", timeout=3).text
                            keep(year, found)
                        return found
                    """),
                "cache-stampede"))
        .containsExactly("shop/report.py:5");
  }

  @Test
  void aLockPerKeyIsNoConvoy() {
    assertThat(
            lines(
                Map.of(
                    "Profiles.java",
                    """
                    import com.google.common.util.concurrent.Striped;
                    import java.util.concurrent.ConcurrentHashMap;
                    import java.util.concurrent.ConcurrentMap;
                    import java.util.concurrent.locks.Lock;
                    import org.springframework.web.client.RestTemplate;

                    class Profiles {
                      private final Striped<Lock> locks = Striped.lock(1024);
                      private final ConcurrentMap<String, String> profiles = new ConcurrentHashMap<>();
                      private final RestTemplate rest;

                      Profiles(RestTemplate rest) {
                        this.rest = rest;
                      }

                      String of(String tenant) {
                        String profile = profiles.get(tenant);
                        if (profile == null) {
                          Lock lock = locks.get(tenant);
                          lock.lock();
                          try {
                            profile = rest.getForObject("/profiles/" + tenant, String.class);
                            profiles.put(tenant, profile);
                          } finally {
                            lock.unlock();
                          }
                        }
                        return profile;
                      }
                    }
                    """),
                "cache-stampede"))
        .isEmpty();
  }

  @Test
  void clientsThatAreKeptAreInnocent() {
    assertThat(
            lines(
                Map.of(
                    "app.py",
                    """
                    import functools
                    import redis

                    _client = None

                    def client():
                        global _client
                        if _client is None:
                            _client = redis.Redis(host="cache", socket_timeout=1)
                        return _client

                    @functools.lru_cache(maxsize=1)
                    def second():
                        return redis.Redis(host="cache", socket_timeout=1)

                    class Store:
                        def __init__(self):
                            self.client = redis.Redis(host="cache", socket_timeout=1)

                    store = Store()
                    """,
                    "clients.ts",
                    """
                    import { MongoClient } from 'mongodb';
                    const clients = new Map<string, MongoClient>();

                    export function of(url: string) {
                      let client = clients.get(url);
                      if (!client) {
                        client = new MongoClient(url, { maxPoolSize: 10 });
                        clients.set(url, client);
                      }
                      return client.db('shop');
                    }
                    """,
                    "Startup.cs",
                    """
                    using System.Net.Http;

                    public class Startup
                    {
                        public void ConfigureServices(IServiceCollection services)
                        {
                            services.AddSingleton(new HttpClient());
                        }
                    }
                    """,
                    "Clients.java",
                    """
                    import okhttp3.OkHttpClient;
                    import org.springframework.context.annotation.Bean;
                    import org.springframework.context.annotation.Configuration;

                    @Configuration
                    class Clients {
                      @Bean
                      OkHttpClient http() {
                        return new OkHttpClient();
                      }
                    }
                    """),
                "client-per-request"))
        .isEmpty();
  }

  @Test
  void aFactoryIsGuiltyIfItsCallersKeepNothing() {
    assertThat(
            lines(
                Map.of(
                    "shop/clients.py",
                    """
                    import redis

                    def connect():
                        return redis.Redis(host="cache", socket_timeout=1)
                    """,
                    "shop/views.py",
                    """
                    from flask import Flask
                    from shop.clients import connect

                    app = Flask(__name__)

                    @app.route("/visits")
                    def visits():
                        client = connect()
                        return str(client.incr("visits"))
                    """),
                "client-per-request"))
        .containsExactly("shop/clients.py:4");
  }

  @Test
  void aSentinelTellsAnEmptyHitFromAMiss() {
    assertThat(
            lines(
                Map.of(
                    "config.py",
                    """
                    from django.core.cache import cache
                    from core.models import Revision

                    MISSING = object()

                    def config():
                        found = cache.get("config", MISSING)
                        if not found:
                            found = list(Revision.objects.all())
                            cache.set("config", found, 60)
                        return found
                    """),
                "falsy-hit-is-a-miss"))
        .isEmpty();
  }

  @Test
  void poolsOfSqliteAndNoPoolAtAllAreInnocent() {
    Map<String, String> files =
        Map.of(
            "database.py",
            """
            import os
            from sqlalchemy import create_engine
            from sqlalchemy.pool import NullPool

            test = create_engine("sqlite:///app.db")
            behind_bouncer = create_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
            """);
    assertThat(lines(files, "default-connection-pool")).isEmpty();
    assertThat(lines(files, "no-acquire-timeout")).isEmpty();
  }

  @Test
  void syncWorkersNeedOneConnectionEach() {
    assertThat(
            lines(
                Map.of(
                    "Procfile",
                    "web: gunicorn app:app --workers 4\n",
                    "database.py",
                    """
                    import os
                    from sqlalchemy import create_engine

                    engine = create_engine(os.environ["DATABASE_URL"])
                    """),
                "default-connection-pool"))
        .isEmpty();
  }

  @Test
  void aTransactionAroundAHelperThatCallsARemoteServiceIsSeen() {
    assertThat(
            lines(
                Map.of(
                    "shop/carrier.py",
                    """
                    import requests

                    def book(order):
                        return requests.post("https://carrier.example", timeout=5)
                    """,
                    "shop/shipping.py",
                    """
                    from django.db import models, transaction
                    from shop.carrier import book

                    class Order(models.Model):
                        name = models.CharField(max_length=80)

                    def ship(order_id):
                        with transaction.atomic():
                            order = Order.objects.get(pk=order_id)
                            book(order)
                            order.save()
                    """),
                "connection-held-over-slow-work"))
        .containsExactly("shop/shipping.py:10");
  }
}
