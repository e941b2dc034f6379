package dev.backlight.load.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request and what becomes of it. Confined to the event loop of its lane from the moment it is
/// sent until [#ended] is called there, exactly once. May be sent again after that.
///
/// Times are those of `System.nanoTime`; 0 where it did not come to that.
public abstract class Exchange {

  private final Prepared request;
  private final boolean keeping;

  long writtenAt;
  long firstByteAt;
  long endedAt;
  long deadline;
  long connectNanos;
  long tlsNanos;
  int status;
  long bodyBytes;
  boolean retried;
  List<Header> headers = List.of();
  byte[] body = Body.EMPTY.shared();
  @Nullable Failure failure;
  String detail = "";

  /// `keeping`: headers and body are wanted.
  protected Exchange(Prepared request, boolean keeping) {
    this.request = request;
    this.keeping = keeping;
  }

  /// It is over, well or not; on the event loop.
  protected abstract void ended();

  final Prepared request() {
    return request;
  }

  final boolean keeping() {
    return keeping;
  }

  final void begin(long timeoutNanos) {
    writtenAt = 0;
    firstByteAt = 0;
    endedAt = 0;
    connectNanos = 0;
    tlsNanos = 0;
    status = 0;
    bodyBytes = 0;
    retried = false;
    failure = null;
    detail = "";
    deadline = System.nanoTime() + timeoutNanos;
  }

  final void fail(Failure kind, String why) {
    failure = kind;
    detail = why;
    endedAt = System.nanoTime();
    ended();
  }

  public final boolean answered() {
    return failure == null;
  }

  /// Only where there is no answer.
  public final Failure failure() {
    if (failure == null) {
      throw new IllegalStateException("it was answered");
    }
    return failure;
  }

  public final String detail() {
    return detail;
  }

  public final int status() {
    return status;
  }

  /// When the request was first written; 0 if it never was.
  public final long writtenAt() {
    return writtenAt;
  }

  public final long endedAt() {
    return endedAt;
  }

  /// Of the response's body, on the wire.
  public final long bodyBytes() {
    return bodyBytes;
  }

  /// What the request took on the wire.
  public final int bytesSent() {
    return request.length();
  }

  public final long connectNanos() {
    return connectNanos;
  }

  public final long tlsNanos() {
    return tlsNanos;
  }

  public final long firstByteNanos() {
    return firstByteAt == 0 ? 0 : firstByteAt - writtenAt;
  }

  public final long bodyNanos() {
    return firstByteAt == 0 ? 0 : endedAt - firstByteAt;
  }

  public final Timing timing() {
    return new Timing(connectNanos, tlsNanos, firstByteNanos(), bodyNanos());
  }
}
