package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import java.util.ArrayList;
import java.util.List;

/// Splits text into commands and words as a shell does: quotes, backslashes, `$NAME`.
final class ShellWords {

  /// A word; `$NAME` in it is a part of its own.
  record Word(List<Expression> parts) {
    Expression value() {
      return parts.size() == 1 ? parts.getFirst() : new Expression.Template(parts);
    }

    /// Its text where it holds no variable.
    String text() {
      return value().literalText().orElse("");
    }
  }

  /// A command and its first line, from 1.
  record Command(int line, List<Word> words) {}

  private final String source;
  private final List<Command> commands = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private List<Word> words = new ArrayList<>();
  private List<Expression> parts = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private boolean inWord;
  private int at;
  private int line = 1;
  private int commandLine = 1;

  private ShellWords(String source) {
    this.source = source;
  }

  /// What cannot be read, and its line, from 1.
  record Problem(int line, String reason) {}

  /// All commands of a text.
  record Read(List<Command> commands, List<Problem> problems) {}

  static Read read(String source) {
    return new ShellWords(source.replace("\r\n", "\n")).read();
  }

  private Read read() {
    while (at < source.length()) {
      char c = source.charAt(at++);
      switch (c) {
        case '\n', ';', '|', '&' -> {
          if (c == '&'
              && inWord
              && !source.startsWith("&", at)
              && at < source.length()
              && source.charAt(at) != '\n'
              && source.charAt(at) != ' ') {
            text.append(c);
          } else {
            command();
          }
          line += c == '\n' ? 1 : 0;
        }
        case ' ', '\t' -> word();
        case '#' -> {
          if (inWord) {
            text.append(c);
          } else {
            skipLine();
          }
        }
        case '\\' -> {
          if (at < source.length() && source.charAt(at) == '\n') {
            at++;
            line++;
          } else if (at < source.length()) {
            begin();
            text.append(source.charAt(at++));
          }
        }
        case '\'' -> single();
        case '"' -> quoted();
        case '$' -> dollar();
        default -> {
          begin();
          requireNoCommand(c);
          text.append(c);
        }
      }
    }
    command();
    return new Read(commands, problems);
  }

  private void begin() {
    if (!inWord && words.isEmpty()) {
      commandLine = line;
    }
    inWord = true;
  }

  private void skipLine() {
    while (at < source.length() && source.charAt(at) != '\n') {
      at++;
    }
  }

  private void requireEnd(String quote, int first) {
    if (at >= source.length()) {
      problems.add(new Problem(first, "a quote " + quote + " that is not closed"));
    }
  }

  private void single() {
    begin();
    int first = line;
    while (at < source.length() && source.charAt(at) != '\'') {
      line += source.charAt(at) == '\n' ? 1 : 0;
      text.append(source.charAt(at++));
    }
    requireEnd("'", first);
    at++;
  }

  private void quoted() {
    begin();
    int first = line;
    while (at < source.length() && source.charAt(at) != '"') {
      char c = source.charAt(at++);
      line += c == '\n' ? 1 : 0;
      if (c == '\\' && at < source.length() && "\"\\$`\n".indexOf(source.charAt(at)) >= 0) {
        text.append(source.charAt(at++));
      } else if (c == '$') {
        dollar();
      } else {
        requireNoCommand(c);
        text.append(c);
      }
    }
    requireEnd("\"", first);
    at++;
  }

  private void requireNoCommand(char c) {
    if (c == '`') {
      problems.add(new Problem(line, "the output of a command in backticks; use a variable"));
    }
  }

  /// `$NAME`, `${NAME}`, and `$'…'` as browsers copy it.
  private void dollar() {
    begin();
    if (source.startsWith("'", at)) {
      at++;
      while (at < source.length() && source.charAt(at) != '\'') {
        char c = source.charAt(at++);
        if (c == '\\' && at < source.length()) {
          char escaped = source.charAt(at++);
          text.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
        } else {
          text.append(c);
        }
      }
      at++;
      return;
    }
    if (source.startsWith("(", at)) {
      problems.add(new Problem(line, "the output of a command, $(…); use a variable"));
    }
    boolean braced = source.startsWith("{", at);
    int start = braced ? at + 1 : at;
    int end = start;
    while (end < source.length()
        && (Character.isLetterOrDigit(source.charAt(end)) || source.charAt(end) == '_')) {
      end++;
    }
    if (end == start) {
      text.append('$');
      return;
    }
    flush();
    parts.add(Expression.call(Function.ENV, Expression.text(source.substring(start, end))));
    if (braced && !source.startsWith("}", end)) {
      problems.add(new Problem(line, "a variable with a modifier, ${…}"));
    }
    at = braced ? end + 1 : end;
  }

  private void flush() {
    if (!text.isEmpty()) {
      parts.add(Expression.text(text.toString()));
      text.setLength(0);
    }
  }

  private void word() {
    if (inWord) {
      flush();
      words.add(new Word(parts.isEmpty() ? List.of(Expression.text("")) : List.copyOf(parts)));
      parts = new ArrayList<>();
      inWord = false;
    }
  }

  private void command() {
    word();
    if (!words.isEmpty()) {
      commands.add(new Command(commandLine, List.copyOf(words)));
      words = new ArrayList<>();
    }
  }
}
