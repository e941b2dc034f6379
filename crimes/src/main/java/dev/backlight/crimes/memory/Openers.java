package dev.backlight.crimes.memory;

import dev.backlight.crimes.Scene;
import dev.backlight.model.Language;
import dev.backlight.source.code.Expr;
import dev.backlight.source.code.FunctionDecl.Trait;
import dev.backlight.source.code.Stmt;
import dev.backlight.source.code.TypeRef;
import dev.backlight.source.code.Walker;
import dev.backlight.source.program.Fn;
import dev.backlight.source.program.Site;
import dev.backlight.source.program.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Functions of the tree that return what they open: their callers answer for it.
final class Openers {

  private static final Pattern CONTEXT = Pattern.compile("Create\\w*Context(Async)?");
  private static final Set<String> SHARES =
      Set.of("GetOrAdd", "TryAdd", "AddOrUpdate", "computeIfAbsent", "putIfAbsent", "setdefault");

  private final Scene scene;

  /// Each such function, and whether what it gives is {@linkplain #scarce(Site) scarce}.
  private final Map<Fn, Boolean> gives = new HashMap<>();

  private Openers(Scene scene) {
    this.scene = scene;
  }

  static Openers of(Scene scene) {
    Openers openers = new Openers(scene);
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Fn fn : scene.program().functions()) {
        grew |= !openers.gives.containsKey(fn) && openers.add(fn);
      }
    }
    return openers;
  }

  /// Whether a call runs nothing but such functions.
  boolean through(Site site) {
    return site.isCall()
        && !site.targets().isEmpty()
        && site.certain()
        && site.kind() != Site.Kind.CALLBACK
        && gives.keySet().containsAll(site.targets());
  }

  /// Whether what a site opens is what a pool or a server counts: connections, and what holds one.
  boolean scarce(Site site) {
    if (Opening.response(site)) {
      return Opening.streamed(site);
    }
    return Opening.at(site)
        ? Opening.scarce(site)
        : site.targets().stream().anyMatch(target -> gives.getOrDefault(target, false));
  }

  private boolean add(Fn fn) {
    if (fn.is(Trait.GENERATOR) || fn.is(Trait.LAMBDA)) {
      return false;
    }
    boolean context = makesContext(fn);
    Optional<Site> given =
        context
            ? Optional.empty()
            : fn.sites().stream().filter(site -> handsOut(fn, site)).findFirst();
    if (!context && given.isEmpty()
        || keeps(fn)
        || given.filter(site -> wrapped(fn, site)).isPresent()) {
      return false;
    }
    gives.put(fn, given.map(this::scarce).orElse(true));
    return true;
  }

  /// `OneOf<Stream, Error> open()`: what comes out has to be asked first whether it is one.
  private static boolean wrapped(Fn fn, Site site) {
    TypeRef returns = fn.decl().returns();
    TypeRef type =
        Set.of("Task", "ValueTask").contains(returns.simpleName())
                && returns.arguments().size() == 1
            ? returns.arguments().getFirst()
            : returns;
    return site.result().settled() instanceof Value.Known opened
        && type.arguments().stream()
            .anyMatch(inner ->
                opened.type().name().endsWith(inner.simpleName())
                    || inner.simpleName().endsWith(opened.type().name()));
  }

  private boolean handsOut(Fn fn, Site site) {
    if (Opening.response(site) || !Opening.at(site) && !through(site)) {
      return false;
    }
    Bound bound = Bound.of(site);
    return bound.returned()
        || bound.local() && returns(fn, bound.name()) && !shares(fn, bound.name());
  }

  /// `current.set(manager)`: it stays with the thread, and whoever ends the request closes it.
  private static boolean shares(Fn fn, String name) {
    return Walker.calls(fn.decl().body()).stream()
        .anyMatch(call ->
            CollectionWords.GROW.contains(Makers.simpleName(call.callee()))
                && call.arguments().stream()
                    .anyMatch(a -> a.value() instanceof Expr.Name n && n.id().equals(name)));
  }

  /// Bean factories, fixtures and cached getters keep what they return.
  private static boolean keeps(Fn fn) {
    boolean shared =
        Walker.calls(fn.decl().body()).stream()
            .anyMatch(call -> SHARES.contains(Makers.simpleName(call.callee())));
    return shared
        || fn.decl().annotations().stream()
            .anyMatch(a ->
                !Set.of(
                        "Override",
                        "Nullable",
                        "NotNull",
                        "SuppressWarnings",
                        "staticmethod",
                        "classmethod",
                        "abstractmethod")
                    .contains(a.simpleName()));
  }

  /// `ShopContext CreateContext()`, however it makes it.
  private boolean makesContext(Fn fn) {
    return fn.unit().language() == Language.CSHARP
        && CONTEXT.matcher(fn.name()).matches()
        && !fn.is(Trait.ABSTRACT)
        && database(fn.decl().returns());
  }

  /// `ShopDbContext`, `Task<ShopContext>` where the tree's ShopContext is a DbContext.
  private boolean database(TypeRef type) {
    String name = type.simpleName();
    return name.endsWith("DbContext")
        || type.arguments().stream().anyMatch(inner -> database(inner))
        || scene.program().classes().stream()
            .anyMatch(cls -> cls.name().equals(name) && cls.isKnown("DbContext"));
  }

  private static boolean returns(Fn fn, String name) {
    return Walker.anyStatement(
        fn.decl().body(),
        statement ->
            statement instanceof Stmt.Return r
                && r.value() instanceof Expr.Name n
                && n.id().equals(name));
  }
}
