package dev.backlight.report;

import dev.backlight.model.Category;
import dev.backlight.model.Confidence;
import dev.backlight.model.LoadTests;
import dev.backlight.model.LoadTests.Run;
import dev.backlight.model.LoadTests.Served;
import dev.backlight.model.LoadTests.Task;
import dev.backlight.model.Location;
import dev.backlight.model.Report.Audit;
import dev.backlight.model.Report.CategoryScore;
import dev.backlight.model.Report.ChecklistItem;
import dev.backlight.model.Report.ChecklistItem.Mark;
import dev.backlight.model.Report.EvidenceSource;
import dev.backlight.model.Report.Value;
import dev.backlight.model.Sighting.Step;
import dev.backlight.model.Span;
import dev.backlight.model.StackEntry;
import dev.backlight.model.StackEntry.Kind;
import java.util.List;
import java.util.Locale;

/// Scores, stack, evidence and checklist of the sample.
final class SampleScores {

  private SampleScores() {}

  static List<CategoryScore> categories() {
    return List.of(
        new CategoryScore(
            Category.RESPONSE_TIMES,
            new Value.Known(4.8),
            4.6,
            5.1,
            0.92,
            6,
            7,
            "p95 612 ms at 120 req/s"),
        new CategoryScore(
            Category.RESOURCE_UTILIZATION,
            new Value.Known(5.8),
            1.7,
            8.7,
            0.3,
            1,
            8,
            "2 high, a pool of 5 connections"),
        new CategoryScore(
            Category.SCALABILITY,
            new Value.NotMeasured("nothing was measured"),
            0,
            10,
            0,
            0,
            6,
            "nothing was measured"),
        new CategoryScore(
            Category.CACHING_STRATEGY,
            new Value.Known(6.5),
            2,
            9,
            0.3,
            1,
            7,
            "2 hot reads uncached"),
        new CategoryScore(
            Category.MONITORING_COVERAGE,
            new Value.Known(8.1),
            7.6,
            8.4,
            0.84,
            5,
            6,
            "23 of 26 routes traced, no SLO alert"));
  }

  static List<Audit> audits() {
    return List.of(
        new Audit(
            "p95-objective",
            Category.RESPONSE_TIMES,
            "p95 against the objective",
            22,
            new Audit.State.Measured(612, 0.48, "at 120 req/s, 18,204 samples"),
            "T",
            "2T",
            "ms",
            "Apdex T and 4T",
            List.of("load", "metrics"),
            ""),
        new Audit(
            "practice",
            Category.RESPONSE_TIMES,
            "Code and configuration",
            30,
            new Audit.State.Measured(0.45, 0.45, "5 findings"),
            "",
            "",
            "",
            "findings",
            List.of("source"),
            ""),
        new Audit(
            "gc-time",
            Category.RESOURCE_UTILIZATION,
            "Time in garbage collection",
            8,
            new Audit.State.NotMeasured("no runtime metrics"),
            "0.02",
            "0.08",
            "",
            "GC overhead over 5 to 10 % is a problem",
            List.of("metrics"),
            "give a Prometheus address"),
        new Audit(
            "evictions",
            Category.CACHING_STRATEGY,
            "Evictions",
            8,
            new Audit.State.NotApplicable("no cache"),
            "0.001",
            "0.05",
            "",
            "evictions mean working set > maxmemory",
            List.of("cache"),
            ""));
  }

  static List<StackEntry> stack() {
    return List.of(
        entry(Kind.LANGUAGE, "Python", "3.13", "", "pyproject.toml", 4, "requires-python"),
        entry(Kind.FRAMEWORK, "FastAPI", "0.121", "", "pyproject.toml", 9, "fastapi==0.121"),
        entry(Kind.SERVER, "Uvicorn", "0.38", "4 workers", "Dockerfile", 18, "--workers 4"),
        entry(Kind.LOAD_BALANCER, "Nginx", "1.28", "", "deploy/nginx.conf", 1, "nginx:1.28"),
        entry(Kind.DATABASE, "PostgreSQL", "17", "", "compose.yaml", 12, "postgres:17"),
        entry(Kind.CACHE, "Redis", "8.2", "", "compose.yaml", 20, "redis:8.2"),
        entry(Kind.APM, "Datadog", "", "", "pyproject.toml", 14, "ddtrace"));
  }

