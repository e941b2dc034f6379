package dev.backlight.source.program;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What an SQL text does, read from its tokens. Only texts that are given to a call that waits for
/// a database are looked at, so what merely looks like SQL is left alone.
public final class Sql {

  private static final Set<String> VERBS =
      Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE", "REPLACE", "UPSERT", "COPY");
  private static final Set<String> SUMS = Set.of("COUNT", "SUM", "MAX", "MIN", "AVG", "EXISTS");

  private final List<String> tokens;

  private Sql(List<String> tokens) {
    this.tokens = tokens;
  }

  /// Reads a text, if it starts as SQL does.
  public static Optional<Sql> of(String text) {
    List<String> tokens = tokens(text);
    return !tokens.isEmpty() && VERBS.contains(tokens.getFirst())
        ? Optional.of(new Sql(tokens))
        : Optional.empty();
  }

  /// The first SQL text among a call's arguments, also inside `text("…")` and in constants.
  public static Optional<Sql> in(Expr.Call call, List<Value> values) {
    for (int i = 0; i < call.arguments().size() && i < 3; i++) {
      Optional<Sql> sql = text(call.arguments().get(i).value(), 3).flatMap(Sql::of);
      if (sql.isEmpty() && i < values.size() && values.get(i) instanceof Value.Constant c) {
        sql = of(c.text());
      }
      if (sql.isPresent()) {
        return sql;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> text(Expr expr, int depth) {
    return switch (expr) {
      case Expr.Literal l when l.kind() == Expr.Literal.Kind.STRING -> Optional.of(l.text());
      case Expr.Template t -> Optional.of(t.text());
      case Expr.Operation o when o.operator().equals("+") && depth > 0 -> concatenated(o);
      case Expr.Call c when depth > 0 -> {
        for (Argument argument : c.arguments()) {
          Optional<String> inner = text(argument.value(), depth - 1);
          if (inner.isPresent()) {
            yield inner;
          }
        }
        yield Optional.empty();
      }
      case Expr.Collection c when depth > 0 ->
          c.entries().stream()
              .filter(entry ->
                  entry.key() instanceof Expr.Literal key
                      && (key.text().equals("text") || key.text().equals("sql")))
              .map(entry -> text(entry.value(), depth - 1))
              .flatMap(Optional::stream)
              .findFirst();
      default -> Optional.empty();
    };
  }

  private static Optional<String> concatenated(Expr.Operation sum) {
    StringBuilder text = new StringBuilder();
    for (Expr operand : sum.operands()) {
      text.append(text(operand, 8).orElse(" ? "));
    }
    return Optional.of(text.toString());
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    int i = 0;
    while (i < text.length() && tokens.size() < 2_000) {
      char c = text.charAt(i);
      if (c == '\'') {
        int end = text.indexOf('\'', i + 1);
        int stop = end < 0 ? text.length() : end;
        tokens.add(text.substring(i, Math.min(stop + 1, text.length())));
        i = stop + 1;
      } else if (text.startsWith("--", i)) {
        int end = text.indexOf('\n', i);
        i = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", i)) {
        int end = text.indexOf("*/", i);
        i = end < 0 ? text.length() : end + 2;
      } else if (Character.isLetterOrDigit(c) || c == '_') {
        int end = i;
        while (end < text.length()
            && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
          end++;
        }
        tokens.add(text.substring(i, end).toUpperCase(Locale.ROOT));
        i = end;
      } else {
        if (!Character.isWhitespace(c) && c != '\\') {
          tokens.add(String.valueOf(c));
        }
        i++;
      }
    }
    return tokens;
  }

  private boolean has(String token) {
    return tokens.contains(token);
  }

  private boolean has(String first, String second) {
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (tokens.get(i).equals(first) && tokens.get(i + 1).equals(second)) {
        return true;
      }
    }
    return false;
  }

  public boolean writes() {
    String verb = tokens.getFirst();
    return !verb.equals("SELECT")
        && !(verb.equals("WITH") && !has("INSERT") && !has("UPDATE") && !has("DELETE"));
  }

  /// `SELECT *`, `SELECT p.*`.
  public boolean selectsAll() {
    int from = tokens.indexOf("FROM");
    for (int i = 1; i < from; i++) {
      if (tokens.get(i).equals("*") && !tokens.get(i - 1).equals("(")) {
        return true;
      }
    }
    return false;
  }

  /// `LIKE '%…'`, a function around a filtered column, `ORDER BY RANDOM()`.
  public boolean ordersRandomly() {
    return has("ORDER", "BY") && (has("RANDOM", "(") || has("RAND", "(") || has("NEWID", "("));
  }

  public boolean matchesInside() {
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if ((tokens.get(i).equals("LIKE") || tokens.get(i).equals("ILIKE"))
          && tokens.get(i + 1).startsWith("'%")) {
        return true;
      }
    }
    return false;
  }

  /// The literal after LIMIT, or 0.
  public double limit() {
    int at = Math.max(tokens.indexOf("LIMIT"), tokens.indexOf("TOP"));
    if (at >= 0
        && at + 1 < tokens.size()
        && tokens.get(at + 1).chars().allMatch(Character::isDigit)
        && tokens.get(at + 1).length() < 10) {
      return Double.parseDouble(tokens.get(at + 1));
    }
    return 0;
  }

  /// The same vocabulary as a query builder's.
  Words words() {
    if (writes()) {
      return Words.of(Word.WRITE);
    }
    Words words = Words.NONE;
    boolean grouped = has("GROUP", "BY");
    int from = tokens.indexOf("FROM");
    boolean sum = from > 0 && tokens.subList(0, from).stream().anyMatch(SUMS::contains);
    if (sum && !grouped) {
      words = words.plus(Word.SCALAR);
    }
    if (sum || grouped) {
      words = words.plus(Word.AGGREGATES);
    }
    if (has("LIMIT") || has("TOP") || has("FETCH", "FIRST") || has("FETCH", "NEXT")) {
      words = words.plus(Word.LIMITS);
    }
    if (has("OFFSET")) {
      words = words.plus(Word.OFFSETS);
    }
    if (has("JOIN")) {
      words = words.plus(Word.JOINS);
    }
    if (has("WHERE")) {
      words = words.plus(Word.FILTERS);
    }
    if (has("ORDER", "BY")) {
      words = words.plus(Word.ORDERS);
    }
    if (!selectsAll()) {
      words = words.plus(Word.PROJECTS);
    }
    return ordersRandomly() ? words.plus(Word.RANDOM_ORDER) : words;
  }

  /// Whether it reads or writes by key: `WHERE id = …`, `id = ANY(…)`, `id IN (…)`.
  public boolean byKey() {
    int where = tokens.indexOf("WHERE");
    for (int i = Math.max(where, 0) + 1; where >= 0 && i + 1 < tokens.size(); i++) {
      String column = tokens.get(i);
      if ((column.equals("ID")
              || column.equals("UUID")
              || column.equals("KEY")
              || column.equals("PK"))
          && (tokens.get(i + 1).equals("=") || tokens.get(i + 1).equals("IN"))) {
        return true;
      }
    }
    return false;
  }

  /// The column, in capitals, of a condition that stands alone: `WHERE user_id = $1 ORDER BY id`.
  public Optional<String> onlyCondition() {
    int where = tokens.indexOf("WHERE");
    boolean alone =
        where >= 0
            && where == tokens.lastIndexOf("WHERE")
            && where + 2 < tokens.size()
            && tokens.get(where + 2).equals("=")
            && tokens.subList(where, tokens.size()).stream()
                .noneMatch(token -> token.equals("AND") || token.equals("OR"));
    return alone ? Optional.of(tokens.get(where + 1)) : Optional.empty();
  }

  public List<String> tokens() {
    return tokens;
  }
}
