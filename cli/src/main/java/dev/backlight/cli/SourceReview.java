package dev.backlight.cli;

import dev.backlight.audits.Ignore;
import dev.backlight.crimes.Crimes;
import dev.backlight.crimes.Scene;
import dev.backlight.model.Language;
import dev.backlight.model.Report.EvidenceSource;
import dev.backlight.model.Report.LanguageCount;
import dev.backlight.model.Report.Numbers;
import dev.backlight.model.Report.Phase;
import dev.backlight.model.Report.RouteEntry;
import dev.backlight.model.Rule;
import dev.backlight.model.StackEntry;
import dev.backlight.source.Codebase;
import dev.backlight.source.Workers;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.program.EntryPoint;
import dev.backlight.source.program.Program;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Unit;
import dev.backlight.source.walk.Skipped;
import dev.backlight.source.walk.SourceWalk;
import dev.backlight.source.walk.Walk;
import dev.backlight.source.walk.WalkException;
import dev.backlight.source.walk.WalkLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads the tree and looks for the crimes.
final class SourceReview implements Review {

  private static final int MAX_PROBLEMS_SHOWN = 5;
  private static final long NANOS_PER_MS = 1_000_000;

  @Override
  public List<Rule> rules() {
    return Crimes.rules();
  }

  @Override
  public Seen look(Request request, Progress progress) throws Trouble {
    List<Phase> phases = new ArrayList<>();
    long start = System.nanoTime();
    Walk walk = walk(request, progress);
    Codebase codebase = Codebase.read(walk, request.threads(), progress::at);
    start = ended("source", summary(codebase), start, phases, progress);
    Scene scene = Scene.of(codebase);
    List<StackEntry> stack = scene.stack();
    start = ended("stack", names(stack), start, phases, progress);
    Crimes.Verdict verdict = Crimes.judge(scene, request.threads());
    List<Rule> ran = rules().stream().filter(r -> request.rules().contains(r.id())).toList();
    ended("crimes", count(ran.size(), "rule"), start, phases, progress);
    TreeText text = new TreeText(walk);
    List<String> warnings = new ArrayList<>(verdict.failures());
    warnings.addAll(problems(codebase));
    return new Seen(
        ran,
        verdict.sightings().stream().filter(s -> request.rules().contains(s.rule())).toList(),
        ignores(codebase.program(), text),
        stack,
        routes(codebase.program()),
        numbers(codebase, phases),
        evidence(codebase),
        text,
        List.copyOf(warnings));
  }

  private static Walk walk(Request request, Progress progress) throws Trouble {
    progress.at("find files", 0, 0);
    try {
      Workers workers = new Workers(request.threads());
      return SourceWalk.of(
          request.root(),
          WalkLimits.DEFAULT,
          request.excluded(),
          tasks -> workers.run(tasks, Runnable::run));
    } catch (WalkException e) {
      throw new Trouble(String.valueOf(e.getMessage()), "");
    }
  }

  private static long ended(
      String phase, String detail, long start, List<Phase> phases, Progress progress) {
    long now = System.nanoTime();
    long duration = (now - start) / NANOS_PER_MS;
    phases.add(new Phase(phase, detail, duration));
    progress.done(phase, detail, duration);
    return now;
  }

  private static String summary(Codebase codebase) {
    long languages = codebase.program().units().stream().map(Unit::language).distinct().count();
    return count(codebase.walk().files().size(), "file")
        + ", "
        + count((int) languages, "language");
  }

  private static String names(List<StackEntry> stack) {
    return stack.stream()
        .filter(entry -> entry.kind() != StackEntry.Kind.LANGUAGE)
        .map(StackEntry::name)
        .distinct()
        .limit(4)
        .collect(Collectors.joining(", "));
  }

