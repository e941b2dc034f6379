package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.load.scenario.Operator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The constant that a script's addresses begin with: `BASE_URL + '/login'`. It is the target, and
/// addresses become relative to it, so that another target can be named. Not thread-safe.
final class Origin {

  private static final Pattern WRITTEN = Pattern.compile("(https?://[^/?#]+)(.*)");

  private final Map<String, Expression> constants;
  private final boolean literals;
  private String name = "";
  private String target = "";
  private final Set<Integer> places = new HashSet<>();

  /// `constants` of the module, by name; it may grow. `literals` says that no constant names an
  /// origin.
  Origin(Map<String, Expression> constants, boolean literals) {
    this.constants = constants;
    this.literals = literals;
  }

  /// The constant's name; empty before an address began with one.
  String name() {
    return name;
  }

  /// What it is unless the environment says otherwise; empty where the script does not say.
  String target() {
    return target;
  }

  /// How many addresses of the script begin with it.
  int addresses() {
    return places.size();
  }

  /// The address at a place of the script without its origin, where it begins with the constant.
  Expression relative(Expression url, int place) {
    List<Expression> parts = new ArrayList<>();
    flatten(url, parts);
    if (!(parts.getFirst() instanceof Expression.Variable(String first))) {
      return withoutHost(url, parts);
    } else if (!isOrigin(first)) {
      return url;
    }
    parts.removeFirst();
    boolean path =
        parts.isEmpty()
            || parts.getFirst().literalText().filter(text -> text.startsWith("/")).isPresent();
    if (!path) {
      return url;
    }
    name = first;
    places.add(place);
    target = origin(first).orElse("");
    return switch (parts.size()) {
      case 0 -> Expression.text("/");
      case 1 -> parts.getFirst();
      default -> new Expression.Template(List.copyOf(parts));
    };
  }

  /// Without such a constant the first origin that is written out is the target.
  private Expression withoutHost(Expression url, List<Expression> parts) {
    Matcher written = WRITTEN.matcher(parts.getFirst().literalText().orElse(""));
    boolean whole = written.matches() && (parts.size() == 1 || !written.group(2).isEmpty());
    if (!literals || !whole || !(target.isEmpty() || target.equals(written.group(1)))) {
      return url;
    }
    target = written.group(1);
    String rest = written.group(2).startsWith("/") ? written.group(2) : "/" + written.group(2);
    parts.set(0, Expression.text(rest));
    return parts.size() == 1 ? parts.getFirst() : new Expression.Template(List.copyOf(parts));
  }

  private boolean isOrigin(String constant) {
    return (name.isEmpty() || name.equals(constant)) && origin(constant).isPresent();
  }

  /// Texts that are put together, by `+` or in a template, one after the other.
  private static void flatten(Expression url, List<Expression> into) {
    switch (url) {
      case Expression.Template(List<Expression> parts) -> into.addAll(parts);
      case Expression.Binary(Operator.Infix operator, Expression left, Expression right)
          when operator == Operator.Infix.PLUS -> {
        flatten(left, into);
        // What is added on the right may be a sum of numbers, and stays one.
        if (right instanceof Expression.Template) {
          flatten(right, into);
        } else {
          into.add(right);
        }
      }
      default -> into.add(url);
    }
  }

  /// The origin a constant names: empty text where it comes from the environment alone.
  private Optional<String> origin(String name) {
    Expression constant = constants.get(name);
    if (constant == null) {
      return Optional.empty();
    }
    Optional<String> text =
        constant instanceof Expression.Call(Function function, List<Expression> arguments)
                && function == Function.ENV
            ? arguments.size() > 1 && !arguments.get(1).isNothing()
                ? arguments.get(1).literalText()
                : Optional.of("")
            : constant.literalText().filter(literal -> !literal.isEmpty());
    return text.filter(literal -> literal.isEmpty() || literal.matches("https?://[^?#]+"))
        .map(literal -> literal.replaceAll("/+$", ""));
  }
}
