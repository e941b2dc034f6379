package dev.backlight.load.compare;

/// Something measured once per run, of which less is better, such as `p99` in `ms`.
public record Metric(String name, String unit, Nature nature) {

  /// Whether equal values are suspicious.
  public enum Nature {
    /// It has noise. Runs that agree in every digit were not measured.
    MEASURED,
    /// It may come out the same each time, as statements per request do; then that is exact.
    COUNTED
  }

  public static final Metric P50 = measured("p50", "ms");
  public static final Metric P99 = measured("p99", "ms");
  public static final Metric CPU = measured("cpu/request", "ms");
  public static final Metric MEMORY = measured("peak memory", "MB");
  public static final Metric ALLOCATIONS = measured("allocated/request", "kB");
  public static final Metric STATEMENTS = new Metric("statements/request", "", Nature.COUNTED);

  private static Metric measured(String name, String unit) {
    return new Metric(name, unit, Nature.MEASURED);
  }
}
