package dev.backlight.load.engine;

import dev.backlight.load.http.HttpClient;
import dev.backlight.load.http.HttpPolicy;
import dev.backlight.load.http.Lane;
import dev.backlight.load.http.Origin;
import dev.backlight.load.http.Prepared;
import dev.backlight.load.measure.Recording;
import dev.backlight.load.measure.RunResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The engine on Netty: one client, whose lanes stay warm from run to run.
final class NettyEngine implements Engine {

  private final HttpClient client;
  private final Clock clock;
  private final Map<Origin, List<Lane>> lanes = new HashMap<>();
  private volatile @Nullable Conductor conductor;

  NettyEngine(HttpPolicy policy, Clock clock) {
    this.client = HttpClient.start(policy, clock);
    this.clock = clock;
  }

  @Override
  public synchronized RunResult run(Plan plan, RunListener listener) throws InterruptedException {
    Preflight.check(plan, client);
    Recording recording = new Recording(plan.phases());
    Conductor running =
        new Conductor(
            plan, driver(plan, recording), recording, listener, client.loopThreadIds(), clock);
    conductor = running;
    try {
      return plan.work() instanceof Work.Journeys(var _, Once setup, Once teardown)
          ? around(plan, running, setup, teardown)
          : running.conduct();
    } finally {
      conductor = null;
    }
  }

  private RunResult around(Plan plan, Conductor running, Once setup, Once teardown)
      throws InterruptedException {
    Sidework sidework = new Sidework(client, plan.target(), plan.seed());
    sidework.before(setup);
    RunResult result = running.conduct();
    sidework.after(teardown);
    return result.noting(sidework.problems());
  }

  private Driver driver(Plan plan, Recording recording) {
    return switch (plan.work()) {
      case Work.Single(String task, var request) -> {
        Prepared prepared = Prepared.of(plan.target().toString(), request);
        List<Lane> ofOrigin = lanes.computeIfAbsent(prepared.origin(), this::open);
        List<LaneDriver> drivers = new ArrayList<>();
        for (int i = 0; i < ofOrigin.size(); i++) {
          int cap = share(plan.limits().maxInFlight(), i, ofOrigin.size());
          drivers.add(new LaneDriver(ofOrigin.get(i), prepared, task, recording.confined(), cap));
        }
        yield new SingleDriver(drivers, plan.seed());
      }
      case Work.Journeys(List<Population> populations, var _, var _) ->
          new JourneyDriver(
              client,
              plan.target(),
              populations,
              recording,
              plan.limits().maxInFlight(),
              plan.seed());
    };
  }

  private static int share(int total, int index, int parts) {
    return Math.max(1, total / parts + (index < total % parts ? 1 : 0));
  }

  private List<Lane> open(Origin origin) {
    List<Lane> ofOrigin = new ArrayList<>();
    for (int i = 0; i < client.loops(); i++) {
      ofOrigin.add(client.lane(i, origin));
    }
    return ofOrigin;
  }

  @Override
  public void stop() {
    Conductor running = conductor;
    if (running != null) {
      running.stop();
    }
  }

  @Override
  public void close() {
    stop();
    lanes.values().forEach(ofOrigin -> ofOrigin.forEach(Lane::close));
    client.close();
  }
}
