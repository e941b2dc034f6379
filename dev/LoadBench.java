import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Measures `backlight load` beside wrk, against nginx on this machine, one processor each.
///
///     java dev/LoadBench.java cpu 5        CPU per request of wrk, single requests and journeys
///     java dev/LoadBench.java freeze       the truth about a server that stops 1 s in every 10 s
///     java dev/LoadBench.java latency 5    medians at 2,000 requests per second
///     java dev/LoadBench.java users        memory of 10,000 users that think 1 s
///
/// Needs wrk, nginx, taskset and a built `./backlight`.
public class LoadBench {

  private static final int PORT = 18_099;
  private static final String URL = "http://127.0.0.1:" + PORT + "/";
  private static final String NGINX =
      """
      worker_processes 1;
      pid %1$s/nginx.pid;
      error_log %1$s/error.log;
      daemon on;
      events { worker_connections 30000; }
      http {
        access_log off;
        keepalive_requests 1000000000;
        keepalive_timeout 600s;
        server {
          listen 127.0.0.1:%2$d backlog=16384;
          location / {
            default_type application/json;
            return 200 '{"id":1,"name":"backlight","items":[1,2,3]}';
          }
        }
      }
      """;

  private final Path folder;
  private final String scenario;

  LoadBench(Path folder) throws IOException {
    this.folder = folder;
    this.scenario = folder.resolve("journey.yaml").toString();
    Files.writeString(folder.resolve("journey.yaml"), "steps: [{get: /}]\n");
    Files.writeString(folder.resolve("think.yaml"), "steps: [{get: /}]\nthink: 1s\n");
    Files.writeString(folder.resolve("nginx.conf"), NGINX.formatted(folder, PORT));
  }

