package dev.backlight.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What cannot be answered is refused in JSON that says why.
class BadInputTest {

  private static OpenShop shop;
  private static Customer customer;

  @BeforeAll
  static void open() throws IOException {
    shop = House.open(Edition.REDEEMED);
    customer = new Customer(shop);
  }

  @AfterAll
  static void close() {
    customer.close();
    shop.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /users?limit=many                      | 400 | 'limit' must be a whole number.
          /users?limit=0                         | 400 | 'limit' must be from 1 to 1000.
          /users?limit=1001                      | 400 | 'limit' must be from 1 to 1000.
          /users/0/analytics                     | 400 | 'id' must be 1 or more.
          /users/x/analytics                     | 400 | 'id' must be a whole number.
          /users/99999999/analytics              | 404 | There is no user 99999999.
          /users/bulk-analytics                  | 400 | 'user_ids' is missing, such as user_ids=1,2,3.
          /users/bulk-analytics?user_ids=1,,2    | 400 | 'user_ids' must be a whole number.
          /heavy-operation?users=-1              | 400 | 'users' must be from 1 to 10000.
          /api/products/search?q=ab              | 400 | 'q' must have 3 to 50 characters.
          /api/dashboard                         | 401 | This token is not one of ours.
          /nothing                               | 404 | There is nothing at /nothing.
          """)
  void saysWhatIsWrong(String path, int status, String message) throws Exception {
    refused(customer.get(path, "1.99999999999.forged"), status, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `{`                                                  | The body is not the JSON that is expected
          `null`                                               | A JSON object is expected, not null.
          `{"items":"none"}`                                   | The body is not the JSON that is expected
          `{"items":[],"shipping_address":"x"}`                | 'items' must have 1 to 50 entries.
          `{"items":[{"product_id":1,"quantity":0}]}`          | 'quantity' must be from 1 to 100.
          `{"items":[{"product_id":1,"quantity":1}]}`          | 'shipping_address' must have 1 to 200
          """)
  void anOrderMustBeOne(String body, String message) throws Exception {
    refused(customer.post("/api/orders", customer.login(1), body), 400, message);
  }

  @Test
  void aBodyHasALimit() throws Exception {
    String body = "{\"items\":[],\"shipping_address\":\"" + "x".repeat(70_000) + "\"}";

    refused(customer.post("/api/orders", customer.login(1), body), 413, "65536 bytes at most");
  }

  @Test
  void tooManyIdsAreRefused() throws Exception {
    String ids = "1,".repeat(1_001) + "1";

    refused(customer.get("/users/bulk-analytics?user_ids=" + ids), 400, "1000 ids at most");
  }

  @ParameterizedTest
  @CsvSource({"user1@test.com,wrong", "nobody@test.com,testpass123"})
  void aWrongPasswordTellsNothing(String email, String password) throws Exception {
    String credentials = "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password);

    refused(
        customer.post("/auth/login", "none", credentials),
        401,
        "This email and this password do not go together.");
  }

  @Test
  void whatIsNoRequestIsRefusedInJsonToo() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", shop.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "GET /us ers HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer)
          .startsWith("HTTP/1.1 400")
          .contains("{\"error\":{\"code\":\"bad_request\"");
    }
  }

  private static void refused(HttpResponse<String> answer, int status, String message) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(Customer.json(answer).get("error").get("code").asString()).isNotBlank();
    assertThat(Customer.json(answer).get("error").get("message").asString()).contains(message);
  }
}
