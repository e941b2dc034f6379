package dev.backlight.load.imports;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Guesses the route of a path: what looks like an id is a variable.
final class RouteTemplate {

  private static final Pattern ID =
      Pattern.compile(
          "\\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|(?=.*\\d)[A-Za-z0-9_-]{20,}");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  private RouteTemplate() {}

  /// `/orders/{id}` for `/orders/42?full=1`.
  static String of(String target) {
    String path = target.split("[?#]", 2)[0];
    return Arrays.stream(path.split("/", -1))
        .map(RouteTemplate::segment)
        .collect(Collectors.joining("/"));
  }

  private static String segment(String text) {
    if (DATE.matcher(text).matches()) {
      return "{date}";
    }
    return ID.matcher(text).matches() ? "{id}" : text;
  }
}
