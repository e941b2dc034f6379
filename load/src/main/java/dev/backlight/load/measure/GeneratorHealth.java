package dev.backlight.load.measure;

/// How the generator itself did. `cpuShare` is its share of all processors (0–1),
/// `busiestLoopShare` that of its busiest event loop in its processor. `scheduleLag` is how long
/// after their intended time arrivals were started; `late` of them were later than tolerated,
/// `capHits` had to wait because of the cap on requests in flight. `voidSeconds` of the windows say
/// nothing about the server.
public record GeneratorHealth(
    double cpuShare,
    double busiestLoopShare,
    long gcPauses,
    double gcPauseMillis,
    double longestGcPauseMillis,
    Distribution scheduleLag,
    long late,
    long capHits,
    int voidSeconds) {

  public static final GeneratorHealth NONE =
      new GeneratorHealth(0, 0, 0, 0, 0, Distribution.EMPTY, 0, 0, 0);
}
