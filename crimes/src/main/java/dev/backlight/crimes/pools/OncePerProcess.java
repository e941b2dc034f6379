package dev.backlight.crimes.pools;

import dev.backlight.source.code.Annotation;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.program.Cls;
import dev.backlight.source.program.Fn;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/// What runs or is made once in the life of a process, by its annotations or by its name: what it
/// makes is not made per call.
final class OncePerProcess {

  private static final Set<String> ONCE =
      Set.of(
          "lru_cache",
          "cache",
          "cached",
          "cached_property",
          "memoize",
          "Bean",
          "Provides",
          "Produces",
          "Singleton",
          "ApplicationScoped",
          "PostConstruct",
          "fixture",
          "on_event",
          "functools.cache",
          "singleton",
          "once",
          "BeforeEach",
          "BeforeAll",
          "OnModuleInit",
          "asynccontextmanager",
          "contextmanager",
          "Memoized",
          "Lazy");

  private static final Set<String> SHARED =
      Set.of(
          "Component",
          "Service",
          "Repository",
          "Configuration",
          "Controller",
          "RestController",
          "Injectable",
          "Singleton",
          "ApplicationScoped",
          "Module",
          "Named",
          "Stateless",
          "TbCoreComponent",
          "TbTransportComponent");

  /// Functions of these names run once unless a request is known to reach them.
  private static final List<String> SETTING_UP =
      List.of(
          "create",
          "make",
          "build",
          "init",
          "setup",
          "connect",
          "configure",
          "start",
          "open",
          "provide",
          "register",
          "main",
          "run",
          "__init__",
          "lifespan",
          "startup",
          "bootstrap",
          "load",
          "new",
          "on_start",
          "onstart",
          "test",
          "migrate",
          "seed",
          "constructor",
          "get_client",
          "getclient",
          "get_redis",
          "getredis",
          "refresh_client",
          "reset",
          "reload");

  private OncePerProcess() {}

  /// By an annotation of its own or of a function around it.
  static boolean declared(Fn fn) {
    Predicate<Annotation> runsOnce =
        annotation -> ONCE.contains(annotation.simpleName()) || ONCE.contains(annotation.name());
    return fn.decl().annotations().stream().anyMatch(runsOnce)
        || fn.enclosing().filter(outer -> !outer.is(Trait.MODULE) && declared(outer)).isPresent();
  }

  /// A function inside something that runs it once: `lazy(() => new Client())`.
  static boolean lazily(Fn fn) {
    return fn.is(Trait.LAMBDA)
        && fn.enclosing().filter(outer -> outer.is(Trait.MODULE) || settingUp(outer)).isPresent();
  }

  /// By its name, by a class of configuration, or inside such a function.
  static boolean settingUp(Fn fn) {
    String name = fn.name().toLowerCase(Locale.ROOT).replaceFirst("^_+", "");
    return SETTING_UP.stream().anyMatch(name::startsWith)
        || name.contains("migrat")
        || fn.owner().isPresent()
            && fn.owner().get().decl().annotations().stream()
                .anyMatch(a -> a.simpleName().equals("Configuration"))
        || fn.enclosing().filter(outer -> !outer.is(Trait.MODULE) && settingUp(outer)).isPresent();
  }

  /// A class of which a framework makes one.
  static boolean single(Cls type) {
    return type.decl().annotations().stream()
        .anyMatch(annotation -> SHARED.contains(annotation.simpleName()));
  }
}
