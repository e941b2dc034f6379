package dev.backlight.reference.proof;

import dev.backlight.reference.Edition;
import dev.backlight.reference.backing.BackingProcess;
import dev.backlight.reference.backing.Stock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An edition in a process of its own, so that its CPU and its memory are its own too.
final class ShopProcess implements AutoCloseable {

  private static final Pattern OPEN = Pattern.compile("shop is open: http://localhost:(\\d+)");
  private static final Duration LONGEST_START = Duration.ofMinutes(5);

  private final Process process;
  private final Path log;
  private final int port;

  private ShopProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /// @param roundTripMillis what the way to the database takes
  /// @param options of the virtual machine
  /// @param more arguments of the shop
  static ShopProcess open(
      Edition edition,
      Stock stock,
      BackingProcess backing,
      long roundTripMillis,
      long profileMillis,
      List<String> options,
      List<String> more)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("backlight-shop", ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "dev.backlight.reference.Shop",
            "--edition",
            edition.toString(),
            "--port",
            "0",
            "--users",
            Long.toString(stock.users()),
            "--orders-per-user",
            Long.toString(stock.ordersPerUser()),
            "--postgres",
            backing.postgres(),
            "--redis",
            backing.redis(),
            "--round-trip",
            roundTripMillis + "ms",
            "--profile-delay",
            profileMillis + "ms"));
    command.addAll(more);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new ShopProcess(process, log, awaitPort(process, log));
  }

  private static int awaitPort(Process process, Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + LONGEST_START.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      Matcher matcher = OPEN.matcher(Files.readString(log));
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      Thread.sleep(50);
    }
    throw new IOException("the shop did not open:\n" + Files.readString(log));
  }

  int port() {
    return port;
  }

  /// CPU time of all its threads since the start.
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /// What it has said since it opened.
  List<String> log() throws IOException {
    List<String> lines = Files.readAllLines(log);
    int welcome = lines.indexOf("Ctrl-C closes it.");
    return lines.subList(welcome + 1, lines.size());
  }

  /// A value of its `/metrics`; zero if it has none of that name.
  double metric(Visitor visitor, String name) throws IOException, InterruptedException {
    Matcher matcher =
        Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(visitor.text("/metrics"));
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
  }

  /// Collects its garbage and tells how much heap is left in use.
  long liveBytes(Visitor visitor) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return (long) metric(visitor, "memory_live_bytes");
  }

  /// Resident memory, where the operating system tells it (Linux); else zero.
  long residentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }

  boolean alive() {
    return process.isAlive();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(log);
  }
}
