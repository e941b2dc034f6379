package dev.backlight.source.program;

import dev.backlight.source.code.Expr;
import dev.backlight.source.knowledge.Word;
import dev.backlight.source.knowledge.Words;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Queries before they run, and the places where reading one runs it.
final class Queries {

  private final Evaluator evaluator;

  /// Query sets of variables whose rows have been read: Django keeps them.
  private final Set<Value> read = Collections.newSetFromMap(new IdentityHashMap<>());

  Queries(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// A slice of a query limits it (one without an end is no page, but what is left of a limit); of
  /// a list, copies in memory.
  Value slice(Value receiver, Expr.Operation slice) {
    if (receiver instanceof Value.Known k && evaluator.knowledge().words(k.type()).has(Word.LAZY)) {
      boolean offset =
          slice.operands().size() > 1
              && slice.operands().get(0) != Expr.NONE
              && !(slice.operands().get(0) instanceof Expr.Literal)
              && slice.operands().get(1) != Expr.NONE;
      boolean bounded = slice.operands().size() > 1 && slice.operands().get(1) != Expr.NONE;
      Words words = bounded ? Words.of(Word.LIMITS) : Words.NONE;
      Query query =
          k.query()
              .plus(
                  offset ? words.plus(Word.OFFSETS) : words,
                  List.of(),
                  bounded ? number(slice.operands().get(1)) : 0);
      return new Value.Known(k.type(), k.arguments(), query, k.certain());
    }
    return receiver;
  }

  private static double number(Expr expr) {
    if (expr instanceof Expr.Literal l && l.kind() == Expr.Literal.Kind.NUMBER) {
      try {
        return Double.parseDouble(l.text().replace("_", ""));
      } catch (NumberFormatException e) {
        return 0;
      }
    }
    return 0;
  }

  /// Keeps a site for a lazy query that runs because it is iterated.
  void iterate(Value source, Expr at) {
    if (source instanceof Value.Known k && !evaluator.thenables.is(source)) {
      Words words = evaluator.knowledge().words(k.type());
      if (words.has(Word.LAZY) && !again(k, at)) {
        Words run = words.waits() ? words : words.plus(Word.DATABASE);
        evaluator.calls.site(
            at,
            Site.Kind.ITERATION,
            run.minus(Word.LAZY).plus(Word.MANY),
            k.query(),
            k,
            List.of(),
            Value.UNKNOWN,
            List.of(),
            k.certain(),
            Site.Run.HERE,
            Site.Use.USED,
            "",
            false);
      }
    }
  }

  /// `for order in orders: …` and then `for order in orders: …` once more.
  private boolean again(Value.Known rows, Expr at) {
    return at instanceof Expr.Name && rows.type().name().equals("QuerySet") && !read.add(rows);
  }

  /// What runs a statement that was built apart, `session.execute(select(User).limit(5))`, has what
  /// was built into it.
  Query asked(Query query, Words words, List<Value> arguments) {
    if (words.has(Word.DATABASE)
        && !arguments.isEmpty()
        && arguments.getFirst() instanceof Value.Known k
        && evaluator.knowledge().words(k.type()).has(Word.BUILDS)) {
      return query.plus(k.query().words(), k.query().eager(), k.query().limit());
    }
    return query;
  }

  /// Whether iterating a value runs it, or it is a statement that others run.
  boolean isQuery(Value.Known value) {
    return evaluator.knowledge().words(value.type()).hasAny(Word.LAZY, Word.BUILDS);
  }

  static Query of(Value receiver) {
    return switch (receiver) {
      case Value.Known k -> k.query();
      case Value.Listing l -> l.query();
      default -> Query.NONE;
    };
  }
}
