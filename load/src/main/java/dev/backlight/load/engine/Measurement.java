package dev.backlight.load.engine;

import dev.backlight.load.http.Exchange;
import dev.backlight.load.http.ExchangeListener;
import dev.backlight.load.http.HttpResponse;
import dev.backlight.load.http.Outcome;
import dev.backlight.load.measure.Tally;
import java.util.function.Function;

/// One request at work, over all its exchanges (redirects are several), and what is recorded of it.
/// A user keeps one for its requests in turn; requests side by side have one each.
final class Measurement implements ExchangeListener {

  private long writtenAt;
  private long endedAt;
  private long received;
  private long sent;
  private long connectNanos;
  private long tlsNanos;
  private long firstByteNanos;
  private long bodyNanos;

  void clear() {
    writtenAt = 0;
    endedAt = 0;
    received = 0;
    sent = 0;
    connectNanos = 0;
    tlsNanos = 0;
    firstByteNanos = 0;
    bodyNanos = 0;
  }

  @Override
  public void ended(Exchange exchange) {
    if (writtenAt == 0) {
      writtenAt = exchange.writtenAt();
    }
    endedAt = exchange.endedAt();
    received += exchange.bodyBytes();
    sent += exchange.bytesSent();
    connectNanos += exchange.connectNanos();
    tlsNanos += exchange.tlsNanos();
    firstByteNanos += exchange.firstByteNanos();
    bodyNanos += exchange.bodyNanos();
  }

  /// Counts the outcome under `tally`; its time begins at `from` of `System.nanoTime`.
  void record(
      JourneyDriver driver,
      Tally tally,
      long from,
      Outcome outcome,
      Function<HttpResponse, Verdict> judge) {
    long responseNanos = (endedAt == 0 ? System.nanoTime() : endedAt) - from;
    long serviceNanos = writtenAt == 0 ? 0 : endedAt - writtenAt;
    tally.bytes(received, sent);
    boolean ok = false;
    switch (outcome) {
      case Outcome.Answered(HttpResponse response) -> {
        tally.waited(responseNanos, serviceNanos);
        tally.split(connectNanos, tlsNanos, firstByteNanos, bodyNanos);
        Verdict verdict = judge.apply(response);
        switch (verdict) {
          case Verdict.Success() -> {
            tally.succeeded();
            ok = true;
          }
          case Verdict.Failure(String reason) -> tally.failedAfter(reason, responseNanos);
        }
      }
      case Outcome.Failed(var kind, String _) -> {
        if (LaneDriver.waitedInVain(kind)) {
          tally.failedAfter(kind.words(), responseNanos);
          tally.waited(responseNanos, serviceNanos);
        } else {
          tally.failed(kind.words());
          responseNanos = -1;
        }
      }
    }
    driver.writer().completed(responseNanos, ok);
  }
}
