package dev.backlight.source.stack;

import dev.backlight.model.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A program that configuration starts. `words` are its arguments, `origin` where it is written
/// (`CMD`, `Procfile web`), `development` if only developers run it so.
record Command(
    String program, List<String> words, Location place, String origin, boolean development) {

  private static final int MAX_NESTING = 4;

  private static final Set<String> SEPARATORS = Set.of("&&", "||", ";", "|", "&");

  /// Programs that start the one that follows.
  private static final Set<String> WRAPPERS =
      Set.of(
          "exec",
          "env",
          "nohup",
          "time",
          "sudo",
          "dumb-init",
          "tini",
          "nice",
          "npx",
          "bunx",
          "ddtrace-run",
          "opentelemetry-instrument",
          "catchsegv",
          "newrelic-admin",
          "cross-env",
          "/sbin/tini",
          "s6-setuidgid",
          "chpst");

  /// Wrappers that take one argument before it.
  private static final Set<String> WRAPPERS_WITH_ARGUMENT = Set.of("su-exec", "gosu", "timeout");

  /// Package runners with a verb: `poetry run`, `pnpm exec`.
  private static final Set<String> RUNNERS =
      Set.of("poetry", "pipenv", "uv", "pdm", "hatch", "rye", "pnpm", "yarn", "npm");

  Command {
    words = List.copyOf(words);
  }

  /// All programs of a shell line, wrappers included.
  static List<Command> ofShell(String text, Location place, String origin, boolean development) {
    return ofWords(words(text), place, origin, development);
  }

  static List<Command> ofWords(
      List<String> words, Location place, String origin, boolean development) {
    List<Command> found = new ArrayList<>();
    collect(words, place, origin, development, found, 0);
    return found;
  }

  private static void collect(
      List<String> words,
      Location place,
      String origin,
      boolean development,
      List<Command> found,
      int depth) {
    int start = 0;
    for (int i = 0; i <= words.size(); i++) {
      if (i == words.size() || SEPARATORS.contains(words.get(i))) {
        one(words.subList(start, i), place, origin, development, found, depth);
        start = i + 1;
      }
    }
  }

  private static void one(
      List<String> words,
      Location place,
      String origin,
      boolean development,
      List<Command> found,
      int depth) {
    int at = 0;
    while (at < words.size()) {
      String word = words.get(at);
      String program = program(word);
      if (word.matches("\\w+=.*") || word.startsWith("-") || program.isEmpty()) {
        at++;
      } else if (WRAPPERS.contains(program)) {
        found.add(new Command(program, List.of(), place, origin, development));
        at += program.equals("newrelic-admin") ? 2 : 1;
      } else if (WRAPPERS_WITH_ARGUMENT.contains(program)) {
        at += 2;
      } else if (RUNNERS.contains(program)
          && at + 1 < words.size()
          && Set.of("run", "exec", "dlx", "x").contains(words.get(at + 1))) {
        at += 2;
      } else {
        program(
            program, words.subList(at + 1, words.size()), place, origin, development, found, depth);
        return;
      }
    }
  }

  private static void program(
      String program,
      List<String> rest,
      Location place,
      String origin,
      boolean development,
      List<Command> found,
      int depth) {
    boolean shell = program.equals("sh") || program.equals("bash") || program.equals("ash");
    if (shell && rest.size() > 1 && rest.getFirst().matches("-\\w*c") && depth < MAX_NESTING) {
      collect(words(rest.get(1)), place, origin, development, found, depth + 1);
      return;
    }
    String name = program;
    List<String> arguments = rest;
    int module = rest.indexOf("-m");
    boolean python = program.matches("python[\\d.]*");
    if (python && module >= 0 && module + 1 < rest.size()) {
      name = rest.get(module + 1);
      arguments = rest.subList(module + 2, rest.size());
    } else if ((python || program.equals("manage.py")) && rest.contains("runserver")) {
      name = "runserver";
    }
    if (name.equals("flask") && arguments.contains("run")) {
      name = "flask-run";
    }
    found.add(new Command(name, apart(arguments), place, origin, development));
  }

  /// `["gunicorn", "shop.wsgi", "-w 4 -b :80"]`: several options in one string.
  private static List<String> apart(List<String> arguments) {
    return arguments.stream()
        .flatMap(argument ->
            argument.matches("--?[\\w-]+ .*") ? words(argument).stream() : Stream.of(argument))
        .toList();
  }

  private static String program(String word) {
    return word.substring(word.lastIndexOf('/') + 1);
  }

  /// The value of a flag: `-w 4`, `-w4`, `--workers 4`, `--workers=4`; empty if absent.
  String flag(String... names) {
    for (String name : names) {
      for (int i = 0; i < words.size(); i++) {
        String word = words.get(i);
        if (word.equals(name)) {
          return i + 1 < words.size() ? words.get(i + 1) : "";
        }
        boolean glued = !name.startsWith("--") && word.matches(name + "=?[\\d$].*");
        if (word.startsWith(name + "=") || glued) {
          return word.substring(name.length()).replaceFirst("^=", "");
        }
      }
    }
    return "";
  }

  boolean has(String word) {
    return words.contains(word);
  }

  String text() {
    return words.isEmpty() ? program : program + " " + String.join(" ", words);
  }

  /// Shell words: quotes removed, separators words of their own.
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    char quote = 0;
    boolean any = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        any = true;
      } else if (Character.isWhitespace(c) || ";|&".indexOf(c) >= 0) {
        if (any || !word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
          any = false;
        }
        if (!Character.isWhitespace(c)) {
          boolean twice = i + 1 < text.length() && text.charAt(i + 1) == c;
          words.add(twice ? "" + c + c : "" + c);
          i += twice ? 1 : 0;
        }
      } else {
        word.append(c);
      }
    }
    if (any || !word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }
}
