package dev.backlight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.report.Format;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The example that the README shows, from the command to the report.
class GuiltyShopTest {

  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();

  /// Crimes that must be seen, with a file of each. There may be more.
  private static final String CRIMES =
      """
      accounts-flask/accounts/app.py growing-collection
      accounts-flask/accounts/app.py n-plus-one-http
      accounts-flask/accounts/app.py n-plus-one-query
      accounts-flask/accounts/app.py n-plus-one-write
      accounts-flask/accounts/app.py pool-exceeds-database
      accounts-flask/accounts/app.py unbounded-result
      accounts-flask/accounts/app.py whole-dataset-in-memory
      accounts-flask/accounts/profiles.py missing-timeout
      billing-aspnet/Services/InvoiceService.cs client-per-request
      billing-aspnet/Services/InvoiceService.cs filter-in-memory
      billing-aspnet/Services/InvoiceService.cs n-plus-one-query
      billing-aspnet/Services/InvoiceService.cs unbounded-cache
      catalogue-fastapi/app/cache.py cache-without-ttl
      catalogue-fastapi/app/cache.py redis-keys-command
      catalogue-fastapi/app/cache.py unsafe-deserialization
      catalogue-fastapi/app/main.py n-plus-one-query
      catalogue-fastapi/app/main.py offset-pagination
      catalogue-fastapi/app/suppliers.py blocking-call-on-event-loop
      catalogue-fastapi/app/suppliers.py missing-timeout
      inventory-spring/src/main/java/shop/inventory/InventoryController.java missing-timeout
      inventory-spring/src/main/java/shop/inventory/InventoryController.java n-plus-one-http
      inventory-spring/src/main/java/shop/inventory/InventoryController.java n-plus-one-query
      inventory-spring/src/main/java/shop/inventory/InventoryController.java unbounded-result
      orders-express/src/server.js blocking-call-on-event-loop
      orders-express/src/server.js cache-without-ttl
      orders-express/src/server.js n-plus-one-http
      orders-express/src/server.js n-plus-one-query
      orders-express/src/server.js redis-keys-command
      orders-express/src/server.js unbounded-cache
      orders-express/src/shipping.js missing-timeout
      """;

  private static final Pattern LINE = Pattern.compile("([^:]+):\\d+:\\d+: \\w+ ([a-z-]+) .*");
  private static final Pattern DURATION = Pattern.compile("\"durationMs\" : \\d+");

  @Test
  void itsCrimesAreSeen() {
    RealStage.Result result = review("--format", "concise");
    TreeSet<String> seen =
        result
            .out()
            .lines()
            .map(LINE::matcher)
            .filter(matcher -> matcher.matches())
            .map(matcher -> matcher.group(1) + " " + matcher.group(2))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(result.code()).isEqualTo(ExitCode.OK);
    assertThat(seen).containsAll(CRIMES.lines().toList());
  }

  @Test
  void aGateRefusesIt() {
    assertThat(review("--fail-on", "critical", "--quiet").code()).isEqualTo(ExitCode.GATE);
  }

  @Test
  void theReportIsTheSameOnAnyNumberOfThreadsAndEveryTime() {
    String first = json("--threads", "1");

    assertThat(json("--threads", "2")).isEqualTo(first);
    assertThat(json("--threads", "2")).isEqualTo(first);
    assertThat(first).contains("\"n-plus-one-query\"");
  }

  @Test
  void everyFormatIsWritten() {
    for (Format format : Format.values()) {
      RealStage.Result result = review("--format", format.toString(), "--quiet");
      assertThat(result.code()).as(format.toString()).isEqualTo(ExitCode.OK);
      assertThat(result.out()).as(format.toString()).contains("n-plus-one");
      assertThat(result.out()).as(format.toString()).doesNotContain(EXAMPLES.toString());
    }
  }

  private static RealStage.Result review(String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "review";
    arguments[1] = "guilty-shop";
    arguments[2] = "--all";
    System.arraycopy(options, 0, arguments, 3, options.length);
    return RealStage.run(EXAMPLES, arguments);
  }

  private static String json(String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "--format";
    arguments[1] = "json";
    System.arraycopy(options, 0, arguments, 2, options.length);
    return DURATION.matcher(review(arguments).out()).replaceAll("\"durationMs\" : 0");
  }
}
