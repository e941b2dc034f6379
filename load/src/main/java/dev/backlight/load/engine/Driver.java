package dev.backlight.load.engine;

import dev.backlight.load.pace.Phase;

/// Makes load of one kind; the conductor tells it when. Called by the conductor's thread only.
interface Driver {

  /// Starts more than this after their intended time count as late.
  long LATE_NANOS = 10_000_000;

  /// A phase begins at `startNanos` of `System.nanoTime`.
  void begin(int index, Phase phase, long startNanos);

  /// So many users from now on.
  void users(int count);

  /// No more arrivals and users; what was intended by now is still done.
  void end();

  /// Neither work nor arrivals are left.
  boolean idle();

  int users();

  int inFlight();

  /// What is left of a phase when users have stopped by themselves.
  enum Outlook {
    GOES_ON,
    /// All users of this phase have stopped, and no others come.
    PHASE_OVER,
    /// Nobody got through its start, so nobody will.
    RUN_OVER
  }

  default Outlook outlook(Phase phase) {
    return Outlook.GOES_ON;
  }

  /// Gives up on all that is left, and records it.
  void cancel() throws InterruptedException;
}
