package dev.backlight.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `backlight shop`, as far as it is seen from here: the launcher starts the shop with a class path
/// of its own, so that no other command loads a server.
@Command(
    name = "shop",
    description = "Open the reference shop, guilty or redeemed, to try things on.",
    abbreviateSynopsis = true,
    sortOptions = false,
    optionListHeading = "%nOptions%n",
    footerHeading = "%nExamples%n",
    footer = {
      "  backlight shop --edition guilty      every crime, running",
      "  backlight shop --edition redeemed    the same answers without them",
      "  backlight shop --prove --quick       measure both",
      "  backlight shop --help                everything else"
    })
final class ShopCommand implements Callable<Integer> {

  @Mixin final HelpOption help = new HelpOption();

  @Override
  public Integer call() throws Trouble {
    throw new Trouble(
        "the shop is started by the launcher, not by this class path",
        "Run ./backlight shop, or dev.backlight.reference.Shop with the jars of reference/target.");
  }
}
