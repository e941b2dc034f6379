package dev.backlight.load.http;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A user on one event loop: one connection to each origin that it visits.
///
/// A user's thread hands a request over to the loop and parks; the loop writes, reads, parses, and
/// unparks it. `wires` and `shared` belong to the loop, all else to the user's thread. Over HTTP/2
/// the sessions beside this one send on its connection.
final class UserSession implements Session, Wire.Keeper {

  private static final int STATUS_SEE_OTHER = 303;
  private static final Header ACCEPT_ENCODING = new Header("Accept-Encoding", "gzip, deflate");

  private final EventLoop loop;
  private final Connector connector;
  private final Addresses addresses;
  private final HttpPolicy policy;
  private final Url base;
  private final CookieJar jar;
  private final Set<UserSession> ofLoop;
  private final Map<Origin, Wire> wires = new HashMap<>(2);
  private final @Nullable SharedWires shared;
  private final boolean sharesOnly;
  private @Nullable Call current;
  private boolean closed;

  UserSession(
      EventLoop loop,
      Connector connector,
      Addresses addresses,
      HttpPolicy policy,
      Url base,
      CookieJar jar,
      Set<UserSession> ofLoop) {
    this(
        loop,
        connector,
        addresses,
        policy,
        base,
        jar,
        ofLoop,
        policy.protocol() == HttpPolicy.Protocol.HTTP_2 ? new SharedWires() : null,
        false);
  }

  private UserSession(
      EventLoop loop,
      Connector connector,
      Addresses addresses,
      HttpPolicy policy,
      Url base,
      CookieJar jar,
      Set<UserSession> ofLoop,
      @Nullable SharedWires shared,
      boolean sharesOnly) {
    this.loop = loop;
    this.connector = connector;
    this.addresses = addresses;
    this.policy = policy;
    this.base = base;
    this.jar = jar;
    this.ofLoop = ofLoop;
    this.shared = shared;
    this.sharesOnly = sharesOnly;
  }

  /// Whoever opens a session must have it swept, or nothing in it ever times out.
  UserSession open() {
    ofLoop.add(this);
    return this;
  }

  @Override
  public Session beside() {
    return new UserSession(
            loop, connector, addresses, policy, base, jar, ofLoop, shared, shared != null)
        .open();
  }

  Thread.Builder.OfVirtual threads() {
    return LoopThreads.on(loop);
  }

  @Override
  public Outcome send(HttpRequest request) throws InterruptedException {
    return send(request, ExchangeListener.NONE);
  }

  @Override
  public Outcome send(HttpRequest request, ExchangeListener listener) throws InterruptedException {
    Url url;
    try {
      url = base.resolve(request.target());
    } catch (IllegalArgumentException e) {
      return new Outcome.Failed(Failure.UNKNOWN_HOST, String.valueOf(e.getMessage()));
    }
    HttpRequest next = request;
    for (int hops = 0; ; hops++) {
      Call call = exchange(url, next);
      listener.ended(call);
      if (!call.answered()) {
        return new Outcome.Failed(call.failure(), call.detail());
      }
      storeCookies(url, call);
      String location = request.followRedirects() ? location(call) : "";
      if (location.isEmpty()) {
        return answered(url, call);
      }
      if (hops >= policy.maxRedirects()) {
        return new Outcome.Failed(
            Failure.REDIRECT_LOOP, "more than " + policy.maxRedirects() + " redirects");
      }
      try {
        Url target = url.resolve(location);
        next = redirected(next, call.status(), target.origin().equals(url.origin()));
        url = target;
      } catch (IllegalArgumentException e) {
        return new Outcome.Failed(Failure.BAD_RESPONSE, "redirect to '" + location + "'");
      }
    }
  }

  private Call exchange(Url url, HttpRequest request) throws InterruptedException {
    List<Header> more = new ArrayList<>(2);
    String cookies = request.has("Cookie") ? "" : jar.headerFor(url);
    if (!cookies.isEmpty()) {
      more.add(new Header("Cookie", cookies));
    }
    if (!request.has("Accept-Encoding")) {
      more.add(ACCEPT_ENCODING);
    }
    Addresses.Found found = addresses.of(url.origin());
    Call call = new Call(Prepared.of(url, request, more), found);
    loop.execute(call);
    call.await();
    return call;
  }

  private void storeCookies(Url url, Call call) {
    for (Header header : call.headers) {
      if (header.is("Set-Cookie")) {
        jar.store(url, header.value());
      }
    }
  }

  private static String location(Call call) {
    return switch (call.status()) {
      case 301, 302, STATUS_SEE_OTHER, 307, 308 -> header(call.headers, "Location");
      default -> "";
    };
  }

  private static String header(List<Header> headers, String name) {
    for (Header header : headers) {
      if (header.is(name)) {
        return header.value();
      }
    }
    return "";
  }

