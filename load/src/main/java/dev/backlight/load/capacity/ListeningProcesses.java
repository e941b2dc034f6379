package dev.backlight.load.capacity;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The processes of this machine that listen on a port, and what they started; from Linux's /proc.
final class ListeningProcesses {

  private static final Path PROC = Path.of("/proc");
  private static final double TICKS_PER_SECOND = 100;
  private static final int LOOKS_PER_SEARCH = 10;
  private static final String LISTENING = "0A";

  // Positions in /proc/PID/task/TID/stat after the name; see proc_pid_stat(5).
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  // Columns of /proc/net/tcp; see proc_net(5).
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  /// Processors kept busy, and the share of one that the busiest thread used.
  record Use(boolean seen, double processors, double busiestThread) {}

  private final int port;
  private final Map<String, Long> ticks = new HashMap<>();
  private Set<Long> known = Set.of();
  private int looks;

  ListeningProcesses(int port) {
    this.port = port;
  }

  /// Since the last call, which was so many seconds ago.
  Use since(double seconds) {
    double sum = 0;
    double busiest = 0;
    if (looks++ % LOOKS_PER_SEARCH == 0) {
      known = pids();
    }
    Set<Long> pids = known;
    Map<String, Long> now = new HashMap<>();
    for (long pid : pids) {
      for (Path thread : list(PROC.resolve(Long.toString(pid)).resolve("task"))) {
        now.put(thread.toString(), ticks(thread.resolve("stat")));
      }
    }
    for (Map.Entry<String, Long> thread : now.entrySet()) {
      Long before = ticks.get(thread.getKey());
      if (before != null) {
        double share = (thread.getValue() - before) / TICKS_PER_SECOND / seconds;
        sum += share;
        busiest = Math.max(busiest, share);
      }
    }
    ticks.clear();
    ticks.putAll(now);
    return new Use(!pids.isEmpty(), sum, busiest);
  }

  private Set<Long> pids() {
    Set<String> sockets = new HashSet<>();
    sockets.addAll(sockets("tcp"));
    sockets.addAll(sockets("tcp6"));
    Set<Long> pids = new HashSet<>();
    if (sockets.isEmpty()) {
      return pids;
    }
    for (Path process : list(PROC)) {
      String name = String.valueOf(process.getFileName());
      if (name.matches("\\d+") && holds(process, sockets)) {
        long pid = Long.parseLong(name);
        pids.add(pid);
        ProcessHandle.of(pid)
            .ifPresent(handle -> handle.descendants().map(ProcessHandle::pid).forEach(pids::add));
      }
    }
    pids.remove(ProcessHandle.current().pid());
    return pids;
  }

  private Set<String> sockets(String table) {
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    Set<String> found = new HashSet<>();
    try (Stream<String> lines = Files.lines(PROC.resolve("net").resolve(table))) {
      lines
          .map(line -> line.strip().split("\\s+"))
          .filter(columns -> columns.length > INODE)
          .filter(columns -> columns[STATE].equals(LISTENING))
          .filter(columns -> columns[LOCAL_ADDRESS].endsWith(suffix))
          .forEach(columns -> found.add("socket:[" + columns[INODE] + "]"));
    } catch (IOException e) {
      return Set.of();
    }
    return found;
  }

  private static boolean holds(Path process, Set<String> sockets) {
    for (Path descriptor : list(process.resolve("fd"))) {
      try {
        if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
          return true;
        }
      } catch (IOException e) {
        // Closed meanwhile.
        continue;
      }
    }
    return false;
  }

  private static long ticks(Path stat) {
    try {
      String text = Files.readString(stat);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
    } catch (IOException e) {
      return 0;
    }
  }

  /// Empty where there is nothing, or nothing that may be read.
  private static List<Path> list(Path folder) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      List<Path> all = new ArrayList<>();
      entries.forEach(all::add);
      return all;
    } catch (IOException e) {
      return List.of();
    }
  }
}
