package dev.backlight.cli;

import dev.backlight.audits.Baseline;
import dev.backlight.audits.Budgets;
import dev.backlight.audits.Judge;
import dev.backlight.audits.Policy;
import dev.backlight.audits.ReviewInput;
import dev.backlight.audits.scoring.ScoringModel;
import dev.backlight.cli.Review.Seen;
import dev.backlight.cli.config.Configuration;
import dev.backlight.cli.config.Configuration.NewOnly;
import dev.backlight.cli.config.ConfigurationException;
import dev.backlight.cli.config.ConfigurationReader;
import dev.backlight.cli.config.Durations;
import dev.backlight.cli.config.Suggestion;
import dev.backlight.cli.evidence.LoadCases;
import dev.backlight.cli.evidence.LoadCases.LoadCase;
import dev.backlight.cli.evidence.LoadJoin;
import dev.backlight.cli.evidence.LoadJoin.Joined;
import dev.backlight.model.Report;
import dev.backlight.model.Report.EvidenceSource;
import dev.backlight.model.Report.RouteEntry;
import dev.backlight.model.Rule;
import dev.backlight.model.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Makes a report of what the options ask for.
final class Reviewing {

  private static final List<String> USUAL_CONFIGURATIONS =
      List.of("backlight.yaml", "backlight.yml");

  private final Surroundings surroundings;
  private final ReviewOptions options;
  private final Path root;
  private final Path folder;
  private final Configuration configuration;
  private final double objectiveMs;
  private final Set<String> rules;

  /// Reads the configuration. Throws [Trouble] where path, options or configuration are wrong.
  Reviewing(Surroundings surroundings, ReviewOptions options) throws Trouble {
    this.surroundings = surroundings;
    this.options = options;
    this.root = surroundings.resolve(options.path);
    if (!Files.exists(root)) {
      throw new Trouble("there is no " + options.path, "Name a folder or a file to review.");
    }
    if (options.threads < 1) {
      throw new Trouble("--threads must be at least 1, not " + options.threads, "");
    }
    Path parent = root.getParent();
    this.folder = Files.isDirectory(root) || parent == null ? root : parent;
    this.configuration = readConfiguration();
    this.objectiveMs = readObjective();
    this.rules = chooseRules();
  }

  Path folder() {
    return folder;
  }

  Configuration configuration() {
    return configuration;
  }

  /// Where the baseline is or will be.
  Path baselinePath() {
    if (options.baseline != null) {
      return surroundings.resolve(options.baseline);
    }
    return folder.resolve(
        configuration.baseline().isEmpty() ? BaselineFile.USUAL : configuration.baseline());
  }

  /// Looks at the source without judging it.
  Seen look(Progress progress) throws Trouble {
    return surroundings
        .review()
        .look(new Review.Request(root, this::excluded, options.threads, rules), progress);
  }

  /// Looks and judges; `baseline` is what is known already.
  Report report(Progress progress, Baseline baseline) throws Trouble {
    Instant start = surroundings.clock().instant();
    GitState git = GitState.of(root);
    List<LoadCase> cases = loadCases();
    Seen seen = look(progress);
    Joined load = join(seen, cases);
    List<String> warnings = new ArrayList<>(seen.warnings());
    warnings.addAll(load.warnings());
    long duration = ChronoUnit.MILLIS.between(start, surroundings.clock().instant());
    ReviewInput.RunInfo run =
        new ReviewInput.RunInfo(
            Surroundings.VERSION,
            projectName(),
            git.commit(),
            git.branch(),
            git.dirty(),
            start.truncatedTo(ChronoUnit.SECONDS).toString(),
            duration,
            LocalDate.ofInstant(start, ZoneOffset.UTC),
            List.copyOf(warnings));
    return Judge.report(
        new ReviewInput(
            run,
            policy(baseline),
            baseline,
            seen.rules(),
            seen.sightings(),
            seen.ignores(),
            seen.stack(),
            seen.routes(),
            seen.numbers(),
            with(seen.evidence(), load),
            load.load(),
            seen.source()));
  }

  private List<LoadCase> loadCases() throws Trouble {
    List<LoadCase> cases = new ArrayList<>();
    for (Path folder : options.cases) {
      cases.add(LoadCases.read(surroundings.resolve(folder), folder.toString()));
    }
    return cases;
  }

