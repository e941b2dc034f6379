package dev.backlight.load.capacity;

/// What a step did to the machine, as means over its seconds; 0 where nothing could be seen.
///
/// `targetProcessors` is how many processors the service's processes kept busy, `busiestThread` the
/// share of one that its busiest thread did, `machine` the share of all that was busy.
/// `generatorThread` is the share of one processor that the generator's busiest thread used.
public record Vitals(
    boolean targetSeen,
    double targetProcessors,
    double busiestThread,
    double generatorThread,
    double machine,
    Database database) {

  public static final Vitals NONE = new Vitals(false, 0, 0, 0, 0, Database.UNSEEN);

  /// Sessions of other clients in the database: all, those in a statement or a transaction, those
  /// that wait for a lock.
  public record Database(boolean seen, double sessions, double busy, double waitingForLocks) {

    public static final Database UNSEEN = new Database(false, 0, 0, 0);
  }
}
