package dev.backlight.reference.spring;

import dev.backlight.reference.ShopOptions;
import dev.backlight.reference.backing.BackingProcess;
import dev.backlight.reference.backing.ProfileService;
import dev.backlight.reference.backing.Stock;
import dev.backlight.reference.web.Passwords;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `backlight shop --framework spring`: opens an edition with everything it needs.
@Command(
    name = "backlight shop --framework spring",
    separator = " ",
    sortOptions = false,
    description = "The Spring Boot twin of the shop's most typical pairs.")
public final class SpringShopCommand implements Callable<Integer> {

  @Option(names = "--framework", paramLabel = "NAME", description = "spring, which this is.")
  String framework = "spring";

  @Mixin ShopOptions shop = new ShopOptions();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  boolean help;

  public static void main(String... arguments) {
    System.exit(ShopOptions.run(new SpringShopCommand(), arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (!shop.portIsFree()) {
      return ShopOptions.failed(
          "port " + shop.port() + " is in use", "Choose another one with --port, or 0 for any.");
    }
    BackingProcess backing = BackingProcess.start(shop.postgres(), shop.redis());
    ProfileService profiles = ProfileService.start(shop.profileDelay());
    shop.stock()
        .fill(backing.postgres(), Passwords.hash(Stock.PASSWORD, Passwords.RECOMMENDED_ITERATIONS));
    SpringShop open =
        SpringShop.open(
            shop.edition(),
            shop.port(),
            backing.postgres(),
            backing.redis(),
            "http://127.0.0.1:" + profiles.port(),
            Map.of());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  open.close();
                  profiles.close();
                  backing.close();
                },
                "close"));
    welcome(open.port());
    new CountDownLatch(1).await();
    return 0;
  }

  private void welcome(int port) {
    String at = "localhost:" + port;
    IO.println(
        """
        The %s Spring shop is open: http://%s

        Try
          curl -i '%s/orders?limit=100'
          curl -i %s/popular-products
          curl -i %s/users/7/card

        Ctrl-C closes it.\
        """
            .formatted(shop.edition(), at, at, at, at));
  }
}
