package dev.backlight.source.config;

import dev.backlight.source.config.ConfigValue.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/// A Dockerfile: one document per stage, an entry per instruction in upper case. `FROM` has the
/// keys `image` and `as`; exec forms are sequences, shell forms one scalar; `ENV` and `ARG` are
/// mappings.
final class DockerfileReading {

  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\{(\\w+)(?::?-([^}]*))?\\}|(\\w+))");
  private static final Pattern HEREDOC = Pattern.compile("<<-?['\"]?(\\w+)['\"]?");
  private static final Pattern ASSIGNMENT =
      Pattern.compile("(\\w+)=(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|\\S*)");

  private final Map<String, String> arguments = new HashMap<>();
  private final List<ConfigValue> stages = new ArrayList<>();

  static List<ConfigValue> read(String text) {
    return new DockerfileReading().stages(text);
  }

  private List<ConfigValue> stages(String text) {
    Tree stage = new Tree(1);
    for (LogicalLine line : LogicalLine.joined(withoutHeredocs(text), "#")) {
      String[] words = line.text().split("\\s+", 2);
      String instruction = words[0].toUpperCase(Locale.ROOT);
      String rest = words.length > 1 ? words[1] : "";
      if (instruction.equals("FROM")) {
        if (!stage.isEmpty()) {
          stages.add(stage.done());
        }
        stage = new Tree(line.number());
      }
      stage.add(instruction, line.number(), instruction(instruction, line.number(), rest));
    }
    if (!stage.isEmpty()) {
      stages.add(stage.done());
    }
    return stages;
  }

  private ConfigValue instruction(String name, int line, String rest) {
    return switch (name) {
      case "FROM" -> from(line, rest);
      case "ARG", "ENV" -> assignments(line, rest);
      case "CMD", "ENTRYPOINT", "RUN", "SHELL", "HEALTHCHECK" -> command(line, rest);
      default -> new Scalar(line, resolve(rest));
    };
  }

  private ConfigValue from(int line, String rest) {
    Tree tree = new Tree(line);
    List<String> words = new ArrayList<>(List.of(resolve(rest).split("\\s+")));
    words.removeIf(word -> word.startsWith("--"));
    if (!words.isEmpty()) {
      tree.add("image", line, words.getFirst());
    }
    if (words.size() > 2 && words.get(1).equalsIgnoreCase("as")) {
      tree.add("as", line, words.get(2));
    }
    return tree.done();
  }

  private ConfigValue assignments(int line, String rest) {
    Tree tree = new Tree(line);
    Matcher matcher = ASSIGNMENT.matcher(rest);
    while (matcher.find()) {
      String value = resolve(unquoted(matcher.group(2)));
      arguments.put(matcher.group(1), value);
      tree.add(matcher.group(1), line, value);
    }
    if (tree.isEmpty()) {
      String[] words = rest.split("\\s+", 2);
      String value = words.length > 1 ? resolve(words[1]) : "";
      if (!value.isEmpty()) {
        arguments.put(words[0], value);
      }
      tree.add(words[0], line, value);
    }
    return tree.done();
  }

  private ConfigValue command(int line, String rest) {
    if (rest.startsWith("[")) {
      try {
        ConfigValue words = JsonReading.read(resolve(rest));
        return Placing.allOn(line, words);
      } catch (JacksonException e) {
        return new Scalar(line, resolve(rest));
      }
    }
    return new Scalar(line, resolve(rest));
  }

  /// Heredoc bodies become blank lines: they are scripts and files, not instructions.
  private static String withoutHeredocs(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    String end = "";
    for (LogicalLine line : LogicalLine.plain(text)) {
      if (!end.isEmpty()) {
        end = line.text().strip().equals(end) ? "" : end;
      } else {
        kept.append(line.text());
        Matcher heredoc = HEREDOC.matcher(line.text());
        String first = line.text().stripLeading();
        if ((first.startsWith("RUN") || first.startsWith("COPY")) && heredoc.find()) {
          end = heredoc.group(1);
        }
      }
      kept.append('\n');
    }
    return kept.toString();
  }

  /// Variables with a known default are replaced; the others stay as written.
  private String resolve(String text) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    return VARIABLE
        .matcher(text)
        .replaceAll(match -> {
          String name = match.group(1) == null ? match.group(3) : match.group(1);
          String fallback = match.group(2) == null ? match.group() : match.group(2);
          return Matcher.quoteReplacement(arguments.getOrDefault(name, fallback));
        });
  }

  private static String unquoted(String text) {
    boolean quoted =
        text.length() > 1
            && (text.charAt(0) == '"' || text.charAt(0) == '\'')
            && text.charAt(text.length() - 1) == text.charAt(0);
    return quoted ? text.substring(1, text.length() - 1) : text;
  }
}
