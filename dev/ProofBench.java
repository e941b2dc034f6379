import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Measures the verdicts of `backlight` where the truth is known.
///
///     java dev/ProofBench.java capacity fixed 6 3 2m   6 searches, 3 at a time, 2 minutes each
///     java dev/ProofBench.java capacity exponential 6 3 3m
///     java dev/ProofBench.java same 20 2 1             20 comparisons of a service with itself
///     java dev/ProofBench.java fix 4 2 0.9             4 with a service that does a tenth less
///
/// The last number of `same` and `fix` is what the second version does of the first one's work.
/// Needs a built `./backlight` and python3.
public class ProofBench {

  private static final int WORKERS = 4;
  private static final double SERVICE_SECONDS = 0.004;
  private static final double LIMIT_SECONDS = 0.05;
  private static final double ALLOWED = 0.01;
  private static final String QUEUE_SERVER =
      "load/src/test/java/dev/backlight/load/capacity/QueueServer.java";

  /// Some milliseconds of work for each request, one after the other.
  private static final String SERVICE =
      """
      import os, socket, sys
      work = int(float(sys.argv[1]) * 100000)
      listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])), backlog=512)
      import selectors
      selector = selectors.DefaultSelector()
      selector.register(listener, selectors.EVENT_READ)
      answer = b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"
      while True:
          for key, _ in selector.select():
              if key.fileobj is listener:
                  connection, _ = listener.accept()
                  connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                  selector.register(connection, selectors.EVENT_READ)
              else:
                  try:
                      data = key.fileobj.recv(65536)
                  except ConnectionError:
                      data = b""
                  if not data:
                      selector.unregister(key.fileobj)
                      key.fileobj.close()
                      continue
                  for _ in range(data.count(b"\\r\\n\\r\\n")):
                      n = work
                      while n:
                          n -= 1
                      key.fileobj.sendall(answer)
      """;

  private final Path folder;

