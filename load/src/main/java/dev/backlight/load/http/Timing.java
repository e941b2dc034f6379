package dev.backlight.load.http;

/// Where the time of an exchange went, in nanoseconds; 0 where nothing of it happened, as connect
/// and TLS on a pooled connection. `firstByteNanos` runs from the request written to the first byte
/// of the response, `bodyNanos` from there to the last.
public record Timing(long connectNanos, long tlsNanos, long firstByteNanos, long bodyNanos) {

  public static final Timing NONE = new Timing(0, 0, 0, 0);
}
