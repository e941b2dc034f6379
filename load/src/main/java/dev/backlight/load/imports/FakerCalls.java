package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Function;
import dev.backlight.source.code.Expr;
import java.util.List;
import java.util.Optional;

/// Translates calls of Python's Faker to generators of the scenario. Its providers are named as in
/// Faker's documentation; one that is not here is refused.
final class FakerCalls {

  private static final List<String> MADE = List.of("faker.Faker", "Faker", "faker.Factory.create");

  private final Code code;
  private final Definitions definitions;
  private final PythonExpressions expressions;

  FakerCalls(Code code, Definitions definitions, PythonExpressions expressions) {
    this.code = code;
    this.definitions = definitions;
    this.expressions = expressions;
  }

  boolean isFaker(Expr expr, Frame frame) {
    return definitions.isMadeBy(expr, frame, MADE);
  }

  /// Whether a call makes a Faker; notes what it asks for that is not kept.
  boolean makes(Expr.Call call) {
    if (!MADE.contains(code.dotted(call.callee()))) {
      return false;
    }
    if (!call.arguments().isEmpty()) {
      code.note(call.start(), "Faker's locale is not kept: names and places are English");
    }
    return true;
  }

  /// Whether a call only seeds a Faker.
  boolean seeds(Expr.Call call, Frame frame) {
    return call.callee() instanceof Expr.Member member
        && (member.name().equals("seed") || member.name().startsWith("seed_"))
        && (MADE.contains(code.dotted(member.receiver())) || isFaker(member.receiver(), frame));
  }

  /// What a call of a Faker gives; empty for other calls.
  Optional<Expression> call(Expr.Call call, Frame frame) throws RefusedException {
    if (!(call.callee() instanceof Expr.Member member)) {
      return Optional.empty();
    }
    if (member.receiver() instanceof Expr.Member inner
        && (inner.name().equals("unique") || inner.name().equals("optional"))
        && isFaker(inner.receiver(), frame)) {
      throw new RefusedException(call, "Faker's " + inner.name());
    }
    if (!isFaker(member.receiver(), frame)) {
      return Optional.empty();
    }
    definitions.call(member.receiver(), frame).ifPresent(this::makes);
    return Optional.of(new FakerProvider(code, expressions, call, member.name(), frame).read());
  }

  /// A date that Faker makes in ISO 8601; empty for other calls.
  Optional<Expression> iso(Expr expr, Frame frame) throws RefusedException {
    Optional<Expression> seconds = seconds(expr, frame);
    if (seconds.isEmpty()) {
      return seconds;
    }
    boolean timed =
        expr instanceof Expr.Call call
            && call.callee() instanceof Expr.Member member
            && member.name().contains("time");
    return Optional.of(
        Expression.call(
            Function.FORMAT_TIME,
            seconds.get(),
            Expression.text(timed ? "%Y-%m-%dT%H:%M:%S" : "%Y-%m-%d")));
  }

  /// The seconds since 1970 of a date that Faker makes; empty for other calls.
  Optional<Expression> seconds(Expr expr, Frame frame) throws RefusedException {
    return expr instanceof Expr.Call call
            && call.callee() instanceof Expr.Member member
            && isFaker(member.receiver(), frame)
        ? new FakerProvider(code, expressions, call, member.name(), frame).seconds()
        : Optional.empty();
  }
}
