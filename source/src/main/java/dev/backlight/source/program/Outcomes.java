package dev.backlight.source.program;

import dev.backlight.source.code.Argument;
import dev.backlight.source.code.Expr;
import dev.backlight.source.knowledge.Outcome;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.ArrayList;
import java.util.List;

/// Fills the patterns of [Outcome] for one call.
final class Outcomes {

  private final Evaluator evaluator;
  private final Value receiver;
  private final List<Value> arguments;
  private final Expr at;
  private final Words words;

  Outcomes(Evaluator evaluator, Value receiver, List<Value> arguments, Expr at, Words words) {
    this.evaluator = evaluator;
    this.receiver = receiver;
    this.arguments = arguments;
    this.at = at;
    this.words = words;
  }

  Value of(Outcome outcome) {
    return switch (outcome.name()) {
      case "" -> Value.UNKNOWN;
      case "this" -> self();
      case "class" ->
          switch (receiver) {
            case Value.ClassOf c -> new Value.Instance(c.type());
            case Value.Known k -> argument(k, 0);
            default -> receiver;
          };
      case "T0" -> argument(receiver, 0);
      case "T1" -> argument(receiver, 1);
      case "arg0", "arg1", "arg2", "arg3" -> given(outcome.name().charAt(3) - '0');
      case "typearg" -> typeArgument();
      case "element" ->
          evaluator.expressions.element(
              receiver.isUnknown() && !arguments.isEmpty() ? arguments.getFirst() : receiver);
      case "returned" -> Value.UNKNOWN;
      case "list" -> listing(outcome);
      case "map" ->
          new Value.Listing(
              outcome.arguments().isEmpty() ? Value.UNKNOWN : of(outcome.arguments().getLast()),
              false,
              Query.NONE);
      case "text", "number" -> Value.SCALAR;
      default -> known(outcome);
    };
  }

  private Value self() {
    if (receiver instanceof Value.Known k) {
      return new Value.Known(k.type(), k.arguments(), grown(k.query()), k.certain());
    }
    return receiver;
  }

  private Query grown(Query query) {
    if (!words.has(Word.BUILDS)) {
      return query;
    }
    return query.plus(words.minus(Word.BUILDS, Word.ASYNC), relations(), limit());
  }

  private double limit() {
    if (words.has(Word.LIMITS) && at instanceof Expr.Call c) {
      for (Argument argument : c.arguments()) {
        if (argument.value() instanceof Expr.Literal l && l.kind() == Expr.Literal.Kind.NUMBER) {
          try {
            return Double.parseDouble(l.text().replace("_", ""));
          } catch (NumberFormatException e) {
            return 0;
          }
        }
      }
    }
    return 0;
  }

  /// The relations named by an eager-loading call: strings, lambdas' members, attributes.
  private List<String> relations() {
    if (!words.has(Word.EAGER) || !(at instanceof Expr.Call c)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    c.arguments().forEach(argument -> Relations.named(argument.value(), evaluator.unit, names));
    return names;
  }

  private Value listing(Outcome outcome) {
    Value element =
        outcome.arguments().isEmpty() ? Value.UNKNOWN : of(outcome.arguments().getFirst());
    Query query = Queries.of(receiver);
    return new Value.Listing(
        element, false, words.waits() ? query.plus(words, List.of(), 0) : query);
  }

  private Value known(Outcome outcome) {
    List<Value> inner = outcome.arguments().stream().map(this::of).toList();
    boolean certain = !(receiver instanceof Value.Known k) || k.certain();
    Query own = receiver instanceof Value.Known k ? grown(k.query()) : grown(Query.NONE);
    Query query = evaluator.queries.asked(own, words, arguments);
    return evaluator
        .knowledge()
        .type(outcome.name())
        .<Value>map(type -> new Value.Known(type, inner, query, certain))
        .orElse(Value.UNKNOWN);
  }

  private static Value argument(Value value, int index) {
    return switch (value) {
      case Value.Known k when index < k.arguments().size() -> k.arguments().get(index);
      case Value.Listing l when index == 0 -> l.element();
      case Value.Pending p when index == 0 -> p.value();
      case Value.ClassOf c when index == 0 -> new Value.Instance(c.type());
      default -> Value.UNKNOWN;
    };
  }

  private Value given(int index) {
    if (index >= arguments.size()) {
      return Value.UNKNOWN;
    }
    return switch (arguments.get(index)) {
      case Value.ClassOf c -> new Value.Instance(c.type());
      case Value.Listing l -> l.element();
      case Value.Known k when evaluator.queries.isQuery(k) && !k.arguments().isEmpty() ->
          k.arguments().getLast();
      case Value.Member m when m.receiver() instanceof Value.ClassOf c ->
          new Value.Instance(c.type());
      default -> arguments.get(index);
    };
  }

  private Value typeArgument() {
    if (at instanceof Expr.Call c && !c.typeArguments().isEmpty()) {
      return evaluator.linkage.names.types.of(
          evaluator.unit, c.typeArguments().getFirst(), List.of());
    }
    return Value.UNKNOWN;
  }
}
