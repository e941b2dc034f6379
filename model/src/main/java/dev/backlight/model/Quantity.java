package dev.backlight.model;

/// An input of a cost formula with its provenance. `name` as in the formula (`N`, `t_db`); `unit`
/// is `ms`, `rows`, `calls`, `bytes`, `s`, `connections` or empty; `because` says where the value
/// comes from in a few words (`page size literal at a.py:12`, `default: one database round trip`).
/// `low` is the low end of the plausible range, used for grading; equals `value` when measured.
public record Quantity(
    String name, double value, double low, String unit, Provenance provenance, String because) {

  public enum Provenance {
    MEASURED("measured"),
    CONFIG("config"),
    DEFAULT("default");

    private final String id;

    Provenance(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }
  }

  /// A value that stands in the source or configuration.
  public static Quantity configured(String name, double value, String unit, String because) {
    return new Quantity(name, value, value, unit, Provenance.CONFIG, because);
  }
}
