package dev.backlight.audits.cost;

import dev.backlight.model.Finding;

/// What a crime costs, with what fixing it returns: `saved` with the inputs as they are, `savedLow`
/// with the input that matters most at the low end of its range; both in ms when `time`, else in
/// the formula's unit, never negative.
public record Priced(Finding.Cost cost, double saved, double savedLow, boolean time) {

  /// A crime without a formula.
  public static final Priced NOTHING = new Priced(new Finding.Cost.None(), 0, 0, false);
}
