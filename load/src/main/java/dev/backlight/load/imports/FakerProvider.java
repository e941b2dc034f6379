package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.FakeData;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator.Infix;
import dev.backlight.load.scenario.Value;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One call of a provider of Faker: `fake.sentence(nb_words=4)`.
final class FakerProvider {

  private static final String DIGITS = "0123456789";

  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";

  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private static final String HEXADECIMAL = "0123456789abcdef";

  private static final String SPECIAL = "!@#$%^&*()_+";

  private static final long DAY = 86_400;

  private static final Pattern OFFSET = Pattern.compile("([+-]?\\d+)([yMwdhms])");

  private static final Map<String, Long> UNITS =
      Map.of("y", 365 * DAY, "M", 30 * DAY, "w", 7 * DAY, "d", DAY, "h", 3_600L, "m", 60L, "s", 1L);

  /// Providers that have a kind of their own here; others of the same meaning.
  private static final Map<String, FakeData.Kind> KINDS =
      Map.ofEntries(
          Map.entry("name_male", FakeData.Kind.NAME),
          Map.entry("name_female", FakeData.Kind.NAME),
          Map.entry("first_name_male", FakeData.Kind.FIRST_NAME),
          Map.entry("first_name_female", FakeData.Kind.FIRST_NAME),
          Map.entry("last_name_male", FakeData.Kind.LAST_NAME),
          Map.entry("last_name_female", FakeData.Kind.LAST_NAME),
          Map.entry("safe_email", FakeData.Kind.EMAIL),
          Map.entry("free_email", FakeData.Kind.EMAIL),
          Map.entry("company_email", FakeData.Kind.EMAIL),
          Map.entry("ascii_email", FakeData.Kind.EMAIL),
          Map.entry("ascii_safe_email", FakeData.Kind.EMAIL),
          Map.entry("ascii_free_email", FakeData.Kind.EMAIL),
          Map.entry("ascii_company_email", FakeData.Kind.EMAIL),
          Map.entry("basic_phone_number", FakeData.Kind.PHONE_NUMBER),
          Map.entry("zipcode", FakeData.Kind.POSTCODE),
          Map.entry("ipv4_public", FakeData.Kind.IPV4),
          Map.entry("uri", FakeData.Kind.URL),
          Map.entry("safe_color_name", FakeData.Kind.COLOR_NAME));

  /// Kinds that take how many, and the parameter of Faker that says it.
  private static final Map<FakeData.Kind, String> COUNTED =
      Map.of(
          FakeData.Kind.WORDS, "nb",
          FakeData.Kind.SENTENCE, "nb_words",
          FakeData.Kind.PARAGRAPH, "nb_sentences",
          FakeData.Kind.TEXT, "max_nb_chars");

  private final Code code;
  private final PythonExpressions expressions;
  private final Expr.Call call;
  private final String name;
  private final Frame frame;

  FakerProvider(
      Code code, PythonExpressions expressions, Expr.Call call, String name, Frame frame) {
    this.code = code;
    this.expressions = expressions;
    this.call = call;
    this.name = name;
    this.frame = frame;
  }

  Expression read() throws RefusedException {
    Optional<FakeData.Kind> kind =
        Optional.ofNullable(KINDS.get(name)).or(() -> FakeData.Kind.named(name));
    if (kind.isPresent()) {
      return ofKind(kind.get());
    }
    Optional<Expression> seconds = seconds();
    if (seconds.isPresent()) {
      return date(seconds.get());
    }
    return switch (name) {
      case "uuid4" -> {
        only();
        yield Expression.call(Function.UUID);
      }
      case "boolean", "pybool" -> {
        only("chance_of_getting_true");
        yield Expression.binary(
            Infix.LESS,
            Expression.call(Function.RANDOM_DECIMAL, Expression.whole(0), Expression.whole(100)),
            value(0, "chance_of_getting_true", Expression.whole(50)));
      }
      case "password" -> {
        only("length");
        yield drawn(value(0, "length", Expression.whole(10)), LOWER + UPPER + DIGITS + SPECIAL);
      }
      case "pystr" -> {
        only("min_chars", "max_chars");
        yield drawn(value(1, "max_chars", Expression.whole(20)), LOWER + UPPER);
      }
      case "md5" -> drawn(Expression.whole(32), HEXADECIMAL);
      case "sha1" -> drawn(Expression.whole(40), HEXADECIMAL);
      case "sha256" -> drawn(Expression.whole(64), HEXADECIMAL);
      case "random_letter" -> drawn(Expression.whole(1), LOWER + UPPER);
      case "random_lowercase_letter" -> drawn(Expression.whole(1), LOWER);
      case "random_uppercase_letter" -> drawn(Expression.whole(1), UPPER);
      case "numerify", "lexify", "bothify" -> filled();
      case "sentences" -> several(FakeData.Kind.SENTENCE);
      case "paragraphs" -> several(FakeData.Kind.PARAGRAPH);
      case "random_element" -> {
        only("elements");
        yield Expression.call(Function.RANDOM_CHOICE, list(0));
      }
      case "random_elements", "random_choices" -> {
        only("elements", "length");
        yield Expression.call(Function.CHOICES, list(0), value(1, "length", Expression.whole(1)));
      }
      case "random_sample" -> {
        only("elements", "length");
        yield Expression.call(Function.SAMPLE, list(0), value(1, "length", Expression.whole(1)));
      }
      default -> number();
    };
  }

