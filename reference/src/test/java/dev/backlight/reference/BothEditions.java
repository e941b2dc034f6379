package dev.backlight.reference;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Both editions open on the same data, and a customer in each.
record BothEditions(OpenShop guiltyShop, OpenShop redeemedShop, Customer guilty, Customer redeemed)
    implements AutoCloseable {

  static BothEditions open() {
    try {
      OpenShop guilty = House.open(Edition.GUILTY);
      OpenShop redeemed = House.open(Edition.REDEEMED);
      return new BothEditions(guilty, redeemed, new Customer(guilty), new Customer(redeemed));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    guilty.close();
    redeemed.close();
    guiltyShop.close();
    redeemedShop.close();
  }
}
