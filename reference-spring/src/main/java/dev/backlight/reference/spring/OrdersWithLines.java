package dev.backlight.reference.spring;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.context.annotation.Profile;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `GET /orders?limit=20`: the newest orders, each with its lines.
final class OrdersWithLines {

  private static final int MOST = 1_000;

  private OrdersWithLines() {}

  private static void refuseUnless(boolean good, int most) {
    if (!good) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "'limit' must be from 1 to " + most + ".");
    }
  }

  /// The lines are lazy, and each order is asked for its own: one statement for the list, then one
  /// for each of its elements, of which anybody may ask for any number. The session that is open in
  /// view makes it work, and hides it.
  @RestController
  @Profile("guilty")
  static class Guilty {

    private final PlacedOrderRepository orders;

    Guilty(PlacedOrderRepository orders) {
      this.orders = orders;
    }

    @GetMapping("/orders")
    List<Shown> newest(@RequestParam(defaultValue = "20") int limit) {
      refuseUnless(limit >= 1, Integer.MAX_VALUE);
      List<Shown> shown = new ArrayList<>();
      for (PlacedOrder order : orders.findAllByOrderByIdDesc(Limit.of(limit))) {
        List<Line> lines = new ArrayList<>();
        for (OrderLine line : order.getLines()) {
          lines.add(Line.of(line));
        }
        shown.add(Shown.of(order, lines));
      }
      return shown;
    }
  }

  /// Two statements for any number of orders: the ids of the page, then those orders with their
  /// lines by an entity graph.
  @RestController
  @Profile("redeemed")
  static class Redeemed {

    private final PlacedOrderRepository orders;

    Redeemed(PlacedOrderRepository orders) {
      this.orders = orders;
    }

    @GetMapping("/orders")
    List<Shown> newest(@RequestParam(defaultValue = "20") int limit) {
      refuseUnless(limit >= 1 && limit <= MOST, MOST);
      List<Long> ids = orders.newestIds(Limit.of(limit));
      return orders.findByIdInOrderByIdDesc(ids).stream()
          .map(order -> Shown.of(order, order.getLines().stream().map(Line::of).toList()))
          .toList();
    }
  }

  /// An order as it is shown.
  record Shown(long id, BigDecimal totalAmount, List<Line> lines) {
    static Shown of(PlacedOrder order, List<Line> lines) {
      return new Shown(
          order.getId(),
          order.getTotalAmount(),
          lines.stream().sorted(Comparator.comparingLong(Line::productId)).toList());
    }
  }

  /// A line of it.
  record Line(long productId, int quantity) {
    static Line of(OrderLine line) {
      return new Line(line.getProductId(), line.getQuantity());
    }
  }
}