  private Joined join(Seen seen, List<LoadCase> cases) {
    return cases.isEmpty()
        ? Joined.NONE
        : LoadJoin.join(cases, seen.routes().stream().map(RouteEntry::name).toList(), objectiveMs);
  }

  private static List<EvidenceSource> with(List<EvidenceSource> evidence, Joined load) {
    List<EvidenceSource> all = new ArrayList<>();
    for (EvidenceSource source : evidence) {
      all.add(
          load.evidence().stream()
              .filter(joined -> joined.name().equals(source.name()))
              .findFirst()
              .orElse(source));
    }
    return List.copyOf(all);
  }

  /// The baseline that the user named, or the usual one if it is there.
  Baseline readBaseline() throws Trouble {
    Path file = baselinePath();
    boolean named = options.baseline != null || !configuration.baseline().isEmpty();
    return named || Files.exists(file) ? BaselineFile.read(file, shown(file)) : Baseline.NONE;
  }

  /// A path as the user would write it: relative to where they stand if it lies below.
  String shown(Path file) {
    return file.startsWith(surroundings.folder())
        ? surroundings.folder().relativize(file).toString()
        : file.toString();
  }

  private String projectName() {
    Path name = folder.getFileName();
    return name == null ? "project" : name.toString();
  }

  private Configuration readConfiguration() throws Trouble {
    if (options.config != null) {
      return read(surroundings.resolve(options.config));
    }
    for (String name : USUAL_CONFIGURATIONS) {
      if (Files.exists(folder.resolve(name))) {
        return read(folder.resolve(name));
      }
    }
    return Configuration.NONE;
  }

  private Configuration read(Path file) throws Trouble {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new Trouble(
          "cannot read the configuration " + shown(file), "Write one with: backlight init");
    }
    try {
      return ConfigurationReader.read(shown(file), text, allRules());
    } catch (ConfigurationException e) {
      throw new Trouble(String.valueOf(e.getMessage()), "");
    }
  }

  private boolean excluded(String path) {
    if (configuration.exclude().stream().anyMatch(pattern -> pattern.matches(path))) {
      return true;
    }
    boolean file = !path.endsWith("/");
    return file
        && !configuration.include().isEmpty()
        && configuration.include().stream().noneMatch(pattern -> pattern.matches(path));
  }

  private Set<String> allRules() {
    Set<String> ids = new TreeSet<>();
    surroundings.review().rules().stream().map(Rule::id).forEach(ids::add);
    return ids;
  }

  private Set<String> chooseRules() throws Trouble {
    Set<String> all = allRules();
    List<String> named = new ArrayList<>(options.only);
    named.addAll(options.skip);
    for (String rule : named) {
      if (!all.contains(rule)) {
        throw new Trouble(
            "unknown rule '" + rule + "'" + Suggestion.sentence(rule, all),
            "See them all with: backlight explain --list");
      }
    }
    Set<String> chosen = new TreeSet<>(options.only.isEmpty() ? all : options.only);
    options.skip.forEach(chosen::remove);
    chosen.removeAll(configuration.off());
    return chosen;
  }

  private Policy policy(Baseline baseline) {
    Configuration.BudgetLines lines = configuration.budgets();
    Map<Severity, Integer> findings = new EnumMap<>(Severity.class);
    findings.putAll(lines.findings());
    if (options.failOn != null) {
      for (Severity severity : Severity.values()) {
        if (severity.compareTo(options.failOn) <= 0) {
          findings.put(severity, 0);
        }
      }
    }
    boolean newOnly =
        lines.newOnly() == NewOnly.YES || (lines.newOnly() == NewOnly.UNSAID && baseline.present());
    return new Policy(
        objectiveMs,
        objectiveSource(),
        configuration.severities(),
        configuration.off(),
        configuration.suppressions(),
        new Budgets(findings, lines.score(), lines.categories(), newOnly, lines.evidence()));
  }

  private double readObjective() throws Trouble {
    if (options.objective != null) {
      try {
        return Durations.parse(options.objective).toNanos() / 1e6;
      } catch (IllegalArgumentException e) {
        throw new Trouble("--objective: " + e.getMessage(), "");
      }
    }
    return configuration.objective().isZero()
        ? ScoringModel.current().defaultObjectiveMs()
        : configuration.objective().toNanos() / 1e6;
  }

  private String objectiveSource() {
    if (options.objective != null) {
      return "--objective";
    }
    return configuration.objective().isZero() ? "default objective" : configuration.file();
  }
}
