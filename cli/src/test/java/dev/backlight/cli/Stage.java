package dev.backlight.cli;

import dev.backlight.audits.SourceText;
import dev.backlight.model.Category;
import dev.backlight.model.Confidence;
import dev.backlight.model.CostFormula;
import dev.backlight.model.Finding.Status;
import dev.backlight.model.Grading;
import dev.backlight.model.Language;
import dev.backlight.model.Location;
import dev.backlight.model.Quantity;
import dev.backlight.model.Report;
import dev.backlight.model.Report.EvidenceSource;
import dev.backlight.model.Report.Numbers;
import dev.backlight.model.Rule;
import dev.backlight.model.Severity;
import dev.backlight.model.Sighting;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.model.Span;
import dev.backlight.model.StackEntry;
import dev.backlight.report.Format;
import dev.backlight.report.ReportOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The command with captured streams over a hand-made list of sightings.
final class Stage implements Review, Outputs {

  static final Rule SLOW =
      rule(
          "n-plus-one-query",
          Category.RESPONSE_TIMES,
          new CostFormula("N * t_db", "t_db + N * t_row", "ms", "per request"),
          new Grading.ByCost());

  static final Rule SMALL =
      rule(
          "missing-timeout",
          Category.RESPONSE_TIMES,
          CostFormula.NONE,
          new Grading.Fixed(Severity.LOW));

  final Path folder;
  final Map<String, String> environment = new HashMap<>();
  boolean terminalOut;
  boolean terminalErr;
  int files = 3;
  OutputStream out = new ByteArrayOutputStream();
  RuntimeException defect = new IllegalStateException("unused");
  boolean broken;
  Request asked = new Request(Path.of(""), _ -> false, 1, Set.of());

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  Stage(Path folder) {
    this.folder = folder;
  }

  int run(String... arguments) {
    Terminal terminal =
        new Terminal(
            out,
            new PrintStream(err, false, StandardCharsets.UTF_8),
            terminalOut,
            terminalErr,
            100,
            environment);
    Clock clock = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);
    return Backlight.run(new Surroundings(terminal, folder, clock, this, this), arguments);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  Stage file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, text);
    return this;
  }

  String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @Override
  public List<Rule> rules() {
    return List.of(SLOW, SMALL);
  }

  @Override
  public Seen look(Request request, Progress progress) {
    asked = request;
    if (broken) {
      throw defect;
    }
    progress.at("read", 1, 3);
    progress.done("source", "3 files, 1 language", 1_800);
    List<Sighting> sightings =
        List.of(sighting(SLOW, "app/users.py", 7), sighting(SMALL, "app/http.py", 3));
    List<Rule> ran = rules().stream().filter(r -> request.rules().contains(r.id())).toList();
    return new Seen(
        ran,
        sightings.stream()
            .filter(s -> request.rules().contains(s.rule()))
            .filter(s -> !request.excluded().test(s.location().path()))
            .toList(),
        List.of(),
        List.of(
            new StackEntry(
                StackEntry.Kind.FRAMEWORK, "FastAPI", "0.115", "", Confidence.HIGH, List.of())),
        List.of(),
        new Numbers(files, 90, 0, 0, 8, 40, 30, 0, 0, List.of(), List.of()),
        List.of(new EvidenceSource("source", "ok", "3 files")),
        SourceText.NONE,
        List.of());
  }

  @Override
  public String text(Report report, Format format, ReportOptions options) {
    String findings =
        report.findings().stream()
            .map(f ->
                "%s %s %s".formatted(f.sighting().rule(), f.severity().id(), status(f.status())))
            .collect(Collectors.joining("\n"));
    return "%s%s%s T=%s%n%s%n"
        .formatted(
            format,
            options.colour() ? " in colour" : "",
            options.all() ? " all" : "",
            report.run().objectiveMs() + " from " + report.run().objectiveSource(),
            findings);
  }

  private static String status(Status status) {
    return switch (status) {
      case Status.New _ -> "new";
      case Status.Existing _ -> "existing";
      case Status.Suppressed _ -> "suppressed";
    };
  }

  @Override
  public String schema() {
    return "{\"title\": \"report\"}\n";
  }

  private static Sighting sighting(Rule rule, String path, int line) {
    return new Sighting(
        rule.id(),
        new Location(path, new Span(line, 9, line, 40), "list_users"),
        Confidence.HIGH,
        Language.PYTHON,
        "1 query per user",
        Reach.REQUEST,
        List.of("GET /users"),
        List.of(),
        List.of(),
        List.of(Quantity.configured("N", 1_000, "", "page size")),
        List.of(),
        "");
  }

  private static Rule rule(String id, Category category, CostFormula cost, Grading grading) {
    return new Rule(
        id,
        "One query per element",
        category,
        "data",
        "Every iteration waits for one more round trip,\nso a request grows with the data.",
        List.of(new Rule.Remedy(Language.PYTHON, "Load the set before the loop.")),
        cost,
        grading,
        List.of(
            new Rule.Example(Language.PYTHON, "a.py", "for x in xs:\n    get(x)", "get_all(xs)"),
            new Rule.Example(Language.JAVA, "A.java", "loop();", "all();")));
  }
}
