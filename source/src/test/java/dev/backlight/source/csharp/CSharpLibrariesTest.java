package dev.backlight.source.csharp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.knowledge.Word;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Linker;
import dev.backlight.source.program.Manifests;
import dev.backlight.source.program.Program;
import dev.backlight.source.program.Site;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Calls of .NET libraries as the knowledge files see them in a lowered program.
final class CSharpLibrariesTest {

  private static final Linker.Each HERE =
      new Linker.Each() {
        @Override
        public <T> void run(List<T> elements, Consumer<T> task) {
          elements.forEach(task);
        }
      };

  /// What every call with words does: `name: words`, one per line.
  private static String words(String program) {
    Program linked =
        Linker.link(
            List.of(CSharpFrontEndTest.lower(program)), Manifests.NONE, HERE, warning -> {});
    return linked.functions().stream()
        .map(Fn::sites)
        .flatMap(List::stream)
        .filter(site -> !site.words().isEmpty())
        .map(CSharpLibrariesTest::line)
        .collect(Collectors.joining("\n"));
  }

  private static String line(Site site) {
    return site.name() + ": " + site.words();
  }

  @Test
  void seesQueriesAndSparesWhatOnlyMarks() {
    assertThat(
            words(
                """
                using Microsoft.EntityFrameworkCore;
                class Shop : DbContext { public DbSet<Order> Orders { get; set; } }
                class Order { public int Id { get; set; } }
                class Service(Shop shop, IDbContextFactory<Shop> factory) {
                  async Task Go(int page) {
                    shop.Orders.Add(new Order());
                    shop.Orders.AddRange(Made());
                    var recent = await shop.Orders.AsNoTracking().OrderBy(o => o.Id).Take(5).ToListAsync();
                    var query = from o in shop.Orders where o.Id > 3 select o;
                    foreach (var order in query) { }
                    await shop.SaveChangesAsync();
                    await using var other = await factory.CreateDbContextAsync();
                    other.Orders.Find(1);
                  }
                }
                """))
        .isEqualTo(
            """
            shop.Orders.AsNoTracking: builds untracked
            shop.Orders.AsNoTracking().OrderBy: builds orders
            shop.Orders.AsNoTracking().OrderBy(…).Take: builds limits
            shop.Orders.AsNoTracking().OrderBy(…).Take(…).ToListAsync: database async many collects
            shop.Orders.Where: builds filters
            query: database many
            shop.SaveChangesAsync: database async write
            factory.CreateDbContextAsync: async opens
            other.Orders.Find: database one\
            """);
  }

  @Test
  void sparesStreamsInMemoryAndSeesBlockingOnTasks() {
    assertThat(
            words(
                """
                class Files {
                  string Go(HttpClient client) {
                    using var memory = new MemoryStream();
                    memory.Write(new byte[3]);
                    using var text = new StringReader("a");
                    text.ReadToEnd();
                    Stream sink = new MemoryStream();
                    sink.Write(new byte[3]);
                    var page = client.GetStringAsync("x").Result;
                    client.GetAsync("y").GetAwaiter().GetResult();
                    return System.IO.File.ReadAllText(page);
                  }
                }
                """))
        .isEqualTo(
            """
            client.GetStringAsync: http async collects
            client.GetStringAsync(…).Result: blocks-on
            client.GetAsync: http async
            client.GetAsync(…).GetAwaiter().GetResult: blocks-on
            System.IO.File.ReadAllText: disk collects\
            """);
  }

  @Test
  void tellsTypesOfOneNameApartByTheirNamespace() {
    String program =
        """
        class Store { void Go(ISession session) { session.Get<Order>(1); session.Flush(); } }
        """;
    assertThat(words("using NHibernate;\n" + program))
        .isEqualTo("session.Get: database one\nsession.Flush: database write");
    assertThat(words("using Microsoft.AspNetCore.Http;\n" + program))
        .isEqualTo("session.Get: cache-get");
    assertThat(words(program)).isEmpty();
  }

  @Test
  void seesTheCachesAndWhatExpires() {
    assertThat(
            words(
                """
                using StackExchange.Redis;
                class Caches(IDatabase redis, IServer server, IMemoryCache memory) {
                  async Task Go() {
                    var hit = await redis.StringGetAsync("a");
                    await redis.StringSetAsync("a", hit);
                    foreach (var key in server.Keys()) { }
                    memory.Set("a", 1);
                  }
                }
                """))
        .isEqualTo(
            """
            redis.StringGetAsync: cache async cache-get
            redis.StringSetAsync: cache async write cache-set ttl(2/expiry)
            server.Keys: cache many streams cache-scan
            memory.Set: cache-set ttl(2)\
            """);
  }

  @Test
  void followsExtensionMethodsByWhatTheyExtend() {
    Program linked =
        Linker.link(
            List.of(
                CSharpFrontEndTest.lower(
                    """
                    static class Orders {
                      public static Order Newest(this DbSet<Order> orders, int floor) =>
                          orders.First(o => o.Id > floor);
                      public static int Newest(this Customer customer, int floor) => floor;
                      public static int Doubled(this int x) => 2 * x;
                    }
                    class Order { public int Id { get; set; } }
                    class Customer { }
                    class Service(DbSet<Order> orders) {
                      Order Go() => orders.Newest(3);
                    }
                    """)),
            Manifests.NONE,
            HERE,
            warning -> {});
    List<Fn> called =
        linked.functions().stream()
            .filter(fn -> fn.name().equals("Go"))
            .flatMap(fn -> fn.sites().stream())
            .flatMap(site -> site.targets().stream())
            .toList();
    assertThat(called)
        .singleElement()
        .satisfies(fn -> assertThat(fn.sites()).anyMatch(site -> site.has(Word.DATABASE)));
  }
}
