package dev.backlight.load.measure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/// A run on disk, while it happens and after:
///
/// - `plan.txt`: the plan as its author wrote it;
/// - `windows.jsonl`: a line per second, written when the second is over;
/// - `response.hlog`: the same seconds as an HdrHistogram log;
/// - `result.json`: everything, at the end;
/// - `response.hgrm`: the percentiles of all that counts, for HdrHistogram's plotter.
///
/// What is written is complete: seconds are appended whole, files are written beside and renamed. A
/// failure to write is kept as a problem and ends neither the run nor later attempts.
public final class CaseFolder {

  public static final String RESULT = "result.json";
  public static final String WINDOWS = "windows.jsonl";

  private final Path folder;
  private final List<String> problems = new ArrayList<>();
  private long startMillis;
  private boolean logStarted;

  private CaseFolder(Path folder) {
    this.folder = folder;
  }

  /// Creates the folder and writes the plan; throws where that is not possible.
  public static CaseFolder create(Path folder, String plan, long startMillis) throws IOException {
    Files.createDirectories(folder);
    if (Files.exists(folder.resolve(RESULT)) || Files.exists(folder.resolve(WINDOWS))) {
      throw new IOException("it holds another run already");
    }
    CaseFolder created = new CaseFolder(folder);
    created.startMillis = startMillis;
    created.write("plan.txt", plan);
    return created;
  }

  public static RunResult read(Path folder) throws IOException {
    return ResultJson.read(Files.readString(folder.resolve(RESULT)));
  }

  public Path path() {
    return folder;
  }

  /// A second is over.
  public synchronized void append(Window window) {
    try {
      append(WINDOWS, ResultJson.line(window) + "\n");
      append("response.hlog", logLines(window));
    } catch (IOException e) {
      problem(e);
    }
  }

  /// Writes the result. Afterwards [#problems] is empty, or says what is missing and what is there.
  public synchronized void finish(RunResult result) {
    try {
      write(RESULT, ResultJson.write(result));
      write("response.hgrm", percentiles(result.total().response()));
    } catch (IOException e) {
      problem(e);
    }
  }

  /// What could not be written, in words.
  public synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  private void problem(IOException e) {
    String text = "%s: %s".formatted(folder, e.getMessage());
    if (!problems.contains(text)) {
      problems.add(text);
    }
  }

  /// HdrHistogram's own text format, in milliseconds.
  public static String percentiles(Distribution distribution) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      distribution.histogram().outputPercentileDistribution(print, 5, 1e6);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private String logLines(Window window) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      HistogramLogWriter writer = new HistogramLogWriter(print);
      if (!logStarted) {
        writer.outputLogFormatVersion();
        writer.outputStartTime(startMillis);
        writer.setBaseTime(startMillis);
        writer.outputBaseTime(startMillis);
        writer.outputLegend();
        logStarted = true;
      }
      Histogram histogram = window.response().histogram();
      histogram.setTag(window.phase().replaceAll("[, \\r\\n]", "_"));
      writer.outputIntervalHistogram(
          window.second(), window.second() + window.seconds(), histogram, 1e6);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private void append(String name, String text) throws IOException {
    Files.writeString(
        folder.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /// Beside, to the disk, then renamed: a reader sees all of it or nothing.
  private void write(String name, String text) throws IOException {
    Path beside = folder.resolve("." + name + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(beside, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
