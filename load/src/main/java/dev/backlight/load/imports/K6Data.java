package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Feed;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Step;
import dev.backlight.load.scenario.Value;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Translates what k6 scripts do with files of data: `open`, `JSON.parse`, papaparse. They become
/// feeds, of which scripts use all rows. And the number that `exec.scenario.iterationInTest` gives
/// each iteration, for data that is used once.
final class K6Data {

  private static final String NUMBERS = "iterations";
  private static final String NUMBER = "iteration_in_test";

  private final Code code;
  private final K6Names names;
  private final K6Expressions expressions;
  private final DataFiles files = new DataFiles();
  private boolean numbered;

  K6Data(Code code, K6Names names, K6Expressions expressions) {
    this.code = code;
    this.names = names;
    this.expressions = expressions;
  }

  List<Feed> feeds() {
    List<Feed> feeds = new ArrayList<>(files.feeds());
    if (numbered) {
      feeds.add(
          new Feed(
              NUMBERS,
              new Feed.Generated(Map.of("number", new Expression.Variable("row"))),
              Feed.Order.CIRCULAR));
    }
    return List.copyOf(feeds);
  }

  /// The number of an iteration among those of all users, from 0.
  Expression number() {
    numbered = true;
    return Expression.member(new Expression.Variable(NUMBER), "number");
  }

  /// What each iteration begins with where its number is asked for.
  Optional<Step> numbering(Step at) {
    return numbered ? Optional.of(new Step.Take(at.place(), NUMBERS, NUMBER)) : Optional.empty();
  }

  /// Whether an expression opens a file: its text is read where it is used.
  boolean opens(Expr expr) {
    return expr instanceof Expr.Call call && code.dotted(call.callee()).equals("open");
  }

  /// What a call gives that reads a file; empty for other calls.
  Optional<Expression> call(Expr.Call call, Frame frame) throws RefusedException {
    String dotted = code.dotted(call.callee());
    if (dotted.equals("open")) {
      Expression lines = files.rows(new Feed.Lines(path(call, frame)));
      return Optional.of(Expression.call(Function.JOIN, lines, Expression.text("\n")));
    }
    if (dotted.equals("JSON.parse") && !call.arguments().isEmpty()) {
      Optional<String> file = file(call.arguments().getFirst().value(), frame);
      if (file.isPresent()) {
        return Optional.of(files.rows(new Feed.Json(file.get())));
      }
    }
    if (call.callee() instanceof Expr.Member(int _, int _, Expr receiver, String name)
        && name.equals("split")
        && call.arguments().size() == 1
        && splitsLines(call.arguments().getFirst().value())) {
      return file(receiver, frame).map(file -> files.rows(new Feed.Lines(file)));
    }
    return Optional.empty();
  }

  /// `papaparse.parse(open('./users.csv'), { header: true }).data`.
  Optional<Expression> member(Expr.Member member, Frame frame) throws RefusedException {
    if (!member.name().equals("data")
        || !(made(member.receiver(), frame) instanceof Expr.Call parse)
        || !isPapaparse(code.dotted(parse.callee()))) {
      return Optional.empty();
    }
    if (parse.arguments().isEmpty()) {
      throw new RefusedException(parse, "a call without arguments");
    }
    Expr text = parse.arguments().getFirst().value();
    String file =
        file(text, frame)
            .orElseThrow(() -> new RefusedException(text, "papaparse of anything but a file"));
    Expr options = parse.arguments().size() > 1 ? parse.arguments().get(1).value() : Expr.NONE;
    return Optional.of(files.rows(csv(file, options, frame)));
  }

  private static boolean isPapaparse(String dotted) {
    return dotted.toLowerCase(Locale.ROOT).contains("papaparse") && dotted.endsWith("parse");
  }

  private Feed.Csv csv(String file, Expr options, Frame frame) throws RefusedException {
    char delimiter = ',';
    Feed.Columns columns = new Feed.Unnamed();
    if (options != Expr.NONE) {
      if (!(names.resolved(options) instanceof Expr.Collection collection)) {
        throw new RefusedException(options, "options of papaparse that are not written here");
      }
      for (Expr.Collection.Entry entry : collection.entries()) {
        String key = entry.key() instanceof Expr.Literal literal ? literal.text() : "";
        Expression value = expressions.translate(entry.value(), frame);
        switch (key) {
          case "header" ->
              columns =
                  value.equals(Expression.truth(true)) ? new Feed.FirstLine() : new Feed.Unnamed();
          case "delimiter" -> delimiter = delimiter(entry.value(), value);
          case "skipEmptyLines" -> {}
          default ->
              throw new RefusedException(entry.value(), "the option " + key + " of papaparse");
        }
      }
    }
    return new Feed.Csv(file, delimiter, 0, columns);
  }

  /// Nothing is papaparse's own guess, which is mostly a comma.
  private static char delimiter(Expr at, Expression value) throws RefusedException {
    String text = value.literalText().orElse("");
    if (text.length() > 1 || value.literalText().isEmpty()) {
      throw new RefusedException(at, "a delimiter of this kind");
    }
    return text.isEmpty() ? ',' : text.charAt(0);
  }

  /// The file whose text an expression is.
  private Optional<String> file(Expr expr, Frame frame) throws RefusedException {
    return made(expr, frame) instanceof Expr.Call call && opens(call)
        ? Optional.of(path(call, frame))
        : Optional.empty();
  }

  private Expr made(Expr expr, Frame frame) {
    Expr own =
        expr instanceof Expr.Name name ? frame.objects().getOrDefault(name.id(), expr) : expr;
    return names.resolved(own);
  }

  private String path(Expr.Call open, Frame frame) throws RefusedException {
    List<Expr> arguments = open.arguments().stream().map(Argument::value).toList();
    if (arguments.size() > 1) {
      throw new RefusedException(open, "a file that is not text");
    }
    Optional<String> path =
        arguments.isEmpty()
            ? Optional.empty()
            : expressions.translate(names.resolved(arguments.getFirst()), frame).literalText();
    if (path.isEmpty()) {
      throw new RefusedException(open, "a file whose name is computed");
    }
    return path.get().startsWith("./") ? path.get().substring(2) : path.get();
  }

  private boolean splitsLines(Expr separator) throws RefusedException {
    if (!(separator instanceof Expr.Literal literal)) {
      return false;
    }
    return JsStrings.isPattern(code, literal)
        ? code.text(literal.start(), literal.end()).matches("/(\\\\r\\?|\\[\\\\r]\\??)?\\\\n\\+?/")
        : expressions
            .translate(literal, new Frame())
            .equals(new Expression.Literal(Value.of("\n")));
  }
}
