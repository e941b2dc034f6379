package dev.backlight.source;

import dev.backlight.model.Language;
import dev.backlight.model.StackEntry;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.SourceFile;
import dev.backlight.source.code.Walker;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigReader;
import dev.backlight.source.csharp.CSharpFrontEnd;
import dev.backlight.source.java.JavaFrontEnd;
import dev.backlight.source.javascript.JavaScriptFrontEnd;
import dev.backlight.source.program.Linker;
import dev.backlight.source.program.Manifests;
import dev.backlight.source.program.Program;
import dev.backlight.source.python.PythonFrontEnd;
import dev.backlight.source.stack.Deployment;
import dev.backlight.source.stack.StackProfile;
import dev.backlight.source.treesitter.Grammar;
import dev.backlight.source.treesitter.Parsed;
import dev.backlight.source.treesitter.SyntaxParser;
import dev.backlight.source.treesitter.SyntaxTree;
import dev.backlight.source.walk.Found;
import dev.backlight.source.walk.SourceText;
import dev.backlight.source.walk.Walk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// A source tree, read: the linked program, its configuration, how it is deployed, its stack, and
/// what could not be read.
public record Codebase(
    Walk walk,
    Program program,
    List<ConfigFile> configuration,
    Deployment deployment,
    List<StackEntry> stack,
    List<Problem> problems) {

  /// A file that was left out or read in part, and why.
  public record Problem(String path, String what) {}

  /// How far the reading is: called with a phase's name and how many of how many files are done.
  public interface Progress {
    Progress SILENT = (phase, done, of) -> {};

    void at(String phase, int done, int of);
  }

  /// Reads what a walk found, on so many threads. The result does not depend on their number.
  public static Codebase read(Walk walk, int threads, Progress progress) {
    return new Reading(walk, new Workers(threads), progress).read();
  }

  private static final class Reading {

    private final Walk walk;
    private final Workers workers;
    private final Progress progress;
    private final Queue<SourceFile> sources = new ConcurrentLinkedQueue<>();
    private final Queue<ConfigFile> configuration = new ConcurrentLinkedQueue<>();
    private final Queue<Problem> problems = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<Map<Grammar, SyntaxParser>> parsers =
        ThreadLocal.withInitial(() -> new EnumMap<>(Grammar.class));
    private final Queue<SyntaxParser> opened = new ConcurrentLinkedQueue<>();
    private final AtomicInteger done = new AtomicInteger();

    Reading(Walk walk, Workers workers, Progress progress) {
      this.walk = walk;
      this.workers = workers;
      this.progress = progress;
    }

    Codebase read() {
      try {
        // The largest first, so that no thread ends on one alone.
        List<Found> found = new ArrayList<>(walk.files());
        found.sort(Comparator.comparingLong(Found::size).reversed().thenComparing(Found::path));
        workers.run(found, this::file);
      } finally {
        opened.forEach(SyntaxParser::close);
      }
      List<ConfigFile> configs = new ArrayList<>(configuration);
      configs.sort(Comparator.comparing(ConfigFile::path));
      progress.at("link", 0, sources.size());
      List<SourceFile> files = new ArrayList<>(sources);
      files.sort(Comparator.comparing(SourceFile::path));
      AtomicReference<Program> program = new AtomicReference<>();
      AtomicReference<Deployment> deployment = new AtomicReference<>();
      AtomicReference<List<StackEntry>> stack = new AtomicReference<>();
      // Linking has parts that one thread does alone; the stack is found beside them.
      workers.run(
          List.<Runnable>of(
              () -> program.set(link(files, configs)),
              () -> {
                Deployment found = Deployment.of(configs, files);
                deployment.set(found);
                stack.set(List.copyOf(StackProfile.of(configs, files, found)));
              }),
          Runnable::run);
      List<Problem> sorted = new ArrayList<>(problems);
      sorted.sort(Comparator.comparing(Problem::path).thenComparing(Problem::what));
      return new Codebase(
          walk,
          program.get(),
          List.copyOf(configs),
          deployment.get(),
          stack.get(),
          List.copyOf(sorted));
    }

    private Program link(List<SourceFile> files, List<ConfigFile> configs) {
      return Linker.link(
          files,
          Manifests.of(configs),
          new Linker.Each() {
            @Override
            public <T> void run(List<T> elements, Consumer<T> task) {
              workers.run(elements, task);
            }
          },
          failure -> {
            int cut = failure.indexOf('\0');
            problems.add(new Problem(failure.substring(0, cut), failure.substring(cut + 1)));
          });
    }

    private void file(Found found) {
      try {
        if (found.kind() == Found.Kind.CONFIG) {
          ConfigReader.read(found.path(), found.file()).ifPresent(configuration::add);
        } else {
          source(found);
        }
      } catch (StackOverflowError e) {
        problems.add(new Problem(found.path(), "could not be read: nested too deeply"));
      } catch (RuntimeException e) {
        // One file must not end the run: it becomes a line of the report.
        problems.add(new Problem(found.path(), "could not be read: " + e));
      }
      progress.at("read", done.incrementAndGet(), walk.files().size());
    }

    private void source(Found found) {
      switch (SourceText.read(found)) {
        case SourceText.Unreadable u -> problems.add(new Problem(u.path(), u.detail()));
        case SourceText.Text text -> {
          switch (parser(grammar(found)).parse(text.bytes(), SyntaxParser.DEFAULT_LIMIT)) {
            case Parsed.TimedOut t ->
                problems.add(
                    new Problem(found.path(), "parsing took over " + t.limit().toSeconds() + " s"));
            case Parsed.Tree tree -> {
              SourceFile file = lower(found, tree.tree());
              sources.add(file);
              damage(found, tree.tree(), file);
            }
          }
        }
      }
    }

    /// Says where the first text stands that fits no rule; the rest of the file was read.
    private void damage(Found found, SyntaxTree tree, SourceFile file) {
      for (int node = 0; tree.errorCount() > 0 && node < tree.size(); node++) {
        if (tree.isError(node) || tree.isMissing(node)) {
          int line = file.lines().line(tree.start(node));
          problems.add(
              new Problem(
                  found.path() + ":" + line, "syntax error; the rest of the file was read"));
          return;
        }
      }
      if (file.language() == Language.JAVASCRIPT) {
        file.functions().stream()
            .filter(fn -> !fn.is(Trait.ASYNC) && !fn.is(Trait.MODULE))
            .forEach(fn -> strayAwait(found, file, fn));
      }
    }

    /// The grammar takes `await` anywhere; engines refuse the file.
    private void strayAwait(Found found, SourceFile file, FunctionDecl fn) {
      Walker.expressions(
          fn.body(),
          expr -> {
            if (expr instanceof Expr.Await) {
              problems.add(
                  new Problem(
                      found.path() + ":" + file.lines().line(expr.start()),
                      "`await` in a function that is not async: this file does not load"));
            }
          });
    }

    private SyntaxParser parser(Grammar grammar) {
      return parsers
          .get()
          .computeIfAbsent(
              grammar,
              g -> {
                SyntaxParser parser = SyntaxParser.open(g);
                opened.add(parser);
                return parser;
              });
    }

    private static Grammar grammar(Found found) {
      return switch (found.kind()) {
        case PYTHON -> Grammar.PYTHON;
        case JAVASCRIPT -> Grammar.JAVASCRIPT;
        case TYPESCRIPT -> Grammar.TYPESCRIPT;
        case TSX -> Grammar.TSX;
        case CSHARP -> Grammar.CSHARP;
        case JAVA -> Grammar.JAVA;
        case CONFIG -> throw new IllegalArgumentException(found.path() + " has no grammar");
      };
    }

    private static SourceFile lower(Found found, SyntaxTree tree) {
      return switch (found.kind()) {
        case PYTHON -> PythonFrontEnd.lower(found.path(), tree);
        case JAVASCRIPT, TYPESCRIPT, TSX -> JavaScriptFrontEnd.lower(found.path(), tree);
        case CSHARP -> CSharpFrontEnd.lower(found.path(), tree);
        case JAVA -> JavaFrontEnd.lower(found.path(), tree);
        case CONFIG -> throw new IllegalArgumentException(found.path() + " is not source");
      };
    }
  }

  /// How many files of a language were read.
  public long files(Language language) {
    return program.units().stream().filter(unit -> unit.language() == language).count();
  }
}
