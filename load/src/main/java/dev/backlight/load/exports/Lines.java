package dev.backlight.load.exports;

import dev.backlight.load.exports.ExportException.Refusal;
import dev.backlight.load.scenario.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Program text in the making: lines with their indentation, what must be imported, and what was
/// refused.
final class Lines {

  private final String unit;
  private final StringBuilder out = new StringBuilder();
  private final Set<String> needs = new TreeSet<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private int depth;

  Lines(String unit) {
    this.unit = unit;
  }

  void add(String line) {
    out.append(line.isEmpty() ? "" : unit.repeat(depth)).append(line).append('\n');
  }

  void in() {
    depth++;
  }

  void out() {
    depth--;
  }

  int length() {
    return out.length();
  }

  void need(String imported) {
    needs.add(imported);
  }

  Set<String> needs() {
    return needs;
  }

  void refuse(Place place, String reason) {
    Refusal refusal = new Refusal(place, reason);
    if (!refusals.contains(refusal)) {
      refusals.add(refusal);
    }
  }

  void requireNoRefusals() throws ExportException {
    if (!refusals.isEmpty()) {
      throw new ExportException(refusals);
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