  private Expression ofKind(FakeData.Kind kind) throws RefusedException {
    String parameter = COUNTED.getOrDefault(kind, "");
    Expression word = Expression.text(kind.word());
    if (parameter.isEmpty()) {
      if (!call.arguments().isEmpty()) {
        code.note(call.start(), "the arguments of Faker's " + name + "() are not kept");
      }
      return Expression.call(Function.FAKE, word);
    }
    Expression count = value(0, parameter, Expression.NOTHING);
    return count.isNothing()
        ? Expression.call(Function.FAKE, word)
        : Expression.call(Function.FAKE, word, count);
  }

  private Expression number() throws RefusedException {
    return switch (name) {
      case "random_int", "pyint" -> {
        boolean python = name.equals("pyint");
        String least = python ? "min_value" : "min";
        String most = python ? "max_value" : "max";
        only(least, most);
        yield between(
            value(0, least, Expression.whole(0)), value(1, most, Expression.whole(9_999)));
      }
      case "random_digit" -> between(Expression.whole(0), Expression.whole(9));
      case "random_digit_not_null" -> between(Expression.whole(1), Expression.whole(9));
      case "random_number" -> {
        only("digits");
        yield between(
            Expression.whole(0),
            Expression.binary(
                Infix.MINUS,
                Expression.call(
                    Function.POWER, Expression.whole(10), value(0, "digits", Expression.whole(9))),
                Expression.whole(1)));
      }
      case "pyfloat" -> {
        only("min_value", "max_value", "right_digits");
        Expression drawn =
            Expression.call(
                Function.RANDOM_DECIMAL,
                value("min_value", Expression.whole(0)),
                value("max_value", Expression.whole(10_000)));
        Expression places = value("right_digits", Expression.NOTHING);
        yield places.isNothing() ? drawn : Expression.call(Function.ROUND, drawn, places);
      }
      case "latitude" -> degrees(90);
      case "longitude" -> degrees(180);
      case "unix_time" -> between(Expression.whole(0), Expression.call(Function.WHOLE, now()));
      default -> throw new RefusedException(call, "Faker's " + name + "() has no counterpart");
    };
  }

  private static Expression degrees(int most) {
    return Expression.call(
        Function.ROUND,
        Expression.call(Function.RANDOM_DECIMAL, Expression.whole(-most), Expression.whole(most)),
        Expression.whole(6));
  }

  private static Expression now() {
    return Expression.call(Function.NOW);
  }

  private static Expression between(Expression least, Expression most) {
    return Expression.call(Function.RANDOM_INT, least, most);
  }

  private static Expression drawn(Expression count, String alphabet) {
    return Expression.call(Function.RANDOM_TEXT, count, Expression.text(alphabet));
  }

  /// `sentences(nb=3)`.
  private Expression several(FakeData.Kind kind) throws RefusedException {
    only("nb");
    return new Expression.Each(
        frame.temporary("each"),
        Expression.call(Function.RANGE, value(0, "nb", Expression.whole(3))),
        Expression.truth(true),
        Expression.call(Function.FAKE, Expression.text(kind.word())));
  }

