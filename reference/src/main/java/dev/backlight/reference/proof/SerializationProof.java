package dev.backlight.reference.proof;

import dev.backlight.reference.endpoint.User;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// The seed's fourth claim, serialization alone: 1,000 users in 500, 50 and 20 ms.
final class SerializationProof {

  private static final JsonMapper SHARED = JsonMapper.builder().build();
  private static final int USERS = 1_000;

  private SerializationProof() {}

  static String measure(boolean quick) {
    List<User> whole = new ArrayList<>();
    List<Shown> shown = new ArrayList<>();
    for (long id = 1; id <= USERS; id++) {
      User user = whole(id);
      whole.add(user);
      shown.add(new Shown(id, user.username(), user.email(), user.createdAt()));
    }
    int times = quick ? 100 : 500;
    return """
    | %,d users as JSON, nothing else | median | bytes |
    |---|---:|---:|
    """
            .formatted(USERS)
        + row("whole entity, a mapper per row", times / 10, () -> mapperPerRow(whole))
        + row("whole entity, one mapper", times, () -> SHARED.writeValueAsBytes(whole))
        + row("four fields, one mapper", times, () -> SHARED.writeValueAsBytes(shown))
        + row("four fields, streamed by hand", times, () -> streamed(shown));
  }

  private static String row(String name, int times, Supplier<byte[]> writer) {
    List<Long> nanos = new ArrayList<>();
    int bytes = 0;
    for (int i = 0; i < 2 * times; i++) {
      long start = System.nanoTime();
      bytes = writer.get().length;
      if (i >= times) {
        nanos.add(System.nanoTime() - start);
      }
    }
    Duration median = Latencies.of(nanos).percentile(0.5);
    return "| %s | %s | %s |%n".formatted(name, Numbers.time(median), Numbers.bytes(bytes));
  }

  private static byte[] mapperPerRow(List<User> users) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (User user : users) {
      all.writeBytes(new JsonMapper().writeValueAsBytes(user));
    }
    return all.toByteArray();
  }

  private static byte[] streamed(List<Shown> users) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (JsonGenerator json = SHARED.createGenerator(all)) {
      json.writeStartArray();
      for (Shown user : users) {
        json.writeStartObject();
        json.writeNumberProperty("id", user.id);
        json.writeStringProperty("username", user.username);
        json.writeStringProperty("email", user.email);
        json.writeStringProperty("createdAt", user.createdAt.toString());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    return all.toByteArray();
  }

  private record Shown(long id, String username, String email, Instant createdAt) {}

  private static User whole(long id) {
    return new User(
        id,
        "user" + id,
        "user" + id + "@test.com",
        "User Number " + id,
        "Likes long walks and short queries. ".repeat(15),
        id + " Main Street, 10000 Springfield",
        "{\"newsletter\":true,\"theme\":\"dark\",\"language\":\"en\",\"density\":\"compact\"}",
        Instant.ofEpochSecond(1_700_000_000 + id));
  }
}
