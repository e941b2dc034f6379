package dev.backlight.reference;

import dev.backlight.reference.backing.Stock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Somebody who asks a shop for things.
final class Customer implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final OpenShop shop;

  Customer(OpenShop shop) {
    this.shop = shop;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
    return send(request(path).header("Authorization", "Bearer " + token));
  }

  HttpResponse<String> post(String path, String token, String body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(body)));
  }

  /// The token of a generated user.
  String login(long user) throws IOException, InterruptedException {
    String credentials =
        "{\"email\":\"user%d@test.com\",\"password\":\"%s\"}".formatted(user, Stock.PASSWORD);
    return json(post("/auth/login", "none", credentials)).get("token").asString();
  }

  static JsonNode json(HttpResponse<String> response) {
    return MAPPER.readTree(response.body());
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + shop.port() + path);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