  /// Each `#` is a digit, each `%` one that is not 0, each `?` a letter.
  private Expression filled() throws RefusedException {
    only("text");
    String pattern =
        value(0, "text", Expression.text(name.equals("numerify") ? "###" : "????"))
            .literalText()
            .orElseThrow(() -> new RefusedException(call, "a pattern of Faker that is computed"));
    boolean digits = !name.equals("lexify");
    boolean letters = !name.equals("numerify");
    List<Expression> parts = new ArrayList<>();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (digits && c == '#') {
        parts.add(drawn(Expression.whole(1), DIGITS));
      } else if (digits && c == '%') {
        parts.add(drawn(Expression.whole(1), "123456789"));
      } else if (letters && c == '?') {
        parts.add(drawn(Expression.whole(1), LOWER + UPPER));
      } else {
        parts.add(Expression.text(String.valueOf(c)));
      }
    }
    return new Expression.Template(List.copyOf(parts));
  }

  /// A list as an argument; one whose elements have weights is refused.
  private Expression list(int at) throws RefusedException {
    Expression elements = value(at, "elements", Expression.NOTHING);
    if (elements.isNothing() || elements instanceof Expression.Fields) {
      throw new RefusedException(call, "Faker's " + name + "() of anything but a list");
    }
    return elements;
  }

  private Expression date(Expression seconds) throws RefusedException {
    String pattern =
        switch (name) {
          case "iso8601", "date_time", "past_datetime", "future_datetime", "date_time_between" ->
              name.equals("iso8601") ? "%Y-%m-%dT%H:%M:%S" : "%Y-%m-%d %H:%M:%S";
          case "time" -> "%H:%M:%S";
          default -> "%Y-%m-%d";
        };
    Expression format =
        name.equals("date") || name.equals("time")
            ? value(0, "pattern", Expression.text(pattern))
            : Expression.text(pattern);
    return Expression.call(Function.FORMAT_TIME, seconds, format);
  }

  /// The moment that a provider of dates draws.
  Optional<Expression> seconds() throws RefusedException {
    Expression from;
    Expression to;
    switch (name) {
      case "date", "time", "iso8601", "date_time" -> {
        from = Expression.whole(0);
        to = now();
      }
      case "date_of_birth" -> {
        only("minimum_age", "maximum_age");
        from = back(value("maximum_age", Expression.whole(115)));
        to = back(value("minimum_age", Expression.whole(0)));
      }
      case "past_date", "past_datetime" -> {
        only("start_date");
        from = moment("start_date", 0, "-30d");
        to = now();
      }
      case "future_date", "future_datetime" -> {
        only("end_date");
        from = now();
        to = moment("end_date", 0, "+30d");
      }
      case "date_between", "date_time_between" -> {
        only("start_date", "end_date");
        from = moment("start_date", 0, "-30y");
        to = moment("end_date", 1, "now");
      }
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(
        between(Expression.call(Function.WHOLE, from), Expression.call(Function.WHOLE, to)));
  }

  private static Expression back(Expression years) {
    return Expression.binary(
        Infix.MINUS, now(), Expression.binary(Infix.TIMES, years, Expression.whole(365 * DAY)));
  }

  /// `-30y`, `+2d`, `now`, `today`.
  private Expression moment(String parameter, int at, String otherwise) throws RefusedException {
    String text =
        value(at, parameter, Expression.text(otherwise))
            .literalText()
            .orElseThrow(
                () -> new RefusedException(call, "a date of Faker that is not written as '-30d'"));
    if (text.equals("now") || text.equals("today")) {
      return now();
    }
    Matcher offset = OFFSET.matcher(text);
    if (!offset.matches()) {
      throw new RefusedException(call, "the date '" + text + "' of Faker");
    }
    long seconds = Long.parseLong(offset.group(1)) * UNITS.getOrDefault(offset.group(2), 1L);
    return Expression.binary(Infix.PLUS, now(), Expression.whole(seconds));
  }

  /// Refuses arguments by other names than these, and more of them.
  private void only(String... names) throws RefusedException {
    List<String> known = List.of(names);
    for (Argument argument : call.arguments()) {
      boolean step = argument.name().equals("step");
      if (argument.spread() || !argument.name().isEmpty() && !known.contains(argument.name())) {
        throw new RefusedException(
            argument.value(), "Faker's " + name + "() with " + (step ? "a step" : argument.name()));
      }
    }
    if (call.arguments().size() > known.size()) {
      throw new RefusedException(call, "Faker's " + name + "() with more values");
    }
  }

  private Expression value(String parameter, Expression otherwise) throws RefusedException {
    if (call.arguments().stream().anyMatch(argument -> argument.name().isEmpty())) {
      throw new RefusedException(call, "Faker's " + name + "() with values without names");
    }
    return value(Integer.MAX_VALUE, parameter, otherwise);
  }

  private Expression value(int at, String parameter, Expression otherwise) throws RefusedException {
    int place = 0;
    for (Argument argument : call.arguments()) {
      if (argument.name().equals(parameter) || argument.name().isEmpty() && place++ == at) {
        Expression value = expressions.translate(argument.value(), frame);
        return value.equals(new Expression.Literal(Value.NOTHING)) ? otherwise : value;
      }
    }
    return otherwise;
  }
}