  /// As RFC 9110, 15.4 and all browsers have it: after 303, and after 301 and 302 of a POST, comes
  /// a GET; credentials do not go to another origin.
  private static HttpRequest redirected(HttpRequest request, int status, boolean sameOrigin) {
    boolean toGet =
        status == STATUS_SEE_OTHER
            ? !request.method().equals("HEAD")
            : (status == 301 || status == 302) && request.method().equals("POST");
    List<Header> kept =
        request.headers().stream()
            .filter(h -> !h.is("Host"))
            .filter(h -> sameOrigin || !(h.is("Authorization") || h.is("Cookie")))
            .filter(h -> !toGet || !(h.is("Content-Type") || h.is("Content-Length")))
            .filter(h -> !toGet || !(h.is("Expect") || h.is("Content-Encoding")))
            .toList();
    return new HttpRequest(
        toGet ? "GET" : request.method(),
        "/",
        kept,
        toGet ? Body.EMPTY : request.body(),
        true,
        request.timeout());
  }

  private Outcome answered(Url url, Call call) {
    String encoding = header(call.headers, "Content-Encoding");
    byte[] body = call.body;
    if (!encoding.isEmpty() && body.length > 0) {
      try {
        body = Decoding.decode(body, encoding, policy.maxBodyBytes());
      } catch (BadResponse e) {
        return new Outcome.Failed(e.kind(), String.valueOf(e.getMessage()));
      }
    }
    return new Outcome.Answered(
        new HttpResponse(
            call.status(),
            call.headers,
            Body.owning(body),
            call.bodyBytes(),
            url.toString(),
            call.timing()));
  }

  @Override
  public List<Cookie> cookies() {
    return jar.all();
  }

  @Override
  public void clearCookies() {
    jar.clear();
  }

  @Override
  public void setCookie(String name, String value) {
    jar.add(base, name, value);
  }

  @Override
  public void close() {
    ofLoop.remove(this);
    loop.execute(() -> {
      closed = true;
      List.copyOf(wires.values()).forEach(Wire::close);
      if (shared != null && !sharesOnly) {
        shared.all().forEach(Wire::close);
      }
    });
  }

  @Override
  public void ready(Wire wire) {}

  @Override
  public void retired(Wire wire) {
    wires.values().remove(wire);
    if (shared != null) {
      shared.retired(wire);
    }
  }

  @Override
  public void again(Exchange exchange) {
    if (exchange instanceof Call call) {
      call.dispatch();
    }
  }

  /// A request of this user; the loop runs it.
  private final class Call extends Exchange
      implements Runnable, Connector.Attempt, SharedWires.Waiting {

    private final Thread caller = Thread.currentThread();
    private final Addresses.Found found;
    private volatile boolean done;

    Call(Prepared request, Addresses.Found found) {
      super(request, true);
      this.found = found;
    }

    void await() throws InterruptedException {
      while (!done) {
        LockSupport.park(this);
        if (Thread.interrupted()) {
          loop.execute(this::abandon);
          throw new InterruptedException();
        }
      }
    }

    private void abandon() {
      Wire wire = wires.get(request().origin());
      if (!done && wire != null) {
        wire.close();
      } else if (!done && shared != null) {
        shared.all().forEach(Wire::cancel);
      }
    }

    @Override
    public void run() {
      begin(request().timeout(policy.requestTimeout()).toNanos());
      current = this;
      dispatch();
    }

    void dispatch() {
      Wire common = shared == null ? null : shared.free(request().origin());
      Wire wire = common == null ? wires.get(request().origin()) : common;
      if (wire != null && wire.free()) {
        wire.send(this);
      } else if (shared == null || !shared.await(request().origin(), this)) {
        connect();
      }
    }

    private void connect() {
      switch (found) {
        case Addresses.Found.None(Failure kind, String detail) -> fail(kind, detail);
        case Addresses.Found.Usable(List<InetSocketAddress> usable) -> {
          if (shared != null) {
            shared.opening(request().origin());
          }
          connector.connect(loop, request().origin(), usable, UserSession.this, this);
        }
      }
    }

    /// Those that waited and found no connection that they can share open one each.
    @Override
    public void opened() {
      Wire common = shared == null ? null : shared.free(request().origin());
      if (common == null) {
        connect();
      } else {
        common.send(this);
      }
    }

    @Override
    public void connected(Wire wire, long connectNanos, long tlsNanos) {
      if (closed || done) {
        wire.close();
        if (!done) {
          fail(Failure.CANCELLED, "");
        }
      } else {
        if (shared == null || !shared.takes(request().origin(), wire)) {
          wires.put(request().origin(), wire);
        }
        this.connectNanos = connectNanos;
        this.tlsNanos = tlsNanos;
        wire.send(this);
      }
      if (shared != null) {
        shared.opened(request().origin());
      }
    }

    @Override
    public void failed(Failure kind, String detail) {
      if (!done) {
        fail(kind, detail);
      }
      if (shared != null) {
        shared.failed(request().origin(), kind, detail);
      }
    }

    @Override
    protected void ended() {
      current = null;
      done = true;
      LockSupport.unpark(caller);
    }
  }

  /// Ends what takes too long; on the loop, from time to time.
  void sweep(long now) {
    Call call = current;
    if (call != null) {
      List.copyOf(wires.values()).forEach(wire -> wire.expire(now));
      if (shared != null) {
        shared.all().forEach(wire -> wire.expire(now));
      }
    }
  }
}
