package dev.backlight.reference.proof;

import dev.backlight.reference.backing.Stock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/// Sends calls to one shop, over HTTP/1.1 with kept connections.
final class Visitor implements AutoCloseable {

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private final URI shop;
  private final Duration patience;
  private String token = "";

  Visitor(int port, Duration patience) {
    this.shop = URI.create("http://127.0.0.1:" + port);
    this.patience = patience;
  }

  /// From now on, calls that need it are those of this generated user.
  void logIn(long user) throws IOException, InterruptedException {
    token = tokenOf(user);
  }

  String tokenOf(long user) throws IOException, InterruptedException {
    String body =
        "{\"email\":\"user%d@test.com\",\"password\":\"%s\"}".formatted(user, Stock.PASSWORD);
    HttpResponse<String> response =
        client.send(request(Call.post("/auth/login", body, false)), BodyHandlers.ofString());
    return response.body().split("\"")[3];
  }

  Answer send(Call call) throws IOException, InterruptedException {
    long start = System.nanoTime();
    HttpResponse<InputStream> response = client.send(request(call), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      byte[] buffer = new byte[64 * 1024];
      long bytes = 0;
      long firstNanos = 0;
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        firstNanos = firstNanos == 0 ? System.nanoTime() - start : firstNanos;
        bytes += read;
      }
      return new Answer(response.statusCode(), bytes, firstNanos, System.nanoTime() - start);
    }
  }

  String text(String path) throws IOException, InterruptedException {
    return client.send(request(Call.get(path)), BodyHandlers.ofString()).body();
  }

  CompletableFuture<Integer> sendAsync(Call call) {
    return client
        .sendAsync(request(call), BodyHandlers.ofByteArray())
        .thenApply(HttpResponse::statusCode);
  }

  private HttpRequest request(Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(shop.resolve(call.path())).timeout(patience);
    if (call.loggedIn()) {
      request.header("Authorization", "Bearer " + token);
    }
    return call.body().isEmpty()
        ? request.build()
        : request.POST(BodyPublishers.ofString(call.body())).build();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /// What came back, and when.
  record Answer(int status, long bytes, long firstByteNanos, long nanos) {}
}
