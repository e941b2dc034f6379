package dev.backlight.reference.proof;

import dev.backlight.load.engine.Behaviour;
import dev.backlight.load.engine.Engine;
import dev.backlight.load.engine.Limits;
import dev.backlight.load.engine.Plan;
import dev.backlight.load.engine.Population;
import dev.backlight.load.engine.RunListener;
import dev.backlight.load.engine.Visit;
import dev.backlight.load.engine.Work;
import dev.backlight.load.http.Body;
import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.http.HttpRequest;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.pace.Arrivals;
import dev.backlight.load.pace.Phase;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// Puts a shop under load with Backlight's own generator. Calls come whether answers do or not (an
/// open model), and each time counts from when the call was due, not from when it could be sent.
final class Generator implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final Engine engine;
  private final URI shop;
  private final List<String> tokens;
  private final Duration patience;

  private Generator(URI shop, List<String> tokens, Duration patience) {
    this.engine = Engine.start(HttpPolicy.USUAL.timeouts(CONNECT, patience));
    this.shop = shop;
    this.tokens = tokens;
    this.patience = patience;
  }

  /// @param tokens whose calls those are that need a login, in turn
  static Generator at(int port, List<String> tokens, Duration patience) {
    return new Generator(URI.create("http://127.0.0.1:" + port), List.copyOf(tokens), patience);
  }

  /// At equal distances.
  ///
  /// @param call the call to send as number 0, 1, 2…
  RunResult rate(IntFunction<Call> call, double perSecond, Duration duration)
      throws InterruptedException {
    return run(call, Phase.rate("rate", perSecond, duration));
  }

  /// All in the same moment.
  RunResult atOnce(Call call, int arrivals) throws InterruptedException {
    return run(
        _ -> call,
        new Phase.Open(
            "at once",
            Duration.ofSeconds(1),
            new Arrivals.Replay(Collections.nCopies(arrivals, Duration.ZERO)),
            Phase.Rhythm.EVEN,
            false));
  }

  private RunResult run(IntFunction<Call> call, Phase phase) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    Work customers =
        new Work.Journeys(
            List.of(new Population("customers", 1, () -> new Customer(call, next, tokens))));
    Plan plan = Plan.of(shop, customers, phase).with(Limits.USUAL.draining(patience));
    return engine.run(plan, RunListener.NONE);
  }

  @Override
  public void close() {
    engine.close();
  }

  /// Sends the next call whenever it is one's turn.
  private record Customer(IntFunction<Call> call, AtomicInteger next, List<String> tokens)
      implements Behaviour {

    @Override
    public void start(Visit visit) {
      // Who comes here is logged in already.
    }

    @Override
    public void iterate(Visit visit) throws InterruptedException {
      int number = next.getAndIncrement();
      Call each = call.apply(number);
      HttpRequest request = HttpRequest.of(each.method(), each.path());
      if (each.loggedIn()) {
        request = request.header("Authorization", "Bearer " + tokens.get(number % tokens.size()));
      }
      visit.send(
          each.endpoint(), each.body().isEmpty() ? request : request.body(Body.of(each.body())));
    }

    @Override
    public void stop(Visit visit) {
      // Nothing to take back.
    }
  }
}
