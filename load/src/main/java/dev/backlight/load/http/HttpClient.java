package dev.backlight.load.http;

import io.netty.channel.EventLoop;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The door of this package: sessions for users on threads of their own, lanes for those who stay
/// on the event loops.
public final class HttpClient implements AutoCloseable {

  private static final long SWEEP_MILLIS = 50;

  private final HttpPolicy policy;
  private final Clock clock;
  private final EventLoops loops;
  private final Addresses addresses;
  private final Connector connector;
  private final AtomicInteger nextLoop = new AtomicInteger();
  private final List<Set<UserSession>> sessions = new ArrayList<>();

  /// All users of a target share what it means.
  private final Map<URI, Url> bases = new ConcurrentHashMap<>();

  private HttpClient(HttpPolicy policy, Clock clock) {
    this.policy = policy;
    this.clock = clock;
    this.loops = new EventLoops(policy.eventLoops());
    this.addresses = new Addresses(policy.publicTargets());
    this.connector = new Connector(loops, policy);
    for (int i = 0; i < loops.count(); i++) {
      Set<UserSession> ofLoop = ConcurrentHashMap.newKeySet();
      sessions.add(ofLoop);
      var _ =
          loops
              .loop(i)
              .scheduleWithFixedDelay(
                  () -> sweep(ofLoop), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /// `clock` says when cookies expire.
  public static HttpClient start(HttpPolicy policy, Clock clock) {
    return new HttpClient(policy, clock);
  }

  public int loops() {
    return loops.count();
  }

  /// Ids of the event loops' threads, to watch what they use.
  public List<Long> loopThreadIds() {
    return loops.threadIds();
  }

  /// A new user whose relative targets are added to `base`, an absolute `http` or `https` URL.
  public Session session(URI base) {
    int index = Math.floorMod(nextLoop.getAndIncrement(), loops.count());
    EventLoop loop = loops.loop(index);
    Set<UserSession> ofLoop = sessions.get(index);
    Url url = bases.computeIfAbsent(base, b -> Url.parse(b.toString()));
    CookieJar jar = new CookieJar(clock);
    return new UserSession(loop, connector, addresses, policy, url, jar, ofLoop).open();
  }

  /// Starts a user's thread, near its connections where Java lets us.
  public Thread start(Session session, Runnable user) {
    Thread.Builder.OfVirtual threads =
        session instanceof UserSession own ? own.threads() : Thread.ofVirtual();
    return threads.name("user").start(user);
  }

  /// The connections of one event loop to one origin.
  public Lane lane(int loop, Origin origin) {
    return new Lane(loops.loop(loop), origin, addresses, connector, policy);
  }

  /// Looks a name up, and says what is wrong with it; the answer is kept for later requests.
  public Reachability look(Origin origin) {
    return switch (addresses.of(origin)) {
      case Addresses.Found.None(Failure kind, String detail) ->
          new Reachability.Unusable(kind, detail);
      case Addresses.Found.Usable _ -> new Reachability.Usable();
    };
  }

  /// Whether an origin may be used.
  public sealed interface Reachability {
    record Usable() implements Reachability {}

    record Unusable(Failure kind, String detail) implements Reachability {}
  }

  private static void sweep(Set<UserSession> sessions) {
    long now = System.nanoTime();
    sessions.forEach(session -> session.sweep(now));
  }

  @Override
  public void close() {
    sessions.forEach(ofLoop -> ofLoop.forEach(UserSession::close));
    loops.close();
  }
}
