package dev.backlight.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backlight.cli.evidence.LoadCases.LoadCase;
import dev.backlight.cli.evidence.LoadJoin.Joined;
import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.GeneratorHealth;
import dev.backlight.load.measure.PhaseResult;
import dev.backlight.load.measure.PhaseResult.Model;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.TaskResult;
import dev.backlight.model.LoadTests;
import dev.backlight.model.LoadTests.Served;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadJoinTest {

  private static final List<String> ROUTES = List.of("GET /users/:id", "POST /login");

  private static PhaseResult phase(String name, Model model, boolean warmUp, String voidReason) {
    double offered = model == Model.OPEN ? 100 : 0;
    return new PhaseResult(name, model, warmUp, 0, 10, 1_000, offered, 2, voidReason);
  }

  private static Distribution times(int count, long millis) {
    long[] nanos = new long[count];
    Arrays.fill(nanos, millis * 1_000_000);
    return Distribution.of(nanos);
  }

  private static TaskResult task(
      String name, String phase, int count, long millis, Map<String, Long> errors, String... sent) {
    int failed = (int) errors.values().stream().mapToLong(n -> n).sum();
    Distribution good = times(count - failed, millis);
    Distribution bad = times(failed, 1);
    Distribution all = Distribution.merge(List.of(good, bad));
    return new TaskResult(
        name,
        phase,
        phase.equals("warm-up"),
        count - failed,
        failed,
        errors,
        0,
        0,
        all,
        all,
        TaskResult.Splits.NONE,
        bad,
        List.of(sent));
  }

  private static LoadCase run(List<PhaseResult> phases, TaskResult... tasks) {
    return new LoadCase(
        "runs/one",
        new RunResult(
            new RunResult.Meta(
                "0.1.0", "http://127.0.0.1:8000", Instant.EPOCH, 20, 1, "a plan", false),
            phases,
            List.of(tasks),
            List.of(),
            List.of(),
            Map.of(),
            GeneratorHealth.NONE,
            List.of()));
  }

  private static Joined join(LoadCase... cases) {
    return LoadJoin.join(List.of(cases), ROUTES, 300);
  }

  @Test
  void tasksFindTheirRoutesByWhatTheySent() {
    Joined joined =
        join(
            run(
                List.of(phase("load", Model.OPEN, false, "")),
                task("profile", "load", 600, 400, Map.of(), "GET /users/1", "GET /users/2"),
                task("other profile", "load", 400, 100, Map.of(), "GET /users/9"),
                task("POST /login", "load", 50, 20, Map.of("status 401", 30L), "POST /login"),
                task("mixed", "load", 10, 20, Map.of(), "POST /login", "GET /users/1")));
    LoadTests load = joined.load();
    assertThat(load.tasks())
        .extracting(LoadTests.Task::route)
        .containsExactly("GET /users/:id", "POST /login", "");
    LoadTests.Task users = load.tasks().getFirst();
    assertThat(users.name()).isEqualTo("profile, other profile");
    assertThat(users.served().p50Ms()).isCloseTo(400, within(1.0));
    assertThat(users.served().perSecond()).isEqualTo(100);
    assertThat(users.served().inFlight()).isCloseTo(0.6 * 40 + 0.4 * 10, within(0.1));
    assertThat(users.served().satisfied()).isEqualTo(400);
    assertThat(users.served().tolerating()).isEqualTo(600);
    assertThat(users.served().apdexMiss()).isCloseTo(0.3, within(1e-9));
    Served login = load.ofRoute("POST /login").orElseThrow().served();
    assertThat(login.failed()).isEqualTo(30);
    assertThat(login.broken()).isZero();
    assertThat(login.knowsP95()).isFalse();
    assertThat(login.p50Ms()).isCloseTo(20, within(0.1));
    assertThat(joined.evidence())
        .singleElement()
        .satisfies(e -> assertThat(e.detail()).isEqualTo("1,060 requests on 2 routes, runs/one"));
  }

  @Test
  void warmUpsVoidPhasesAndClosedOnesBesideOpenOnesDoNotCount() {
    Joined joined =
        join(
            run(
                List.of(
                    phase("warm-up", Model.OPEN, true, ""),
                    phase("slow", Model.OPEN, false, "the generator did not keep up"),
                    phase("closed", Model.CLOSED, false, ""),
                    phase("load", Model.OPEN, false, "")),
                task("POST /login", "warm-up", 500, 900, Map.of(), "POST /login"),
                task("POST /login", "slow", 500, 900, Map.of(), "POST /login"),
                task("POST /login", "closed", 500, 900, Map.of(), "POST /login"),
                task("POST /login", "load", 500, 10, Map.of(), "POST /login")));
    assertThat(joined.load().open()).isTrue();
    assertThat(joined.load().total().requests()).isEqualTo(500);
    assertThat(joined.load().total().maxMs()).isCloseTo(10, within(0.1));
  }

  @Test
  void runsOfOneServiceAddUp() {
    LoadCase one =
        run(
            List.of(phase("load", Model.CLOSED, false, "")),
            task("POST /login", "load", 100, 10, Map.of("timeout", 20L), "POST /login"));
    LoadTests load = join(one, one).load();
    assertThat(load.open()).isFalse();
    assertThat(load.runs()).hasSize(2);
    assertThat(load.total().requests()).isEqualTo(200);
    assertThat(load.total().broken()).isEqualTo(40);
    assertThat(load.total().perSecond()).isEqualTo(10);
  }

  @Test
  void aRunThatSaysNothingIsSaidAndNotJoined() {
    Joined overrun =
        join(
            run(
                List.of(phase("load", Model.OPEN, false, "the generator did not keep up")),
                task("POST /login", "load", 100, 10, Map.of(), "POST /login")));
    assertThat(overrun.load().isNone()).isTrue();
    assertThat(overrun.evidence().getFirst().status()).isEqualTo("error");
    assertThat(overrun.warnings()).singleElement().asString().contains("did not keep up");
    assertThat(join(run(List.of())).warnings())
        .containsExactly("runs/one: nothing was measured in this run");
  }

  @Test
  void aRunOfAnotherServiceIsNoticed() {
    Joined joined =
        join(
            run(
                List.of(phase("load", Model.OPEN, false, "")),
                task("GET /elsewhere", "load", 300, 10, Map.of(), "GET /elsewhere")));
    assertThat(joined.warnings())
        .containsExactly("no request of the load test asks for a route of this source");
  }
}
