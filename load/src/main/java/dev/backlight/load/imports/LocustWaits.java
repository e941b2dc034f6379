package dev.backlight.load.imports;

import dev.backlight.load.scenario.Expression;
import dev.backlight.load.scenario.Think;
import dev.backlight.load.scenario.Value;
import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeDecl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Translates `wait_time` of users and sets of tasks.
final class LocustWaits {

  private final Code code;
  private final LocustNames names;

  LocustWaits(Code code, LocustNames names) {
    this.code = code;
    this.names = names;
  }

  /// How long users of a class wait; empty where it says nothing.
  Optional<Think> of(TypeDecl type) throws RefusedException {
    Optional<TypeDecl.Field> field =
        names.field(type, "wait_time").or(() -> names.field(type, "wait_function"));
    if (field.isPresent()) {
      return Optional.of(think(field.get().initial()));
    }
    Optional<FunctionDecl> method = names.method(type, "wait_time");
    if (method.isPresent()) {
      return Optional.of(returned(method.get()));
    }
    Optional<TypeDecl.Field> least = names.field(type, "min_wait");
    Optional<TypeDecl.Field> most = names.field(type, "max_wait");
    if (least.isPresent() && most.isPresent()) {
      return Optional.of(
          new Think.Between(
              seconds(least.get().initial()).dividedBy(1_000),
              seconds(most.get().initial()).dividedBy(1_000)));
    }
    return Optional.empty();
  }

  private Think returned(FunctionDecl method) throws RefusedException {
    if (method.body().statements().size() == 1
        && method.body().statements().getFirst() instanceof Stmt.Return(int _, int _, Expr value)) {
      return new Think.Seconds(names.expressions().translate(value, new Frame()));
    }
    throw new RefusedException(method.start(), "a wait_time of several statements");
  }

  private Think think(Expr expr) throws RefusedException {
    if (expr instanceof Expr.Lambda lambda) {
      return lambda(lambda);
    }
    if (!(expr instanceof Expr.Call call)) {
      throw new RefusedException(expr, "this wait_time");
    }
    String function = code.dotted(call.callee());
    List<Duration> times = new ArrayList<>();
    for (Argument argument : call.arguments()) {
      times.add(seconds(argument.value()));
    }
    String name = function.substring(function.lastIndexOf('.') + 1);
    if (times.size() == 2 && name.equals("between")) {
      return times.getFirst().equals(times.getLast())
          ? new Think.Constant(times.getFirst())
          : new Think.Between(times.getFirst(), times.getLast());
    } else if (times.size() == 1 && name.equals("constant")) {
      return new Think.Constant(times.getFirst());
    } else if (times.size() == 1 && name.equals("constant_pacing")) {
      return new Think.Pacing(times.getFirst());
    } else if (times.size() == 1 && name.equals("constant_throughput")) {
      return new Think.Pacing(
          Duration.ofNanos((long) (1e18 / Math.max(1, times.getFirst().toNanos()))));
    }
    throw new RefusedException(expr, "this wait_time");
  }

  /// `lambda self: random.expovariate(1)` and others that compute seconds.
  private Think lambda(Expr.Lambda lambda) throws RefusedException {
    FunctionDecl function = code.file().functions().get(lambda.function());
    if (function.body().statements().size() == 1
        && function.body().statements().getFirst()
            instanceof Stmt.Return(int _, int _, Expr.Call call)
        && code.dotted(call.callee()).equals("random.expovariate")) {
      double rate = seconds(call.arguments().getFirst().value()).toNanos() / 1e9;
      return new Think.Exponential(Duration.ofNanos((long) (1e9 / rate)));
    }
    return new Think.Seconds(names.expressions().body(lambda, new Frame()));
  }

  /// A number of seconds that is known before the run.
  private Duration seconds(Expr expr) throws RefusedException {
    Expression value = names.expressions().translate(expr, new Frame());
    if (value instanceof Expression.Variable(String name) && names.constants().containsKey(name)) {
      value = names.constants().getOrDefault(name, value);
    }
    return switch (value) {
      case Expression.Literal(Value.Whole(long number)) when number >= 0 ->
          Duration.ofSeconds(number);
      case Expression.Literal(Value.Decimal(double number)) when number >= 0 ->
          Duration.ofNanos(Math.round(number * 1e9));
      case Expression.Call(var _, List<Expression> arguments)
          when arguments.size() == 1
              && arguments.getFirst() instanceof Expression.Literal(Value.Decimal(double d)) ->
          Duration.ofNanos(Math.round(d * 1e9));
      default -> throw new RefusedException(expr, "a time that is not a number");
    };
  }
}