  ProofBench(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    ProofBench bench = new ProofBench(Files.createTempDirectory("proof-bench"));
    switch (arguments[0]) {
      case "capacity" ->
          bench.capacity(
              arguments[1].equals("fixed"),
              Integer.parseInt(arguments[2]),
              Integer.parseInt(arguments[3]),
              arguments[4]);
      case "same", "fix" ->
          bench.prove(
              arguments[0].equals("same"),
              Integer.parseInt(arguments[1]),
              Integer.parseInt(arguments[2]),
              arguments[3]);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static <T> List<T> atATime(int parallel, List<Callable<T>> tasks) throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(parallel)) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    }
  }

  private void capacity(boolean fixed, int runs, int parallel, String budget) throws Exception {
    double truth = truth(fixed);
    System.out.printf(
        Locale.ROOT,
        "%d workers, %s service times of 4 ms, p99<50ms: truth %.0f/s, budget %s, %d at a time%n",
        WORKERS,
        fixed ? "fixed" : "exponential",
        truth,
        budget,
        parallel);
    List<Callable<String>> tasks = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      int run = i;
      tasks.add(() -> search(fixed, run, budget));
    }
    int within = 0;
    int covered = 0;
    for (String json : atATime(parallel, tasks)) {
      if (!json.contains("\"ratePerSecond\"") || !json.contains("\"low\"")) {
        System.out.println("  no answer: " + json.substring(0, Math.min(300, json.length())));
        continue;
      }
      double rate = number(json, "\"ratePerSecond\" : ([\\d.E]+)");
      double low = number(json, "\"low\" : ([\\d.E]+)");
      double high = number(json, "\"high\" : ([\\d.E]+)");
      double off = rate / truth - 1;
      within += Math.abs(off) <= 0.03 ? 1 : 0;
      covered += low <= truth && truth <= high ? 1 : 0;
      System.out.printf(
          Locale.ROOT,
          "  %.0f/s (%.0f to %.0f)  %+.1f %%  confirmed %.0f%n",
          rate,
          low,
          high,
          100 * off,
          number(json, "\"confirmed\" : (\\d+)"));
    }
    System.out.printf(
        "%d of %d within 3 %%, %d of %d intervals hold the truth%n", within, runs, covered, runs);
  }

  private String search(boolean fixed, int run, String budget) throws Exception {
    int port = 18_471 + run;
    Process server =
        start(
            "server-" + run,
            "java",
            "-Xmx64m",
            QUEUE_SERVER,
            "" + port,
            "" + WORKERS,
            "" + 1000 * SERVICE_SECONDS,
            fixed ? "fixed" : "exponential",
            "" + (run + System.nanoTime()));
    try {
      Thread.sleep(4000);
      Path json = folder.resolve("capacity-" + run + ".json");
      start(
              "capacity-" + run,
              "./backlight",
              "load",
              "http://127.0.0.1:" + port + "/",
              "--find-capacity",
              "--objective",
              "p99<50ms",
              "--highest-rate",
              "4000",
              "--seed",
              "" + (run + System.nanoTime() % 100_000),
              "--budget",
              budget,
              "--json",
              json.toString())
          .waitFor();
      return Files.exists(json)
          ? Files.readString(json)
          : Files.readString(folder.resolve("capacity-" + run + ".log"));
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  /// Where one in a hundred takes longer than the limit, by simulation of 20 million requests per
  /// rate; for exponential times Erlang's formula says 902.7/s.
  private static double truth(boolean fixed) {
    double low = 0.8 * WORKERS / SERVICE_SECONDS;
    double high = WORKERS / SERVICE_SECONDS;
    for (int i = 0; i < 12; i++) {
      double rate = (low + high) / 2;
      boolean kept = share(fixed, rate) <= ALLOWED;
      low = kept ? rate : low;
      high = kept ? high : rate;
    }
    return (low + high) / 2;
  }

  private static double share(boolean fixed, double rate) {
    SplittableRandom random = new SplittableRandom(7);
    PriorityQueue<Double> free = new PriorityQueue<>();
    for (int i = 0; i < WORKERS; i++) {
      free.add(0.0);
    }
    int requests = 4_000_000;
    int late = 0;
    double at = 0;
    for (int i = 0; i < requests; i++) {
      at += -Math.log(1 - random.nextDouble()) / rate;
      double service = SERVICE_SECONDS * (fixed ? 1 : -Math.log(1 - random.nextDouble()));
      double done = Math.max(at, free.remove()) + service;
      free.add(done);
      late += done - at > LIMIT_SECONDS ? 1 : 0;
    }
    return (double) late / requests;
  }

  private void prove(boolean same, int runs, int parallel, String share) throws Exception {
    Path script = folder.resolve("service.py");
    Files.writeString(script, SERVICE);
    List<Callable<String>> tasks = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      int run = i;
      tasks.add(() -> compare(same, run, script, share));
    }
    int claims = 0;
    int metrics = 0;
    int verdicts = 0;
    int better = 0;
    for (String json : atATime(parallel, tasks)) {
      String compared = json.contains("\"metrics\"") ? json.substring(0, json.indexOf("\"control\"")) : "";
      Matcher matcher =
          Pattern.compile("\"metric\" : \"([^\"]+)\".*?\"verdict\" : \"([^\"]+)\"", Pattern.DOTALL)
              .matcher(compared);
      StringBuilder line = new StringBuilder();
      boolean claimed = false;
      boolean proven = false;
      while (matcher.find()) {
        verdicts++;
        boolean claim = matcher.group(2).equals("better") || matcher.group(2).equals("worse");
        metrics += claim ? 1 : 0;
        claimed |= claim;
        proven |= matcher.group(2).equals("better");
        line.append("  ").append(matcher.group(1)).append(' ').append(matcher.group(2)).append(',');
      }
      claims += claimed ? 1 : 0;
      better += proven ? 1 : 0;
      System.out.println(line.isEmpty() ? "  no proof: " + json : line.toString());
    }
    System.out.printf(
        "%d of %d experiments claim a difference (%d of %d verdicts), %d say better%n",
        claims, runs, metrics, verdicts, better);
  }

  private String compare(boolean same, int run, Path script, String share) throws Exception {
    Path json = folder.resolve("proof-" + run + ".json");
    String command = "exec python3 " + script + " ";
    List<String> all =
        new ArrayList<>(
            List.of(
                "./backlight",
                "prove",
                "--before",
                command + "1",
                "--after",
                command + share,
                "--port-env",
                "PORT",
                "--scenario",
                "http://127.0.0.1:{port}/",
                "--rate",
                "40",
                "--control",
                "0",
                "--seed",
                "" + (run + 1),
                "--json",
                json.toString()));
    all.addAll(
        same
            ? List.of("--pairs", "4", "--warm-up", "1s", "-d", "2s")
            : List.of("--pairs", "8", "--warm-up", "2s", "-d", "15s"));
    start("proof-" + run, all.toArray(String[]::new)).waitFor();
    return Files.exists(json)
        ? Files.readString(json)
        : Files.readString(folder.resolve("proof-" + run + ".log"));
  }

  private Process start(String name, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(name + ".log").toFile())
        .start();
  }

  private static double number(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
