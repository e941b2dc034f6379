package dev.backlight.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {

  private static final RouteTable TABLE =
      new RouteTable(
          List.of(
              "GET /",
              "GET /users",
              "GET /users/all",
              "GET /users/:id/orders",
              "GET /products/{product_id}/stock",
              "GET /items/<int:id>",
              "GET /files/{path:path}",
              "POST /orders/:id/notify",
              "GET /api/Invoices/totals",
              "ALL /health",
              "before_request remember"));

  @ParameterizedTest
  @CsvSource({
    "GET /,                          GET /",
    "GET /users?page=2,              GET /users",
    "GET /users/,                    GET /users",
    "HEAD /users,                    GET /users",
    "GET /users/all,                 GET /users/all",
    "GET /users/17/orders,           GET /users/:id/orders",
    "GET /users/{userId}/orders,     GET /users/:id/orders",
    "GET /products/9/stock,          GET /products/{product_id}/stock",
    "GET /items/5,                   GET /items/<int:id>",
    "GET /files/a/b/c.txt,           GET /files/{path:path}",
    "POST /orders/ab-1/notify,       POST /orders/:id/notify",
    "GET /api/invoices/totals,       GET /api/Invoices/totals",
    "PATCH /health,                  ALL /health",
  })
  void aRequestAsksForItsRoute(String request, String route) {
    assertThat(TABLE.match(request)).contains(new RouteTable.Match(route, ""));
  }

  @ParameterizedTest
  @CsvSource({"POST /users", "GET /users/17", "GET /{page}", "GET /unknown/path", "dashboard"})
  void whatNoRouteMatchesIsNobodys(String request) {
    assertThat(TABLE.match(request)).isEmpty();
  }

  @Test
  void aRouteMayBeMountedBelowAPrefixThatItDoesNotName() {
    assertThat(TABLE.match("GET /shop/v1/users/17/orders"))
        .contains(new RouteTable.Match("GET /users/:id/orders", "/shop/v1"));
    assertThat(TABLE.match("GET /a/b/c/users")).isEmpty();
  }

  @Test
  void textWinsOverPlacesAndATieIsNobodys() {
    RouteTable table = new RouteTable(List.of("GET /a/{x}", "GET /a/:y", "GET /b/{x}", "GET /b/c"));
    assertThat(table.match("GET /a/1")).isEmpty();
    assertThat(table.match("GET /b/c")).contains(new RouteTable.Match("GET /b/c", ""));
  }
}
