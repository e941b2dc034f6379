package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What holds memory across files and helpers, and what only looks like it.
class HoldingTest {

  private static List<Integer> lines(String crime, String path, Map<String, String> files) {
    return Trial.of(files, crime).stream()
        .filter(s -> s.location().path().equals(path))
        .map(s -> s.location().span().startLine())
        .toList();
  }

  private static List<Integer> lines(String crime, String path, String text) {
    return lines(crime, path, Map.of(path, text));
  }

  @Test
  void aCacheMadeByAFunctionOfAnotherFileIsReportedWhereItsOptionsAre() {
    String make =
        """
        const { TTLCache } = require('@isaacs/ttlcache');
        module.exports = function (opts) {
          const cache = new TTLCache(opts);
          return cache;
        };
        """;
    String use =
        """
        const ttl = require('./ttl');
        const fingers = ttl({ ttl: 1000 * 60 });
        const bounded = ttl({ ttl: 1000 * 60, max: 500 });
        """;
    assertThat(lines("unbounded-cache", "use.js", Map.of("ttl.js", make, "use.js", use)))
        .containsExactly(2);
  }

  @Test
  void removingSingleKeysBoundsACollectionButNotACache() {
    String text =
        """
        const sessions = new Map();
        const userCache = new Map();
        export function open(id) {
          sessions.set(id, Date.now());
        }
        export function close(id) {
          sessions.delete(id);
        }
        export async function user(id) {
          if (!userCache.has(id)) {
            userCache.set(id, await load(id));
          }
          return userCache.get(id);
        }
        export function invalidate(id) {
          userCache.delete(id);
        }
        """;
    assertThat(lines("growing-collection", "a.ts", text)).isEmpty();
    assertThat(lines("unbounded-cache", "a.ts", text)).containsExactly(2);
  }

  @Test
  void whatIsClearedMeasuredReplacedOrKeyedByCodeIsInnocent() {
    String text =
        """
        pending = []
        recent = {}
        by_type = {}
        fixed = {}

        def push(item):
            pending.append(item)

        def flush():
            global pending
            pending = []

        def remember(key, value):
            recent[key] = value
            if len(recent) > 100:
                recent.pop(next(iter(recent)))

        def describe(thing):
            by_type[type(thing)] = str(thing)

        def switch(value):
            fixed["mode"] = value

        def local():
            pending = []
            pending.append(1)
            return pending
        """;
    assertThat(lines("growing-collection", "a.py", text)).isEmpty();
    assertThat(lines("unbounded-cache", "a.py", text)).isEmpty();
  }

  @Test
  void registrationIsNotTraffic() {
    String text =
        """
        const handlers = new Map();
        export function registerHandler(name, handler) {
          handlers.set(name, handler);
        }
        """;
    assertThat(lines("growing-collection", "a.ts", text)).isEmpty();
  }

  @Test
  void anotherFileMayEmptyAnExportedCollection() {
    Map<String, String> files =
        Map.of(
            "store.ts",
            """
            export const jobs = new Map();
            export function add(id, job) {
              jobs.set(id, job);
            }
            """,
            "done.ts",
            """
            import * as store from './store';
            export function done(id) {
              store.jobs.delete(id);
            }
            """);
    assertThat(lines("growing-collection", "store.ts", files)).isEmpty();
  }

  @Test
  void onlyOneInstanceClassesOfSpringHoldOn() {
    String plain =
        """
        import java.util.ArrayList;
        import java.util.List;

        class Basket {
          private final List<String> items = new ArrayList<>();

          void add(String item) {
            items.add(item);
          }
        }
        """;
    assertThat(lines("growing-collection", "Basket.java", plain)).isEmpty();
    assertThat(
            lines(
                "growing-collection",
                "Basket.java",
                plain.replace(
                    "class Basket", "@org.springframework.stereotype.Service class Basket")))
        .containsExactly(8);
  }

  @Test
  void ownershipThatMovesIsInnocent() {
    String text =
        """
        def handed_out(path):
            file = open(path)
            return file

        def given(self, path):
            file = open(path)
            self.file = file

        def managed(path):
            with open(path) as file:
                return file.read()

        def closed(path):
            file = open(path)
            try:
                return file.read()
            finally:
                file.close()

        def registered(stack, path):
            file = open(path)
            stack.enter_context(file)

        def leaked(path):
            file = open(path)
            print(file.readline())
        """;
    assertThat(lines("unclosed-resource", "a.py", text)).containsExactly(25);
  }

  @Test
  void aCallerOfAHelperInAnotherFileOwnsWhatItOpens() {
    Map<String, String> files =
        Map.of(
            "setup.py",
            """
            from sqlalchemy import create_engine
            from sqlalchemy.orm import sessionmaker

            SessionLocal = sessionmaker(bind=create_engine("sqlite://"))

            def create_session():
                return SessionLocal()
            """,
            "use.py",
            """
            from setup import create_session

            def touch(session):
                session.commit()

            def leaks():
                session = create_session()
                touch(session)

            def closes():
                session = create_session()
                try:
                    touch(session)
                finally:
                    session.close()
            """);
    assertThat(lines("unclosed-resource", "use.py", files)).containsExactly(7);
    assertThat(lines("unclosed-resource", "setup.py", files)).isEmpty();
  }

  @Test
  void aContextOfDotNetIsSeenThroughConfigureAwait() {
    String text =
        """
        using Microsoft.EntityFrameworkCore;

        public class Users
        {
            private readonly IDbContextFactory<ShopContext> _factory;

            public async Task Managed()
            {
                var context = await _factory.CreateDbContextAsync().ConfigureAwait(false);
                await using (context.ConfigureAwait(false))
                {
                    await context.SaveChangesAsync();
                }
            }

            public async Task Leaked()
            {
                var context = await _factory.CreateDbContextAsync().ConfigureAwait(false);
                await context.SaveChangesAsync();
            }
        }
        """;
    assertThat(lines("unclosed-resource", "a.cs", text)).containsExactly(18);
  }

  @Test
  void aBulkWriteOfAWholeQuerysetHoldsItsRows() {
    String text =
        """
        from django.db.models import QuerySet
        from app.models import Product

        def refresh(products: QuerySet):
            products = products.prefetch_related("variants")
            for product in products:
                product.vector = vector(product)
            Product.objects.bulk_update(products, ["vector"])
        """;
    assertThat(lines("whole-dataset-in-memory", "a.py", text)).containsExactly(6);
  }

  @Test
  void aLimitOnTheBodyOrAConstantHostIsInnocent() {
    String text =
        """
        export async function own(id: string) {
          const response = await fetch(`https://api.example.com/items/${id}`);
          return response.text();
        }
        export async function limited(url: string) {
          const response = await fetch(url);
          if (Number(response.headers.get('content-length')) > 1000) {
            throw new Error('too large');
          }
          return response.text();
        }
        """;
    assertThat(lines("whole-dataset-in-memory", "a.ts", text)).isEmpty();
  }
}
