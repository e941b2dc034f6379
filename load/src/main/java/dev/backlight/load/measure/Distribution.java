package dev.backlight.load.measure;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/// How durations are distributed: an immutable HdrHistogram that keeps only the buckets in use. All
/// values are nanoseconds with three significant digits; merging loses nothing.
public final class Distribution {

  public static final Distribution EMPTY = new Distribution(new long[0], new long[0], 0, 0);

  /// The upper ends of the buckets in use, ascending, and how many values each holds.
  private final long[] values;

  private final long[] counts;
  private final long count;
  private final double mean;

  private Distribution(long[] values, long[] counts, long count, double mean) {
    this.values = values;
    this.counts = counts;
    this.count = count;
    this.mean = mean;
  }

  /// Durations in nanoseconds; those above an hour count as an hour.
  public static Distribution of(long... nanos) {
    Histogram histogram = Histograms.growing();
    for (long value : nanos) {
      histogram.recordValue(Histograms.clamp(value));
    }
    return of(histogram);
  }

  static Distribution of(Histogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return EMPTY;
    }
    long[] values = new long[64];
    long[] counts = new long[64];
    int used = 0;
    for (HistogramIterationValue step : histogram.recordedValues()) {
      if (used == values.length) {
        values = Arrays.copyOf(values, used * 2);
        counts = Arrays.copyOf(counts, used * 2);
      }
      values[used] = step.getValueIteratedTo();
      counts[used++] = step.getCountAddedInThisIterationStep();
    }
    return new Distribution(
        Arrays.copyOf(values, used),
        Arrays.copyOf(counts, used),
        histogram.getTotalCount(),
        histogram.getMean());
  }

  /// All of them as one.
  public static Distribution merge(Collection<Distribution> parts) {
    List<Distribution> full = parts.stream().filter(part -> part.count > 0).toList();
    if (full.size() <= 1) {
      return full.isEmpty() ? EMPTY : full.getFirst();
    }
    Histogram sum = Histograms.growing();
    full.forEach(part -> part.addTo(sum));
    return of(sum);
  }

  /// These without some of them; a value that is not among them is passed over.
  public Distribution minus(Distribution some) {
    if (some.count == 0) {
      return this;
    }
    Histogram rest = Histograms.growing();
    int other = 0;
    for (int i = 0; i < values.length; i++) {
      while (other < some.values.length && some.values[other] < values[i]) {
        other++;
      }
      boolean both = other < some.values.length && some.values[other] == values[i];
      long left = counts[i] - (both ? some.counts[other] : 0);
      if (left > 0) {
        rest.recordValueWithCount(Histograms.clamp(values[i]), left);
      }
    }
    return of(rest);
  }

  /// Reads what [#encoded] wrote; throws IllegalArgumentException for anything else.
  public static Distribution decode(String text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
      Histogram decoded = Histogram.decodeFromCompressedByteBuffer(bytes, Histograms.HIGHEST_NANOS);
      Histogram ours = Histograms.growing();
      ours.add(decoded);
      return of(ours);
    } catch (DataFormatException | RuntimeException e) {
      throw new IllegalArgumentException("not an encoded histogram: " + e.getMessage(), e);
    }
  }

  /// HdrHistogram's compressed form in Base64, as its other implementations read it; empty for an
  /// empty distribution.
  public String encoded() {
    if (count == 0) {
      return "";
    }
    Histogram histogram = histogram();
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  Histogram histogram() {
    Histogram histogram = Histograms.growing();
    addTo(histogram);
    return histogram;
  }

  void addTo(Histogram histogram) {
    for (int i = 0; i < values.length; i++) {
      histogram.recordValueWithCount(Histograms.clamp(values[i]), counts[i]);
    }
  }

  public long count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /// 0 when empty.
  public double meanNanos() {
    return mean;
  }

  public long minNanos() {
    return count == 0 ? 0 : values[0];
  }

  public long maxNanos() {
    return count == 0 ? 0 : values[values.length - 1];
  }

  /// The value that `percentile` (0–100) of all do not exceed; 0 when empty.
  public long percentileNanos(double percentile) {
    long rank = Math.max(1, (long) Math.ceil(percentile / 100 * count - 1e-9));
    long seen = 0;
    for (int i = 0; i < values.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return values[i];
      }
    }
    return maxNanos();
  }

  public double percentileMillis(double percentile) {
    return percentileNanos(percentile) / 1e6;
  }

  /// How many exceed a limit, within a bucket's width of it.
  public long countAbove(long nanos) {
    long above = 0;
    for (int i = values.length - 1; i >= 0 && values[i] > nanos; i--) {
      above += counts[i];
    }
    return above;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Distribution that
        && Arrays.equals(values, that.values)
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "%d values, p50 %.3f ms, p99 %.3f ms, max %.3f ms"
        .formatted(count, percentileMillis(50), percentileMillis(99), maxNanos() / 1e6);
  }
}
