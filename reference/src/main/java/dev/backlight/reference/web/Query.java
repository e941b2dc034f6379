package dev.backlight.reference.web;

import io.helidon.webserver.http.ServerRequest;
import java.util.Arrays;
import java.util.Optional;

/// What the client asks for, within limits.
public final class Query {

  private Query() {}

  /// A whole number of the query, or `absent` when it is not there.
  ///
  /// @throws Problem when it is no number, or not in `least..most`
  public static long number(
      ServerRequest request, String name, long absent, long least, long most) {
    return text(request, name).map(text -> parse(name, text, least, most)).orElse(absent);
  }

  /// A parameter of the query, if it is there.
  public static Optional<String> text(ServerRequest request, String name) {
    return request.query().first(name).asOptional();
  }

  /// The id in the path.
  public static long id(ServerRequest request, String name) {
    return parse(name, request.path().pathParameters().get(name), 1, Long.MAX_VALUE);
  }

  /// Numbers with commas between, each one once and in their order.
  ///
  /// @throws Problem when there are none, or more than `most`
  public static long[] ids(ServerRequest request, String name, int most) {
    String text =
        text(request, name)
            .filter(value -> !value.isBlank())
            .orElseThrow(
                () -> Problem.badRequest("'" + name + "' is missing, such as " + name + "=1,2,3."));
    String[] parts = text.split(",", most + 2);
    if (parts.length > most) {
      throw Problem.badRequest("'" + name + "' may have " + most + " ids at most.");
    }
    long[] ids = new long[parts.length];
    for (int i = 0; i < parts.length; i++) {
      ids[i] = parse(name, parts[i].strip(), 1, Long.MAX_VALUE);
    }
    return Arrays.stream(ids).distinct().toArray();
  }

  private static long parse(String name, String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw Problem.badRequest("'" + name + "' must be a whole number.");
    }
    throw Problem.badRequest(
        most == Long.MAX_VALUE
            ? "'" + name + "' must be " + least + " or more."
            : "'" + name + "' must be from " + least + " to " + most + ".");
  }
}
