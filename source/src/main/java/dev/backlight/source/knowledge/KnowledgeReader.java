package dev.backlight.source.knowledge;

import dev.backlight.model.Language;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads one knowledge file. The format, line by line (`#` starts a comment, indentation is free):
///
/// ```
/// library  SQLAlchemy
/// language python
/// modules  sqlalchemy flask_sqlalchemy      # import roots or package names that show its presence
/// role     orm
/// type Session(Parent) = sqlalchemy.orm.Session, sqlalchemy.orm.session.Session : words
///   hint session, db_session                # names of variables, parameters and fields
///   new : opens                             # making one
///   .query : builds -> Query<arg0>
///   .commit|flush : database write
///   .find* : database many                  # any other member that begins so
///   .* : database                           # any other member
/// call sqlalchemy.create_engine : pool client -> Engine
/// any .scalar_one_or_none : database one    # this method name on a receiver nobody could resolve
/// ```
///
/// Errors are programmer errors: an [IllegalArgumentException] that names file and line.
final class KnowledgeReader {

  private final String file;
  private String library = "";
  private String role = "";
  private Language language = Language.CONFIG;
  private final List<String> modules = new ArrayList<>();
  private final List<KnownType> types = new ArrayList<>();
  private final List<Library.Call> calls = new ArrayList<>();
  private final Map<String, Entry> anywhere = new LinkedHashMap<>();
  private final List<Library.Hint> hints = new ArrayList<>();
  private Open open = Open.NONE;

  private record Open(
      String name,
      List<String> paths,
      List<String> parents,
      Words words,
      List<Entry> constructors,
      Map<String, Entry> members,
      List<Entry> fallback) {
    static final Open NONE =
        new Open("", List.of(), List.of(), Words.NONE, List.of(), Map.of(), List.of());
  }

  private KnowledgeReader(String file) {
    this.file = file;
  }

  static Library read(String file, List<String> lines) {
    KnowledgeReader reader = new KnowledgeReader(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int comment = line.indexOf('#');
      line = (comment >= 0 ? line.substring(0, comment) : line).strip();
      if (!line.isEmpty()) {
        try {
          reader.line(line);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
        }
      }
    }
    return reader.finish();
  }

  private void line(String line) {
    int space = line.indexOf(' ');
    String head = space < 0 ? line : line.substring(0, space);
    String rest = space < 0 ? "" : line.substring(space + 1).strip();
    switch (head) {
      case "library" -> library = rest;
      case "role" -> role = rest;
      case "language" -> language = Language.valueOf(rest.toUpperCase(Locale.ROOT));
      case "modules" -> modules.addAll(split(rest, "[\\s,]+"));
      case "type" -> openType(rest);
      case "hint" ->
          split(rest, "\\s*,\\s*").forEach(n -> hints.add(new Library.Hint(n, open.name)));
      case "call" -> calls(rest);
      case "any" -> {
        Right right = right(rest);
        for (String name : split(right.left.substring(1), "\\|")) {
          anywhere.put(name, new Entry(library, name, right.words, right.outcome));
        }
      }
      default -> member(line);
    }
  }

  private void openType(String text) {
    finishType();
    Right right = right(text);
    int equals = right.left.indexOf('=');
    String name = (equals < 0 ? right.left : right.left.substring(0, equals)).strip();
    List<String> paths =
        equals < 0 ? List.of() : split(right.left.substring(equals + 1).strip(), "\\s*,\\s*");
    List<String> parents = List.of();
    int paren = name.indexOf('(');
    if (paren >= 0) {
      parents = split(name.substring(paren + 1, name.length() - 1), "\\s*,\\s*");
      name = name.substring(0, paren);
    }
    open =
        new Open(
            name,
            paths.isEmpty() ? List.of(name) : paths,
            parents,
            right.words,
            new ArrayList<>(),
            new LinkedHashMap<>(),
            new ArrayList<>());
  }

  private void member(String line) {
    Right right = right(line);
    if (open == Open.NONE) {
      throw new IllegalArgumentException("'" + line + "' stands outside a type");
    }
    if (right.left.equals("new")) {
      open.constructors.add(new Entry(library, "new " + open.name, right.words, right.outcome));
    } else if (right.left.startsWith(".")) {
      for (String name : split(right.left.substring(1), "\\|")) {
        Entry entry = new Entry(library, open.name + "." + name, right.words, right.outcome);
        if (name.endsWith("*")) {
          open.fallback.add(entry);
        } else if (open.members.put(name, entry) != null) {
          throw new IllegalArgumentException("'." + name + "' stands twice in " + open.name);
        }
      }
    } else {
      throw new IllegalArgumentException("neither a keyword nor a member: '" + line + "'");
    }
  }

  private void calls(String text) {
    Right right = right(text);
    int last = right.left.lastIndexOf('.');
    String prefix = last < 0 ? "" : right.left.substring(0, last + 1);
    for (String name : split(right.left.substring(last + 1), "\\|")) {
      String path = prefix + name;
      calls.add(new Library.Call(path, new Entry(library, path, right.words, right.outcome)));
    }
  }

  private record Right(String left, Words words, Outcome outcome) {}

  /// Splits `left : words -> outcome`.
  private static Right right(String line) {
    int arrow = line.indexOf("->");
    Outcome outcome = arrow < 0 ? Outcome.NOTHING : Outcome.parse(line.substring(arrow + 2));
    String before = arrow < 0 ? line : line.substring(0, arrow);
    int colon = before.indexOf(" :");
    String left = (colon < 0 ? before : before.substring(0, colon)).strip();
    Map<Word, String> words = new EnumMap<>(Word.class);
    if (colon >= 0) {
      for (String word : split(before.substring(colon + 2).strip(), "\\s+")) {
        int paren = word.indexOf('(');
        String argument = paren < 0 ? "" : word.substring(paren + 1, word.length() - 1);
        words.put(Word.of(paren < 0 ? word : word.substring(0, paren)), argument);
      }
    }
    return new Right(left, Words.of(words), outcome);
  }

  private static List<String> split(String text, String by) {
    return Arrays.stream(text.split(by, -1)).filter(s -> !s.isEmpty()).toList();
  }

  private void finishType() {
    if (open != Open.NONE) {
      Entry constructor =
          open.constructors.isEmpty()
              ? new Entry(library, "new " + open.name, Words.NONE, Outcome.NOTHING)
              : open.constructors.getFirst();
      List<Entry> fallback = new ArrayList<>(open.fallback);
      fallback.sort(Comparator.comparing(entry -> -entry.name().length()));
      types.add(
          new KnownType(
              library,
              open.name,
              List.copyOf(open.paths),
              List.copyOf(open.parents),
              open.words,
              constructor,
              Map.copyOf(open.members),
              List.copyOf(fallback)));
      open = Open.NONE;
    }
  }

  private Library finish() {
    finishType();
    if (library.isEmpty() || language == Language.CONFIG) {
      throw new IllegalArgumentException(file + ": needs the lines 'library' and 'language'");
    }
    return new Library(
        library,
        language,
        role,
        List.copyOf(modules),
        List.copyOf(types),
        List.copyOf(calls),
        Map.copyOf(anywhere),
        List.copyOf(hints));
  }
}
