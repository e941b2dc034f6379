package dev.backlight.reference;

import dev.backlight.reference.backing.Stock;
import dev.backlight.reference.proof.Proof;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `backlight shop`: opens an edition with everything it needs.
@Command(
    name = "backlight shop",
    separator = " ",
    sortOptions = false,
    synopsisHeading = "",
    customSynopsis = {
      "backlight shop --edition guilty|redeemed [--users 10000] [--port 8080] …",
      "backlight shop --prove [--quick]"
    },
    description = {
      "",
      "A small shop that commits every crime of the catalogue, and the same shop without them.",
      "Each endpoint of the guilty edition has a redeemed twin that gives the same answer; read both",
      "side by side in reference/src/main/java/dev/backlight/reference/endpoint.",
      "",
      "It brings its own PostgreSQL and Redis, generates its data, and takes all of it away again.",
      ""
    },
    optionListHeading = "Options%n",
    footerHeading = "%nExamples%n",
    footer = {
      "  backlight shop --edition guilty                   then: curl localhost:8080/users",
      "  backlight shop --edition redeemed --port 8081     the same answers, sooner",
      "  backlight shop --edition guilty --round-trip 1ms  a database that is not on this machine",
      "  backlight shop --prove --quick                    measure both, write docs/shop.md",
      "",
      "With a database of yours the tables go into a schema of their own, backlight_shop:",
      "  backlight shop --edition redeemed \\",
      "    --postgres 'jdbc:postgresql://db:5432/test?user=me' --redis redis://cache:6379"
    })
public final class Shop implements Callable<Integer> {

  @Option(
      names = "--framework",
      paramLabel = "NAME",
      description = {
        "spring: the Spring Boot twin of the most typical pairs, in the same two editions",
        "(default: helidon, which has all of them)."
      })
  String framework = "helidon";

  @Mixin ShopOptions shop = new ShopOptions();

  @Option(
      names = "--round-trip",
      paramLabel = "TIME",
      converter = Time.class,
      description =
          "A network to the database: a real delay of every byte, this much there and back"
              + " (default: 0ms).")
  Duration roundTrip = Duration.ZERO;

  @Option(names = "--prove", description = "Measure both editions and write docs/shop.md.")
  boolean prove;

  @Option(names = "--quick", description = "With --prove: shorter and on less data.")
  boolean quick;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = {
        "With --prove: only these parts of the page: serialization, waiting, pairs, pool,",
        "stampede, exports, soak."
      })
  Set<String> only = Set.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "With --prove: the page to write (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("docs", "shop.md");

  @Option(names = "--cold", hidden = true, description = "Do not warm the cache.")
  boolean cold;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  boolean help;

  public static void main(String... arguments) {
    System.exit(ShopOptions.run(new Shop(), arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (prove) {
      new Proof(out, quick, only).run();
      return 0;
    }
    if (!framework.equals("helidon")) {
      return ShopOptions.failed(
          "this is the shop on Helidon, not on " + framework,
          "The launcher starts the one on Spring: ./backlight shop --framework spring");
    }
    if (!shop.portIsFree()) {
      return ShopOptions.failed(
          "port " + shop.port() + " is in use", "Choose another one with --port, or 0 for any.");
    }
    Settings settings =
        new Settings(shop.port(), shop.postgres(), shop.redis(), shop.profileDelay(), roundTrip);
    Stock stock = shop.stock();
    Premises premises = Premises.open(shop.edition(), settings, stock);
    Runtime.getRuntime().addShutdownHook(new Thread(premises::close, "close"));
    if (!cold) {
      premises.shop().warm();
    }
    welcome(premises.shop().port(), stock);
    new CountDownLatch(1).await();
    return 0;
  }

  private void welcome(int port, Stock stock) {
    String at = "localhost:" + port;
    IO.println(
        """
        The %s shop is open: http://%s
          %,d users, %,d orders, %,d products; profiles take %s, the way to the database %s

        Try
          curl -i %s/popular-products
          curl -i '%s/users?limit=100'
          curl -o orders.ndjson %s/export/orders/stream
          curl %s/metrics
          TOKEN=$(curl -s -d '{"email":"user1@test.com","password":"%s"}' %s/auth/login \\
            | cut -d'"' -f4)
          curl -H "Authorization: Bearer $TOKEN" %s/api/dashboard

        Ctrl-C closes it.\
        """
            .formatted(
                shop.edition(),
                at,
                stock.users(),
                stock.orders(),
                stock.products(),
                millis(shop.profileDelay()),
                millis(roundTrip),
                at,
                at,
                at,
                at,
                Stock.PASSWORD,
                at,
                at));
  }

  private static String millis(Duration time) {
    return time.isZero() ? "no time" : time.toNanos() / 1_000_000.0 + " ms";
  }
}
