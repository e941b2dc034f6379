package dev.backlight.reference.proof;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// What the numbers were measured on.
final class Machine {

  private Machine() {}

  static String describe(boolean quick) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return """
    Measured on %s with %d processors and %d GB, %s %s, Java %s%s. Shop, database, Redis, profile \
    service and load generator share this machine.
    """
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            system.getAvailableProcessors(),
            system.getTotalMemorySize() >> 30,
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version(),
            quick ? "; with `--quick`, so over short times and 100,000 users at most" : "");
  }
}
