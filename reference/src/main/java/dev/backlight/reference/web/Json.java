package dev.backlight.reference.web;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// JSON in and out, with one mapper for everybody: building one is what costs.
public final class Json {

  private static final int LARGEST_BODY_BYTES = 64 * 1024;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  /// Sends what the mapper makes of `value`.
  public static void send(ServerResponse response, Object value) {
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    response.send(bytes(value));
  }

  static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /// Sends what `writing` writes, field by field, without any object or tree in between.
  public static void send(ServerResponse response, Writing writing) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 * 1024);
    try (JsonGenerator json = generator(bytes)) {
      writing.on(json);
    }
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    response.send(bytes.toByteArray());
  }

  public static JsonGenerator generator(OutputStream out) {
    return MAPPER.createGenerator(out);
  }

  /// For a value after the other, each on a line of its own.
  public static JsonGenerator lines(OutputStream out) {
    return MAPPER.writer().withRootValueSeparator("\n").createGenerator(out);
  }

  /// The body as `type`.
  ///
  /// @throws Problem when it is none, or larger than 64 KiB
  public static <T> T read(ServerRequest request, Class<T> type) {
    if (!request.content().hasEntity()) {
      throw Problem.badRequest("A JSON body is expected.");
    }
    try (InputStream in = request.content().inputStream()) {
      byte[] body = in.readNBytes(LARGEST_BODY_BYTES + 1);
      if (body.length > LARGEST_BODY_BYTES) {
        throw Problem.tooLarge("The body may have " + LARGEST_BODY_BYTES + " bytes at most.");
      }
      T value = MAPPER.readValue(body, type);
      if (value == null) {
        throw Problem.badRequest("A JSON object is expected, not null.");
      }
      return value;
    } catch (JacksonException e) {
      throw Problem.badRequest(
          "The body is not the JSON that is expected: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw Problem.badRequest("The body broke off.");
    }
  }

  /// Writes one JSON value.
  @FunctionalInterface
  public interface Writing {
    void on(JsonGenerator json) throws Exception;
  }
}
