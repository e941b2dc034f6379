package dev.backlight.load.prove;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// The processes of one session, from Linux's /proc: also those whose parents are gone.
final class ProcessTree {

  /// The kernel reports times in these, whatever its own tick is (USER_HZ).
  private static final double TICKS_PER_SECOND = 100;

  // Positions after the command's name, which may itself hold spaces; see proc_pid_stat(5).
  private static final int SESSION = 3;
  private static final int USER_TIME = 11;
  private static final int REAPED_CHILDREN_SYSTEM_TIME = 14;

  private final Path proc;
  private final long session;

  ProcessTree(Path proc, long session) {
    this.proc = proc;
    this.session = session;
  }

  private record Stat(long pid, List<String> fields) {

    boolean isOf(long session) {
      return Long.parseLong(fields.get(SESSION)) == session;
    }

    boolean isZombie() {
      return fields.getFirst().equals("Z");
    }

    /// Its own time and that of children it has waited for: those still running count themselves.
    double cpuSeconds() {
      long ticks = 0;
      for (int i = USER_TIME; i <= REAPED_CHILDREN_SYSTEM_TIME; i++) {
        ticks += Long.parseLong(fields.get(i));
      }
      return ticks / TICKS_PER_SECOND;
    }
  }

  List<Long> pids() {
    return stats().stream().filter(stat -> !stat.isZombie()).map(Stat::pid).toList();
  }

  /// Processor time so far; empty where there is nothing to read.
  OptionalDouble cpuSeconds() {
    List<Stat> stats = stats();
    return stats.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(stats.stream().mapToDouble(Stat::cpuSeconds).sum());
  }

  /// The sum of the largest resident sets of the processes that live, in bytes. Pages that several
  /// share count for each.
  OptionalDouble peakBytes() {
    double sum = 0;
    for (long pid : pids()) {
      sum += peakBytes(pid);
    }
    return sum > 0 ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }

  private double peakBytes(long pid) {
    for (String line : read(Long.toString(pid), "status").split("\n", -1)) {
      if (line.startsWith("VmHWM:")) {
        return 1024 * Double.parseDouble(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  private List<Stat> stats() {
    List<Stat> stats = new ArrayList<>();
    if (!Files.isDirectory(proc)) {
      return stats;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path folder : folders) {
        String name = String.valueOf(folder.getFileName());
        String text = read(name, "stat");
        int end = text.lastIndexOf(')');
        if (end > 0) {
          Stat stat =
              new Stat(Long.parseLong(name), List.of(text.substring(end + 2).strip().split(" ")));
          if (stat.isOf(session)) {
            stats.add(stat);
          }
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return stats;
  }

  /// Empty when the process has ended meanwhile.
  private String read(String pid, String file) {
    try {
      return Files.readString(proc.resolve(pid).resolve(file));
    } catch (IOException e) {
      return "";
    }
  }
}
