package dev.backlight.load.http;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// One event loop's connections to one origin. Except for [#execute] and [#close], call it on its
/// event loop only.
public final class Lane implements Wire.Keeper, AutoCloseable {

  private static final long SWEEP_MILLIS = 50;

  private final EventLoop loop;
  private final Origin origin;
  private final Addresses addresses;
  private final Connector connector;
  private final long timeoutNanos;
  private final boolean sharing;

  /// The one used last comes first: what a peak opened stays idle and may close. May hold some that
  /// are closed already.
  private final Deque<Wire> idle = new ArrayDeque<>();

  private final Set<Wire> open = new LinkedHashSet<>();

  /// Wait for a connection that several exchanges share and that is not there yet.
  private final Deque<Exchange> waiting = new ArrayDeque<>();

  private int connecting;
  private boolean closed;

  Lane(EventLoop loop, Origin origin, Addresses addresses, Connector connector, HttpPolicy policy) {
    this.loop = loop;
    this.origin = origin;
    this.addresses = addresses;
    this.connector = connector;
    this.timeoutNanos = policy.requestTimeout().toNanos();
    this.sharing = policy.protocol() == HttpPolicy.Protocol.HTTP_2;
    var _ =
        loop.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Runs on the event loop, from any thread.
  public void execute(Runnable task) {
    loop.execute(task);
  }

  /// Runs later on the event loop.
  public void schedule(Runnable task, long delayNanos) {
    var _ = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
  }

  public int connections() {
    return open.size();
  }

  /// Sends on an idle connection, or on a new one.
  public void send(Exchange exchange) {
    exchange.begin(timeoutNanos);
    dispatch(exchange);
  }

  private void dispatch(Exchange exchange) {
    Wire wire = idle.pollFirst();
    while (wire != null && !wire.free()) {
      wire = idle.pollFirst();
    }
    if (wire != null) {
      wire.send(exchange);
      if (wire.free()) {
        idle.addFirst(wire);
      }
    } else if (sharing && connecting > 0) {
      waiting.add(exchange);
    } else {
      connect(exchange);
    }
  }

  private void connect(Exchange exchange) {
    if (closed) {
      exchange.fail(Failure.CANCELLED, "");
      return;
    }
    switch (addresses.of(origin)) {
      case Addresses.Found.None(Failure kind, String detail) -> exchange.fail(kind, detail);
      case Addresses.Found.Usable(List<InetSocketAddress> usable) -> {
        connecting++;
        connector.connect(loop, origin, usable, this, new FirstExchange(exchange));
      }
    }
  }

  /// An exchange for which a connection is being opened.
  private final class FirstExchange implements Connector.Attempt {

    private final Exchange exchange;

    FirstExchange(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void connected(Wire wire, long connectNanos, long tlsNanos) {
      connecting--;
      open.add(wire);
      exchange.connectNanos = connectNanos;
      exchange.tlsNanos = tlsNanos;
      if (closed) {
        wire.close();
        exchange.fail(Failure.CANCELLED, "");
        return;
      }
      wire.send(exchange);
      if (wire.free()) {
        idle.addFirst(wire);
        dispatchWaiting();
      }
    }

    @Override
    public void failed(Failure kind, String detail) {
      connecting--;
      List<Exchange> alike = List.copyOf(waiting);
      waiting.clear();
      exchange.fail(kind, detail);
      alike.forEach(other -> other.fail(kind, detail));
    }
  }

  private void dispatchWaiting() {
    int count = waiting.size();
    for (int i = 0; i < count; i++) {
      dispatch(waiting.remove());
    }
  }

  @Override
  public void ready(Wire wire) {
    if (sharing) {
      idle.remove(wire);
    }
    idle.addFirst(wire);
  }

  @Override
  public void retired(Wire wire) {
    open.remove(wire);
  }

  @Override
  public void again(Exchange exchange) {
    dispatch(exchange);
  }

  private void sweep() {
    long now = System.nanoTime();
    for (Wire wire : open.toArray(Wire[]::new)) {
      wire.expire(now);
    }
    if (idle.size() > open.size()) {
      idle.removeIf(wire -> !wire.free());
    }
  }

  /// Gives up on everything at work; idle connections stay.
  public void cancelAll() {
    for (Wire wire : open.toArray(Wire[]::new)) {
      wire.cancel();
    }
    List<Exchange> left = List.copyOf(waiting);
    waiting.clear();
    left.forEach(exchange -> exchange.fail(Failure.CANCELLED, ""));
  }

  /// Closes its connections; exchanges on them end as cancelled.
  @Override
  public void close() {
    loop.execute(() -> {
      closed = true;
      List.copyOf(open).forEach(Wire::close);
    });
  }
}
