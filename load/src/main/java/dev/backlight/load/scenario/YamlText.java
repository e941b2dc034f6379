package dev.backlight.load.scenario;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes a small tree of maps, lists and texts as YAML, so that it reads well.
final class YamlText {

  /// Texts that YAML takes as they are.
  private static final Pattern PLAIN =
      Pattern.compile(
          "[A-Za-z_/$.][A-Za-z0-9_/$.{}()+*=<>!?&'%|-]*(?: [A-Za-z0-9_/$.{}()+*=<>!?&'%|,-]+)*");

  private static final Pattern WORD =
      Pattern.compile("(?i)true|false|null|yes|no|on|off|~|\\.inf|\\.nan|[-+.\\d].*");

  private final StringBuilder out = new StringBuilder();

  private YamlText() {}

  /// Maps and lists of anything; texts are written as such, other objects as they print.
  static String of(Map<String, ?> root) {
    YamlText yaml = new YamlText();
    yaml.map(root, 0);
    return yaml.out.toString();
  }

  /// Text that is no text: a number, `true`, a flow list.
  record Raw(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  private void map(Map<?, ?> map, int indent) {
    map.forEach((key, value) -> {
      out.append(" ".repeat(indent)).append(scalar(key)).append(':');
      value(value, indent + 2);
    });
  }

  private void value(Object value, int indent) {
    switch (value) {
      case Map<?, ?> map when map.isEmpty() -> out.append(" {}\n");
      case List<?> list when list.isEmpty() -> out.append(" []\n");
      case Map<?, ?> map -> {
        out.append('\n');
        map(map, indent);
      }
      case List<?> list when list.stream().allMatch(Raw.class::isInstance) ->
          out.append(
              list.stream().map(Object::toString).collect(Collectors.joining(", ", " [", "]\n")));
      case List<?> list -> {
        out.append('\n');
        list(list, indent);
      }
      default -> out.append(' ').append(scalar(value)).append('\n');
    }
  }

  private void list(List<?> list, int indent) {
    for (Object item : list) {
      out.append(" ".repeat(indent)).append('-');
      if (item instanceof Map<?, ?> map && !map.isEmpty()) {
        int start = out.length();
        map(map, indent + 2);
        out.replace(start, start + indent + 2, " ");
      } else if (item instanceof List<?> inner && !inner.isEmpty()) {
        out.append('\n');
        list(inner, indent + 2);
      } else {
        value(item, indent + 2);
      }
    }
  }

  private static String scalar(Object value) {
    if (value instanceof Raw) {
      return value.toString();
    }
    String text = value.toString();
    return PLAIN.matcher(text).matches()
            && !WORD.matcher(text).matches()
            && !text.contains(": ")
            && !text.contains(" #")
        ? text
        : Json.write(Value.of(text));
  }
}