  private static String count(int count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  private static List<String> problems(Codebase codebase) {
    List<String> lines = new ArrayList<>();
    if (codebase.walk().incomplete()) {
      lines.add("the tree is larger than the limits; some of it was not read");
    }
    List<String> files = new ArrayList<>();
    codebase.walk().skipped().forEach(skipped -> leftOut(skipped).ifPresent(files::add));
    codebase.problems().forEach(problem -> files.add(problem.path() + ": " + problem.what()));
    files.stream().sorted().limit(MAX_PROBLEMS_SHOWN).forEach(lines::add);
    int more = files.size() - MAX_PROBLEMS_SHOWN;
    if (more > 0) {
      lines.add(more + " more files were not read or in part");
    }
    return lines;
  }

  /// What the user may have expected to be read; nobody expects it of installed packages.
  private static Optional<String> leftOut(Skipped skipped) {
    return switch (skipped.reason()) {
      case BINARY -> Optional.of(skipped.path() + ": left out: not text");
      case TOO_LARGE -> Optional.of(skipped.path() + ": left out: too large, " + skipped.detail());
      case UNREADABLE -> Optional.of(skipped.path() + ": left out: " + skipped.detail());
      case VENDORED, GENERATED, LINK_OUT_OF_TREE, LIMIT -> Optional.empty();
    };
  }

  private static List<Ignore> ignores(Program program, TreeText text) {
    List<Ignore> ignores = new ArrayList<>();
    for (Unit unit : program.units()) {
      SourceFile file = unit.file();
      for (SourceFile.Comment mark : file.marks()) {
        int line = file.lines().line(mark.start());
        int column = file.lines().column(mark.start());
        boolean alone = text.blankBefore(unit.path(), line, column);
        Ignore.parse(unit.path(), line, alone, mark.text()).ifPresent(ignores::add);
      }
    }
    return ignores;
  }

  private static List<RouteEntry> routes(Program program) {
    return program.entries().stream()
        .filter(entry -> entry.kind() == EntryPoint.Kind.REQUEST)
        .map(entry -> new RouteEntry(entry.name(), entry.function().location(), 0))
        .distinct()
        .sorted(
            Comparator.comparing(RouteEntry::name)
                .thenComparing(route -> route.handler().toString()))
        .toList();
  }

  private static Numbers numbers(Codebase codebase, List<Phase> phases) {
    Program program = codebase.program();
    List<Site> calls =
        program.functions().stream()
            .flatMap(fn -> fn.sites().stream())
            .filter(Site::isCall)
            .toList();
    int resolved =
        (int) calls.stream().filter(s -> !s.targets().isEmpty() || !s.words().isEmpty()).count();
    int damaged =
        (int) program.units().stream().filter(unit -> unit.file().syntaxErrors() > 0).count();
    return new Numbers(
        codebase.walk().files().size(),
        program.units().stream().mapToLong(unit -> unit.file().lines().count()).sum(),
        damaged,
        codebase.walk().skipped().size() + codebase.problems().size(),
        program.functions().size(),
        calls.size(),
        resolved,
        0,
        0,
        languages(program),
        List.copyOf(phases));
  }

  private static List<LanguageCount> languages(Program program) {
    List<LanguageCount> counts = new ArrayList<>();
    for (Language language : Language.values()) {
      List<Unit> here =
          program.units().stream().filter(unit -> unit.language() == language).toList();
      if (!here.isEmpty()) {
        long lines = here.stream().mapToLong(unit -> unit.file().lines().count()).sum();
        counts.add(new LanguageCount(language, here.size(), lines));
      }
    }
    return List.copyOf(counts);
  }

  private static List<EvidenceSource> evidence(Codebase codebase) {
    return List.of(
        new EvidenceSource("source", "ok", summary(codebase)),
        missing("load", "no load test was run"),
        missing("metrics", "no metrics were given"),
        missing("traces", "no traces were given"),
        missing("profile", "no profile was given"),
        missing("database", "no database statistics were given"),
        missing("cache", "no cache statistics were given"),
        missing("gc", "no garbage collection log was given"));
  }

  private static EvidenceSource missing(String name, String detail) {
    return new EvidenceSource(name, "missing", detail);
  }
}
