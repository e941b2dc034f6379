package dev.backlight.audits.cost;

import dev.backlight.model.CostFormula;
import dev.backlight.model.Finding.Cost;
import dev.backlight.model.Quantity;
import dev.backlight.model.Quantity.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Evaluates cost formulas. Times are calculated in ms, sizes in bytes, whatever units the
/// quantities came in.
public final class Pricing {

  private static final int MAX_REMEMBERED = 1_000;
  private static final Map<String, Expression> PARSED = new ConcurrentHashMap<>();

  private Pricing() {}

  /// The price with the quantities known at the place and defaults for the rest. Throws
  /// IllegalArgumentException for a formula that does not parse, a name without a value, or a
  /// result that is not a number.
  public static Priced price(CostFormula formula, List<Quantity> known) {
    if (formula.isNone()) {
      return Priced.NOTHING;
    }
    Expression before = parsed(formula.before());
    Expression after = parsed(formula.after().isEmpty() ? "0" : formula.after());
    Map<String, Quantity> inputs = inputs(before, after, known);
    double beforeBase = finite(before.value(values(inputs, false)), formula);
    double afterBase = finite(after.value(values(inputs, false)), formula);
    double saved = Math.max(0, beforeBase - afterBase);
    return new Priced(
        new Cost.Modelled(
            inUnit(beforeBase, formula, inputs),
            inUnit(afterBase, formula, inputs),
            formula.unit(),
            formula.per(),
            formula.before(),
            formula.after(),
            arithmetic(before, beforeBase, formula, inputs),
            arithmetic(after, afterBase, formula, inputs),
            List.copyOf(inputs.values()),
            basis(inputs)),
        saved,
        savedLow(before, after, inputs, saved),
        Units.isTime(formula.unit()));
  }

  /// The names in a formula that neither the defaults nor `supplied` give a value, sorted. Throws
  /// IllegalArgumentException for a formula that does not parse.
  public static Set<String> unknownNames(CostFormula formula, Set<String> supplied) {
    Set<String> names = new TreeSet<>();
    if (!formula.isNone()) {
      names.addAll(parsed(formula.before()).names());
      names.addAll(parsed(formula.after().isEmpty() ? "0" : formula.after()).names());
    }
    names.removeAll(supplied);
    names.removeIf(name -> Defaults.named(name).isPresent());
    return names;
  }

  private static Expression parsed(String text) {
    Expression found = PARSED.get(text);
    if (found == null) {
      found = Expression.parse(text);
      if (PARSED.size() < MAX_REMEMBERED) {
        PARSED.put(text, found);
      }
    }
    return found;
  }

  private static Map<String, Quantity> inputs(
      Expression before, Expression after, List<Quantity> known) {
    Map<String, Quantity> here = new TreeMap<>();
    known.forEach(quantity -> here.putIfAbsent(quantity.name(), quantity));
    Set<String> names = new TreeSet<>(before.names());
    names.addAll(after.names());
    List<String> missing = new ArrayList<>();
    Map<String, Quantity> inputs = new TreeMap<>();
    for (String name : names) {
      Quantity quantity =
          here.containsKey(name) ? here.get(name) : Defaults.named(name).orElse(null);
      if (quantity == null) {
        missing.add(name);
      } else {
        inputs.put(name, quantity);
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("no value for " + String.join(", ", missing));
    }
    return inputs;
  }

  /// What the fix returns with every input at its low end.
  private static double savedLow(
      Expression before, Expression after, Map<String, Quantity> inputs, double saved) {
    ToDoubleFunction<String> low = values(inputs, true);
    double least = before.value(low) - after.value(low);
    return Double.isFinite(least) ? Math.clamp(least, 0, saved) : 0;
  }

  private static ToDoubleFunction<String> values(Map<String, Quantity> inputs, boolean low) {
    return name -> {
      Quantity quantity = inputs.get(name);
      if (quantity == null) {
        throw new IllegalStateException("not an input: " + name);
      }
      return Units.toBase(low ? quantity.low() : quantity.value(), quantity.unit());
    };
  }

  private static double finite(double value, CostFormula formula) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a number: " + formula.before());
    }
    return value;
  }

  /// A size formula with no input in a unit of size is written in its own unit already.
  private static boolean inBaseUnit(CostFormula formula, Map<String, Quantity> inputs) {
    return Units.isTime(formula.unit())
        || inputs.values().stream().anyMatch(quantity -> Units.isSize(quantity.unit()));
  }

  private static double inUnit(double base, CostFormula formula, Map<String, Quantity> inputs) {
    return inBaseUnit(formula, inputs) ? Units.fromBase(base, formula.unit()) : base;
  }

  private static String arithmetic(
      Expression expression, double base, CostFormula formula, Map<String, Quantity> inputs) {
    String result = Figures.quantity(inUnit(base, formula, inputs), formula.unit());
    String worked = expression.print(name -> printed(inputs.get(name), name));
    return worked.equals(result) || expression instanceof Expression.Literal
        ? result
        : worked + " = " + result;
  }

  private static String printed(@Nullable Quantity quantity, String name) {
    if (quantity == null) {
      return name;
    }
    boolean measure = Units.isTime(quantity.unit()) || Units.isSize(quantity.unit());
    return Figures.quantity(quantity.value(), measure ? quantity.unit() : "");
  }

  private static String basis(Map<String, Quantity> inputs) {
    boolean measured =
        inputs.values().stream().anyMatch(q -> q.provenance() == Provenance.MEASURED);
    boolean assumed = inputs.values().stream().anyMatch(q -> q.provenance() == Provenance.DEFAULT);
    return measured && !assumed ? "measured" : "modelled";
  }
}
