package dev.backlight.crimes;

import dev.backlight.model.Confidence;
import dev.backlight.model.Location;
import dev.backlight.model.Sighting.Reach;
import dev.backlight.model.StackEntry;
import dev.backlight.source.Codebase;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Program;
import dev.backlight.source.program.Reachability;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Unit;
import dev.backlight.source.stack.Deployment;
import dev.backlight.source.stack.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Stream;

/// What the detectors look at.
public final class Scene {

  private final Codebase codebase;
  private final Settings settings;
  private final List<Fn> functions;
  private final Site[] sites;
  private final Map<Class<?>, FutureTask<?>> insights = new ConcurrentHashMap<>();

  private Scene(Codebase codebase) {
    this.codebase = codebase;
    this.settings = codebase.deployment().settings().running();
    this.functions = program().functions().stream().filter(this::matters).toList();
    this.sites = functions.stream().flatMap(fn -> fn.sites().stream()).toArray(Site[]::new);
  }

  /// The scene of a codebase.
  public static Scene of(Codebase codebase) {
    return new Scene(codebase);
  }

  public Codebase codebase() {
    return codebase;
  }

  public Program program() {
    return codebase.program();
  }

  public List<ConfigFile> configuration() {
    return codebase.configuration();
  }

  public List<StackEntry> stack() {
    return codebase.stack();
  }

  /// Servers, pools, limits, probes, alerts: what the configuration says of how it runs.
  public Deployment deployment() {
    return codebase.deployment();
  }

  /// What several crimes want to know of a scene: found by the first that asks, while others that
  /// ask wait.
  public <T> T insight(Class<T> kind, Function<Scene, T> finder) {
    FutureTask<?> insight =
        insights.computeIfAbsent(kind, k -> new FutureTask<>(() -> finder.apply(this)));
    insight.run();
    try {
      return kind.cast(insight.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(kind.getSimpleName() + " was not found", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted while " + kind.getSimpleName() + " was found", e);
    }
  }

  /// Configuration values of what runs by their dotted keys; tests and examples have their own.
  public Settings settings() {
    return settings;
  }

  /// The functions whose performance matters: product code that not only start-up, command line,
  /// migrations, seeds or tests run.
  public Stream<Fn> functions() {
    return functions.stream();
  }

  public boolean matters(Fn fn) {
    return fn.unit().role() == Unit.Role.PRODUCT
        && program().reachability().of(fn) != Reachability.Reach.OFFLINE;
  }

  /// The sites in [#functions()].
  public Stream<Site> sites() {
    return Arrays.stream(sites);
  }

  /// Files of the product, for what is not in a function.
  public Stream<Unit> units() {
    return program().units().stream().filter(unit -> unit.role() == Unit.Role.PRODUCT);
  }

  public Reach reach(Fn fn) {
    return switch (program().reachability().of(fn)) {
      case REQUEST -> Reach.REQUEST;
      case JOB -> Reach.JOB;
      case UNKNOWN, OFFLINE -> Reach.UNKNOWN;
    };
  }

  /// Starts a sighting at a site; its confidence starts at what resolved the site and who reaches
  /// it.
  public Draft at(Crime crime, Site site) {
    return new Draft(this, crime.id(), site.in(), site.location())
        .sure(site.certain() ? Confidence.HIGH : Confidence.MEDIUM);
  }

  /// Starts a sighting somewhere in a function.
  public Draft at(Crime crime, Fn fn, int start, int end) {
    return new Draft(this, crime.id(), fn, fn.unit().location(start, end, fn.symbol()));
  }

  /// Starts a sighting in a configuration file or for the project as a whole.
  public Draft at(Crime crime, Location location) {
    return new Draft(this, crime.id(), location);
  }
}