  public static void main(String[] arguments) throws Exception {
    LoadBench bench = new LoadBench(Files.createTempDirectory("load-bench"));
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    bench.run("taskset", "-c", "0", "nginx", "-c", bench.folder + "/nginx.conf");
    try {
      switch (arguments.length == 0 ? "cpu" : arguments[0]) {
        case "cpu" -> bench.cpu(rounds);
        case "freeze" -> bench.freeze();
        case "latency" -> bench.latency(rounds);
        case "users" -> bench.users();
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    } finally {
      bench.run("nginx", "-c", bench.folder + "/nginx.conf", "-s", "stop");
    }
  }

  /// CPU microseconds per request in turns, so that all see the same weather.
  private void cpu(int rounds) throws Exception {
    double[][] costs = new double[3][rounds];
    System.out.println("round   wrk    single          journeys        us CPU per request (x wrk)");
    for (int i = 0; i < rounds; i++) {
      costs[0][i] = wrkCost();
      costs[1][i] = cost(URL, "--users", "50");
      costs[2][i] = cost(scenario, "--target", URL, "--users", "50");
      System.out.printf(
          Locale.ROOT,
          "%5d %6.2f %7.2f (%4.2f) %9.2f (%4.2f)%n",
          i + 1,
          costs[0][i],
          costs[1][i],
          costs[1][i] / costs[0][i],
          costs[2][i],
          costs[2][i] / costs[0][i]);
    }
    for (int kind = 1; kind < 3; kind++) {
      double[] ratios = new double[rounds];
      for (int i = 0; i < rounds; i++) {
        ratios[i] = costs[kind][i] / costs[0][i];
      }
      System.out.printf(
          Locale.ROOT,
          "%s: median %.2f x wrk (%.2f to %.2f)%n",
          kind == 1 ? "single requests" : "journeys",
          median(ratios),
          Arrays.stream(ratios).min().orElse(0),
          Arrays.stream(ratios).max().orElse(0));
    }
  }

  private double wrkCost() throws Exception {
    String out =
        run(
            "bash",
            "-c",
            "TIMEFORMAT='cpu %U %S'; time taskset -c 1 wrk -t1 -c50 -d10s " + URL + " 2>&1");
    double seconds = number(out, "cpu ([\\d.]+) [\\d.]+") + number(out, "cpu [\\d.]+ ([\\d.]+)");
    return seconds * 1e6 / number(out, "(\\d+) requests in");
  }

  /// Over the seconds after a warm-up of 10 s.
  private double cost(String... what) throws Exception {
    String json = load(what, "-d", "10s", "--warm-up", "10s");
    Matcher windows =
        Pattern.compile(
                "\"second\" : \\d+,\\s+\"phase\" : \"load\",\\s+\"warmUp\" : false,"
                    + "\\s+\"seconds\" : ([\\d.]+).*?\"completed\" : (\\d+).*?\"cpuShare\" : ([\\d.E-]+)",
                Pattern.DOTALL)
            .matcher(json);
    double seconds = 0;
    double requests = 0;
    while (windows.find()) {
      seconds += Double.parseDouble(windows.group(1)) * Double.parseDouble(windows.group(3));
      requests += Double.parseDouble(windows.group(2));
    }
    return seconds * 1e6 / requests;
  }

  private String load(String[] what, String... more) throws Exception {
    Path json = folder.resolve("result.json");
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "1", "./backlight", "load"));
    command.addAll(List.of(what));
    command.addAll(List.of(more));
    command.addAll(List.of("-q", "--json", json.toString()));
    run(command.toArray(String[]::new));
    return Files.readString(json);
  }

  /// Arrivals in a stopped second wait until its end: a tenth of all, spread evenly over 1 s. So the
  /// truth is 500 ms for p95 and 900 ms for p99, and a little else where the machine was late to
  /// stop or to go on, which is measured.
  private void freeze() throws Exception {
    frozen("single, even      ", URL, "--rate", "500");
    frozen("single, Poisson   ", URL, "--rate", "500", "--poisson");
    frozen("journeys, even    ", scenario, "--target", URL, "--rate", "500");
    frozen("journeys, Poisson ", scenario, "--target", URL, "--rate", "500", "--poisson");
    frozen("closed, 50 users  ", URL, "--users", "50");
  }

  private void frozen(String name, String... what) throws Exception {
    long worker =
        Long.parseLong(run("pgrep", "-P", Files.readString(folder.resolve("nginx.pid")).strip()).strip());
    List<Double> stops = new ArrayList<>();
    Thread stopper =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    // 3 s of warm-up, start of the process and probe are over by then.
                    Thread.sleep(10_000);
                    long next = System.nanoTime();
                    for (int i = 0; i < 4; i++) {
                      run("kill", "-STOP", "" + worker);
                      long stopped = System.nanoTime();
                      long until = next + TimeUnit.SECONDS.toNanos(1);
                      Thread.sleep((until - System.nanoTime()) / 1_000_000);
                      run("kill", "-CONT", "" + worker);
                      stops.add((System.nanoTime() - stopped) / 1e9);
                      next += TimeUnit.SECONDS.toNanos(10);
                      Thread.sleep((next - System.nanoTime()) / 1_000_000);
                    }
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
    String json = load(what, "-d", "40s", "--warm-up", "3s");
    stopper.join();
    String total = json.substring(json.indexOf("\"total\""));
    String response = total.substring(total.indexOf("\"response\""));
    System.out.printf(
        Locale.ROOT,
        "%s  truth p95 %6.1f p99 %6.1f ms, measured p95 %6.1f p99 %6.1f ms (%.0f requests)%n",
        name,
        1000 * truth(stops, 0.05),
        1000 * truth(stops, 0.01),
        number(response, "\"p95Ms\" : ([\\d.E]+)"),
        number(response, "\"p99Ms\" : ([\\d.E]+)"),
        number(response, "\"count\" : (\\d+)"));
  }

  /// The wait that this share of the arrivals of 40 s exceeds.
  private static double truth(List<Double> stops, double share) {
    double low = 0;
    double high = 2;
    for (int i = 0; i < 50; i++) {
      double wait = (low + high) / 2;
      double exceeding = stops.stream().mapToDouble(s -> Math.max(0, s - wait)).sum() / 40;
      low = exceeding > share ? wait : low;
      high = exceeding > share ? high : wait;
    }
    return low;
  }

  /// wrk has no rate; 2 connections that are always busy are its best case.
  private void latency(int rounds) throws Exception {
    double[] differences = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      String out = run("taskset", "-c", "1", "wrk", "-t1", "-c2", "-d8s", "--latency", URL);
      double wrk = number(out, "50%\\s+([\\d.]+)us") / 1000;
      String json = load(new String[] {URL}, "--rate", "2000", "-d", "8s", "--warm-up", "4s");
      String total = json.substring(json.indexOf("\"total\""));
      double ours =
          number(total.substring(total.indexOf("\"response\"")), "\"p50Ms\" : ([\\d.E-]+)");
      differences[i] = ours - wrk;
      System.out.printf(Locale.ROOT, "wrk %.3f ms, backlight at 2,000/s %.3f ms%n", wrk, ours);
    }
    System.out.printf(Locale.ROOT, "median difference %.3f ms%n", median(differences));
  }

  private void users() throws Exception {
    String out =
        run(
            "bash",
            "-c",
            "taskset -c 1 ./backlight load "
                + folder.resolve("think.yaml")
                + " --target "
                + URL
                + " --users 0..10000 -d 40s & sleep 42; pid=$(pgrep -P $! java || echo $!);"
                + " grep VmHWM /proc/$pid/status; wait");
    System.out.println(out);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double number(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return Double.parseDouble(matcher.group(1));
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return out;
  }
}
