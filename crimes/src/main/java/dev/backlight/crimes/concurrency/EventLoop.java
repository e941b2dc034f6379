package dev.backlight.crimes.concurrency;

import dev.backlight.crimes.Scene;
import dev.backlight.model.Language;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.program.EntryPoint;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Trail;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Which functions run on an event loop, or where a caller counts on not being blocked.
final class EventLoop {

  private static final Set<String> REACTIVE =
      Set.of(
          "Mono",
          "Flux",
          "Uni",
          "Multi",
          "Publisher",
          "Flow",
          "Single",
          "Maybe",
          "Completable",
          "Observable",
          "Flowable");
  private static final Set<String> FUTURES =
      Set.of(
          "ListenableFuture",
          "CompletableFuture",
          "CompletionStage",
          "SettableFuture",
          "FluentFuture",
          "Future");
  private static final Set<String> HANDLERS =
      Set.of(
          "ChannelInboundHandlerAdapter",
          "SimpleChannelInboundHandler",
          "ChannelDuplexHandler",
          "ChannelInboundHandler",
          "ByteToMessageDecoder",
          "AbstractVerticle",
          "VerticleBase");

  /// Run elsewhere: Spring, Jakarta, Quarkus, Micronaut.
  private static final Set<String> MOVED =
      Set.of("Async", "Asynchronous", "Blocking", "RunOnVirtualThread", "ExecuteOn");

  private EventLoop() {}

  /// The functions that a request, a message or a timer enters by.
  private record Entered(Set<Fn> functions) {
    static Entered of(Scene scene) {
      return new Entered(
          scene.program().entries().stream()
              .filter(EntryPoint::judged)
              .map(EntryPoint::function)
              .collect(Collectors.toUnmodifiableSet()));
    }
  }

  /// The functions that the loop itself starts.
  static boolean isRoot(Scene scene, Fn fn) {
    return switch (fn.unit().language()) {
      case PYTHON -> fn.is(Trait.ASYNC);
      case JAVASCRIPT -> fn.is(Trait.ASYNC) || entered(scene, fn);
      case CSHARP -> fn.is(Trait.ASYNC);
      case JAVA -> promises(fn) && !moved(scene, fn, MOVES) || handles(fn);
      case CONFIG -> false;
    };
  }

  private static final int MOVES = 3;

  /// Whether all who call a function have left the loop before: `publishOn(boundedElastic())`
  /// stands in front of what they give to run.
  private static boolean moved(Scene scene, Fn fn, int steps) {
    List<Site> callers = scene.program().callers(fn);
    return steps > 0
        && !callers.isEmpty()
        && callers.stream()
            .allMatch(site -> switches(site.in()) || moved(scene, site.in(), steps - 1));
  }

  private static boolean switches(Fn fn) {
    return fn.sites().stream()
            .anyMatch(
                site -> site.name().endsWith("subscribeOn") || site.name().endsWith("publishOn"))
        || fn.is(Trait.LAMBDA) && fn.enclosing().filter(EventLoop::switches).isPresent();
  }

  private static boolean entered(Scene scene, Fn fn) {
    return scene.insight(Entered.class, Entered::of).functions().contains(fn);
  }

  /// Everything that runs on the thread of a root.
  static Trail of(Scene scene) {
    List<Fn> roots = scene.functions().filter(fn -> isRoot(scene, fn)).toList();
    return Trail.from(roots, site -> follows(scene, site));
  }

  /// Whether a site stops an event loop of Python or Node, where nothing else runs meanwhile.
  static boolean stopped(Scene scene, Site site) {
    Language language = site.in().unit().language();
    return (language == Language.PYTHON || language == Language.JAVASCRIPT)
        && site.blocks()
        && scene.insight(Roots.class, s -> new Roots(of(s))).trail().reaches(site.in());
  }

  private record Roots(Trail trail) {}

  private static boolean follows(Scene scene, Site site) {
    if (!here(site)) {
      return false;
    }
    if (site.in().unit().language() == Language.JAVA
        && (site.kind() != Site.Kind.CALLBACK || !reactive(site.in()) && !handles(site.in()))) {
      // A method without a promise in its type is told at its call; what a future is given to run
      // runs on an executor as a rule.
      return false;
    }
    return site.targets().stream().noneMatch(fn -> isRoot(scene, fn) || streamed(site, fn));
  }

  /// Whether it runs on the thread it stands on. Node has only the one, later as well.
  static boolean here(Site site) {
    return site.run() == Site.Run.HERE
        || site.run() == Site.Run.EACH
        || site.run() == Site.Run.LATER && site.in().unit().language() == Language.JAVASCRIPT;
  }

  /// A generator handed to a framework runs where the framework likes: Starlette iterates it in a
  /// thread.
  private static boolean streamed(Site site, Fn fn) {
    return site.use() == Site.Use.PASSED && fn.is(Trait.GENERATOR) && !fn.is(Trait.ASYNC);
  }

  /// A Java method that promises to come back at once.
  static boolean promises(Fn fn) {
    TypeRef type = fn.decl().returns();
    String name = type.simpleName();
    if (!REACTIVE.contains(name) && !FUTURES.contains(name)) {
      return false;
    }
    boolean moved =
        fn.decl().annotations().stream().anyMatch(a -> MOVED.contains(a.simpleName()))
            || switches(fn);
    return !moved;
  }

  static boolean reactive(Fn fn) {
    return REACTIVE.contains(fn.decl().returns().simpleName());
  }

  /// A handler of Netty or Vert.x.
  static boolean handles(Fn fn) {
    boolean handler =
        fn.owner()
            .map(cls ->
                cls.decl().supertypes().stream()
                    .anyMatch(type -> HANDLERS.contains(type.simpleName())))
            .orElse(false);
    return handler && fn.name().matches("channel\\w+|userEventTriggered|decode|exceptionCaught")
        || fn.decl().parameters().stream()
            .anyMatch(p -> p.type().simpleName().equals("RoutingContext"));
  }
}
