package dev.backlight.source.knowledge;

import java.util.ArrayList;
import java.util.List;

/// What a member gives back, as a type pattern: `Query<arg0>`, `this`, `list<T0>`.
///
/// `name` is a known type of the same language, or one of: `this` (the receiver itself, with the
/// member's words added to the query), `class` (the project's class the member was called on or
/// inherited by), `T0`/`T1` (the receiver's type arguments), `arg0`…`arg3` (an instance of the
/// class given as that argument, or that argument's element if it is a collection), `typearg` (the
/// call's first type argument), `element` (an element of the receiver), `returned` (what the
/// function given as argument returns), `list` (an in-memory collection of its argument), `map`,
/// `text`, `number`.
public record Outcome(String name, List<Outcome> arguments) {

  public static final Outcome NOTHING = new Outcome("", List.of());

  /// Reads `Query<arg0>`.
  static Outcome parse(String text) {
    String t = text.strip();
    int open = t.indexOf('<');
    if (open < 0) {
      return new Outcome(t, List.of());
    }
    if (!t.endsWith(">")) {
      throw new IllegalArgumentException("not a type: " + text);
    }
    List<Outcome> arguments = new ArrayList<>();
    int depth = 0;
    int from = open + 1;
    for (int i = open + 1; i < t.length(); i++) {
      char c = t.charAt(i);
      if (c == '<') {
        depth++;
      } else if ((c == ',' || c == '>') && depth == 0) {
        arguments.add(parse(t.substring(from, i)));
        from = i + 1;
      } else if (c == '>') {
        depth--;
      }
    }
    return new Outcome(t.substring(0, open), List.copyOf(arguments));
  }
}