  private static StackEntry entry(
      Kind kind, String name, String version, String detail, String path, int line, String note) {
    Step seen = new Step(new Location(path, Span.line(line), ""), note);
    return new StackEntry(kind, name, version, detail, Confidence.HIGH, List.of(seen));
  }

  static List<EvidenceSource> evidence() {
    return List.of(
        new EvidenceSource("Source", "ok", "412 files, 3 languages"),
        new EvidenceSource("Load test", "ok", "5 runs × 6 min, open"),
        new EvidenceSource("Database", "error", "connection refused"),
        new EvidenceSource("GC and heap", "missing", "give a Prometheus address"));
  }

  static LoadTests load() {
    Run run =
        new Run(
            "runs/one",
            "http://127.0.0.1:8000",
            "2026-11-22T08:00:00Z",
            360,
            true,
            52,
            50.1,
            9.4,
            List.of("12 arrivals started late. " + Sample.HOSTILE));
    return new LoadTests(
        List.of(run),
        true,
        new Served(18_036, 50.1, 90, 80, 9.4, 62, 683, 1_420, 3_204, 15_100, 2_300),
        List.of(
            new Task(
                "orders, all orders",
                "GET /users/{id}/orders",
                new Served(6_000, 16.7, 80, 80, 7.1, 410, 912, 1_600, 3_204, 3_900, 1_700)),
            new Task(
                "POST /checkout",
                "POST /checkout",
                new Served(900, 2.5, 10, 0, 0.9, 288, 604, 0, 980, 500, 390)),
            new Task(Sample.HOSTILE, "", new Served(40, 0.1, 40, 0, 0, 0, 0, 0, 0, 0, 0))));
  }

  static List<ChecklistItem> checklist(String nPlusOne, String pool) {
    return List.of(
        item("Response Time Optimization", "Database queries optimized", Mark.NOT_DONE, nPlusOne),
        item("Response Time Optimization", "N+1 queries eliminated", Mark.NOT_DONE, nPlusOne),
        item("Response Time Optimization", "Caching implemented", Mark.DONE),
        item("Response Time Optimization", "Async operations used", Mark.NOT_DONE),
        item("Response Time Optimization", "Connection pooling configured", Mark.NOT_DONE, pool),
        item("Memory Management", "Memory leaks identified", Mark.NOT_MEASURED),
        item("Memory Management", "Large dataset streaming", Mark.NOT_DONE),
        item("Memory Management", "Efficient serialization", Mark.DONE),
        item("Memory Management", "Garbage collection tuned", Mark.NOT_MEASURED),
        item("Memory Management", "Resource cleanup implemented", Mark.DONE),
        item("Scalability Preparation", "Load testing completed", Mark.DONE),
        item("Scalability Preparation", "Bottlenecks identified", Mark.DONE),
        item("Scalability Preparation", "Horizontal scaling ready", Mark.DONE),
        item("Scalability Preparation", "Database scaling planned", Mark.NOT_MEASURED),
        item("Scalability Preparation", "Monitoring comprehensive", Mark.NOT_DONE),
        item("Caching Strategy", "Cache hit rates monitored", Mark.NOT_MEASURED),
        item("Caching Strategy", "Cache invalidation strategy", Mark.DONE),
        item("Caching Strategy", "Cache warming implemented", Mark.NOT_APPLICABLE),
        item("Caching Strategy", "Cache stampede prevention", Mark.NOT_DONE),
        item("Caching Strategy", "Multi-level caching", Mark.NOT_APPLICABLE));
  }

  private static ChecklistItem item(String group, String title, Mark mark, String... findings) {
    String id = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String why =
        switch (mark) {
          case DONE -> "no rule of it found anything in 412 files";
          case NOT_DONE -> "findings stand against it";
          case NOT_MEASURED -> "no metric over time";
          case NOT_APPLICABLE -> "there is nothing to warm";
        };
    return new ChecklistItem(id, group, title, mark, why, List.of(findings));
  }
}
