package dev.backlight.reference.backing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.json.JsonMapper;

/// The client of the [profile service][ProfileService]: one call at a time per caller, and over all
/// callers never more than [#AT_ONCE], because somebody else's service is not ours to overrun.
public final class Profiles implements AutoCloseable {

  private static final int AT_ONCE = 128;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Semaphore slots = new Semaphore(AT_ONCE);
  private final URI service;

  public Profiles(URI service) {
    this.service = service;
  }

  /// @throws IOException when the service does not answer within two seconds, or not with 200
  public Profile of(long userId) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(service.resolve("/api/profiles/" + userId))
            .timeout(PATIENCE)
            .build();
    slots.acquire();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IOException("the profile service answered " + response.statusCode());
      }
      return MAPPER.readValue(response.body(), Profile.class);
    } finally {
      slots.release();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
