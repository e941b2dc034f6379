package dev.backlight.reference.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.reference.Edition;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Thirty requests read a row and then wait for a slow service.
class OpenInViewTest {

  private static final int AT_ONCE = 30;

  @Test
  void openTheSlowCallHoldsTheWholePool() throws Exception {
    assertThat(heldWhileCalling(Edition.GUILTY, 10)).isEqualTo(10);
  }

  @Test
  void closedItHoldsNone() throws Exception {
    assertThat(heldWhileCalling(Edition.REDEEMED, AT_ONCE)).isZero();
  }

  /// Connections held when that many requests have reached the slow service.
  private static int heldWhileCalling(Edition edition, int calling) throws Exception {
    try (SpringShop shop = SpringHouse.open(edition)) {
      long before = SpringHouse.profileCalls();
      List<CompletableFuture<HttpResponse<String>>> all =
          SpringHouse.crowd(AT_ONCE, "/users/1/card", shop);
      while (SpringHouse.profileCalls() < before + calling) {
        Thread.sleep(5);
      }
      int held = shop.heldConnections();
      for (CompletableFuture<HttpResponse<String>> each : all) {
        assertThat(each.get().statusCode()).as(each.get().body()).isEqualTo(200);
      }
      assertThat(shop.heldConnections()).isZero();
      return held;
    }
  }
}
