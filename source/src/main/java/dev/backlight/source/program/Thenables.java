package dev.backlight.source.program;

import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.knowledge.Knowledge;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.List;
import java.util.Set;

/// JavaScript's query builders that are promises besides: Mongoose, Knex, Drizzle. Nothing runs
/// while they are built; awaiting one runs it, and so does giving it back from an `async` function
/// or a callback, `then`, and a place in the array for `Promise.all`.
final class Thenables {

  private static final Set<String> CONTINUATIONS = Set.of("then", "catch", "finally");

  private final Evaluator evaluator;

  Thenables(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  private Knowledge knowledge() {
    return evaluator.linkage.names.knowledge(evaluator.unit);
  }

  boolean is(Value value) {
    if (evaluator.unit.language() != Language.JAVASCRIPT || !(value instanceof Value.Known k)) {
      return false;
    }
    Words words = knowledge().words(k.type());
    return words.has(Word.LAZY) && words.has(Word.ASYNC);
  }

  /// `await value`: what it settles to.
  Value awaited(Value value, Expr at, Site.Use use, String bound) {
    return is(value) ? run((Value.Known) value, at, use, bound, true) : value.settled();
  }

  /// `return value`.
  Value returned(Value value, Expr at) {
    Fn fn = evaluator.frame.fn;
    return is(value) && (fn.is(Trait.ASYNC) || fn.is(Trait.LAMBDA))
        ? started((Value.Known) value, at, Site.Use.RETURNED)
        : value;
  }

  /// An element of an array.
  Value element(Value value, Expr at) {
    return is(value) ? started((Value.Known) value, at, Site.Use.PASSED) : value;
  }

  /// The receiver of a call of `name`.
  Value receiver(Value value, Expr at, String name) {
    return CONTINUATIONS.contains(name) && is(value)
        ? started((Value.Known) value, at, Site.Use.CHAINED)
        : value;
  }

  /// `for await (const row of value)`: rows one by one.
  void streamed(Value value, Expr at) {
    if (value instanceof Value.Known k && evaluator.unit.language() == Language.JAVASCRIPT) {
      Words words = knowledge().words(k.type());
      if (words.waits()) {
        site(k, at, words.minus(Word.LAZY).plus(Word.STREAMS), Value.UNKNOWN, Site.Use.USED, "");
      }
    }
  }

  private Value started(Value.Known value, Expr at, Site.Use use) {
    return new Value.Pending(run(value, at, use, "", false), "");
  }

  private Value run(Value.Known value, Expr at, Site.Use use, String bound, boolean awaited) {
    Query query = value.query();
    Words words = knowledge().words(value.type()).minus(Word.LAZY);
    for (Word word : List.of(Word.WRITE, Word.ONE, Word.SCALAR)) {
      words = query.has(word) ? words.plus(word) : words;
    }
    if (!words.hasAny(Word.WRITE, Word.ONE, Word.SCALAR)) {
      words = words.plus(Word.MANY);
    }
    Value result =
        words.has(Word.MANY)
            ? new Value.Listing(
                evaluator.expressions.element(value), false, query.plus(words, List.of(), 0))
            : words.has(Word.SCALAR) ? Value.SCALAR : evaluator.expressions.element(value);
    evaluator.calls.site(
        at,
        Site.Kind.ITERATION,
        words,
        query,
        value,
        List.of(),
        result,
        List.of(),
        value.certain(),
        Site.Run.HERE,
        use,
        bound,
        awaited);
    return result;
  }

  private void site(
      Value.Known value, Expr at, Words words, Value result, Site.Use use, String bound) {
    evaluator.calls.site(
        at,
        Site.Kind.ITERATION,
        words,
        value.query(),
        value,
        List.of(),
        result,
        List.of(),
        value.certain(),
        Site.Run.HERE,
        use,
        bound,
        true);
  }
}
