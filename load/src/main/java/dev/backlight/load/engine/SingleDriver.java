package dev.backlight.load.engine;

import dev.backlight.load.pace.Phase;
import dev.backlight.load.pace.Schedule;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Single requests, shared out among the event loops.
final class SingleDriver implements Driver {

  private static final long CANCEL_SECONDS = 5;

  private final List<LaneDriver> lanes;
  private final long seed;
  private int phase;

  SingleDriver(List<LaneDriver> lanes, long seed) {
    this.lanes = List.copyOf(lanes);
    this.seed = seed;
  }

  @Override
  public void begin(int index, Phase next, long startNanos) {
    phase = index;
    if (next instanceof Phase.Open open) {
      for (int i = 0; i < lanes.size(); i++) {
        Schedule part = Schedule.of(open, seed, i, lanes.size());
        lanes.get(i).arrivals(index, part, startNanos);
      }
    }
  }

  @Override
  public void users(int count) {
    for (int i = 0; i < lanes.size(); i++) {
      int share = count / lanes.size() + (i < count % lanes.size() ? 1 : 0);
      lanes.get(i).users(phase, share);
    }
  }

  @Override
  public void end() {
    lanes.forEach(LaneDriver::end);
  }

  @Override
  public boolean idle() {
    return lanes.stream().allMatch(LaneDriver::idle);
  }

  @Override
  public int users() {
    return lanes.stream().mapToInt(LaneDriver::users).sum();
  }

  @Override
  public int inFlight() {
    return lanes.stream().mapToInt(LaneDriver::inFlight).sum();
  }

  @Override
  public void cancel() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(lanes.size());
    lanes.forEach(lane -> lane.cancel(done));
    boolean all = done.await(CANCEL_SECONDS, TimeUnit.SECONDS);
    assert all;
  }
}
