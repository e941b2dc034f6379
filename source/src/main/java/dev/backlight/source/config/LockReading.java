package dev.backlight.source.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Lock files: package name → version, nothing else, since they are the largest files of a tree.
final class LockReading {

  private static final Pattern YARN_HEAD = Pattern.compile("\"?(@?[^@\"\\s]+)@[^:]*.*:$");
  private static final Pattern YARN_VERSION = Pattern.compile("  version:? \"?([^\"]+)\"?");
  private static final Pattern PNPM =
      Pattern.compile("  '?/?(@?[^@'/\\s(]+(?:/[^@'/\\s(]+)?)[@/](\\d[^'(:/_]*)[^:]*:.*");
  private static final Pattern TOML_FIELD = Pattern.compile("(name|version) = \"([^\"]*)\"");

  private LockReading() {}

  /// poetry.lock, uv.lock, pdm.lock: `[[package]]` tables with `name` and `version`.
  static ConfigValue toml(String text) {
    Tree tree = new Tree(1);
    String name = "";
    int start = 1;
    for (LogicalLine line : LogicalLine.plain(text)) {
      if (line.text().startsWith("[")) {
        name = "";
        start = line.number();
        continue;
      }
      Matcher matcher = TOML_FIELD.matcher(line.text());
      if (matcher.matches()) {
        if (matcher.group(1).equals("name")) {
          name = matcher.group(2);
        } else if (!name.isEmpty()) {
          tree.add(name, start, matcher.group(2));
        }
      }
    }
    return tree.done();
  }

  static ConfigValue yarn(String text) {
    Tree tree = new Tree(1);
    String name = "";
    int start = 1;
    for (LogicalLine line : LogicalLine.plain(text)) {
      if (line.text().isEmpty() || line.text().charAt(0) == '#') {
        continue;
      }
      if (line.text().charAt(0) != ' ') {
        Matcher head = YARN_HEAD.matcher(line.text());
        name = head.matches() ? head.group(1) : "";
        start = line.number();
      } else if (!name.isEmpty()) {
        Matcher version = YARN_VERSION.matcher(line.text());
        if (version.matches()) {
          tree.add(name, start, version.group(1));
          name = "";
        }
      }
    }
    return tree.done();
  }

  static ConfigValue pnpm(String text) {
    Tree tree = new Tree(1);
    boolean packages = false;
    for (LogicalLine line : LogicalLine.plain(text)) {
      if (!line.text().isEmpty() && line.text().charAt(0) != ' ') {
        packages = line.text().equals("packages:");
      } else if (packages) {
        Matcher matcher = PNPM.matcher(line.text());
        if (matcher.matches()) {
          tree.add(matcher.group(1), line.number(), matcher.group(2));
        }
      }
    }
    return tree.done();
  }

  /// package-lock.json: the packages directly under `node_modules`.
  static ConfigValue npm(String text) {
    Tree tree = new Tree(1);
    try (JsonParser parser = JsonReading.parser(text)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted =
            parser.currentName().equals("packages") || parser.currentName().equals("dependencies");
        JsonToken value = parser.nextToken();
        if (wanted && value == JsonToken.START_OBJECT) {
          packages(parser, tree);
        } else {
          parser.skipChildren();
        }
      }
    }
    return tree.done();
  }

  private static void packages(JsonParser parser, Tree tree) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      String plain = name.startsWith("node_modules/") ? name.substring(13) : name;
      int line = Math.max(1, parser.currentTokenLocation().getLineNr());
      if (parser.nextToken() != JsonToken.START_OBJECT || plain.contains("node_modules/")) {
        parser.skipChildren();
        continue;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean version = parser.currentName().equals("version");
        parser.nextToken();
        if (version && !plain.isEmpty()) {
          tree.add(plain, line, String.valueOf(parser.getString()));
        }
        parser.skipChildren();
      }
    }
  }
}
