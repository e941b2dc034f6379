package dev.backlight.load.scenario;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers and texts by the patterns of C's `printf`.
public final class Formatting {

  /// One conversion: flags, width, precision, kind.
  public static final Pattern CONVERSION =
      Pattern.compile("%([-+ 0,#]*)(\\d*)(?:\\.(\\d+))?([sdifxXeEgroc%])");

  private Formatting() {}

  static Value format(String pattern, List<Value> values) throws EvaluationException {
    StringBuilder text = new StringBuilder();
    Matcher matcher = CONVERSION.matcher(pattern);
    int next = 0;
    int end = 0;
    while (matcher.find()) {
      text.append(pattern, end, matcher.start());
      end = matcher.end();
      if (matcher.group(4).equals("%")) {
        text.append('%');
      } else if (next == values.size()) {
        throw new EvaluationException("'" + pattern + "' wants more than " + next + " values");
      } else {
        text.append(one(matcher, values.get(next++)));
      }
    }
    return Value.of(text.append(pattern, end, pattern.length()).toString());
  }

  private static String one(Matcher conversion, Value value) throws EvaluationException {
    String flags = conversion.group(1);
    String width = conversion.group(2);
    String precision = conversion.group(3) == null ? "" : "." + conversion.group(3);
    String java = "%" + (width.isEmpty() ? flags.replace("-", "").replace("0", "") : flags) + width;
    return switch (conversion.group(4).charAt(0)) {
      case 'd', 'i' -> String.format(Locale.ROOT, java + "d", Values.whole(value));
      case 'x', 'X', 'o' ->
          String.format(Locale.ROOT, java + conversion.group(4), Values.whole(value));
      case 'f', 'e', 'E', 'g' ->
          String.format(Locale.ROOT, java + precision + conversion.group(4), Values.number(value));
      default ->
          String.format(
              Locale.ROOT, java.replaceAll("[+ 0,#]", "") + precision + "s", Values.text(value));
    };
  }

  /// To so many places, halves to the even neighbour.
  static Value round(List<Value> in) throws EvaluationException {
    int places = in.size() > 1 ? (int) Values.whole(in.get(1)) : 0;
    double rounded =
        BigDecimal.valueOf(Values.number(in.getFirst()))
            .setScale(places, RoundingMode.HALF_EVEN)
            .doubleValue();
    return in.size() > 1 ? Value.of(rounded) : Value.of((long) rounded);
  }
}
