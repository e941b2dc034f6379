package dev.backlight.load.report;

import dev.backlight.load.measure.Distribution;
import dev.backlight.load.measure.PhaseResult;
import dev.backlight.load.measure.PhaseResult.Model;
import dev.backlight.load.measure.RunResult;
import dev.backlight.load.measure.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A run's seconds made ready to be drawn.
final class Series {

  /// More points than a chart has room for only cost time.
  private static final int MOST_POINTS = 160;

  private static final int RATE_CLASSES = 14;

  /// Seconds of a run taken together.
  record Point(
      double second,
      double offered,
      double rate,
      double failedRate,
      Distribution response,
      boolean isVoid) {}

  private Series() {}

  /// Over time, with the short rest at the end left out.
  static List<Point> overTime(RunResult result) {
    List<Window> whole = whole(result.windows());
    int size = Math.max(1, (whole.size() + MOST_POINTS - 1) / MOST_POINTS);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < whole.size(); i += size) {
      points.add(point(whole.subList(i, Math.min(i + size, whole.size()))));
    }
    return points;
  }

  /// Without the seconds at the end in which answers were awaited and nothing more was sent.
  static List<Point> untilArrivalsEnd(RunResult result, List<Point> points) {
    double end =
        result.phases().stream()
            .mapToDouble(phase -> phase.startSecond() + phase.seconds())
            .max()
            .orElse(0);
    return points.stream().filter(point -> point.second() < end).toList();
  }

  static List<Window> whole(List<Window> windows) {
    return windows.stream().filter(window -> window.seconds() > 0.5).toList();
  }

  /// Over the offered rate, seconds of about the same rate taken together, without warm-up; empty
  /// unless the rate of open phases varies by at least a half.
  static List<Point> overRate(RunResult result) {
    Set<String> open =
        result.phases().stream()
            .filter(phase -> phase.model() == Model.OPEN)
            .map(PhaseResult::name)
            .collect(Collectors.toSet());
    List<Window> windows =
        whole(result.windows()).stream()
            .filter(window -> open.contains(window.phase()) && !window.isVoid() && !window.warmUp())
            .filter(window -> window.completed() > 0 && window.intended() > 0)
            .toList();
    double least = windows.stream().mapToDouble(Series::offered).min().orElse(0);
    double most = windows.stream().mapToDouble(Series::offered).max().orElse(0);
    if (windows.size() < 5 || most < 1.5 * least) {
      return List.of();
    }
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < RATE_CLASSES; i++) {
      double from = least + (most - least) * i / RATE_CLASSES;
      double to = least + (most - least) * (i + 1) / RATE_CLASSES;
      boolean last = i == RATE_CLASSES - 1;
      List<Window> alike =
          windows.stream()
              .filter(w -> offered(w) >= from && (offered(w) < to || (last && offered(w) <= to)))
              .toList();
      if (!alike.isEmpty()) {
        points.add(point(alike));
      }
    }
    return points;
  }

  private static double offered(Window window) {
    return window.intended() / window.seconds();
  }

  private static Point point(List<Window> windows) {
    double seconds = windows.stream().mapToDouble(Window::seconds).sum();
    return new Point(
        windows.getFirst().second() + 0.5 * windows.size(),
        windows.stream().mapToLong(Window::intended).sum() / seconds,
        windows.stream().mapToLong(Window::completed).sum() / seconds,
        windows.stream().mapToLong(Window::failed).sum() / seconds,
        Distribution.merge(windows.stream().map(Window::response).toList()),
        windows.stream().anyMatch(Window::isVoid));
  }
}
